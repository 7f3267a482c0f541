from __future__ import annotations

from pathlib import Path

import pytest

from loaders.cache import Cache
from loaders.documents import Extracts, extracts
from loaders.documents.confinement import USUAL, Limits
from loaders.documents.formats import Unreadable

PAGE = b"<!doctype html><html lang=fr><title>CRTE</title><body><p>La CCVE signe son CRTE.</p></body></html>"


def test_a_file_is_read_once_as_long_as_its_bytes_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Extracts(Cache(tmp_path, "1")).taken(PAGE, USUAL)
    assert first.text
    monkeypatch.setattr(extracts, "taken", None)
    assert Extracts(Cache(tmp_path, "1")).taken(PAGE, USUAL) == first
    with pytest.raises(TypeError):
        Extracts(Cache(tmp_path, "1")).taken(PAGE + b"\n", USUAL)
    with pytest.raises(TypeError):
        Extracts(Cache(tmp_path, "2")).taken(PAGE, USUAL)


def test_a_file_that_cannot_be_read_is_tried_each_time(tmp_path: Path) -> None:
    held = Extracts(Cache(tmp_path, "1"))
    for _ in range(2):
        with pytest.raises(Unreadable):
            held.taken(b"%PDF-1.4 and nothing else", Limits(waiting=60))
    assert list(tmp_path.iterdir()) == []
