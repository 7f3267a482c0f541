"""Every query of the service has the same answer over every engine as over the embedded store."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import evidenced
import pytest
import samples
from engines import STARTERS, Engine
from rdflib import Literal, URIRef
from werkzeug.datastructures import MultiDict

import server
from server.addresses import Site
from server.binding import Value
from server.questions.asking import ask
from server.questions.stored import Question, load
from server.release import current
from server.remote import Remote
from server.store import Embedded, Row
from server.things.lookups import lookup

SERVER = Path(server.__file__).parent
QUESTIONS = {question.name: question for question in load(SERVER / "queries")}
LOOKUPS = sorted(path.stem for path in SERVER.glob("things/lookups/*.rq"))
SITE = Site(samples.BASE)
OF_A_SOURCE = {"articles", "contributed", "passages"}
OF_ALL = {
    *{"columns", "contracts-by-department", "corrections", "counts", "definitions", "held", "labels", "latest"},
    *{"names-of-departments", "oldest-edition", "replaced", "sources", "terms"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return current(evidenced.release(tmp_path_factory.mktemp("published"))).folder


@pytest.fixture(scope="module")
def embedded(folder: Path) -> Embedded:
    return Embedded(folder / "store")


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.engine) for name in STARTERS])
def remote(request: pytest.FixtureRequest, running: Callable[[str], Engine]) -> Remote:
    return Remote(running(request.param).query, seconds=60)


@pytest.fixture(scope="module")
def things(embedded: Embedded) -> list[URIRef]:
    """One thing of each class, and every contract and territory."""
    rows = embedded.select("SELECT (SAMPLE(?thing) AS ?one) { ?thing a ?class } GROUP BY ?class")
    rows += embedded.select(lookup("labels"))
    found = {row.get("one", row.get("thing")) for row in rows}
    return sorted(one for one in found if isinstance(one, URIRef) and one.startswith(f"{SITE.base}id/"))


def told(query: str, rows: list[Row]) -> list[str]:
    """Return rows as they may be compared: in order where the query orders them, each once where it may repeat them."""
    lines = [" ".join(f"?{name} {row[name].n3()}" for name in sorted(row)) for row in rows]
    _, _, rest = query.rpartition("}")
    if "ORDER BY" in rest:
        return lines
    return sorted(lines if "DISTINCT" in query or "GROUP BY" in query else set(lines))


def values(name: str, things: list[URIRef]) -> Iterator[dict[str, Value]]:
    if name in OF_ALL:
        yield {}
        return
    parameter = "source" if name in OF_A_SOURCE else "subject" if name == "own" else "thing"
    for thing in things:
        for edition in ("2021", "2026") if name == "perimeter" else ("",):
            yield {parameter: thing} | ({"edition": Literal(edition)} if edition else {})


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_lookup_answers_the_same(name: str, embedded: Embedded, remote: Remote, things: list[URIRef]) -> None:
    query = lookup(name)
    for given in values(name, things):
        assert told(query, remote.select(query, **given)) == told(query, embedded.select(query, **given)), given


def asked(question: Question, things: list[URIRef]) -> Iterator[Mapping[str, Value]]:
    """Yield what a question may be asked about: as it stands, left open, and each thing of its kinds."""
    left_open = MultiDict((one.name, "*") for one in question.parameters if one.optional)
    for texts in (MultiDict[str, str](), left_open):
        yield (usual := ask(question, texts, SITE, frozenset()).values)
    for parameter in question.parameters:
        for thing in things:
            if parameter.is_thing and re.fullmatch(parameter.pattern(SITE), thing):
                yield {**usual, parameter.name: thing}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_answers_the_same(name: str, embedded: Embedded, remote: Remote, things: list[URIRef]) -> None:
    query = QUESTIONS[name].query
    for given in asked(QUESTIONS[name], things):
        assert told(query, remote.select(query, **given)) == told(query, embedded.select(query, **given)), given
