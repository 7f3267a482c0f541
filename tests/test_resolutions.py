import pytest
from pages import graph, reading, summary
from rdflib import RDF

from ontology.names import CT

HEAD = (
    "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS\nCommunauté de communes du Pays de Lamastre\nSéance du 28 juin 2021\n\n"
    "Objet : contrat de relance et de transition écologique\n\n"
)


@pytest.mark.parametrize(
    "decision",
    [
        "- APPROUVE le contrat de relance et de transition écologique avec l'État ;\n- AUTORISE le Président à signer.",
        "DÉCIDE d'approuver le projet de contrat à conclure avec l'État pour 2021-2026.",
        "VALIDE les termes du CRTE entre l'État et la Communauté de communes du Pays de Lamastre.",
    ],
)
def test_a_resolution_approves_a_contract_and_nobody_has_signed_it(decision: str) -> None:
    told = reading(f"{HEAD}Le conseil communautaire, après en avoir délibéré, à l'unanimité :\n{decision}\n")
    (one,) = summary(told)["contracts"]
    assert (one["kind"], one["signed"], one["signatories"]) == ("crte", "", [])
    assert one["parties"] == ["Communauté de communes du Pays de Lamastre", "État"]


def test_the_day_of_the_session_is_an_event() -> None:
    told = graph(reading(f"{HEAD}Après en avoir délibéré, le conseil APPROUVE le CRTE avec l'État.\n"))
    assert [str(node).rpartition("/")[2] for node in told.subjects(RDF.type, CT.Event)] == ["seance-2021-06-28"]


def test_another_matter_that_is_signed_in_the_same_session_signs_nothing() -> None:
    text = (
        f"{HEAD}Le Président rappelle que le protocole a été signé le 15 mars 2021.\n\n"
        "Après en avoir délibéré, le conseil APPROUVE le CRTE avec l'État.\n"
    )
    (one,) = summary(reading(text))["contracts"]
    assert one["signed"] == ""


def test_a_resolution_on_something_else_approves_no_contract() -> None:
    text = f"{HEAD}Après en avoir délibéré, le conseil ADOPTE le budget primitif.\n"
    assert (
        summary(reading(text.replace("Objet : contrat de relance et de transition écologique", "Objet : budget")))[
            "contracts"
        ]
        == []
    )
