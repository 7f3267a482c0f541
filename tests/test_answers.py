from datetime import date

import pytest

from loaders.documents import answers
from loaders.documents.formats import Extract, Stated, Unreadable
from loaders.faults import Wording

FOUND = Extract("Été « 1 »\n", Stated("T", "P", "fr", "https://a.fr/", None, date(2021, 7, 12)), (0, 2), (1,), (3,))


@pytest.mark.parametrize("extract", [FOUND, Extract("x\n")])
def test_what_was_taken_comes_back_as_it_went(extract: Extract) -> None:
    assert answers.read(answers.written(extract)) == extract


def test_a_refusal_comes_back_as_it_went() -> None:
    error = answers.read(answers.written(Unreadable(Wording("a", "b"), Wording("c", "d"))))
    assert isinstance(error, Unreadable)
    assert (error.why, error.remedy) == (Wording("a", "b"), Wording("c", "d"))


@pytest.mark.parametrize("data", [b"", b"\x80\x04.", b"[]", b"1", b'{"text": "x"}', b'{"why": 1, "remedy": 2}'])
def test_bytes_that_say_nothing_are_no_answer(data: bytes) -> None:
    with pytest.raises(EOFError):
        answers.read(data)
