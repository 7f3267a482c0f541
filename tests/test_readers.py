"""Long queries read in a process: the same judgement as where clients are answered, and a process that may fail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import hostile
import pytest
from families import all_end, family

from server.config import Config
from server.sparql import readers
from server.sparql.engine import EngineBusy, QueryTimeout, QueryTooComplex
from server.sparql.guard import QueryTooLong, examine
from server.sparql.readers import LONG, Reader
from server.sparql.reading import query_of, told
from server.sparql.tokens import MalformedQuery, RefusedFeature

HERE = "http://localhost:8000/sparql"
SERVICES = ("http://x/a", "http://x/b")
PADDING = "#" * LONG
CALLING = "SELECT * FROM <a> FROM NAMED <b> { SERVICE SILENT <http://x/a> { ?s ?p ?o } BIND(NOW() AS ?now) }"
CASES = {
    "calling": CALLING,
    "refused": "SELECT *\n{ SERVICE <http://x/c> {} }",
    "update": "\nCLEAR ALL",
    "malformed": "SELECT *\n{ ?s ? }\n}",
    "half": "ASK { ?s ?p '\ud800' }",
    "bracket": "SELECT * {",
    **{name: hostile.QUERIES[name] for name in ("prefixes", "language", "comments", "lists")},
}


@pytest.fixture
def reader() -> Reader:
    return Reader(Config(services=SERVICES))


def judged(reader: Reader | None, text: str) -> object:
    try:
        return reader.read(text, HERE) if reader else examine(text, 64_000, HERE, SERVICES)
    except (MalformedQuery, RefusedFeature, QueryTooLong) as error:
        return type(error), str(error), vars(error)


def test_a_long_query_is_judged_as_a_short_one_is(reader: Reader) -> None:
    for case in CASES.values():
        for text in (case, f"{case}{PADDING}", f"{PADDING}\n{case}", case + "#" * 64_000):
            assert judged(reader, text) == judged(None, text)


@pytest.mark.parametrize("name", CASES)
def test_a_judgement_survives_being_told(name: str) -> None:
    text = CASES[name]
    answer = told({"text": text, "longest": 64_000, "address": HERE, "services": list(SERVICES)})
    try:
        found: object = query_of(answer)
    except (MalformedQuery, RefusedFeature) as error:
        found = type(error), str(error), vars(error)
    assert found == judged(None, text)


def started(reader: Reader) -> int:
    """Return the process that reads the long queries of a reader."""
    before = family(os.getpid())
    reader.read(f"ASK {{}}{PADDING}", HERE)
    (found,) = family(os.getpid()) - before
    return found


def test_short_queries_start_no_process(reader: Reader) -> None:
    before = family(os.getpid())
    reader.read("ASK {}", HERE)
    assert family(os.getpid()) == before


def test_a_reading_process_that_died_is_replaced(reader: Reader) -> None:
    process = started(reader)
    os.kill(process, signal.SIGKILL)
    assert all_end({process})
    assert started(reader) != process


def test_a_reader_that_is_forgotten_leaves_no_process() -> None:
    assert all_end({started(Reader(Config()))})


def test_a_query_that_is_not_read_in_time_is_given_up(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    process = started(reader)
    os.kill(process, signal.SIGSTOP)
    monkeypatch.setattr(reader, "_config", Config(query_seconds=0.2))
    with pytest.raises(QueryTimeout):
        reader.read(f"ASK {{}}{PADDING}", HERE)
    assert all_end({process})


def test_a_query_whose_reading_ends_its_process_is_too_complex(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_PROGRAM", "")
    with pytest.raises(QueryTooComplex):
        reader.read(f"ASK {{}}{PADDING}", HERE)


def test_a_long_query_waits_for_the_one_before_it_so_long_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(Config(query_seconds=0.1))
    monkeypatch.setattr(reader, "_asked", lambda _: reader.read(f"ASK {{}}{PADDING}", HERE))
    with pytest.raises(EngineBusy):
        reader.read(f"ASK {{}}{PADDING}", HERE)


def test_the_reading_process_loads_nothing_of_the_web_application() -> None:
    program = readers._PROGRAM.replace("main(int(sys.argv[2]))", "print({'flask', 'rdflib'} & {*sys.modules})")
    room = str(Path(readers.__file__).parent.parent)
    assert subprocess.check_output([sys.executable, "-P", "-c", program, room], text=True).strip() == "set()"
