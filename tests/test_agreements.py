import pytest
from pages import graph, reading, summary
from rdflib import RDF

from loaders.documents import coverings
from ontology.names import CT

CCPL = "la Communauté de communes du Pays de Lamastre"
NAME = "Communauté de communes du Pays de Lamastre"


def only(text: str) -> dict[str, object]:
    (one,) = summary(reading(text))["contracts"]
    return dict(one)


@pytest.mark.parametrize(
    "text",
    [
        f"{CCPL} et l'État ont paraphé mercredi 3 mars 2021 le CRTE.",
        f"{CCPL} et l'État ont co-signé le 3 mars 2021 le contrat de relance et de transition écologique.",
        f"Le CRTE a été signé le 3 mars 2021 par {CCPL} et l'État.",
        f"Le CRTE a été conclu le 3 mars 2021 entre {CCPL} et l'État.",
        f"Signature du CRTE entre {CCPL} et l'État le 3 mars 2021.",
        f"Depuis le 3 mars 2021, un CRTE lie l'État et {CCPL}.",
        f"Le 3 mars 2021, {CCPL} s'est dotée de son CRTE avec l'État.",
        f"Le 3 mars 2021 a été signé le CRTE entre {CCPL} et l'État.",
        f"Le CRTE est prêt. L'ont signé le 3 mars 2021 {CCPL} et l'État.",
        f"Le CRTE de {CCPL} est prêt. Il a été signé le 3 mars 2021 par le préfet de l'Ardèche.",
        f"Le préfet de l'Ardèche, Paul Modèle, avait convié à la signature du CRTE {CCPL} le 3 mars 2021.",
        f"La signature du CRTE entre l'État et {CCPL} a réuni les maires. Elle a eu lieu le 3 mars 2021.",
    ],
)
def test_a_contract_is_read_in_the_many_ways_of_saying_that_it_was_signed(text: str) -> None:
    one = only(text)
    assert (one["kind"], one["signed"], one["parties"]) == ("crte", "2021-03-03", [NAME, "État"])


@pytest.mark.parametrize(
    "text",
    [
        "Les CRTE sont signés entre l'État et les intercommunalités.",
        "Un CRTE met en forme un projet de territoire. L'État le propose.",
        f"{CCPL} prépare son futur CRTE.",
        f"Un atelier s'est tenu pour élaborer le CRTE de {CCPL}.",
        f"{CCPL} a signé un bail.",
        "850 CRTE ont été signés en 2021.",
        "Le contrat a été signé.",
    ],
)
def test_the_idea_of_a_contract_is_no_contract(text: str) -> None:
    assert summary(reading(text))["contracts"] == []


def test_who_watches_does_not_sign() -> None:
    one = only(
        f"Anne Modèle, présidente de {CCPL}, a signé le CRTE en présence de Paul Exemple, sénateur. "
        "Jeanne Autre, députée, assistait à la cérémonie."
    )
    assert one["signatories"] == ["Anne Modèle"]
    assert one["witnesses"] == ["Jeanne Autre", "Paul Exemple"]


def test_a_prefect_signs_for_the_state_beside_a_president() -> None:
    one = only(f"Anne Modèle, présidente de {CCPL}, a signé le CRTE aux côtés du préfet de l'Ardèche, Paul Exemple.")
    assert one["signatories"] == ["Anne Modèle", "Paul Exemple"]
    assert one["parties"] == [NAME, "État"]


def test_a_body_signs_by_the_person_who_represents_it() -> None:
    one = only(f"{CCPL}, représentée par Anne Modèle, présidente, et l'État ont signé le CRTE.")
    assert one["signatories"] == ["Anne Modèle"]


def test_a_pronoun_stands_for_the_person_just_named() -> None:
    one = only(
        f"Anne Modèle est présidente de {CCPL}. Elle a signé le CRTE. Anne Modèle, présidente de {CCPL}, est ravie."
    )
    assert one["signatories"] == ["Anne Modèle"]


def test_two_persons_are_taken_up_together() -> None:
    text = f"Anne Modèle, présidente de {CCPL}, a reçu Paul Exemple, préfet de l'Ardèche. Tous deux ont signé le CRTE."
    assert only(text)["signatories"] == ["Anne Modèle", "Paul Exemple"]


