"""Query processes: what they may do, and that the worst of them is stopped while the next query is answered."""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph
import pytest
import samples

from server.callers import Caller, CallerGone
from server.config import Config
from server.negotiation import RDF_FORMATS, RESULT_FORMATS, Format
from server.release import Release, current
from server.sparql import processes, spool, turns, worker
from server.sparql.engine import (
    IN_MEMORY,
    Answer,
    EngineBusy,
    EngineFault,
    QueryTimeout,
    QueryTooComplex,
    Question,
    ResultTooLarge,
)
from server.sparql.guard import EVERYTHING, Dataset, Form, Query
from server.sparql.processes import Process, Stem, _fault
from server.sparql.tokens import MalformedQuery
from server.sparql.workers import Pool
from server.store import StoreUnavailable

COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
GENEROUS = Config(query_seconds=60, processes=1)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return current(samples.release(tmp_path_factory.mktemp("published")))


@pytest.fixture
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    found = Pool(getattr(request, "param", GENEROUS))
    yield found
    found.close()


def question(release: Release, text: str, extension: str = "json", dataset: Dataset = EVERYTHING) -> Question:
    form = Form(text.split(maxsplit=1)[0])
    format_ = next(one for one in (*RESULT_FORMATS, *RDF_FORMATS) if one.extension == extension)
    return Question(Query(text, form, dataset, changing=False), release, format_)


def body(answer: Answer) -> bytes:
    return b"".join(answer)


