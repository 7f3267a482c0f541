"""Files that may be made to harm are read in a process of their own, under limits of memory and time."""

from __future__ import annotations

import os
import resource
import signal
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from loaders.documents import answers
from loaders.documents.formats import Extract, Medium, Unreadable, extract, medium
from loaders.faults import Wording
from ontology.descent import follow_parent


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may use: bytes of its own, bytes of memory, seconds of computing, seconds in all."""

    size: int = 100 * 2**20
    memory: int = 2 * 2**30
    computing: int = 120
    waiting: int = 600


USUAL = Limits()
_FAREWELL = 5.0
_PACKED = b"PK"
_SMALLER = Wording("en donner une version plus légère", "give a lighter version of it")
_AGAIN = Wording("l'enregistrer ou le télécharger de nouveau", "save or download it again")
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["loaders.cli"])  # all that `pacte` runs, so that no process loads it again


def taken(data: bytes, limits: Limits) -> Extract:
    """Return what a file holds, plain text read here and anything else apart; raises Unreadable."""
    if not data.startswith(_PACKED) and medium(data) is Medium.TEXT:
        return extract(data)
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_answer, args=(theirs, limits), daemon=True)
    process.start()
    theirs.close()
    try:
        answer = _exchanged(ours, data, limits)
    except (EOFError, OSError) as error:
        process.join(_FAREWELL)
        raise _ending(process.exitcode, limits) from error
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()
    if isinstance(answer, Unreadable):
        raise answer
    return answer


def _exchanged(connection: Connection, data: bytes, limits: Limits) -> Extract | Unreadable:
    """Send the bytes and return the answer; raises EOFError or OSError when the other process ended before."""
    connection.send_bytes(data)
    if not connection.poll(limits.waiting):
        raise too_long(limits.waiting)
    return answers.read(connection.recv_bytes())


def _answer(connection: Connection, limits: Limits) -> None:
    """Read the bytes that come and send back what they hold; whatever else goes wrong ends the process."""
    follow_parent()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.computing, limits.computing + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    data = connection.recv_bytes()
    try:
        answer: Extract | Unreadable = extract(data)
    except Unreadable as error:
        answer = error
    except MemoryError:
        answer = too_large(limits.memory)
    connection.send_bytes(answers.written(answer))


def _ending(code: int | None, limits: Limits) -> Unreadable:
    """Return what the end of a process tells of the file that it read."""
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return too_long(limits.computing)
    return Unreadable(
        Wording("ce document est endommagé ou mal formé", "this document is damaged or malformed"), _AGAIN
    )


def too_long(seconds: int) -> Unreadable:
    """Return the refusal of a file that takes too long."""
    return Unreadable(
        Wording(
            f"ce document n'a pas pu être lu en {seconds} secondes",
            f"this document could not be read in {seconds} seconds",
        ),
        _SMALLER,
    )


def too_large(memory: int) -> Unreadable:
    """Return the refusal of a file that takes too much memory."""
    allowed = memory // 2**20
    return Unreadable(
        Wording(
            f"ce document demande plus de {allowed} Mio de mémoire",
            f"this document takes more than {allowed} MiB of memory",
        ),
        _SMALLER,
    )
