"""Bells by which the workers of the web server wake one another, and know who still runs."""

from __future__ import annotations

import socket
from collections.abc import Callable
from secrets import randbits
from threading import Thread

__all__ = ["Bell"]


class Bell:
    """Hear datagrams sent to a name that the system keeps, and takes back when the process ends, however it does.

    `number` names the bell among those that begin with the same name
    (https://man7.org/linux/man-pages/man7/unix.7.html, "abstract").
    """

    def __init__(self, name: str, tell: Callable[[], None]) -> None:
        """Have a function called each time the bell is rung; it must not wait."""
        self.number = randbits(64)
        self._name = name
        self._tell = tell
        self._is_up = True
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self._address(self.number))
        self._thread = Thread(target=self._listen, name="bell", daemon=True)
        self._thread.start()

    def _address(self, number: int) -> str:
        return f"\0{self._name}-{number:016x}"

    def ring(self, number: int) -> bool:
        """Ring a bell, and tell whether its process still runs."""
        try:
            self._socket.sendto(b"!", socket.MSG_DONTWAIT, self._address(number))
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def _listen(self) -> None:
        while self._is_up:
            self._socket.recv(1)
            self._tell()

    def close(self) -> None:
        """Take the bell down."""
        self._is_up = False
        self.ring(self.number)
        self._thread.join()
        self._socket.close()
