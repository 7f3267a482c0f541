from __future__ import annotations

import pages
import pytest

from ontology.names import DCTERMS

STORY = "Le contrat de ville entre en vigueur. Les habitants de la ville de Craon ont été consultés au printemps."


def published(text: str) -> list[str]:
    told = pages.reading(text)
    return [str(one.object).rpartition("/")[2] for one in told.statements if one.predicate == DCTERMS.publisher]


@pytest.mark.parametrize(
    "text",
    [
        f"Un nouveau contrat\n\nPublié par la communauté de communes du Pays de Craon\n\n{STORY}",
        f"Un nouveau contrat\n\n{STORY}\n\nSource : Communauté de communes du Pays de Craon",
        f"Communauté de communes du Pays de Craon\n\nUn nouveau contrat\n\n{STORY}",
        f"Communiqué de presse de la Communauté de communes du Pays de Craon\n\n{STORY}",
    ],
)
def test_a_page_that_names_its_publisher_is_published_by_it(text: str) -> None:
    assert published(text) == ["200048551"]


@pytest.mark.parametrize(
    "text",
    [
        f"Un nouveau contrat\n\n{STORY}",
        f"Un nouveau contrat\n\nLa communauté de communes du Pays de Craon signe.\n\n{STORY}",
        f"Département de la Mayenne\n\nCommunauté de communes du Pays de Craon\n\n{STORY}",
    ],
)
def test_a_publisher_is_never_guessed(text: str) -> None:
    assert published(text) == []
