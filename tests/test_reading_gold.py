"""The reading of whole pages, against what careful readers found in them.

Pages and gold are not the project's, nor is the scorer. The gold names some signatories by their post alone (« M. le
Préfet »): the scorer cannot compare those with any name, and they are left out here.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest
from conftest import SEEDS
from national import national

from loaders import quads
from loaders.documents import open_document, read_all
from loaders.manifest import Source, alone, sources
from loaders.tables import statements, territories
from ontology.addresses import Addresses
from ontology.names import LOCAL_BASE

pytestmark = [pytest.mark.national, pytest.mark.slow]
CORE = ["contract", "signed on", "period", "parties", "signatories", "territories", "persons"]


@pytest.fixture(scope="module")
def scorer() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("score", national("eval", "score.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["score"]


def published(listed: list[Source]) -> ox.Store:
    """Return what a build would publish of some documents, with the territories they are resolved against."""
    addresses = Addresses(LOCAL_BASE)
    referential = territories.load(SEEDS / "territories")
    readings = read_all([open_document(source) for source in listed], referential, addresses)
    store = ox.Store()
    store.bulk_load(b"".join(statements.quads(referential, addresses)), ox.RdfFormat.N_QUADS)
    store.extend(quads.vocabulary(quads.ONTOLOGY))
    for reading in readings:
        store.extend(quads.read(reading, None, addresses))
    return store


def gold(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    for contract in found["contracts"]:  # type: ignore[attr-defined] # gold is JSON of a known form
        contract["signatories"] = [one for one in contract.get("signatories") or [] if one["name"]]
    return found


def scores(scorer: ModuleType, store: ox.Store, folder: Path, suffix: str) -> tuple[float, float, list[str]]:
    """Return the F1 of the core fields, of all fields, and the contracts that were invented."""
    tally = scorer.Tally()
    for path in sorted(folder.glob("*.gold.json")):
        stem = path.name.removesuffix(".gold.json")
        graph = next(
            str(g.value) for g in store.named_graphs() if str(g.value).rsplit("/", 1)[1].startswith(stem + suffix)
        )
        scorer.score_document(store, graph, stem, gold(path), tally)
    fields = {*tally.hit, *tally.extra, *tally.missed}
    return tally.row(CORE)[2], tally.row(sorted(fields))[2], tally.extra["contract"]


def test_the_seeds_are_read_as_a_careful_reader_reads_them(scorer: ModuleType) -> None:
    core, whole, invented = scores(scorer, published(list(sources(SEEDS))), national("eval", "seeds-gold"), "-")
    assert core >= 0.95
    assert whole >= 0.85
    assert invented == []


def test_other_pages_are_read_as_well(scorer: ModuleType) -> None:
    pages = sorted(national("eval", "dev").glob("*.txt"))
    core, whole, invented = scores(scorer, published([alone(page) for page in pages]), national("eval", "dev"), "")
    assert core >= 0.92
    assert whole >= 0.85
    assert invented == []
