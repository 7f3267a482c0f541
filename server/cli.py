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
from granian.constants import Interfaces, Loops
from granian.server.mp import MPServer

from ontology.descent import follow_parent
from ontology.lease import leased
from server import create_app
from server.config import Config, InvalidSetting
from server.door import Door
from server.editions import BaseConflict, Editions
from server.readiness import leaving
from server.release import InvalidManifest, NoRelease
from server.sparql.light.requests import Requests
from server.sparql.views import LIGHT

__all__ = ["application", "serve"]

LEDGER = "pacte-serve-"
"""How the names of folders begin through which the workers of a service count together."""
MEMORY = Path("/dev/shm")  # noqa: S108 - where systems have it, the folder made there is this process's own
"""Files that lie in memory."""
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


class Server(MPServer):
    """Serve on several workers; `leave` is the time, in seconds, for which it says that it ends before it does."""

    leave = 0.0

    def shutdown(self, exit_code: int = 0) -> None:
        """Say at `/ready` that the service ends, go on answering for a while, then end what has begun."""
        if not self.leave:
            super().shutdown(exit_code)  # type: ignore[no-untyped-call] # granian tells no types there
            return
        sign = leaving(Path(os.environ["PACTE_LEDGER"]), os.getpid())
        sign.touch()
        time.sleep(self.leave)
        super().shutdown(exit_code)  # type: ignore[no-untyped-call] # the same
        sign.unlink()


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
    _check_port(host, port)
    click.echo(f"pacte écoute sur http://{host}:{port}/ pour {base} ; Ctrl+C pour arrêter")
    with _ledger():
        server = Server(
            "server.cli:application",
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            loop=Loops.asyncio,
            workers=workers,
            factory=True,
            websockets=False,
            respawn_failed_workers=True,
        )
        server.leave = leave
        server.serve()


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


def _check_port(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise PortTaken(host, port, error.strerror or str(error)) from error