def pids(pool: Pool) -> list[int]:
    return [process.pid for process in pool._idle]


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what comes soon, on however slow a machine."""
    deadline = time.monotonic() + 60
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert is_so()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def limited(query_seconds: float = 60, memory_bytes: int = GENEROUS.memory_bytes, result_bytes: int = 10**8) -> Config:
    return Config(query_seconds=query_seconds, memory_bytes=memory_bytes, result_bytes=result_bytes, processes=1)


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("extension", "start"),
    [("json", b'{"head"'), ("xml", b"<?xml"), ("csv", b"s,p,o\r\n"), ("tsv", b"?s\t?p\t?o\n")],
)
def test_rows_come_in_every_format(pool: Pool, release: Release, extension: str, start: bytes) -> None:
    answer = pool.answer(question(release, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 2", extension))
    written = body(answer)
    assert written.startswith(start)
    assert answer.length == len(written)


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda format_: format_.extension)
def test_a_graph_comes_in_every_format(pool: Pool, release: Release, format_: Format) -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }"
    written = body(pool.answer(question(release, text, format_.extension)))
    parsed = pyoxigraph.RdfFormat.from_media_type(format_.media_type)
    assert parsed is not None
    found = {quad.triple for quad in pyoxigraph.parse(written, parsed)}
    assert found == {quad.triple for quad in samples.quads() if isinstance(quad.object, pyoxigraph.NamedNode)}


def test_turtle_uses_the_prefixes_of_the_vocabulary(pool: Pool, release: Release) -> None:
    text = "CONSTRUCT WHERE { ?s <https://w3id.org/pacte/def#covers> ?o }"
    assert b"ct:covers" in body(pool.answer(question(release, text, "ttl")))


def test_a_dataset_limits_what_is_read(pool: Pool, release: Release) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    published = release.graph(samples.SOURCE)
    assert published is not None

    def counted(text: str, dataset: Dataset) -> int:
        return int(body(pool.answer(question(release, text, "csv", dataset))).split()[1])

    assert counted(count, Dataset(default=(samples.SOURCE,))) == published.quads
    assert counted(named, Dataset(default=(samples.SOURCE,))) == 0
    assert counted(named, Dataset(named=(samples.SOURCE,))) == published.quads
    assert counted(count, Dataset(named=(samples.SOURCE,))) == 0
    assert counted(named, EVERYTHING) == release.quads


def test_a_process_is_kept_from_one_query_to_the_next(pool: Pool, release: Release) -> None:
    body(pool.answer(question(release, "ASK {}")))
    first = pids(pool)
    with pytest.raises(MalformedQuery):
        pool.answer(question(release, "SELECT * { ?s ?p }"))
    body(pool.answer(question(release, "ASK {}")))
    assert pids(pool) == first


def test_what_the_parent_weighs_is_not_the_process_own_weight(pool: Pool, release: Release) -> None:
    ballast = bytearray(os.urandom(1)) * (worker.HEAVY + 1)
    body(pool.answer(question(release, "ASK {}")))
    first = pids(pool)
    body(pool.answer(question(release, "ASK {}")))
    assert pids(pool) == first
    assert len(ballast) > worker.HEAVY


def test_the_engines_own_syntax_errors_have_a_place(pool: Pool, release: Release) -> None:
    with pytest.raises(MalformedQuery) as caught:
        pool.answer(question(release, "SELECT *\n{ ?s ?p }"))
    assert caught.value.line == 2


def test_a_process_that_died_while_idle_is_replaced(pool: Pool, release: Release) -> None:
    body(pool.answer(question(release, "ASK {}")))
    (pid,) = pids(pool)
    pool._idle[0].stop()
    until(lambda: not pool._idle[0].is_alive())
    assert b"true" in body(pool.answer(question(release, "ASK {}")))
    assert pids(pool) != [pid]


def test_another_release_gets_another_process(pool: Pool, release: Release, tmp_path: Path) -> None:
    quad = pyoxigraph.Quad(*[pyoxigraph.NamedNode(f"http://x/{name}") for name in "spog"])
    other = current(samples.release(tmp_path, [quad]))
    ask = "ASK { <http://x/s> ?p ?o }"
    assert b"false" in body(pool.answer(question(release, ask)))
    assert b"true" in body(pool.answer(question(other, ask)))
    assert b"false" in body(pool.answer(question(release, ask)))


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pool", [limited(query_seconds=0.3)], indirect=True)
def test_a_query_past_its_deadline_is_killed_and_the_next_is_answered(pool: Pool, release: Release) -> None:
    body(pool.answer(question(release, "ASK {}")))
    (pid,) = pids(pool)
    with pytest.raises(QueryTimeout, match=r"after 0\.3 s"):
        pool.answer(question(release, COUNT))
    until(lambda: is_gone(pid))
    for process in pool._idle:
        process._config = GENEROUS
    assert b"true" in body(pool.answer(question(release, "ASK {}")))


@pytest.mark.parametrize("pool", [limited(query_seconds=0.5)], indirect=True)
@pytest.mark.parametrize(
    "text",
    [
        'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(STR(?c), "^((.+)+)+$")) }',
        "SELECT DISTINCT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l",
        "SELECT * { ?s (!<http://x/>)*/(!<http://x/>)*/(!<http://x/>)* ?o . ?a ?b ?c . ?d ?e ?f } ORDER BY ?o",
    ],
)
def test_sorts_paths_and_expressions_are_stopped_too(pool: Pool, release: Release, text: str) -> None:
    """Whichever limit is met first, time or memory."""
    with pytest.raises((QueryTimeout, QueryTooComplex)):
        pool.answer(question(release, text))


def test_a_query_that_exhausts_the_stack_ends_only_its_process(pool: Pool, release: Release) -> None:
    with pytest.raises(QueryTooComplex, match="nests too deep"):
        pool.answer(question(release, "SELECT * " + "{" * 5000 + "}" * 5000))
    assert b"true" in body(pool.answer(question(release, "ASK {}")))


@pytest.mark.parametrize("pool", [limited(memory_bytes=700_000_000)], indirect=True)
def test_a_query_that_exhausts_its_memory_ends_only_its_process(pool: Pool, release: Release) -> None:
    grown = '"' + "a" * 50 + '"'
    for _ in range(5):
        grown = f'REPLACE({grown}, "a", "{"a" * 50}")'
    with pytest.raises(QueryTooComplex, match="700 MB"):
        pool.answer(question(release, f"SELECT (STRLEN({grown}) AS ?n) {{}}"))
    assert b"true" in body(pool.answer(question(release, "ASK {}")))


@pytest.mark.parametrize("pool", [limited(result_bytes=1000)], indirect=True)
def test_a_result_past_the_limit_is_refused_never_cut(pool: Pool, release: Release) -> None:
    with pytest.raises(ResultTooLarge, match="1000 bytes"):
        pool.answer(question(release, "SELECT * { ?s ?p ?o }"))


@pytest.mark.parametrize("pool", [limited(result_bytes=3_000_000)], indirect=True)
def test_a_long_result_past_the_limit_is_refused_too(pool: Pool, release: Release) -> None:
    with pytest.raises(ResultTooLarge):
        pool.answer(question(release, PAIRS))
    assert b"true" in body(pool.answer(question(release, "ASK {}")))


def test_a_large_result_waits_on_disk_and_frees_its_process(pool: Pool, release: Release) -> None:
    answer = pool.answer(question(release, PAIRS + " LIMIT 30000", "csv"))
    assert answer.length is not None
    assert answer.length > IN_MEMORY
    assert len(pids(pool)) == 1
    assert b"true" in body(pool.answer(question(release, "ASK {}")))
    assert body(answer).count(b"\r\n") == 30001


def test_a_client_leaves_only_so_many_long_answers_unread(pool: Pool, release: Release) -> None:
    asked = dataclasses.replace(question(release, PAIRS), asker=Caller("192.0.2.1", sees_breaks=True))
    unread = [pool.answer(asked) for _ in range(spool.MOST)]
    with pytest.raises(turns.TooManyQueries, match="6 long answers of yours"):
        pool.answer(asked)
    pool.answer(dataclasses.replace(asked, asker=Caller("192.0.2.2", sees_breaks=True))).close()
    unread.pop().close()
    unread.append(pool.answer(asked))
    for one in unread:
        one.close()
        one.close()
    assert not pool._collector._held


def test_an_answer_nobody_reads_is_freed(pool: Pool, release: Release) -> None:
    answer = pool.answer(question(release, PAIRS + " LIMIT 30000", "csv"))
    answer.close()
    with pytest.raises(ValueError, match="closed file"):
        body(answer)


def test_a_query_that_finds_no_free_process_is_told_so(release: Release) -> None:
    pool = Pool(limited(query_seconds=0.1))
    pool._turns.take(Caller("192.0.2.1"))
    with pytest.raises(EngineBusy, match=r"within 0\.1 s"):
        pool.answer(question(release, "ASK {}"))
    pool.close()


def streamed(release: Release, text: str, asker: Caller) -> Question:
    return dataclasses.replace(question(release, text, "csv"), asker=asker)


def test_an_answer_may_start_before_it_is_whole_where_a_break_shows(pool: Pool, release: Release) -> None:
    answer = pool.answer(streamed(release, PAIRS + " LIMIT 30000", Caller(sees_breaks=True)))
    assert answer.length is None
    assert body(answer).count(b"\r\n") == 30001
    assert b"true" in body(pool.answer(question(release, "ASK {}")))


@pytest.mark.parametrize("pool", [limited(result_bytes=3_000_000)], indirect=True)
def test_a_fault_in_the_middle_is_raised_to_the_reader(pool: Pool, release: Release) -> None:
    parts = iter(pool.answer(streamed(release, PAIRS, Caller(sees_breaks=True))))
    assert next(parts).startswith(b"a,b,c,d,e,f")
    with pytest.raises(ResultTooLarge):
        list(parts)


def test_a_reader_that_stops_ends_the_work(pool: Pool, release: Release) -> None:
    answer = pool.answer(streamed(release, PAIRS, Caller(sees_breaks=True)))
    assert next(iter(answer))
    answer.close()
    assert b"true" in body(pool.answer(question(release, "ASK {}")))


@pytest.mark.parametrize("is_early", [True, False])
def test_a_query_whose_client_goes_away_is_killed(pool: Pool, release: Release, is_early: bool) -> None:  # noqa: FBT001 - a case
    asker = Caller()
    if is_early:
        asker.leave()
    leaving = threading.Timer(0 if is_early else 0.5, asker.leave)
    leaving.start()
    with pytest.raises(CallerGone):
        pool.answer(streamed(release, COUNT, asker))
    leaving.join()
    assert b"true" in body(pool.answer(question(release, "ASK {}")))


def test_a_query_that_is_not_short_gives_way_and_its_process_serves_heavy_clients_then(
    pool: Pool, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    body(pool.answer(question(release, "ASK {}")))
    (first,) = pids(pool)
    assert os.sched_getscheduler(first) == os.SCHED_OTHER
    assert os.getpriority(os.PRIO_PROCESS, first) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + worker.FIRST)
    monkeypatch.setattr(processes, "BRIEF", 0)
    body(pool.answer(question(release, PAIRS + " LIMIT 30000", "csv")))
    assert os.sched_getscheduler(first) == os.SCHED_IDLE
    monkeypatch.undo()
    body(pool.answer(question(release, "ASK {}")))
    assert first in pids(pool)
    assert len(pids(pool)) == 2


def test_a_client_that_worked_much_gets_the_time_that_others_leave(
    pool: Pool, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "HEAVY", 0)
    for _ in range(2):
        body(pool.answer(question(release, "ASK {}")))
        (pid,) = pids(pool)
        assert os.sched_getscheduler(pid) == os.SCHED_IDLE


def test_a_pool_that_closes_ends_the_processes_at_work_when_they_come_back(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = Pool(GENEROUS)
    parts = Process.parts

    def closing(process: Process) -> Iterator[bytes]:
        yield from parts(process)
        pool.close()

    monkeypatch.setattr(Process, "parts", closing)
    body(pool.answer(question(release, "ASK {}")))
    assert pids(pool) == []


def test_a_store_that_cannot_be_opened_is_named(pool: Pool, release: Release, tmp_path: Path) -> None:
    missing = dataclasses.replace(release, folder=tmp_path)
    with pytest.raises(StoreUnavailable, match=str(tmp_path)):
        pool.answer(question(missing, "ASK {}"))


def test_no_connection_leaves_a_query_process_even_past_the_guard(pool: Pool, release: Release) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        with pytest.raises(EngineFault, match="Too many open files"):
            pool.answer(question(release, f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_process_that_ends_past_its_deadline_was_too_slow(release: Release) -> None:
    stem = Stem(release.store, GENEROUS)
    process = stem.fork()
    process.ask(question(release, COUNT))
    process._left = 0
    process.stop()
    until(lambda: not process.is_alive())
    with pytest.raises(QueryTimeout):
        list(process.parts())
    process.kill()
    process.stop()
    stem.kill()


def test_a_heavy_process_is_replaced_after_its_answer(
    pool: Pool, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last(_: object) -> tuple[bytes, bytes]:
        return worker.END, json.dumps({"last": True, "rows": None}).encode()

    body(pool.answer(question(release, "ASK {}")))
    first = pids(pool)
    monkeypatch.setattr(worker, "receive", last)
    body(pool.answer(question(release, "ASK {}")))
    assert pids(pool) != first


def test_an_unplaced_syntax_error_is_malformed_all_the_same() -> None:
    assert isinstance(_fault({"kind": "SyntaxError", "message": "something else"}), MalformedQuery)


def test_processes_of_one_stem_answer_alike_at_the_same_time(release: Release) -> None:
    stem = Stem(release.store, GENEROUS)
    asked = question(release, "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "csv")
    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(lambda _: _forked(stem, asked), range(60)))
    stem.kill()
    assert len(answers) == 1


def _forked(stem: Stem, asked: Question) -> bytes:
    process = stem.fork()
    process.ask(asked)
    answer = b"".join(process.parts())
    process.kill()
    return answer


def test_a_stem_that_died_is_replaced(pool: Pool, release: Release) -> None:
    body(pool.answer(question(release, "ASK {}")))
    pool._stems[0]._process.kill()
    until(lambda: not pool._stems[0].is_alive())
    pool._idle.pop().kill()
    assert b"true" in body(pool.answer(question(release, "ASK {}")))


def test_a_stem_that_made_room_for_another_is_not_asked_again(
    pool: Pool, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = Stem(release.store, GENEROUS)
    left.kill()
    stems = [left, Stem(release.store, GENEROUS)]
    found = iter(stems)
    monkeypatch.setattr(pool, "_stem", lambda _: next(found))
    assert b"true" in body(pool.answer(question(release, "ASK {}")))
    stems[1].kill()


def test_the_releases_asked_last_keep_their_stems(pool: Pool, tmp_path: Path) -> None:
    releases = []
    for name in "abc":
        quad = pyoxigraph.Quad(*[pyoxigraph.NamedNode(f"http://x/{name}")] * 4)
        (tmp_path / name).mkdir()
        releases.append(current(samples.release(tmp_path / name, [quad])))
        body(pool.answer(question(releases[-1], "ASK {}")))
    assert [stem.store for stem in pool._stems] == [releases[2].store, releases[1].store]


# ── Inside the process ───────────────────────────────────────────────────────────────────────────────────────────────


def served(store: pyoxigraph.Store, **told: object) -> list[tuple[bytes, bytes]]:
    """Return the frames of one answer of `worker.serve`, run in a thread so that its lines are seen."""
    here, there = socket.socketpair()
    usual: dict[str, object] = {
        "address": "http://x/sparql",
        "default": None,
        "named": None,
        "format": "json",
        "prefixes": {},
        "longest": 10**6,
        "most": 10**6,
    }
    asked = usual | {"seconds": 1e6} | told
    with here, there, Path("/proc/self/statm").open("rb", buffering=0) as memory:
        thread = threading.Thread(target=worker.serve, args=(there, store, memory.fileno()))
        thread.start()
        frames = [worker.receive(here)]
        worker.send(here, worker.QUESTION, json.dumps(asked).encode())
        while frames[-1][0] not in {worker.END, worker.FAULT}:
            frames.append(worker.receive(here))
        here.shutdown(socket.SHUT_WR)
        thread.join()
    return frames


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the limits that a query process sets on itself away from the process of the tests."""
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)


