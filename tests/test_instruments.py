import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import ADDRESSES, graph, reading, summary
from rdflib import RDF, Literal
from rdflib.namespace import XSD

from ontology.names import CT

CASES = sorted((Path(__file__).parent / "cases" / "instruments").glob("*.txt"))
PARTIES = (
    "Entre\nL'État, représenté par Mme Françoise SOULIMAN, préfète de l'Ardèche,\nEt\n"
    "La Communauté de communes du Pays de Lamastre, représentée par M. Jean-Paul VALLON, président,\n\n"
    "Il est convenu ce qui suit :\n\nArticle 1 – Objet\nLe contrat fixe un cadre.\n\n"
)
TITLE = "Contrat de relance et de transition écologique\n\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_contract_in_its_own_words_is_read_whole_and_nothing_is_added(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    told = summary(reading(path.read_text(encoding="utf-8")))
    by_kind = {one["kind"]: {**one, "period": [year[:4] for year in one["period"]]} for one in told["contracts"]}
    wanted = {one["kind"]: {**one, "period": [year[:4] for year in one["period"]]} for one in expected["contracts"]}
    assert by_kind == wanted
    assert told["persons"] == expected["persons"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Fait à Privas, le 9 juillet 2021", "2021-07-09"),
        ("Fait à Privas, le 09/07/2021, en deux exemplaires originaux", "2021-07-09"),
        ("Fait en 3 exemplaires à Privas, le 09.07.2021", "2021-07-09"),
        ("Fait à Privas\nLe vendredi 9 juillet 2021", "2021-07-09"),
        ("Signé à Privas, le 1er juillet 2021", "2021-07-01"),
        ("À Privas, le 9 juillet 2021", "2021-07-09"),
        ("Privas, le 9 juillet 2021", "2021-07-09"),
        ("Convention signée en 5 exemplaires, le 9 juillet 2021", "2021-07-09"),
    ],
)
def test_the_day_of_signing_is_that_of_the_closing(words: str, day: str) -> None:
    (one,) = summary(reading(f"{TITLE}{PARTIES}{words}\n"))["contracts"]
    assert one["signed"] == day
    assert one["signatories"] == ["Françoise Souliman", "Jean-Paul Vallon"]


@pytest.mark.parametrize(
    "words",
    ["Fait à Privas, le ……………", "Fait à ………, le ……… 2021", "Fait à Privas, le", "Fait à Privas, le ___ / ___ / 2021"],
)
def test_a_day_left_blank_is_no_day_nobody_has_signed_and_a_person_is_told(words: str) -> None:
    told = reading(f"{TITLE}{PARTIES}{words}\n\nPour l'État\nFrançoise SOULIMAN\n")
    (one,) = summary(told)["contracts"]
    assert (one["signed"], one["signatories"]) == ("", [])
    reasons = {doubt.reason for doubt in told.undecided}
    assert reasons == {
        "jour de signature laissé en blanc dans l'acte",
        "nommé dans un acte dont rien ne dit qu'il a été signé",
    }


def test_a_day_that_a_visa_tells_is_no_day_of_signing() -> None:
    text = f"{TITLE}{PARTIES}".replace("Il est", "Vu la délibération du 12 mars 2021 ;\n\nIl est")
    (one,) = summary(reading(text))["contracts"]
    assert one["signed"] == ""


def test_a_model_to_fill_in_is_no_contract_and_is_reported() -> None:
    title = "Convention d'adhésion Petites villes de demain\n\n"
    text = f"{title}Entre\nLa commune de [nom], représentée par [maire]\nEt\nL'État\n\nIl est convenu ce qui suit :\n"
    told = reading(text)
    assert summary(told)["contracts"] == []
    assert [doubt.reason for doubt in told.undecided] == [
        "modèle de contrat à compléter : les parties n'y sont pas nommées"
    ]


def test_a_contract_tells_how_long_it_lasts() -> None:
    clause = "Article 2 – Durée\nLe contrat est conclu pour une durée de six ans à compter de sa signature.\n\n"
    told = graph(reading(f"{TITLE}{PARTIES}{clause}Fait à Privas, le 9 juillet 2021"))
    (contract,) = told.subjects(RDF.type, CT.Contract)
    assert told.value(contract, CT.duration) == Literal("P6Y", datatype=XSD.duration)


def test_a_contract_follows_the_one_that_it_names_with_its_day() -> None:
    clause = "Le présent contrat fait suite au contrat de ruralité signé le 3 mars 2017.\n\n"
    told = graph(reading(f"{TITLE}{PARTIES}{clause}Fait à Privas, le 9 juillet 2021"))
    ((new, old),) = told.subject_objects(CT.succeeds)
    assert str(new).endswith("/contrat/crte-200016905")
    assert told.value(old, CT.signedOn) == Literal("2017-03-03", datatype=XSD.date)


def test_a_contract_that_counts_as_another_is_of_both_kinds() -> None:
    text = f"Convention-cadre Petites villes de demain valant opération de revitalisation de territoire\n\n{PARTIES}"
    (one,) = summary(reading(text))["contracts"]
    assert one["kind"] == "ort+pvd"


def test_an_amendment_amends_the_contract_of_its_title() -> None:
    title = "Avenant n° 2 au contrat de relance et de transition écologique signé le 9 juillet 2021\n\n"
    told = graph(reading(f"{title}{PARTIES}Fait à Privas, le 3 mars 2023"))
    ((amendment, base),) = told.subject_objects(CT.amends)
    assert told.value(amendment, CT.signedOn) == Literal("2023-03-03", datatype=XSD.date)
    assert told.value(base, CT.signedOn) == Literal("2021-07-09", datatype=XSD.date)
    assert str(base) == str(ADDRESSES.contract("crte", "200016905"))


