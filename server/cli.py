"""The command `pacte serve`: the service on several workers of a production server."""

from __future__ import annotations

import gc
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from threading import Thread

import click
from uvicorn.config import Config as Settings
from uvicorn.supervisors import Multiprocess

from ontology.descent import follow_parent
from ontology.lease import leased
from server import create_app
from server.config import Config, InvalidSetting
from server.connection import IDLE, ClientConnection
from server.door import Door
from server.editions import BaseConflict, Editions
from server.listener import Listener
from server.readiness import leaving
from server.release import InvalidManifest, NoRelease
from server.sparql.light.requests import Requests
from server.sparql.views import LIGHT

__all__ = ["application", "serve"]

LEDGER = "pacte-serve-"
"""How the names of folders begin through which the workers of a service count together."""
MEMORY = Path("/dev/shm")  # noqa: S108 - where systems have it, the folder made there is this process's own
"""Files that lie in memory."""
QUEUE = 2048
"""Connections that wait to be taken."""
HUNG = 60
"""Seconds of silence after which a worker is ended."""
ALLOCATION = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=200:glibc.malloc.hugetlb=1"}
"""What the workers ask of the C library, where it is GNU's: to have blocks of memory at hand, in huge pages."""
SWITCH = 0.0002
"""Seconds after which a thread that computes lets the one that talks to clients go on."""

_CODES = """
\b
Codes de sortie :
  0    arrêté par l'opérateur
  2    la commande est mal écrite
  3    aucune publication ne peut être servie, ou un réglage est invalide
  4    l'adresse et le port ne peuvent pas être ouverts
"""


class Unservable(click.ClickException):
    """There is nothing that could be served."""

    exit_code = 3


class PortTaken(click.ClickException):
    """Another program listens there, or the address is not this machine's."""

    exit_code = 4

    def __init__(self, host: str, port: int, reason: str) -> None:
        """Name the place and the way out."""
        super().__init__(f"{host}:{port} ne peut pas être ouvert ({reason}) ; choisissez un autre port avec --port")


class Workers(Multiprocess):
    """Serve on several workers, which take their clients from one socket."""

    def __init__(self, listener: socket.socket, workers: int, leave: float) -> None:
        """Start nothing yet; for `leave` seconds the service says that it ends before it does."""
        settings = Settings(
            "server.cli:application",
            factory=True,
            http=ClientConnection,
            loop="server.listener:Loop",
            ws="none",
            interface="asgi3",
            lifespan="off",
            workers=workers,
            timeout_keep_alive=IDLE,
            timeout_worker_healthcheck=HUNG,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            log_level="error",
        )
        super().__init__(settings, [listener])
        self._leave = leave
        self._sign = leaving(Path(os.environ["PACTE_LEDGER"]), os.getpid())

    def terminate_all(self) -> None:
        """Say at `/ready` that the service ends, go on answering for a while, then end what has begun."""
        if self._leave:
            self._sign.touch()
            time.sleep(self._leave)
        super().terminate_all()

    def join_all(self) -> None:
        """Wait for the workers."""
        super().join_all()
        self._sign.unlink(missing_ok=True)


@click.command(epilog=_CODES)
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Nombre de processus.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier des publications ; par défaut PACTE_RELEASES, sinon `published`.",
)
@click.option(
    "--leave",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 3600),
    help="Secondes pendant lesquelles, à l'arrêt, /ready répond 503 et tout le reste répond encore.",
)
def serve(host: str, port: int, workers: int, out: Path | None, leave: float) -> None:
    """Sert la publication courante sur le web.

    Les réglages viennent des variables PACTE_BASE, PACTE_RELEASES et PACTE_STORE. Une publication nouvelle est servie
    dès qu'elle devient courante, sans redémarrage.
    """
    if out is not None:
        os.environ["PACTE_RELEASES"] = str(out)
    base = _checked_base()
    for name, value in ALLOCATION.items():
        os.environ.setdefault(name, value)
    with _listener(host, port) as listener, _ledger():
        click.echo(f"pacte écoute sur http://{host}:{port}/ pour {base} ; Ctrl+C pour arrêter")
        Workers(listener, workers, leave).run()


@contextmanager
def _ledger() -> Iterator[None]:
    """Give the workers a folder through which they count together, unless the operator names one."""
    if os.environ.get("PACTE_LEDGER"):
        yield
        return
    with leased(MEMORY if MEMORY.is_dir() else Path(gettempdir()), LEDGER) as folder:
        os.environ["PACTE_LEDGER"] = str(folder)
        try:
            yield
        finally:
            del os.environ["PACTE_LEDGER"]


def application() -> Door:
    """Return the service as a worker runs it: the index of a release is made while its first requests come in."""
    follow_parent()
    sys.setswitchinterval(SWITCH)
    app = create_app()
    editions: Editions = app.extensions["pacte"]
    light: Requests = app.extensions[LIGHT]

    def prepare() -> None:
        _start_settling(editions)
        light.prepare()

    editions.follow(prepare)
    prepare()
    return Door(app)


def _start_settling(editions: Editions) -> None:
    Thread(target=_settle, args=(editions,), name="index", daemon=True).start()


def _settle(editions: Editions) -> None:
    """Make what takes seconds, and spare the collector from then on what lasts as long as the release is served.

    A look at all of it takes a tenth of a second, in which nobody is answered, and reading long queries calls for many.
    What was spared of the release before is looked at once more.
    """
    editions.warm()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _checked_base() -> str:
    """Return the base of what will be served; a fault is told once, before any worker starts."""
    try:
        return Editions(Config.read(os.environ)).current().release.base
    except (InvalidSetting, NoRelease, InvalidManifest, BaseConflict, OSError) as error:
        raise Unservable(str(error)) from error


def _listener(host: str, port: int) -> Listener:
    """Return the socket on which clients are awaited; raises PortTaken."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = Listener(family)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(QUEUE)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise PortTaken(host, port, error.strerror or str(error)) from error
    return listener
