"""Why a release does not reach a remote store: which address, what it said, and the remedy."""

from __future__ import annotations

from loaders.faults import Failure, Wording

_AGAIN = Wording("relancer la même commande reprend où elle en était", "the same command goes on from where it was")


class PushFailed(Failure, ConnectionError):
    """A release did not reach a remote store, which shows what it showed before."""


class NoAnswer(PushFailed):
    """An address does not answer, or not in time, however often it is asked."""

    def __init__(self, address: str, reason: str) -> None:
        """Name the address and what happened last."""
        super().__init__(
            Wording(
                f"{address} : pas de réponse ({reason}) ; vérifier que le serveur tourne, puis {_AGAIN.fr}",
                f"{address}: no answer ({reason}); check that the server runs; {_AGAIN.en}",
            )
        )


class NotAllowed(PushFailed):
    """An address wants to know who writes, or does not let them."""

    def __init__(self, address: str, status: int) -> None:
        """Name the address and where credentials are given."""
        super().__init__(
            Wording(
                f"{address} : accès refusé ({status}) ; donner un compte qui peut écrire par PACTE_STORE_USER et "
                "PACTE_STORE_PASSWORD, ou par le fichier .netrc",
                f"{address}: access denied ({status}); give an account that may write in PACTE_STORE_USER and "
                "PACTE_STORE_PASSWORD, or in the file .netrc",
            )
        )


class Elsewhere(PushFailed):
    """An address sends to another one, which is not followed: data and credentials go where they were meant to."""

    def __init__(self, address: str, place: str) -> None:
        """Name both addresses."""
        super().__init__(
            Wording(
                f"{address} : renvoie vers {place!r}, qui n'est pas suivi ; donner cette adresse si c'est la bonne",
                f"{address}: redirects to {place!r}, which is not followed; give that address if it is the right one",
            )
        )


class NotAnEndpoint(PushFailed):
    """An address answers something other than SPARQL results."""

    def __init__(self, address: str, said: str) -> None:
        """Name the address and how its answer begins."""
        super().__init__(
            Wording(
                f"{address} : répond {said!r} et non des résultats SPARQL ; donner l'adresse des requêtes SPARQL 1.1",
                f"{address}: answers {said!r} and no SPARQL results; give the address of SPARQL 1.1 queries",
            )
        )


class Refused(PushFailed):
    """An address refuses a request."""

    def __init__(self, address: str, status: int, said: str) -> None:
        """Name the address and show what it says."""
        self.address, self.status, self.said = address, status, said
        super().__init__(
            Wording(
                f"{address} : refuse ({status} {said!r}) ; vérifier cette adresse (--update, --graphs)",
                f"{address}: refuses ({status} {said!r}); check this address (--update, --graphs)",
            )
        )


class StatementRefused(PushFailed):
    """A store does not take one statement."""

    def __init__(self, refused: Refused, graph: str, line: bytes) -> None:
        """Name the address and the graph, and show the statement."""
        shown = line.decode("utf-8", "replace").rstrip()[:300]
        super().__init__(
            Wording(
                f"{refused.address} : <{graph}> : énoncé refusé ({refused.status} {refused.said!r}) : {shown} ; "
                "rien n'a changé pour les lecteurs ; voir les limites du moteur",
                f"{refused.address}: <{graph}>: statement refused ({refused.status} {refused.said!r}): {shown}; "
                "nothing has changed for readers; see the limits of the engine",
            )
        )


class HoldsOtherwise(PushFailed):
    """A graph of the store is not what was sent."""

    def __init__(self, address: str, graph: str, sent: int, found: int) -> None:
        """Name the address and the graph, and count the statements."""
        super().__init__(
            Wording(
                f"{address} : le graphe <{graph}> n'est pas ce qui a été envoyé ({found} énoncés sur {sent}) ; "
                "vérifier que rien d'autre n'y écrit, puis relancer",
                f"{address}: the graph <{graph}> is not what was sent ({found} statements of {sent}); "
                "check that nothing else writes to it, then run the command again",
            )
        )


class Overtaken(PushFailed):
    """Another command began to send a release to the same store."""

    def __init__(self, address: str, other: str) -> None:
        """Name the address and what the other command does."""
        super().__init__(
            Wording(
                f"{address} : une autre commande y publie ({other}) ; attendre qu'elle finisse, puis relancer",
                f"{address}: another command is publishing there ({other}); wait until it ends, then run this again",
            )
        )


class OtherBase(PushFailed):
    """The store holds the data of another base address."""

    def __init__(self, address: str, held: str, base: str) -> None:
        """Show both bases."""
        super().__init__(
            Wording(
                f"{address} : contient les données de {held} et non de {base} ; donner une base de données à chacune",
                f"{address}: holds the data of {held} and not of {base}; give each a database of its own",
            )
        )


class BlankNode(PushFailed):
    """A statement has a node without an address, which sent twice would be two nodes."""

    def __init__(self, shown: str) -> None:
        """Show the statement."""
        super().__init__(
            Wording(
                f"nœud anonyme : {shown} ; pacte build n'en publie pas : reconstruire la publication",
                f"blank node: {shown}; pacte build publishes none: build the release again",
            )
        )