def test_a_contract_of_ordinary_business_is_no_territorial_contract_and_is_reported() -> None:
    text = (
        "Convention de mise à disposition de locaux\n\nEntre\nLa commune de Lamastre, représentée par son maire,\net\n"
        "L'association Modèle, représentée par sa présidente,\n\nIl est convenu ce qui suit :\nArticle 1 – Objet\n"
    )
    told = reading(text)
    assert summary(told)["contracts"] == []
    assert "contrat particulier dont la page ne permet pas de dire le type" in {d.reason for d in told.undecided}


WORDS = [
    "Contrat de ville",
    "Avenant n° 1 au contrat de ruralité",
    "\n",
    "\n\n",
    "Entre",
    "Et",
    "Les signataires :",
    "- ",
    "L'État, représenté par M. Paul MODÈLE, préfet",
    "la Communauté de communes du Pays de Lamastre",
    "les communes de Lamastre et Désaignes",
    "représentées respectivement par",
    "M. Jean EXEMPLE",
    "ci-après « la Communauté »",
    "d'une part,",
    "En présence de",
    "Il est convenu ce qui suit",
    "Article 1 – Durée",
    "pour six ans à compter de sa signature",
    "prend effet au 1er mai 2022 et s'achève le 31 décembre 2025",
    "Fait à Privas, le",
    "9 juillet 2021",
    "………",
    "Pour l'État,",
    "          ",
    "P/o le Préfet",
    "signé le 3 mars 2017",
    "valant",
    "fait suite au contrat de ruralité",
    "après en avoir délibéré, APPROUVE",
    "Action | Coût",
    "1.1 Loger",
    "Axe 2 :",
    "[nom]",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=50), st.sampled_from(["", " ", "\n"]))
def test_any_run_of_the_words_of_deeds_is_read_without_a_crash_and_every_offset_holds(
    told: list[str], joint: str
) -> None:
    read = reading(TITLE + joint.join(told))
    length = len(read.document.text)
    assert all(0 <= one.start < one.end <= length for s in read.statements for one in s.evidence)
    assert all(0 <= doubt.start < doubt.end <= length for doubt in read.undecided)


@pytest.mark.parametrize("seed", range(10))
def test_any_mutation_of_a_deed_is_read_without_a_crash(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - mutations, not secrets
    text = list(chance.choice(CASES).read_text(encoding="utf-8"))
    for _ in range(60):
        place = chance.randrange(len(text))
        text[place : place + chance.randrange(12)] = chance.choice("\n .,:;()«»’–-0É|\u00a0\u0301😀")
    read = reading("".join(text))
    assert all(one.end <= len(read.document.text) for s in read.statements for one in s.evidence)


def test_a_party_that_no_list_holds_is_named_as_the_deed_names_it() -> None:
    more = "La Maison de santé du Haut-Vivarais, représentée par le docteur Anne LEROY,\n\nIl est"
    (one,) = summary(reading(f"{TITLE}{PARTIES}".replace("Il est", more)))["contracts"]
    assert "Maison de santé du Haut-Vivarais" in one["parties"]


def test_a_deed_states_that_it_is_signed() -> None:
    clause = "Le présent contrat est signé le 9 juillet 2021 à Privas.\n"
    (one,) = summary(reading(f"{TITLE}{PARTIES}{clause}"))["contracts"]
    assert one["signed"] == "2021-07-09"


def test_signatures_of_different_days_leave_the_day_to_a_person() -> None:
    seals = "Signé électroniquement par X le 09/07/2021\nSigné électroniquement par Y le 12/07/2021\n"
    told = reading(f"{TITLE}{PARTIES}{seals}")
    (one,) = summary(told)["contracts"]
    assert (one["signed"], len(one["signatories"])) == ("", 2)
    assert [doubt.words for doubt in told.undecided] == ["09/07/2021", "12/07/2021"]


def test_a_blank_among_the_parties_is_put_to_a_person() -> None:
    told = reading(f"{TITLE}{PARTIES}".replace("M. Jean-Paul VALLON", "[à compléter]"))
    assert "[à compléter]" in {doubt.words for doubt in told.undecided}


@pytest.mark.parametrize(
    "clause",
    [
        "Le périmètre du contrat couvre les communes de Lamastre, Désaignes et Nozières.",
        "Le territoire couvert est celui des trois communes suivantes :\n- Lamastre\n- Désaignes\n- Nozières",
    ],
)
def test_the_communes_that_a_clause_lists_are_covered(clause: str) -> None:
    (one,) = summary(reading(f"{TITLE}{PARTIES}{clause}\n\nFait à Privas, le 9 juillet 2021"))["contracts"]
    assert one["covers"] == ["Désaignes", "Lamastre", "Nozières", "Pays de Lamastre"]


def test_a_deed_carries_out_the_framework_that_it_names_with_its_holder() -> None:
    title = TITLE.replace("\n\n", " pris en application du chapeau commun du PETR du Pays de Cocagne\n\n")
    told = graph(reading(f"{title}{PARTIES}Fait à Privas, le 9 juillet 2021"))
    ((_, framework),) = told.subject_objects(CT.implements)
    assert "crte-chapeau" in str(framework)
