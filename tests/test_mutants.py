"""The W3C's queries, broken and mixed at random: the guard judges each in words, and the engine calls nobody."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import evaluation as ev
import pyoxigraph
import pytest
from listening import Listener, filled

from server.sparql.guard import examine
from server.sparql.tokens import MalformedQuery, RefusedFeature

HERE = "http://here.example/sparql"
LONGEST = 64_000
MUTANTS = 5000
ROWS = 200
WORDS = "SERVICE service trueSERVICE SERVICE:x SERVICEe:x SILENTe:x base:SERVICE LOAD INSERT FROM GRAPH VALUES AS a e:x"
SIGNS = r"""# < > << >> <<( )>> {| |} { } ( ) [ ] ; . , ^^ ^ | || && ! != : :: %41 \ \: ' " ''' ?x $y _:b @en"""
OTHERS = ['"""', "\\u0053ERVICE", "\n", "\r", "\t", "\0", "\ufeff", "\u2028", "\xa0", "#>\n", "(?a<?b) SERVICE"]

pytestmark = [
    pytest.mark.national,
    pytest.mark.skipif(not ev.SUITES.is_dir(), reason="the W3C's SPARQL tests are not on this machine"),
]


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


class Mutation:
    """Break queries by chance, always the same for the same seed; what calls would call `address`."""

    def __init__(self, seed: int, address: str) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same for all
        self._queries = [path.read_bytes().decode(errors="replace") for path in sorted(ev.SUITES.rglob("*.rq"))]
        calls = [f"SERVICE <{address}> {{ ?s ?p ?o }}", f"<{address}>"]
        self._pieces = [*calls, *WORDS.split(), *SIGNS.split(), *OTHERS]
        self._address = address

    def mutant(self) -> str:
        """Return a query of the suite with one to four mutations."""
        query = self._chance.choice(self._queries)
        if self._chance.random() < 0.3:
            names = "".join(f"PREFIX {name}: <{self._address}> " for name in ("SERVICE", "", "trueSERVICE", "e"))
            query = names + re.sub(r"(?i)prefix\s+:\s*<[^>]*>", "", query)
        for _ in range(self._chance.randint(1, 4)):
            change = self._chance.choice([self._put, self._put, self._cut, self._graft, self._escaped, self._called])
            query = change(query)
        return query

    def _put(self, query: str) -> str:
        place = self._chance.randrange(len(query) + 1)
        space = self._chance.choice(["", " "])
        return query[:place] + space + self._chance.choice(self._pieces) + space + query[place:]

    def _cut(self, query: str) -> str:
        place = self._chance.randrange(len(query) + 1)
        return query[:place] + query[place + self._chance.randint(1, 12) :]

    def _graft(self, query: str) -> str:
        other, place = self._chance.choice(self._queries), self._chance.randrange(len(query) + 1)
        start = self._chance.randrange(len(other) + 1)
        return query[:place] + other[start : start + self._chance.randint(1, 60)] + query[place:]

    def _escaped(self, query: str) -> str:
        place = self._chance.randrange(len(query) + 1)
        return query[:place] + "".join(f"\\U{ord(one):08x}" for one in query[place : place + 1]) + query[place + 1 :]

    def _called(self, query: str) -> str:
        return re.sub(r"http://example[.a-z]*/", self._address, query)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("listed", [(), ("here",)], ids=["none", "listed"])
def test_no_mutant_of_the_suite_confuses_the_guard_or_calls(
    listener: Listener, seed: int, listed: tuple[str, ...]
) -> None:
    address = f"http://127.0.0.1:{listener.port}/"
    mutation = Mutation(seed, address)
    accepted = 0
    for _ in range(MUTANTS):
        text = mutation.mutant()
        with contextlib.suppress(MalformedQuery, RefusedFeature):
            query = examine(text, LONGEST, HERE, [address for _ in listed])
            evaluate(replace(query, answers=("VALUES ?found { 1 }",) * len(query.calls)).joined)
            accepted += 1
        assert listener.connections == 0, text
    assert accepted > MUTANTS / 10


def evaluate(query: str) -> None:
    with contextlib.suppress(SyntaxError, ValueError, OSError, RuntimeError):
        found = filled().query(query, base_iri=HERE, use_default_graph_as_union=True)
        if not isinstance(found, pyoxigraph.QueryBoolean):
            list(islice(found, ROWS))
