"""What an operator decides of a reading: the file, what it does, and what is told when it does nothing any more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import jumeau
import pytest
from jumeau import PAGE
from rdflib import URIRef
from stated import gathered

from loaders import corrections
from loaders.corrections import Action, Revision
from loaders.corrections.record import DECISIONS
from loaders.faults import InvalidSeeds
from loaders.material import Material, Seeds
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, LOCAL_BASE, OA, PROV, RDF, RDFS, SCHEMA, SKOS

CASES = Path(__file__).parent / "cases"
ADDRESSES = Addresses(LOCAL_BASE)
CRTE = ADDRESSES.contract("crte", "200099999")
VILLE = ADDRESSES.contract("contrat-de-ville", "99011", "2021")
WHO = 'by = "Service des données du Val d\'Exemple"\non = 2026-11-26\nwhy = "Vérifié sur l\'original."\n'


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return jumeau.seeds(tmp_path)


def corrected(seeds: Path, *entries: str) -> Material:
    told = "".join(f"[[correction]]\n{entry}\n{WHO}" for entry in entries)
    (seeds / corrections.NAME).write_text(told, encoding="utf-8")
    return gathered(Seeds(seeds, seeds / "territories"), seeds / "out")


def faults(revision: Revision, seeds: Path) -> list[str]:
    return [fault.said("fr").removeprefix(f"{seeds}/") for fault in revision.unmet]


def facts(material: Material) -> set[tuple[URIRef, URIRef, str]]:
    return {(s.subject, s.predicate, str(s.object)) for reading in material.readings for s in reading.statements}


def said(material: Material, *parts: object) -> list[str]:
    """Return the lines of the graph of corrections that hold some words."""
    source = f"<{ADDRESSES.source(corrections.KEY)}> .\n"
    lines = [line.decode() for line in material.lines if line.decode().endswith(source)]
    return [line for line in lines if all(str(part) in line for part in parts)]


CHOOSE = f'action = "choose"\nsource = "{PAGE}"\nwords = "Saint-Jumeau"\nvalue = "commune/99011"'


@pytest.mark.parametrize("case", sorted((CASES / "corrections").glob("invalid.*.toml")), ids=lambda path: path.stem)
def test_each_fault_of_the_file_says_file_line_value_and_remedy(case: Path, tmp_path: Path) -> None:
    data = case.read_text(encoding="utf-8")
    expected = [line[3:] for line in data.splitlines() if line.startswith("#! ")]
    assert expected
    (tmp_path / corrections.NAME).write_text(data, encoding="utf-8")
    with pytest.raises(InvalidSeeds) as raised:
        corrections.load(tmp_path, ADDRESSES)
    told = [fault.said("fr").removeprefix(f"{tmp_path}/") for fault in raised.value.faults]
    assert sorted(told) == sorted(expected)


def test_without_a_file_nothing_is_corrected(seeds: Path) -> None:
    material = gathered(Seeds(seeds, seeds / "territories"), seeds / "out")
    assert material.errata.document is None
    assert said(material) == []
    assert [one.words for reading in material.readings for one in reading.undecided] == ["Saint-Jumeau"] * 2


def test_an_entry_says_what_who_when_and_why(tmp_path: Path) -> None:
    (tmp_path / corrections.NAME).write_text(f"# Nos décisions.\n[[correction]]\n{CHOOSE}\n{WHO}", encoding="utf-8")
    errata = corrections.load(tmp_path, ADDRESSES)
    [one] = errata.corrections
    assert (one.action, one.by, one.on) == (Action.CHOOSE, "Service des données du Val d'Exemple", date(2026, 11, 26))
    assert (one.value, one.line) == (ADDRESSES.commune("99011"), 2)
    assert errata.document is not None
    assert errata.document.text[slice(*one.told)] == one.why == "Vérifié sur l'original."


def test_a_chosen_name_is_read_as_chosen_and_no_longer_undecided(seeds: Path) -> None:
    material = corrected(seeds, CHOOSE)
    assert material.undecided == 0
    assert (VILLE, CT.covers, str(ADDRESSES.commune("99011"))) in facts(material)
    [mentioned] = said(material, ADDRESSES.source("901-saint-jumeau"), SCHEMA.mentions, "/commune/99011> <")
    assert mentioned
    assert len(said(material, OA.exact, "Saint-Jumeau")) == 2
    assert said(material, CT.reason, "choisi par Service des données")
    [page] = [one for one in material.readings if one.document.identifier == PAGE]
    covered = [one for one in page.statements if one.subject == VILLE and one.predicate in {CT.covers, CT.party}]
    reasons = {str(evidence.reason) for one in covered for evidence in one.evidence if "99011" in one.object}
    assert reasons
    assert all("choisi par Service des données du Val d'Exemple le 2026-11-26" in reason for reason in reasons)


def test_a_choice_may_be_of_one_place_of_the_page(seeds: Path) -> None:
    second = (seeds / "documents" / PAGE).read_text(encoding="utf-8").rindex("Saint-Jumeau")
    [_, page] = corrected(seeds, f"{CHOOSE}\nnear = {second - 3}").readings
    assert [one.start for one in page.undecided] != []
    assert all(one.start != second for one in page.undecided)


def test_a_choice_that_is_no_candidate_is_told_with_the_candidates(seeds: Path) -> None:
    material = corrected(seeds, CHOOSE.replace("99011", "99001"))
    assert faults(material.revision, seeds) == [
        "corrections.toml:1: commune/99001 : n'est pas parmi les candidats ; choisir parmi commune/99010, commune/99011"
    ]
    assert material.undecided == 2
    assert said(material) == []


def test_words_that_mean_nothing_are_undecided_no_more(seeds: Path) -> None:
    material = corrected(seeds, f'action = "reject"\nsource = "{PAGE}"\nwords = "Saint-Jumeau"')
    assert material.undecided == 0
    assert said(material, RDFS.label, "Rejet de « Saint-Jumeau » du 2026-11-26 par Service des données")


def test_a_rejected_statement_is_gone_and_what_only_followed_from_it(seeds: Path) -> None:
    signature = ADDRESSES.of("signature", "crte-200099999", "paul-modele")
    before = facts(corrected(seeds, CHOOSE))
    assert (CRTE, CT.signature, str(signature)) in before
    material = corrected(
        seeds, f'action = "reject"\nsubject = "{CRTE}"\nproperty = "ct:signature"\nvalue = "{signature}"'
    )
    assert not [fact for fact in facts(material) if str(signature) in (str(fact[0]), fact[2])]
    [kept] = said(material, CT.correctedValue, signature)
    assert kept
    assert said(material, CT.decision, DECISIONS[Action.REJECT][0])


def test_a_rejected_person_leaves_no_signature_or_post_without_holder(seeds: Path) -> None:
    material = corrected(seeds, 'action = "reject"\nsubject = "personne/jeanne-exemple"')
    assert not [fact for fact in facts(material) if "jeanne-exemple" in "".join(map(str, fact))]
    assert (CRTE, RDF.type, str(CT.Contract)) in facts(material)


def test_a_rejected_contract_takes_its_parts_away_but_no_organisation(seeds: Path) -> None:
    material = corrected(seeds, 'action = "reject"\nsubject = "contrat/crte-200099999"')
    told = facts(material)
    assert not [fact for fact in told if "crte-200099999" in "".join(map(str, fact))]
    assert not [fact for fact in told if "/periode/" in fact[0]]
    assert (ADDRESSES.organisation("200099999"), RDFS.label, "Communauté de communes du Val d'Exemple") in told
    assert len([line for line in said(material, CT.correctedThing) if f"<{CRTE}>" in line]) == 1


def test_a_rejected_name_gives_way_to_another_spelling_of_the_documents(seeds: Path) -> None:
    other = "La Communauté de communes du Val d'Exemple a signé son CRTE le 9 juillet 2021 avec l'État.\n"
    (seeds / "documents" / "902-autre.txt").write_text(other, encoding="utf-8")
    label = [fact[2] for fact in facts(corrected(seeds, CHOOSE)) if fact[:2] == (CRTE, RDFS.label)]
    material = corrected(seeds, f'action = "reject"\nsubject = "{CRTE}"\nproperty = "rdfs:label"\nvalue = "{label[0]}"')
    assert label[0] not in [fact[2] for fact in facts(material) if fact[:2] == (CRTE, RDFS.label)]


def test_a_statement_is_found_by_the_words_it_was_read_in(seeds: Path) -> None:
    day = 'source = "900-val-d-exemple-crte.txt"\nwords = "vendredi 9\u00a0juillet 2021"\nproperty = "ct:signedOn"'
    material = corrected(seeds, f'action = "confirm"\n{day}')
    assert {str(one.subject) for one in material.revision.applied} >= {str(CRTE)}
    assert (CRTE, CT.signedOn, "2021-07-09") in facts(material)
    assert said(material, CT.decision, DECISIONS[Action.CONFIRM][0])
    assert (CRTE, CT.signedOn, "2021-07-09") not in facts(corrected(seeds, f'action = "reject"\n{day}'))


def test_an_addition_stands_in_the_graph_of_corrections_with_the_words_of_the_page(seeds: Path) -> None:
    material = corrected(
        seeds,
        'action = "add"\nsubject = "contrat/crte-200099999"\nproperty = "ct:place"\nvalue = "hôtel de ville"\n'
        'source = "900-val-d-exemple-crte.txt"\nwords = "a signé"',
    )
    [fact] = said(material, f"<{CRTE}> <{CT.place}>")
    assert '"hôtel de ville"@fr' in fact
    [quoted] = said(material, PROV.wasQuotedFrom)
    assert str(ADDRESSES.source("900-val-d-exemple-crte")) in quoted
    assert said(material, OA.exact, '"a signé"')
    assert said(material, PROV.wasDerivedFrom, "/correction/")


def test_an_addition_without_words_is_on_the_word_of_who_says_so(seeds: Path) -> None:
    material = corrected(
        seeds, 'action = "add"\nsubject = "contrat/crte-200099999"\nproperty = "ct:signedOn"\nvalue = 2021-07-10'
    )
    assert said(material, OA.exact, "Vérifié sur l'original.")
    assert said(material, PROV.wasQuotedFrom, ADDRESSES.source(corrections.KEY))
    assert said(material, '"2021-07-10"^^', CRTE, CT.signedOn)


def test_where_a_source_comes_from_may_be_an_address_of_the_web(seeds: Path) -> None:
    address = "https://www.exemple.fr/contrat-de-ville"
    where = f'subject = "source/901-saint-jumeau"\nproperty = "dcterms:source"\nvalue = "{address}"'
    assert said(corrected(seeds, f'action = "add"\n{where}'), DCTERMS.source, f"<{address}>")


def test_a_thing_may_be_added_whole(seeds: Path) -> None:
    named = ['"rdf:type"\nvalue = "ct:Programme"', '"rdfs:label"\nvalue = "Chemins verts"']
    entries = [f'action = "add"\nsubject = "programme/chemins-verts"\nproperty = {one}' for one in named]
    link = 'action = "add"\nsubject = "contrat/crte-200099999"\nproperty = "ct:underProgramme"'
    material = corrected(seeds, *entries, f'{link}\nvalue = "programme/chemins-verts"')
    assert material.revision.unmet == ()
    assert said(material, CRTE, CT.underProgramme, "/programme/chemins-verts")


def test_two_addresses_of_one_thing_become_one_with_their_parts(seeds: Path) -> None:
    corrected_page = (
        'action = "merge"\nsubject = "contrat/contrat-de-ville-99011-2021"\ninto = "contrat/crte-200099999"'
    )
    material = corrected(seeds, CHOOSE, corrected_page)
    told = facts(material)
    assert not [
        fact for fact in told if "contrat-de-ville-99011-2021" in fact[0] + fact[2] and "/evenement/" not in fact[0]
    ]
    moved = ADDRESSES.of("signature", "crte-200099999", "paul-martin")
    assert (CRTE, CT.signature, str(moved)) in told
    assert (moved, CT.signatory, str(ADDRESSES.person("Paul Martin"))) in told
    assert said(material, f"<{VILLE}> <{DCTERMS.isReplacedBy}> <{CRTE}>")
    assert said(material, f"<{CRTE}> <{DCTERMS.replaces}> <{VILLE}>")
    assert len([fact for fact in told if fact[:2] == (CRTE, RDFS.label)]) == 1


def test_what_tables_describe_keeps_its_address_and_its_name(seeds: Path) -> None:
    gone = 'action = "merge"\nsubject = "commune/99010"\ninto = "commune/99011"'
    kept = 'action = "merge"\nsubject = "organisation/etat"\ninto = "organisation/200099999"'
    material = corrected(seeds, gone, kept)
    assert faults(material.revision, seeds) == [
        "corrections.toml:1: merge : une table de référence décrit cette chose ; fusionner l'autre dans celle-ci"
    ]
    body = ADDRESSES.organisation("200099999")
    assert (body, SKOS.altLabel, "État") in facts(material)
    assert (body, RDFS.label, "État") not in facts(material)


ABSENT = 'words = "en 2020"'
GONE = "retirer cette correction ou la récrire"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (CHOOSE.replace("99011", "99999"), "aucune source ne décrit commune/99999 ; corriger l'adresse, ou retirer"),
        (CHOOSE.replace("Saint-Jumeau", "Saint-Absent"), f"« Saint-Absent » n'est plus dans {PAGE} ; {GONE}"),
        (CHOOSE.replace(PAGE, "999.txt"), f"aucun document n'a ce nom ; {GONE}"),
        ('action = "reject"\nsubject = "contrat/absent"', f"aucun document ne dit plus cela ; {GONE}"),
        (
            'action = "confirm"\nsubject = "contrat/crte-200099999"\nproperty = "ct:signedOn"\nvalue = "1999"',
            f"aucun document ne dit plus cela ; {GONE}",
        ),
        (
            f'action = "reject"\nsource = "{PAGE}"\nwords = "Paul Martin"',
            f"plus rien n'est indécis sous ces mots ; {GONE}",
        ),
        (
            'action = "merge"\nsubject = "contrat/absent"\ninto = "contrat/crte-200099999"',
            "aucune source ne décrit contrat/absent ; corriger l'adresse, ou retirer",
        ),
        (
            'action = "add"\nsubject = "contrat/absent"\nproperty = "ct:signedOn"\nvalue = "2021"',
            "aucune source ne décrit contrat/absent ; corriger l'adresse, ou retirer",
        ),
        (
            f'action = "add"\nsubject = "{CRTE}"\nproperty = "ct:place"\nvalue = "ici"\nsource = "{PAGE}"\n{ABSENT}',
            f"« en 2020 » n'est plus dans {PAGE} ; {GONE}",
        ),
    ],
)
def test_a_correction_that_applies_to_nothing_is_told_and_changes_nothing(seeds: Path, entry: str, told: str) -> None:
    before = facts(gathered(Seeds(seeds, seeds / "territories"), seeds / "out"))
    material = corrected(seeds, entry)
    [fault] = faults(material.revision, seeds)
    assert fault.startswith("corrections.toml:1: ")
    assert fault.endswith(told)
    assert facts(material) == before
    assert said(material) == []


def test_a_correction_outlives_a_small_change_of_its_source(seeds: Path) -> None:
    path = seeds / "documents" / PAGE
    text = path.read_text(encoding="utf-8")
    near = text.index("Saint-Jumeau")
    path.write_text(f"Accueil\n\n{text}", encoding="utf-8")
    material = corrected(seeds, f"{CHOOSE}\nnear = {near}")
    assert material.revision.unmet == ()
    assert (ADDRESSES.organisation("commune-99011"), RDFS.label, "Commune de Saint-Jumeau") in facts(material)


def test_the_same_corrections_in_another_order_say_the_same(seeds: Path) -> None:
    confirm = 'action = "confirm"\nsubject = "contrat/crte-200099999"\nproperty = "ct:party"'
    keys = [
        {line.split(" ")[0] for line in said(corrected(seeds, *entries), RDF.type, CT.Correction)}
        for entries in ((CHOOSE, confirm), (confirm, CHOOSE))
    ]
    assert keys[0] == keys[1]
    assert len(keys[0]) > 1


def test_who_decides_is_the_organisation_of_that_name_where_one_is_known(seeds: Path) -> None:
    told = f"[[correction]]\n{CHOOSE}\n{WHO}".replace(
        "Service des données du Val d'Exemple", "Communauté de communes du Val d'Exemple"
    )
    (seeds / corrections.NAME).write_text(told, encoding="utf-8")
    material = gathered(Seeds(seeds, seeds / "territories"), seeds / "out")
    [author] = said(material, PROV.wasAttributedTo)
    assert str(ADDRESSES.organisation("200099999")) in author
