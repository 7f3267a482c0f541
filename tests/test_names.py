"""Names are spelled once, and the things of a deployment get addresses that last."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import names
from ontology.addresses import Addresses, InvalidBase, slug
from ontology.names import CT

HERE = Addresses("https://data.exemple.fr/pacte/")


def test_a_name_that_the_vocabulary_lacks_is_refused() -> None:
    with pytest.raises(AttributeError):
        getattr(CT, "signataire")  # noqa: B009 (mypy would refuse the plain form too)


def test_what_a_module_may_take_is_listed_in_order_and_exists() -> None:
    assert names.__all__ == sorted(names.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(names, name) for name in names.__all__)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Forêt des Îles", "foret-des-iles"),
        ("L’Haÿ-les-Roses", "l-hay-les-roses"),
        ("Œuvre – 2ᵉ phase", "oeuvre-2e-phase"),
        ("«…»", ""),
    ],
)
def test_a_slug_keeps_letters_and_digits(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text())
def test_a_slug_is_a_key_and_its_own_slug(text: str) -> None:
    made = slug(text)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", made)
    assert slug(made) == made


def test_a_thing_has_one_address_made_of_its_kind_and_its_key() -> None:
    made = {
        HERE.commune("62498"): "commune/62498",
        HERE.intercommunality("246200364"): "epci/246200364",
        HERE.grouping("200060358"): "groupement/200060358",
        HERE.arrondissement("627"): "arrondissement/627",
        HERE.department("2A"): "departement/2A",
        HERE.region("32"): "region/32",
        HERE.organisation("departement", "62"): "organisation/departement-62",
        HERE.person("Zoé d’Exemple"): "personne/zoe-d-exemple",
        HERE.contract("crte", "246200364"): "contrat/crte-246200364",
        HERE.source("900-page"): "source/900-page",
        HERE.evidence("0a1b"): "preuve/0a1b",
        HERE.period("2021-03-01", ""): "periode/2021-03-01-ouvert",
    }
    assert [str(iri) for iri in made] == [f"{HERE.base}id/{path}" for path in made.values()]


@pytest.mark.parametrize("key", ["", "a/b", "é", "a--b", "-a", "a b", "a#b"])
def test_a_key_that_would_break_an_address_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="use ASCII letters, digits and single hyphens"):
        HERE.contract("crte", key)


@pytest.mark.parametrize(
    "base", ["", "data.exemple.fr/", "https://data.exemple.fr", "ftp://exemple.fr/", "https://exemple.fr/?a=/"]
)
def test_a_base_that_cannot_be_joined_is_refused_with_its_remedy(base: str) -> None:
    with pytest.raises(InvalidBase, match="absolute http"):
        Addresses(base)
