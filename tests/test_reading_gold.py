"""The reading of whole pages, against what careful readers found in them.

The floors of each set stand in `cases/corpus/floors.toml`, just below what was reached. The pages of `seeds` and `eval`
were judged by others; their gold is not part of the project.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from conftest import SEEDS
from national import national
from rich.console import Console
from scores import CORE, FIELDS, Country, Tally, scored, table

from loaders.manifest import alone, sources

CORPUS = Path(__file__).parent / "cases" / "corpus"
FLOORS = tomllib.loads((CORPUS / "floors.toml").read_text(encoding="utf-8"))
SETS = [
    name if (CORPUS / name).is_dir() else pytest.param(name, marks=[pytest.mark.national, pytest.mark.slow])
    for name in FLOORS
]


@pytest.fixture(scope="module")
def country() -> Country:
    return Country()


@pytest.fixture(scope="module", params=SETS)
def judged(request: pytest.FixtureRequest, country: Country) -> tuple[str, Tally]:
    """Return the name of a set of documents and the tally of its reading."""
    name: str = request.param
    if name == "seeds":
        return name, scored(national("eval", "seeds-gold"), country.published(sources(SEEDS)))
    folder = national("eval", "dev") if name == "eval" else CORPUS / name
    return name, scored(folder, country.published([alone(page) for page in sorted(folder.glob("*.txt"))]))


def told(tally: Tally) -> str:
    return "\n" + "\n".join(tally.errors())


def test_each_set_is_read_as_well_as_before(judged: tuple[str, Tally], capsys: pytest.CaptureFixture[str]) -> None:
    name, tally = judged
    with capsys.disabled():
        Console(width=80).print("", table(name, tally))
    reached = {"core": tally.f1(*CORE), "all": tally.f1(*FIELDS), "core precision": tally.precision(*CORE)}
    assert not {key: value for key, value in reached.items() if value < FLOORS[name][key]}, told(tally)


def test_no_contract_is_read_on_a_page_that_holds_none(judged: tuple[str, Tally]) -> None:
    name, tally = judged
    assert len(tally.groundless) <= FLOORS[name]["groundless"], told(tally)


def test_no_contract_is_given_a_wrong_day_of_signing(judged: tuple[str, Tally]) -> None:
    name, tally = judged
    assert len(tally.wrong_days) <= FLOORS[name]["wrong days"], told(tally)