@pytest.mark.usefixtures("quiet")
def test_an_answer_is_framed_data_then_an_end_that_counts_it() -> None:
    frames = served(pyoxigraph.Store(), query="ASK {}")
    assert [letter for letter, _ in frames] == [worker.READY, worker.DATA, worker.END]
    assert json.loads(frames[-1][1])["bytes"] == len(frames[1][1])


@pytest.mark.usefixtures("quiet")
def test_a_long_answer_is_cut_into_frames() -> None:
    store = pyoxigraph.Store()
    store.update("INSERT DATA { " + " ".join(f"<http://x/{n}> <http://x/p> {n} ." for n in range(6000)) + " }")
    frames = served(store, query="CONSTRUCT WHERE { ?s ?p ?o }", format="nt")
    data = [payload for letter, payload in frames if letter == worker.DATA]
    assert len(data) > 1
    assert b"".join(data).count(b"\n") == 6000


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"query": "nonsense"}, "SyntaxError"),
        ({"query": "ASK {}", "longest": 3}, "ResultTooLarge"),
        ({"query": "SELECT * { VALUES ?x { 1 2 } }", "most": 1}, "ResultTooLarge"),
        ({"query": "ASK {}", "default": ["not an IRI"], "named": []}, "ValueError"),
    ],
)
def test_a_fault_is_told_with_its_kind(told: dict[str, object], kind: str) -> None:
    letter, payload = served(pyoxigraph.Store(), **told)[-1]
    assert (letter, json.loads(payload)["kind"]) == (worker.FAULT, kind)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("query", ["ASK {}", "nonsense"])
