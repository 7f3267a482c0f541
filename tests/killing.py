"""Build in children that die at a given moment: a program that test_release_killed.py talks to.

Each line of the standard input is one build, answered by one line: `killed`, or `ended` with the moments that count.
`at N` kills the child at its N-th look at or change of the folder of releases, `past N` at the N-th after the release
has become the current one, `after S` kills it S seconds after its start, `never` lets it end. The moments that count
are those of renaming, linking, making and removing.
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


def build(seeds: str, out: str, killing: tuple[str, int], answer: Path) -> None:
    seen, past = 0, None
    counting: list[int] = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen, past
        named = [str(value) for value in arguments[:2] if isinstance(value, str | os.PathLike)]
        if any(one.startswith(out) for one in named):
            seen += 1
            past = None if past is None else past + 1
            if event in CHANGES:
                counting.append(seen)
            if killing in {("at", seen), ("past", past)}:
                os.kill(os.getpid(), signal.SIGKILL)
            if event == "os.rename" and named[1:] == [f"{out}/current"]:
                past = 0

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
        build(seeds, out, (order, int(float(number))), answer)
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
