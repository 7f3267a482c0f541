import os
from collections.abc import Iterator
from multiprocessing import Pipe
from threading import Thread
from typing import Any

import pytest
from pages import ADDRESSES, CASES, document, referential

from loaders.documents import sharing
from loaders.documents.bodies import Body
from loaders.documents.reading import Glossary, shared
from loaders.documents.sharing import Share, read_apart, read_each, read_here

PAGES = sorted(CASES.glob("*.txt"))[:5]


@pytest.fixture(scope="module")
def whole() -> Share:
    told = [document(path.read_text(encoding="utf-8"), path.stem) for path in PAGES]
    return Share(told, referential(), ADDRESSES, {})


class Deadly(dict[str, Any]):
    """What ends the process that receives it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_documents_are_read_alike_in_one_process_and_in_several(whole: Share) -> None:
    assert read_apart(whole, 2) == read_here(whole)


def test_a_process_that_is_ended_from_outside_loses_no_document(whole: Share) -> None:
    first = Share(whole.documents[:2], whole.referential, whole.addresses, Deadly())
    assert [one.document for one in read_apart(first, 2)[1]] == list(first.documents)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_every_document_is_in_one_share_and_the_shares_keep_their_order(whole: Share, count: int) -> None:
    parts = whole.parts(count)
    assert len(parts) <= count
    assert [one for part in parts for one in part.documents] == whole.documents


def test_many_documents_are_shared_out_among_the_cores(whole: Share, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(sharing, "LEAST", 2)

    def noted(_whole: Share, count: int) -> sharing.Whole:
        asked.append(count)
        return [], ()

    monkeypatch.setattr(sharing, "read_apart", noted)
    read_each(whole.documents, whole.referential, whole.addresses, {})
    assert asked == [2]


@pytest.fixture
def answered(whole: Share) -> Iterator[tuple[list[Glossary[Body]], list[object]]]:
    """Return what a process answers, first and last."""
    ours, theirs = Pipe()
    thread = Thread(target=sharing._answer, args=(theirs, whole))
    thread.start()
    defined = ours.recv()
    ours.send(shared(defined))
    yield defined, ours.recv()
    thread.join()
    ours.close()
    theirs.close()


def test_a_process_tells_what_its_documents_define_and_then_what_they_say(
    whole: Share, answered: tuple[list[Glossary[Body]], list[object]]
) -> None:
    defined, told = answered
    assert len(defined) == len(whole.documents)
    assert (defined, tuple(told)) == read_here(whole)
