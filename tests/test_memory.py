"""The lane of heavy queries: the release in memory answers as the store on disk does, and may die or lag behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pyoxigraph
import pytest
import samples

from server.callers import Caller, CallerGone
from server.config import Config
from server.negotiation import JSON, RDF_FORMATS, RESULT_FORMATS
from server.questions.stored import load
from server.release import Release, current
from server.sparql import memory, processes, workers
from server.sparql.engine import QueryTimeout, Question
from server.sparql.guard import EVERYTHING, Form, Query
from server.sparql.memory import Shapes
from server.sparql.processes import Process
from server.sparql.workers import Pool

COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
ASK = "ASK { <http://x/s> ?p ?o }"


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    return samples.release(tmp_path / "first")


@pytest.fixture
def pool(releases: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """Return a pool to which every query is heavy."""
    monkeypatch.setattr(processes, "BRIEF", 0)
    monkeypatch.setattr(workers, "HEAVY", 0)
    found = Pool(Config(releases=releases, query_seconds=60, memory_processes=1))
    yield found
    found.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list of the processes that are asked, one after the other."""
    pids: list[int] = []
    ask = Process.ask

    def listed(process: Process, question: Question, worked: float = 0.0) -> None:
        pids.append(process.pid)
        ask(process, question, worked)

    monkeypatch.setattr(Process, "ask", listed)
    return pids


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what comes soon, on however slow a machine."""
    deadline = time.monotonic() + 60
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert is_so()


def answered(pool: Pool, release: Release, text: str, extension: str = "csv", asker: Caller | None = None) -> bytes:
    form = Form(next(word for word in text.split() if word in Form.__members__))
    format_ = next(one for one in (*RESULT_FORMATS, *RDF_FORMATS) if one.extension == extension)
    question = Question(Query(text, form, EVERYTHING, changing=False), release, format_, asker or Caller())
    return b"".join(pool.answer(question))


def loaded(pool: Pool, release: Release) -> int:
    """Have the release loaded, and return the number of the process that holds it."""
    answered(pool, release, "ASK {}", "json")
    until(lambda: any(one.is_warm() and one.store == release.store for one in pool._lanes.memory._processes))
    return pool._lanes.memory._processes[0].pid


def test_the_store_on_disk_answers_while_the_release_is_loaded(pool: Pool, releases: Path, asked: list[int]) -> None:
    assert b"true" in answered(pool, current(releases), "ASK {}", "json")
    assert pool._lanes.memory._processes[0].pid not in asked


def test_a_heavy_query_goes_to_memory_when_it_proves_so_and_at_once_the_next_time(
    pool: Pool, releases: Path, asked: list[int]
) -> None:
    held = loaded(pool, current(releases))
    disk = asked.copy()
    for _ in range(2):
        answered(pool, current(releases), "SELECT * { ?s ?p ?o } LIMIT 3")
    assert [pid == held for pid in asked[len(disk) :]] == [False, True, True]


def test_a_query_that_is_like_a_heavy_one_is_heavy() -> None:
    shapes = Shapes()
    shapes.learn("SELECT * { ?s ?p 'Saint-Exemple' } LIMIT 10", is_heavy=True)
    assert shapes.heavy("SELECT * { ?s ?p 'Val' } LIMIT 20")
    assert shapes.heavy("SELECT * { ?s7 ?p10 'Val' } LIMIT 20")
    assert shapes.heavy("SELECT * { ?s ?p 'Val' } LIMIT 2000") is None


def test_a_shape_that_a_stranger_made_heavy_is_light_again_after_the_next_light_query(
    pool: Pool, releases: Path, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An attacker's query of a popular shape sends one other query to the wrong lane, where its answer is the same."""
    held = loaded(pool, current(releases))
    hostile, popular = "ASK { ?s ?p 'hostile' }", "ASK { ?s ?p 'popular' }"
    answered(pool, current(releases), hostile, "json")
    monkeypatch.setattr(workers, "HEAVY", 60)
    monkeypatch.setattr(processes, "BRIEF", 60)
    asked.clear()
    answers = [answered(pool, current(releases), popular, "json").partition(b"]")[2] for _ in range(2)]
    assert [pid == held for pid in asked] == [True, False]
    assert answers[0] == answers[1]


def test_a_shape_that_a_stranger_kept_from_memory_returns_there_after_the_next_query_that_ends(
    pool: Pool, releases: Path, asked: list[int]
) -> None:
    held = loaded(pool, current(releases))
    pool._shapes.learn("ASK { ?s ?p 'endless' }", is_heavy=False)
    asked.clear()
    for _ in range(2):
        answered(pool, current(releases), "ASK { ?s ?p 'popular' }", "json")
    assert [pid == held for pid in asked] == [False, True]


def test_only_so_many_shapes_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "REMEMBERED", 1)
    shapes = Shapes()
    shapes.learn("ASK {}", is_heavy=True)
    shapes.learn("ASK { ?s ?p ?o }", is_heavy=True)
    assert shapes.heavy("ASK {}") is None


def test_stored_questions_have_one_answer_in_both_lanes(pool: Pool, releases: Path, asked: list[int]) -> None:
    release = current(releases)
    texts = [one.query for one in load(files("server").joinpath("queries"))]
    disk = Pool(Config(releases=releases, query_seconds=60, memory_processes=0))
    on_disk = [answered(disk, release, text) for text in texts]
    disk.close()
    held = loaded(pool, release)
    in_memory = [answered(pool, release, text) for text in texts]
    assert asked[-1] == held
    assert [sorted(one.splitlines()) for one in in_memory] == [sorted(one.splitlines()) for one in on_disk]


