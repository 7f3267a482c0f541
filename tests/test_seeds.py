"""The questions of the project, answered from the release built from its own seeds, as a careful reader would."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from evidenced import CASES
from flask.testing import FlaskClient

from ontology.addresses import slug
from server.questions.stored import SUPPORT

SEEDS = sorted(CASES.glob("seeds/*.json"))
EXACT = re.compile(r"[\d-]+|https?:.*")

Row: TypeAlias = Mapping[str, Any]

pytestmark = pytest.mark.slow


def rows(service: FlaskClient, address: str) -> list[Row]:
    path, mark, query = address.partition("?")
    answer = service.get(f"{path}.json{mark}{query}")
    assert answer.status_code == 200
    found: list[Row] = answer.get_json()["rows"]
    return found


def fits(want: Row, row: Row) -> bool:
    """Tell whether a row says what is wanted: the same number, day or address; the same words, perhaps among others."""
    return all(_says(row, name, value) for name, value in want.items())


def _says(row: Row, name: str, value: object) -> bool:
    if name == "from":
        return str(row["source"]).endswith(f"/source/{value}")
    found = row.get(name)
    if isinstance(value, str) and isinstance(found, str) and (name == "quote" or not EXACT.fullmatch(value)):
        return slug(value) in slug(found)
    return found == value


def places(wanted: Sequence[Row], found: Sequence[Row]) -> Iterator[int]:
    """Yield, for each answer wanted, the place of the first row that gives it."""
    for want in wanted:
        place = next((place for place, row in enumerate(found) if fits(want, row)), None)
        assert place is not None, f"{want} is not among {json.dumps(found, ensure_ascii=False, indent=1)}"
        yield place


@pytest.mark.parametrize("case", SEEDS, ids=lambda path: path.stem)
def test_a_question_is_answered_as_the_sources_say(case: Path, service: FlaskClient) -> None:
    expected = json.loads(case.read_text(encoding="utf-8"))
    found = rows(service, expected["address"])
    order = list(places(expected["answers"], found))
    if expected["ordered"]:
        assert order == sorted(set(order))
    if expected["only"]:
        others = [row for row in found if not any(_same(want, row) for want in expected["answers"])]
        assert others == []


def _same(want: Row, row: Row) -> bool:
    """Tell whether a row gives an answer wanted, whatever the words that it quotes."""
    return fits({name: value for name, value in want.items() if name not in {*SUPPORT, "from"}}, row)


@pytest.mark.parametrize("case", SEEDS, ids=lambda path: path.stem)
def test_every_answer_quotes_its_source_or_names_a_row(case: Path, service: FlaskClient) -> None:
    for row in rows(service, json.loads(case.read_text(encoding="utf-8"))["address"]):
        assert row["source"]
        assert "quote" in row or "row" in row


@pytest.mark.parametrize("case", SEEDS, ids=lambda path: path.stem)
def test_a_quotation_is_the_slice_of_the_stored_text(case: Path, service: FlaskClient, built: Path) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (built / "current" / "texts").glob("*.txt")}
    for row in rows(service, json.loads(case.read_text(encoding="utf-8"))["address"]):
        if "quote" in row:
            text = texts[row["source"].rsplit("/", 1)[-1]]
            assert text[row["quoteStart"] : row["quoteEnd"]] == row["quote"]


def test_what_a_commune_has_is_counted_with_its_year(service: FlaskClient) -> None:
    found = rows(service, "/questions/communes-of-a-contract?contract=crte-246200364")
    lens = next(row for row in found if row["code"] == "62498")
    assert lens["communeLabel"] == "Lens"
    assert lens["population"] > 30000
    assert lens["year"].isdecimal()
    assert len(found) == 36


def test_the_population_of_a_contract_is_that_of_its_communes(service: FlaskClient) -> None:
    communes = rows(service, "/questions/communes-of-a-contract?contract=crte-246200364")
    contracts = rows(service, "/questions/population-of-contracts")
    crte = next(row for row in contracts if row["contract"].endswith("/contrat/crte-246200364"))
    assert (crte["communes"], crte["population"]) == (len(communes), sum(row["population"] for row in communes))


def test_an_intercommunality_with_a_crte_is_not_among_those_without(service: FlaskClient) -> None:
    without = {row["siren"] for row in rows(service, "/questions/intercommunalities-without-crte?department=62")}
    assert "246200364" not in without
    assert "200033579" in without