def test_an_amendment_changes_the_contract_of_its_page() -> None:
    text = (
        f"{CCPL} et l'État ont signé le CRTE le 3 mars 2021.\n\n"
        f"{CCPL} et l'État ont signé le 4 mars 2022 l'avenant n° 1 au CRTE."
    )
    found = graph(reading(text))
    (amendment,) = found.subjects(RDF.type, CT.Amendment)
    assert str(found.value(amendment, CT.amends)).endswith("/contrat/crte-200016905")
    assert str(amendment).endswith("/contrat/avenant-crte-200016905-1")
    assert str(found.value(amendment, CT.signedOn)) == "2022-03-04"


def test_two_contracts_of_one_kind_stay_apart_by_their_territories() -> None:
    text = f"Le CRTE de Laval Agglomération a été signé en mai 2021.\n\nLe CRTE de {CCPL} a été signé le 4 mars 2021."
    assert {one["signed"] for one in summary(reading(text))["contracts"]} <= {"2021-05", "2021-03-04"}
    assert len(summary(reading(text))["contracts"]) == 2


def test_an_authorised_signature_is_no_signing() -> None:
    text = f"Le conseil du 2 mai 2022 a autorisé la signature du CRTE de {CCPL}. Il a été signé le 9 mai 2022."
    assert only(text)["signed"] == "2022-05-09"


def test_a_month_or_year_is_kept_when_the_page_says_no_more() -> None:
    assert only(f"Le CRTE de {CCPL}, signé en juillet 2021 avec l'État, avance.")["signed"] == "2021-07"
    assert only(f"Le CRTE de {CCPL}, signé en 2021 avec l'État, avance.")["signed"] == "2021"


def test_a_contract_without_a_departement_between_a_departement_and_a_body_takes_its_kind() -> None:
    one = only(f"Le Département de l'Ardèche et {CCPL} ont signé un contrat pour la période 2022-2026.")
    assert (one["kind"], one["period"]) == ("contrat-departemental", ["2022", "2026"])


def test_a_listed_perimeter_is_what_a_contract_covers() -> None:
    text = (
        "Laval Agglomération et l'État ont signé le CRTE qui couvre les territoires de la Communauté de communes "
        "du Pays de Lamastre et de Laval Agglomération."
    )
    assert only(text)["covers"] == ["Laval Agglomération", "Pays de Lamastre"]


def test_communes_listed_by_an_amendment_are_what_it_covers() -> None:
    text = "Dans le Lot\n\nTrois communes rejoignent le contrat par un premier avenant : Figeac, Cahors et Gramat."
    (one,) = summary(reading(text))["contracts"]
    assert (one["kind"], one["covers"]) == ("avenant", ["Cahors", "Figeac", "Gramat"])


def test_a_sentence_that_says_who_makes_such_contracts_at_any_time_tells_of_none() -> None:
    text = (
        "Témoignage de la communauté de communes du Pays de Lamastre.\n"
        "La convention d'ORT est signée par l'intercommunalité, sa ville principale et l'État."
    )
    assert summary(reading(text))["contracts"] == []


def test_the_day_of_the_first_agreement_is_not_that_of_its_amendment() -> None:
    text = (
        "Publié le 23 février 2023\n"
        "Quatre ans après la convention initiale, signée le 2 juillet 2018, un avenant au contrat de ville a été signé "
        "hier par l'État et la communauté de communes du Pays de Lamastre."
    )
    days = {str(day) for day in graph(reading(text)).objects(None, CT.signedOn)}
    assert days == {"2023-02-22"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Communautés d’agglomération de Modèle-sur-Mer", "Modèle-sur-Mer"),
        ("Présidents de nos EPCI", None),
        ("Président du PMX", None),
        ("Mairé-Modèle", "Mairé-Modèle"),
        ("la communauté", None),
        ("CCPL", None),
    ],
)
def test_who_holds_an_office_is_no_other_name_of_a_territory(words: str, name: str | None) -> None:
    assert coverings.spelled(words) == name
