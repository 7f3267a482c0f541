"""Build in children that die at a given moment: a program that test_release_killed.py talks to.

Each line of the standard input is one build, answered by one line: `killed`, or `ended` with the moments that count.
`at N` kills the child at its N-th look at or change of the folder of releases, `after S` kills it S seconds after its
start, `never` lets it end. The moments that count are those of renaming, linking, making and removing.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from loaders.cli import main

CHANGES = {"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "shutil.rmtree"}


def build(seeds: str, out: str, moment: int, answer: Path) -> None:
    seen = 0
    counting: list[int] = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if any(isinstance(value, str | os.PathLike) and str(value).startswith(out) for value in arguments[:2]):
            seen += 1
            if event in CHANGES:
                counting.append(seen)
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    with suppress(SystemExit):
        main(["build", seeds, "--out", out], prog_name="pacte")
    answer.write_text(" ".join(map(str, [seen, *counting])), encoding="ascii")


def attempt(order: str, number: str, seeds: str, out: str) -> str:
    answer = Path(seeds) / "answer"
    answer.unlink(missing_ok=True)
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        build(seeds, out, int(number) if order == "at" else 0, answer)
        os._exit(0)
    if order == "after":
        time.sleep(float(number))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else f"ended {answer.read_text(encoding='ascii')}"


if __name__ == "__main__":
    for line in sys.stdin:
        order, number = line.split()
        print(attempt(order, number, *sys.argv[1:3]), flush=True)  # noqa: T201 - the answer to the test
