"""What holds of the reading of any text whatever, and of any page that was damaged on its way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import ADDRESSES, ROOT, reading
from rdflib import Literal

from loaders import quads
from loaders.documents.text import mask
from loaders.model import Reading
from ontology.names import OA

CORPUS = Path(__file__).parent / "cases" / "corpus"
PAGES = [*sorted((ROOT / "seeds" / "documents").glob("*.txt")), *sorted(CORPUS.glob("*/*.txt"))]
MOST = 2500
"""Characters of a page that are read: a property needs many pages rather than long ones."""
STRANGE = [
    *map(chr, range(1, 32)),
    *"\u200b\u200e\u200f\u202a\u202b\u202e\u2066\u2069\ufeff\u2028\u2029\u0085\u00a0\u00ad",
    *"😀𝔸𐎠\U000e0001\U0010ffff",
    *["e\u0301", "\u0300", "\u0327", "ﬁ", "ﬀ", "İ", "ı", "ß", "ẞ", "Ǆ", "ŉ", "²", "½", "Ⅳ", "٣", "๓"],
    *"()[]«»“”\"'’‘–—-•·*.,;:!?/\\|<>{}^`",
]
ADDRESS = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`\x7f]+")
LETTERS = st.characters(codec="utf-8")
WORDS = [
    *[
        "l'État",
        "signé",
        "le CRTE",
        "Communauté de communes",
        "du Pays de Lamastre",
        "9 juillet",
        "2021",
        "(",
        ")",
        "«",
    ],
    *[
        "»",
        ":",
        "–",
        "\n",
        "1.",
        ", président de",
        "M. Paul Modèle",
        "par",
        "entre",
        "et",
        "avenant n° 2 au",
        "Axe 1 :",
    ],
    *[
        "enjeux",
        "12,5 M€",
        "en présence de",
        "préfet de l'Ardèche",
        "Date",
        "Client",
        "ANCT",
        "Partenaires",
        "courrier",
    ],
    *["adressé", "le 2 avril 2021", "ENTRE", "ET", "représentée par", "d'une part", "Fait à", "le 12/05/2023", "de"],
    *["contrat de ville", "pour la période 2021-2026"],
]
KNOWN = [
    "jeanne.modele@mairie-exemple.example",
    "paul.modele [at] exemple.example",
    "06 12 34 56 78",
    "+33 6.12.34.56.78",
]
PRIVATE = re.compile(r"jeanne\.modele|paul\.modele|6[ .]12[ .]34[ .]56[ .]78")


def cut(text: str, start: int, length: int, _strange: str) -> str:
    return text[:start] + text[start + length :]


def kept(text: str, start: int, length: int, _strange: str) -> str:
    return text[start : start + 5 * length] or text


def doubled(text: str, start: int, length: int, _strange: str) -> str:
    return text[:start] + 2 * text[start : start + length] + text[start + length :]


def reversed_lines(text: str, start: int, _length: int, _strange: str) -> str:
    lines = text.split("\n")
    place = start % len(lines)
    return "\n".join([*lines[place:], *reversed(lines[:place])])


def doubled_lines(text: str, _start: int, length: int, _strange: str) -> str:
    lines = text.split("\n")
    return "\n".join(line for number, line in enumerate(lines) for _ in range(1 + (number % 7 == length % 7)))


def one_line(text: str, start: int, _length: int, _strange: str) -> str:
    return text[:start] + text[start:].replace("\n", " ")


def swapped(text: str, start: int, length: int, _strange: str) -> str:
    return text[:start] + text[start : start + 10 * length].swapcase() + text[start + 10 * length :]


def injected(text: str, start: int, length: int, strange: str) -> str:
    return text[:start] + strange * (1 + length % 3) + text[start:]


def sprinkled(text: str, start: int, _length: int, strange: str) -> str:
    return text[:start] + text[start:].replace(" ", strange, 12)


DAMAGES = [cut, kept, doubled, reversed_lines, doubled_lines, one_line, swapped, injected, sprinkled]
Damage = tuple[Callable[[str, int, int, str], str], int, int, str]
damage = st.tuples(
    st.sampled_from(DAMAGES), st.integers(0, MOST), st.integers(1, 60), st.one_of(st.sampled_from(STRANGE), LETTERS)
)


def damaged(page: Path, begin: int, damages: list[Damage]) -> str:
    """Return a part of a page after some damages."""
    text = page.read_text(encoding="utf-8")
    text = text[begin % len(text) :][:MOST]
    for harm, start, length, strange in damages:
        text = harm(text, start % (len(text) + 1), length, strange)[: 2 * MOST]
    return text


def sound(told: Reading) -> None:
    """Check that what was told rests on words of the text, and holds no address that cannot be written."""
    text = told.document.text
    for statement in told.statements:
        for one in statement.evidence:
            assert 0 <= one.start < one.end <= len(text)
        for node in (statement.subject, statement.predicate, statement.object):
            assert isinstance(node, Literal) or ADDRESS.fullmatch(node), node
    for doubt in told.undecided:
        assert 0 <= doubt.start < doubt.end <= len(text)
        assert all(ADDRESS.fullmatch(one) for one in doubt.candidates)


def quoted(told: Reading) -> None:
    """Check that the words published as evidence are the slice that their offsets take."""
    published: dict[str, dict[str, str]] = {}
    for quad in quads.read(told, None, ADDRESSES):
        published.setdefault(str(quad.subject), {})[quad.predicate.value] = getattr(quad.object, "value", "")
    quotations = [one for one in published.values() if str(OA.exact) in one]
    assert bool(quotations) == bool(told.statements)
    for one in quotations:
        assert one[str(OA.exact)] == told.document.text[int(one[str(OA.start)]) : int(one[str(OA.end)])]


def check(text: str) -> Reading:
    """Check all that holds of any reading; return it."""
    told = reading(mask(text))
    sound(told)
    quoted(told)
    return told


@settings(max_examples=120)
@given(st.text(LETTERS, max_size=400))
def test_any_text_is_read_and_every_offset_holds(text: str) -> None:
    check(text)


@settings(max_examples=120)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(STRANGE)), max_size=60), st.sampled_from(["", " "]))
def test_any_run_of_the_words_of_contracts_is_read(told: list[str], joint: str) -> None:
    check(joint.join(told))


@settings(max_examples=120)
@given(st.sampled_from(PAGES), st.integers(0, 20000), st.lists(damage, min_size=1, max_size=8))
def test_any_damage_to_a_page_leaves_it_readable(page: Path, begin: int, damages: list[Damage]) -> None:
    check(damaged(page, begin, damages))


@settings(max_examples=40)
@given(st.sampled_from(PAGES), st.lists(damage, max_size=4))
def test_a_page_read_twice_says_the_same_twice(page: Path, damages: list[Damage]) -> None:
    text = damaged(page, 0, damages)
    assert reading(text) == reading(text)


@settings(max_examples=60)
@given(st.sampled_from(PAGES), st.sampled_from(KNOWN), st.lists(st.integers(0, MOST), min_size=1, max_size=5))
def test_no_address_of_a_person_leaves_a_page(page: Path, known: str, places: list[int]) -> None:
    words = page.read_text(encoding="utf-8")[:MOST].split(" ")
    for place in places:
        words[place % len(words)] += f" {known}"
    told = check(" ".join(words))
    published = [getattr(quad.object, "value", "") for quad in quads.read(told, None, ADDRESSES)]
    assert not [words for words in [told.document.text, *published] if PRIVATE.search(words)]


@pytest.mark.parametrize(
    "told", ["de ", "Jean ", "(", "1, ", "12", " ", "A", "\n- ", "le 3 mars ", "« ", "M. X, maire, "]
)
def test_a_very_long_run_of_one_thing_is_read(told: str) -> None:
    check(told * (3000 // len(told)))
