from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from server.languages import texts
from server.negotiation import LANGUAGES

SERVER = Path(str(files("server")))
ENTRIES = {
    f"{table}.{key}": entry
    for table, entries in tomllib.loads((SERVER / "texts.toml").read_text(encoding="utf-8")).items()
    for key, entry in entries.items()
}
CODE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(SERVER.rglob("*")) if path.suffix in {".py", ".html"}
)


@pytest.mark.parametrize("key", ENTRIES)
def test_every_text_is_said_in_every_language_with_the_same_blanks(key: str) -> None:
    assert set(ENTRIES[key]) == set(LANGUAGES)
    blanks = {tuple(sorted(re.findall(r"{(\w+)}", text))) for text in ENTRIES[key].values()}
    assert len(blanks) == 1


@pytest.mark.parametrize("key", re.findall(r"""\bt\(\s*["']([\w.-]+)["']\s*[,)]""", CODE))
def test_every_text_that_a_page_asks_for_exists(key: str) -> None:
    assert key in ENTRIES


@pytest.mark.parametrize("key", re.findall(r"""\.counted\(\s*["']([\w.-]+)["']""", CODE))
def test_every_counted_text_has_a_singular_and_a_plural(key: str) -> None:
    assert {f"{key}-one", f"{key}-many"} <= ENTRIES.keys()


@pytest.mark.parametrize(
    ("text", "datatype", "french", "english"),
    [
        ("2021-07-09", XSD.date, "9 juillet 2021", "9 July 2021"),
        ("2021-08-01", XSD.date, "1er août 2021", "1 August 2021"),
        ("2021-07-09Z", XSD.date, "9 juillet 2021", "9 July 2021"),
        ("2021-07", XSD.gYearMonth, "juillet 2021", "July 2021"),
        ("2021", XSD.gYear, "2021", "2021"),
        ("2021-13-40", XSD.date, "2021-13-40", "2021-13-40"),
        ("2021-13", XSD.gYearMonth, "2021-13", "2021-13"),
        ("2026-11-22T04:05:00Z", XSD.dateTime, "22 novembre 2026 à 04 h 05", "22 November 2026 at 04:05"),
        ("P6Y", XSD.duration, "6 ans", "6 years"),
        ("P1Y6M1D", XSD.duration, "1 an 6 mois 1 jour", "1 year 6 months 1 day"),
        ("PT5M", XSD.duration, "PT5M", "PT5M"),
        ("P", XSD.duration, "P", "P"),
        ("34990", XSD.integer, "34\u202f990", "34,990"),
        ("500000000.0", XSD.decimal, "500\u202f000\u202f000", "500,000,000"),
        ("-12.50", XSD.decimal, "−12,5", "−12.5"),
        ("0", XSD.integer, "0", "0"),
        ("1e3", XSD.double, "1e3", "1e3"),
        ("true", XSD.boolean, "oui", "yes"),
        ("0", XSD.boolean, "non", "no"),
    ],
)
def test_a_value_is_written_as_its_language_does_with_the_precision_it_has(
    text: str, datatype: URIRef, french: str, english: str
) -> None:
    value = Literal(text, datatype=datatype, normalize=False)
    assert (texts("fr").value(value), texts("en").value(value)) == (french, english)


def test_a_text_and_an_iri_are_left_as_they_are() -> None:
    assert texts("fr").value(Literal("1234", lang="fr")) == "1234"
    assert texts("fr").value(URIRef("urn:x")) == "urn:x"


@pytest.mark.parametrize(("number", "french", "english"), [(0, "0 an", "0 years"), (1, "1 an", "1 year")])
def test_zero_is_singular_in_french_and_plural_in_english(number: int, french: str, english: str) -> None:
    assert texts("fr").counted("value.years", number) == french
    assert texts("en").counted("value.years", number) == english


@pytest.mark.parametrize(("octets", "french"), [(7, "7\u00a0o"), (999, "999\u00a0o"), (17_123, "17,1\u00a0ko")])
def test_a_size_has_three_digits_and_a_unit(octets: int, french: str) -> None:
    assert texts("fr").size(octets) == french
    assert texts("en").size(100_151_045) == "100\u00a0MB"


def test_a_day_is_written_in_words() -> None:
    assert texts("fr").day(datetime(2026, 11, 1, 23, 59, tzinfo=UTC)) == "1er novembre 2026"


def test_an_unknown_language_or_text_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'de'.*fr, en"):
        texts("de")
    with pytest.raises(KeyError):
        texts("fr")("site.nothing")


def test_every_kind_of_thing_has_a_name_for_one_and_for_many() -> None:
    told = tomllib.loads((SERVER / "texts.toml").read_text(encoding="utf-8"))
    assert told["kind"].keys() == told["kinds"].keys()
