"""A contract that a page tells of: its kind, its parties, who signed, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.documents.bodies import Body
from loaders.documents.clauses import Lasting
from loaders.documents.contracts import Anchor, Manner, Party
from loaders.documents.french import Span
from loaders.documents.kinds import ContractKind, Said
from loaders.documents.links import Link
from loaders.documents.periods import Moment
from loaders.documents.signatures import Signer
from loaders.documents.territories import Found
from loaders.model import Article


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract in its own words says of itself: its signing, how long it runs, the communes that it covers."""

    signed: Moment | None
    town: Span | None
    period: Moment | None
    lasting: Lasting | None
    communes: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One contract of a page: its kind, the sentences that speak of it, its parties, who signed or was present.

    `amended` is the kind of contract that an amendment changes, `number` its rank; `terms` is what the contract says
    of itself where the page gives its own words, `links` the other contracts that it names, `worth` where it says that
    it counts as another kind too.
    """

    kind: ContractKind | None
    anchors: tuple[Anchor, ...]
    parties: tuple[Party, ...]
    signers: tuple[Signer, ...]
    article: Article
    reason: str | None = None
    amended: ContractKind | None = None
    number: int | None = None
    terms: Terms | None = None
    links: tuple[Link, ...] = ()
    worth: tuple[Said, ...] = ()

    @property
    def amendment(self) -> bool:
        """Tell whether the contract changes another."""
        return self.kind is not None and self.kind.notation == "avenant"

    @property
    def local(self) -> frozenset[Body]:
        """Return the parties below the département."""
        return frozenset(party.body for party in self.parties if party.body.local)

    @property
    def said(self) -> Said | None:
        """Return where the contract is named first, with the fullest name."""
        named = [anchor.said for anchor in self.anchors if anchor.said]
        return max(named, key=lambda said: (said.kind is not None, said.end - said.start), default=None)


def signing(one: Agreement) -> Iterator[Anchor]:
    """Yield the sentences in which a contract is signed, not only spoken of."""
    return (
        anchor for anchor in one.anchors if anchor.manner in {Manner.ACTIVE, Manner.PASSIVE, Manner.NOUN, Manner.BARE}
    )