def test_a_process_ends_once_heavy_and_says_so(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "HEAVY", 0)
    assert json.loads(served(pyoxigraph.Store(), query=query)[-1][1])["last"] is True


def test_a_query_process_gives_up_files_memory_and_dumps(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: given_up.update({kind: limits}))
    worker.confine(1000)
    assert given_up == {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_AS: (1000, 1000),
        resource.RLIMIT_NOFILE: (0, 0),
    }


@pytest.fixture
def as_if_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a fork go on in the same process, as the new one would."""
    monkeypatch.setattr(os, "fork", lambda: 0)
    monkeypatch.setattr(os, "nice", lambda _: 0)
    monkeypatch.setattr(os, "_exit", sys.exit)


@pytest.mark.usefixtures("as_if_forked", "quiet")
def test_the_program_opens_its_store_and_forks_what_serves_it(release: Release) -> None:
    control, there = socket.socketpair(type=socket.SOCK_SEQPACKET)
    here, far = socket.socketpair()
    with control, here:
        socket.send_fds(control, [worker.FORK], [far.fileno()])
        far.close()
        with ThreadPoolExecutor(1) as threads:
            ended = threads.submit(worker.main, "stem", str(there.detach()), str(release.store), "0")
            assert worker.receive(here) == (worker.READY, b"")
            here.shutdown(socket.SHUT_WR)
        assert isinstance(ended.exception(), SystemExit)


@pytest.mark.usefixtures("quiet")
def test_the_program_loads_a_release_and_serves_it_from_memory(release: Release) -> None:
    here, there = socket.socketpair()
    with here:
        thread = threading.Thread(target=worker.main, args=("memory", str(there.detach()), str(release.published), "0"))
        thread.start()
        assert worker.receive(here) == (worker.READY, b"")
        here.shutdown(socket.SHUT_WR)
        thread.join()


def test_quads_in_memory_are_those_of_the_file_however_its_lines_are_ordered_and_spaced(tmp_path: Path) -> None:
    quads = tmp_path / "quads.nq"
    quads.write_bytes(
        b"_:one <http://x/p> <http://x/o> <http://x/g> .\n# a comment\n\n"
        b"<http://x/s><http://x/q>'\\n'\t<http://x/g> .\n"
        b"_:one <http://x/q> _:one <http://x/g> .\n".replace(b"'", b'"')
    )
    store = worker.loaded(str(quads))
    assert len(store) == 3
    assert store.query("ASK { GRAPH ?g { ?s <http://x/p> ?o ; <http://x/q> ?s } }")


def test_a_stem_buries_what_ended_and_ends_with_its_control(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    buried: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "waitpid", lambda *told: buried.append(told))
    monkeypatch.setattr(os, "fork", lambda: 77)
    control, there = socket.socketpair(type=socket.SOCK_SEQPACKET)
    line, far = socket.socketpair()
    with control, line, far, there:
        socket.send_fds(control, [worker.FORK], [far.fileno()])
        control.send(b"77")
        control.shutdown(socket.SHUT_WR)
        worker.branch(there, pyoxigraph.Store(), 0)
        assert control.recv(32) == b"77"
    assert buried == [(77, 0)]


LOADED = """
import runpy, sys
runpy.run_path(sys.argv[1], run_name="worker")
print(*sys.modules)
"""


def test_the_program_loads_nothing_of_the_web_application() -> None:
    command = [sys.executable, "-P", "-c", LOADED, worker.__file__]
    loaded = subprocess.run(command, text=True, capture_output=True, check=True).stdout.split()
    assert "pyoxigraph" in loaded
    assert not {"flask", "rdflib", "server", "ontology"} & set(loaded)