def test_the_release_in_memory_follows_a_switch(pool: Pool, releases: Path, tmp_path: Path, asked: list[int]) -> None:
    before = current(releases)
    first = loaded(pool, before)
    quad = pyoxigraph.Quad(*[pyoxigraph.NamedNode(f"http://x/{name}") for name in "spog"])
    after = current(samples.release(tmp_path / "second", [quad]))
    (releases / "current").unlink()
    (releases / "current").symlink_to(after.folder)
    held = loaded(pool, after)
    assert held != first
    assert b"true" in answered(pool, after, ASK, "json")
    assert asked[-1] == held
    assert b"false" in answered(pool, before, ASK, "json")
    assert asked[-1] != held


def test_a_death_in_memory_is_survived(pool: Pool, releases: Path, asked: list[int]) -> None:
    held = loaded(pool, current(releases))
    (process,) = pool._lanes.memory._processes
    process.stop()
    until(lambda: not process.is_alive())
    assert b"true" in answered(pool, current(releases), "ASK {}", "json")
    assert held != asked[-1]
    assert loaded(pool, current(releases)) != held


def test_a_query_that_never_ends_is_not_given_the_memory_again(pool: Pool, releases: Path, asked: list[int]) -> None:
    held = loaded(pool, current(releases))
    for process in pool._lanes.memory._processes:
        process._config = Config(query_seconds=0.3)
    with pytest.raises(QueryTimeout):
        answered(pool, current(releases), COUNT)
    assert asked[-1] == held
    loaded(pool, current(releases))
    asker = Caller()
    leaving = threading.Timer(0.3, asker.leave)
    leaving.start()
    with pytest.raises(CallerGone):
        answered(pool, current(releases), COUNT, asker=asker)
    leaving.join()
    assert asked[-1] not in [process.pid for process in pool._lanes.memory._processes]


@pytest.mark.parametrize("query", ["ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3"])
def test_a_short_query_whose_client_leaves_ends_and_the_release_stays_in_memory(
    query: str, pool: Pool, releases: Path, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = loaded(pool, current(releases))
    asker, ask = Caller(), Process.ask

    def left(process: Process, question: Question, worked: float = 0.0) -> None:
        ask(process, question, worked)
        asker.leave()

    with monkeypatch.context() as patched:
        patched.setattr(Process, "ask", left)
        pool._shapes.learn(query, is_heavy=True)
        answered(pool, current(releases), query, "json", asker)
    assert asked[-1] == held
    assert loaded(pool, current(releases)) == held


def test_a_long_answer_whose_client_leaves_ends_at_once(
    pool: Pool, releases: Path, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = loaded(pool, current(releases))
    monkeypatch.setattr(workers, "LEAVE", 1000)
    asker = Caller()
    query = "SELECT * { ?s ?p ?o . ?t ?q ?r . ?u ?v ?w }"
    pool._shapes.learn(query, is_heavy=True)
    parts = pool._parts(Question(Query(query, Form.SELECT, EVERYTHING, changing=False), current(releases), JSON, asker))
    next(parts)
    asker.leave()
    with pytest.raises(CallerGone):
        list(parts)
    assert asked[-1] == held
    assert loaded(pool, current(releases)) != held


def test_a_client_that_leaves_ends_its_query_in_memory(pool: Pool, releases: Path, asked: list[int]) -> None:
    held = loaded(pool, current(releases))
    asker = Caller()
    leaving = threading.Timer(0.5, asker.leave)
    leaving.start()
    with pytest.raises(CallerGone):
        answered(pool, current(releases), COUNT, asker=asker)
    leaving.join()
    assert asked[-1] == held
    assert loaded(pool, current(releases)) != held


def test_a_client_that_has_left_costs_no_process(pool: Pool, releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = loaded(pool, current(releases))
    asker = Caller()
    take = pool._lanes.take

    def late(release: Release, seconds: float) -> Process | None:
        asker.leave()
        return take(release, seconds)

    monkeypatch.setattr(pool._lanes, "take", late)
    with pytest.raises(CallerGone):
        answered(pool, current(releases), "ASK {}", "json", asker)
    monkeypatch.undo()
    assert pool._lanes.memory._processes[0].is_alive()
    assert pool._lanes.memory._processes[0].pid == held


def test_a_heavy_query_waits_a_while_for_another_to_end(pool: Pool, releases: Path, asked: list[int]) -> None:
    held = loaded(pool, current(releases))
    process = pool._lanes.take(current(releases), 0)
    assert process
    ending = threading.Timer(0.2, lambda: pool._lanes.give_back(process))
    ending.start()
    answered(pool, current(releases), "ASK {}", "json")
    ending.join()
    assert asked[-1] == held


def test_a_heavy_query_that_waited_in_vain_is_answered_from_disk(
    pool: Pool, releases: Path, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 0.01)
    held = loaded(pool, current(releases))
    process = pool._lanes.take(current(releases), 0)
    assert process
    answered(pool, current(releases), "ASK {}", "json")
    assert asked[-1] != held
    pool._lanes.give_back(process)


def test_no_release_is_held_in_memory_where_the_operator_wants_none(releases: Path) -> None:
    pool = Pool(Config(releases=releases, memory_processes=0))
    assert pool._lanes.take(current(releases), 0) is None
    pool.close()


def test_nothing_is_loaded_once_the_pool_is_closed(pool: Pool, releases: Path) -> None:
    pool.close()
    assert pool._lanes.take(current(releases), 0) is None
