"""Start a process that starts another, and wait: a program that test_leash.py kills.

`leash`: a program on a leash, which forks. Else a child of `multiprocessing`, started as the argument says. They write
two lines once they wait.
"""

from __future__ import annotations

import os
import sys
import time
from multiprocessing import Process, set_start_method

from ontology.descent import follow_parent
from server import leash

FORK = "import os, sys, time; os.fork(); os.write(int(sys.argv[1]), b'ready\\n'); time.sleep(600)"


def linger() -> None:
    follow_parent()
    os.write(1, b"ready\n")
    os.write(1, b"ready\n")
    time.sleep(600)


if __name__ == "__main__":
    if sys.argv[1] == "leash":
        held = leash.start([sys.executable, "-c", FORK, "1"], {}, stream=1)
    else:
        set_start_method(sys.argv[1])
        child = Process(target=linger)
        child.start()
    time.sleep(600)
