"""How a command ends: its exit code, and what is told when it cannot go on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

import click

from loaders.faults import InvalidSeeds, Language, Wording
from loaders.publication import BuildUnderWay, DamagedRelease, OccupiedPlace, UnknownRelease
from loaders.remote.refusals import PushFailed

CODES = """
\b
Codes de sortie :
  0    publié, ou déjà publié à l'identique
  1    le graphe ne respecte pas ses formes SHACL : rien n'est publié
  2    la commande est mal écrite
  3    une source est illisible ou invalide : rien n'est publié
  4    le dossier des publications ne peut pas être écrit, ou une autre commande y travaille
  130  interrompu au clavier
"""


class Exit(IntEnum):
    """What a command's exit code tells."""

    DONE = 0
    REFUSED = 1
    INVALID = 3
    UNWRITABLE = 4
    INTERRUPTED = 130


@contextmanager
def failures(language: Language) -> Iterator[None]:
    """Turn what a command may raise into a message on the standard error and an exit code."""
    try:
        yield
    except InvalidSeeds as error:
        leave(Exit.INVALID, "\n".join(fault.said(language) for fault in error.faults))
    except (UnknownRelease, DamagedRelease) as error:
        leave(Exit.INVALID, error.wording.said(language))
    except (BuildUnderWay, OccupiedPlace, PushFailed) as error:
        leave(Exit.UNWRITABLE, error.wording.said(language))
    except BrokenPipeError:
        raise
    except OSError as error:
        leave(Exit.UNWRITABLE, _system(error).said(language))
    except KeyboardInterrupt:
        leave(Exit.INTERRUPTED, Wording("Interrompu.", "Interrupted.").said(language))


def _system(error: OSError) -> Wording:
    """Return what the system refused, of which file where it says, and what to do."""
    told = ": ".join(str(one) for one in (error.filename, error.strerror or error) if one)
    return Wording(
        f"{told} ; vérifier les droits et la place qui reste sur le disque, puis recommencer",
        f"{told}; check the permissions and the room left on the disk, then do it again",
    )


def leave(code: Exit, message: str) -> NoReturn:
    """End the command with a message on the standard error."""
    click.echo(message, err=True)
    sys.exit(code)
