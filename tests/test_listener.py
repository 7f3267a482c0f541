"""The socket that workers share: a client goes to one that has fewer, and is left to nobody for long."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing import get_context

import looping
import placing
import pytest
import standing

from server import listener
from server.listener import WORKERS, Listener


class Held:
    """A file that another process would have sent."""

    def __init__(self, file: int) -> None:
        self.file = file

    def detach(self) -> int:
        return os.dup(self.file)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as held:
        yield held


@pytest.fixture
def first(stack: ExitStack) -> Listener:
    made = stack.enter_context(Listener(socket.AF_INET))
    made.bind(("127.0.0.1", 0))
    made.listen()
    made.settimeout(0)
    return made


def beside(one: Listener, stack: ExitStack) -> Listener:
    """Return the listener as another worker has it."""
    shared = one._shared
    made = stack.enter_context(Listener(one.family, (Held(one.fileno()), Held(shared))))
    made.settimeout(0)
    return made


def came(one: Listener, stack: ExitStack) -> None:
    """Have a client come."""
    stack.enter_context(socket.create_connection(one.getsockname()))


def took(one: Listener, stack: ExitStack) -> socket.socket:
    return stack.enter_context(one.accept()[0])


def is_left(one: Listener) -> bool:
    try:
        one.accept()[0].close()
    except BlockingIOError:
        return True
    return False


def test_who_has_more_leaves_the_next_to_who_has_fewer(
    first: Listener, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "LEAVING", 60)
    second = beside(first, stack)
    assert is_left(first)
    assert is_left(second)
    came(first, stack)
    taken = took(first, stack)
    came(first, stack)
    assert is_left(first)
    took(second, stack)
    came(first, stack)
    took(first, stack)
    came(first, stack)
    assert is_left(first)
    taken.close()
    taken.close()
    took(first, stack)


def test_one_that_nobody_takes_is_not_left_for_long(
    first: Listener, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = beside(first, stack)
    assert is_left(second)
    for _ in range(2):
        came(first, stack)
        monkeypatch.setattr(listener, "LEAVING", 60)
        assert is_left(first) == (first._clients > 0)
        monkeypatch.setattr(listener, "LEAVING", 0)
        came(first, stack)
        took(first, stack)


def test_while_one_process_takes_a_place_another_waits(first: Listener) -> None:
    spawning = get_context("spawn")
    ours, theirs = spawning.Pipe()
    worker = spawning.Process(target=placing.placed, args=(first, theirs))
    with first._locked():
        worker.start()
        theirs.close()
        assert ours.recv() == "begun"
        assert not ours.poll(0.5)
    assert ours.recv() == 0
    worker.join()


def test_a_worker_takes_the_place_of_one_that_has_ended(first: Listener, stack: ExitStack) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    places = [os.getpid()] * WORKERS
    places[3] = ended.pid
    first._memory[:] = b"".join(listener._PLACE.pack(place, 5) for place in places)
    came(first, stack)
    took(first, stack)
    assert [*listener._PLACE.iter_unpack(first._memory)][3] == (os.getpid(), 1)
    another = beside(first, stack)
    with pytest.raises(OSError, match="64"):
        another.accept()


async def served(one: Listener) -> list[float]:
    """Return after how many seconds each client was connected, the first being the last."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, listener.Loop)
    begun, at = loop.time(), list[float]()
    ended = asyncio.Event()

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            at.append(loop.time() - begun)
            transport.close()

        def connection_lost(self, _error: Exception | None) -> None:
            ended.set()

    made = await loop.create_server(Protocol, sock=one)
    await asyncio.wait_for(ended.wait(), 30)
    await asyncio.sleep(0.01)
    made.close()
    await made.wait_closed()
    return at


def test_a_loop_takes_the_clients_that_a_listener_gives(first: Listener, stack: ExitStack) -> None:
    came(first, stack)
    assert len(looping.run(served(first), listener.Loop)) == 1
    assert first._clients == 0


def test_where_there_is_no_room_for_a_client_one_is_taken_later(
    first: Listener, stack: ExitStack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listener, "FULL", 0.01)
    accept, problems = Listener.accept, [OSError(24, "Too many open files"), ConnectionAbortedError()]

    def failing(one: Listener) -> tuple[socket.socket, object]:
        if problems:
            raise problems.pop()
        return accept(one)

    monkeypatch.setattr(Listener, "accept", failing)
    came(first, stack)
    assert len(looping.run(served(first), listener.Loop)) == 1
    assert "Too many open files" in caplog.text


def test_a_loop_looks_a_few_times_more_before_it_sleeps() -> None:
    assert looping.run(turns(), listener.Loop) == listener.LOOKS + 1


@pytest.mark.parametrize(("piece", "end"), [(0.01, 0), (60.0, -signal.SIGPROF)])
def test_a_process_whose_loop_stands_still_is_ended(piece: float, end: int) -> None:
    turning = subprocess.run([sys.executable, standing.__file__, "0.2", "0.05", "0.6", str(piece)], check=False)
    assert turning.returncode == end


async def turns() -> int:
    """Return in how many turns of a loop it was still looking."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, listener.Loop)
    loop.linger()
    await asyncio.sleep(0)
    loop.linger()
    counted = 1
    while loop._left:
        counted += 1
        await asyncio.sleep(0)
    return counted
