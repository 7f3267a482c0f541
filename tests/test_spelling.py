"""An address is read however a query is spelt in it, and spells it in one way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import quote, quote_plus, unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.sparql.spelling import quoted, respelt, unquoted

WAYS = [quote_plus, quote, partial(quote, safe=""), partial(quote, safe="!'()*"), partial(quote, safe="/?:@!$'()*,=")]
PIECES = st.sampled_from([*map(chr, range(33, 127)), "%20", "%2F", "%2f", "%C3%A9", "%41", "%", "%zz", "%5C", "\\x41"])


@pytest.mark.parametrize("spell", WAYS)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
@example("SELECT * { ?s a <x:a/b> FILTER(?n < 1 && ?m != 'é \\ +%2F_~') }\r\n")
def test_a_text_is_read_and_spelt_the_same_however_it_was_spelt(spell: Callable[[str], str], text: str) -> None:
    spelt = spell(text).encode()
    assert unquoted(spelt) == text
    assert respelt(spelt, text) == quoted(text) == quote_plus(text)


@given(st.lists(PIECES, max_size=12))
def test_what_is_read_is_what_any_server_reads(pieces: list[str]) -> None:
    spelt = "".join(pieces).encode()
    try:
        text = unquoted(spelt)
    except UnicodeDecodeError:
        return
    assert text is None or text == unquote_to_bytes(spelt.replace(b"+", b" ")).decode()
    assert text is None or respelt(spelt, text) == quote_plus(text)


@pytest.mark.parametrize("spelt", [b"%", b"%4", b"%zz", b"%FF", b"%C3", b"\xc3"])
def test_what_spells_no_text_is_refused(spelt: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        unquoted(spelt)


def test_a_backslash_that_is_not_encoded_is_read_as_nothing() -> None:
    assert unquoted(b"\\x41") is None
    assert unquoted(b"%5Cx41") == "\\x41"
