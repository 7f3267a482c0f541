import json
import re
from collections import Counter
from pathlib import Path

import pytest
from pages import ADDRESSES, CASES, ROOT, document, facts, graph, names, places, reading, referential, summary
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from loaders.documents import read, read_all, read_each
from loaders.documents.bodies import administering
from loaders.documents.reading import Glossary, shared
from loaders.documents.text import mask
from loaders.model import Choice, Document, Reading
from ontology.names import CT, DCAT, DCTERMS, FOAF, ORG, SCHEMA

SEEDS = sorted((ROOT / "seeds" / "documents").glob("*.txt"))
PAGES = sorted(CASES.glob("*.txt"))
NUMBERED = {path.name[:3]: path for path in SEEDS}
BUILT: dict[str, Reading] = {}


def built() -> dict[str, Reading]:
    """Return the readings of the five seeds, read together, by number."""
    if not BUILT:
        documents = [document(path.read_text(encoding="utf-8"), path.stem) for path in SEEDS]
        BUILT.update({one.document.key[:3]: one for one in read_all(documents, referential(), ADDRESSES)})
    return BUILT


def union() -> Graph:
    """Return what the five seeds say together."""
    found = Graph()
    for one in built().values():
        found += graph(one)
    return found


def only(found: Graph, kind: URIRef) -> URIRef:
    """Return the one thing of a class."""
    (node,) = set(found.subjects(RDF.type, kind))
    return URIRef(str(node))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_yields_the_contracts_that_it_states_and_no_other(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    told = summary(reading(path.read_text(encoding="utf-8")))
    assert Counter(one["kind"] for one in told["contracts"]) == Counter(one["kind"] for one in expected["contracts"])
    assert told["persons"] == expected["persons"]


def test_precision_and_recall_over_all_cases_do_not_fall() -> None:
    hits = extra = missed = 0
    for path in PAGES:
        expected = Counter(facts(json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))))
        told = Counter(facts(summary(reading(path.read_text(encoding="utf-8")))))
        hits += (expected & told).total()
        extra += (told - expected).total()
        missed += (expected - told).total()
    assert hits / (hits + extra) >= 0.99
    assert hits / (hits + missed) >= 0.96


def test_the_signing_of_a_crte_is_read_with_its_day_place_parties_and_those_present() -> None:
    found = graph(built()["000"])
    contract = only(found, CT.Contract)
    assert str(contract).endswith("/contrat/crte-246200364")
    assert found.value(contract, CT.signedOn) == Literal("2021-07-09", datatype=_xsd("date"))
    assert str(found.value(contract, CT.place)) == "locaux du cluster Louvre Lens Vallée"
    assert set(found.objects(contract, CT.party)) == {
        ADDRESSES.organisation("etat"),
        ADDRESSES.organisation("246200364"),
    }
    assert set(found.objects(contract, CT.covers)) == {ADDRESSES.intercommunality("246200364")}
    signatures = [URIRef(str(node)) for node in found.objects(contract, CT.signature)]
    present = {str(found.value(s, CT.capacity)) for s in signatures if found.value(s, CT.witness)}
    assert present == {
        "président de la CALL",
        "vice-président en charge de la cohésion sociale et président du PMA",
        "Préfet du Pas-de-Calais",
    }
    assert not any(found.value(s, CT.signatory) for s in signatures)


def _xsd(name: str) -> URIRef:
    return URIRef(f"http://www.w3.org/2001/XMLSchema#{name}")


def test_an_inferred_day_says_why_and_rests_on_the_words_of_the_page() -> None:
    told = built()["000"]
    (statement,) = [s for s in told.statements if s.predicate == CT.signedOn and "/contrat/" in s.subject]
    (evidence,) = statement.evidence
    assert told.document.text[evidence.start : evidence.end] == "vendredi 9 juillet"
    assert evidence.reason == "année déduite du jour de la semaine et des années citées dans la page"


def test_the_first_programming_of_a_crte_holds_its_action_programmes() -> None:
    found = graph(built()["000"])
    contract = only(found, CT.Contract)
    assert found.value(contract, CT.firstProgramming) == ADDRESSES.period("2021", "2022")
    assert len(names(found, contract, CT.action)) == 4
    assert not list(found.objects(contract, CT.priority))


def test_eight_enjeux_keep_their_order_and_their_axes_one_of_which_lost_its_dash() -> None:
    found = graph(built()["001"])
    contract = only(found, CT.Contract)
    enjeux = sorted(found.objects(contract, CT.priority), key=lambda node: int(str(found.value(node, CT.position))))
    assert [len(list(found.objects(node, CT.axis))) for node in enjeux] == [4, 4, 4, 4, 2, 4, 3, 2]
    assert str(found.value(enjeux[0], SKOS.prefLabel)) == "Accompagner la mobilité des biens et des personnes"
    assert str(found.value(enjeux[7], SKOS.prefLabel)) == "Renforcer l’autonomie à tous les âges de la vie"


def test_a_contract_between_a_departement_and_an_epci_has_its_period_and_signatories() -> None:
    found = graph(built()["001"])
    contract = only(found, CT.Contract)
    assert str(contract).endswith("/contrat/contrat-departemental-246200364-2019")
    assert found.value(contract, DCTERMS.temporal) == ADDRESSES.period("2019", "2022")
    assert str(found.value(contract, CT.duration)) == "P3Y"
    (one,) = summary(built()["001"])["contracts"]
    assert one["signatories"] == ["Jean-Claude Leroy", "Sylvain Robert"]


def test_help_to_territories_is_read_without_inventing_a_contract() -> None:
    found = graph(built()["002"])
    help_ = only(found, CT.Accompaniment)
    assert not list(found.subjects(RDF.type, CT.Contract))
    assert len(set(found.objects(help_, CT.beneficiary))) == 6
    assert names(found, help_, CT.partner) == [
        "Bluenove",
        "CEIS Nouveaux consultants",
        "Eclectic expérience",
        "Rouge vif territoires",
    ]
    assert found.value(help_, CT.client) == ADDRESSES.organisation("anct")
    period = found.value(help_, DCTERMS.temporal)
    assert str(found.value(period, DCAT.startDate)) == "2021-03-01"
    assert str(found.value(period, DCAT.endDate)) == "2022-12-31"


def test_a_framework_is_signed_by_the_presidents_of_the_members_that_the_page_names() -> None:
    found = graph(built()["003"])
    contract = only(found, CT.Contract)
    assert str(contract).endswith("/contrat/crte-chapeau-200060358")
    assert len(set(found.objects(contract, CT.covers))) == 4
    (one,) = summary(built()["003"])["contracts"]
    assert one["signatories"] == ["Alain Bavay"]
    assert one["signed"] == "2021-07-09"


def test_the_signers_of_a_letter_sign_no_contract() -> None:
    found = graph(built()["003"])
    letter = only(found, CT.Letter)
    assert len(set(found.objects(letter, SCHEMA.sender))) == 5
    assert found.value(letter, SCHEMA.recipient) == ADDRESSES.person("Jean Castex")
    assert str(found.value(letter, DCTERMS.date)) == "2021-04-02"
    assert "Rénovation urbaine" in str(found.value(letter, DCTERMS.subject))


def test_the_members_of_a_pole_are_those_that_the_page_lists() -> None:
    found = graph(built()["003"])
    members = set(found.objects(ADDRESSES.organisation("200060358"), ORG.hasMember))
    assert members == {ADDRESSES.organisation(siren) for siren in ("200072460", "246200364", "246200299")}


def test_events_of_a_spring_stand_in_their_order() -> None:
    found = union()
    dated = {(str(found.value(e, SCHEMA.startDate)), str(found.value(e, RDFS.label))) for e in _events(found)}
    days = sorted({day for day, _ in dated if "2021-03-01" <= day <= "2021-07-31"})
    assert days == ["2021-03-19", "2021-04-23", "2021-06-30", "2021-07-09"]


def _events(found: Graph) -> set[URIRef]:
    return {URIRef(str(node)) for node in found.subjects(RDF.type, CT.Event)}


def test_amounts_and_counts_say_what_they_count() -> None:
    found = union()
    stated = {
        (float(str(found.value(f, CT.value))), str(found.value(f, CT.unit)))
        for f in found.subjects(RDF.type, CT.Figure)
    }
    assert {(500e6, "EUR"), (18.0, "Cités"), (9500.0, "logements"), (172.0, "entretiens")} <= stated


def test_one_kind_of_contract_succeeds_another_and_no_contract_is_made_of_it() -> None:
    told = graph(built()["004"])
    assert [
        str(s).rpartition("#")[2] + "<" + str(o).rpartition("#")[2] for s, o in told.subject_objects(CT.succeeds)
    ] == ["crte<cte"]
    assert not list(told.subjects(RDF.type, CT.Contract))


def test_a_post_is_told_alike_by_two_sources() -> None:
    person = ADDRESSES.person("Alain Bavay")
    sources = [key for key, one in built().items() if list(graph(one).objects(person, CT.heldPost))]
    assert sources == ["000", "003"]
    posts = set(union().objects(person, CT.heldPost))
    assert [str(post).rpartition("/")[2] for post in posts] == ["alain-bavay-president-200060358"]


def test_a_programme_is_named_in_the_sources_that_name_it() -> None:
    programme = ADDRESSES.of("programme", "chaine-des-parcs")
    sources = {key for key, one in built().items() if (None, SCHEMA.mentions, programme) in graph(one)}
    assert sources == {"000", "001", "003"}


def test_a_node_has_one_label_over_all_sources() -> None:
    labels = Counter((s, p) for s, p, _ in union() if p in {RDFS.label, SKOS.prefLabel, FOAF.name})
    assert [node for node, count in labels.items() if count > 1] == []


def test_two_spellings_of_one_name_are_one_person() -> None:
    people = {str(name) for name in graph(built()["004"]).objects(None, FOAF.name)}
    assert len([name for name in people if name.lower().startswith("anne-lorraine")]) == 1


def test_the_order_of_documents_changes_nothing() -> None:
    documents = [document(path.read_text(encoding="utf-8"), path.stem) for path in SEEDS]
    told = read_all(list(reversed(documents)), referential(), ADDRESSES)
    assert {one.document.key[:3]: one.statements for one in told} == {
        key: one.statements for key, one in built().items()
    }


def test_an_acronym_that_two_pages_define_differently_serves_no_third() -> None:
    one, two = (places().places[ADDRESSES.intercommunality(siren)] for siren in ("246200364", "246200299"))
    first, second = administering(one, ADDRESSES), administering(two, ADDRESSES)
    told = shared([Glossary({"AB": first, "CD": first}, ()), Glossary({"AB": second}, ())])
    assert dict(told.bodies) == {"CD": first}


def test_an_acronym_that_one_page_defines_serves_another_and_says_so() -> None:
    texts = [
        "La Communauté de communes du Pays de Lamastre (COCOLA) s'est réunie en Ardèche.",
        "COCOLA : point d'étape\n\nLe préfet et COCOLA ont signé le contrat de relance et de transition écologique.",
    ]
    documents = [document(text, f"page-{number}") for number, text in enumerate(texts)]
    told = read_all(documents, referential(), ADDRESSES)[1]
    body = ADDRESSES.organisation("200016905")
    reasons = {e.reason for s in told.statements if s.object == body and s.predicate == CT.party for e in s.evidence}
    assert reasons == {"sigle défini dans un autre document de la même publication"} or body not in {
        s.object for s in told.statements
    }


def test_addresses_of_persons_stand_in_no_literal_and_in_no_evidence() -> None:
    secret = re.compile(r"@|\b0[1-9](?:[ .]\d\d){4}\b")
    for path in [*SEEDS, *PAGES]:
        told = reading(path.read_text(encoding="utf-8"))
        text = mask(told.document.text)
        for statement in told.statements:
            assert not (isinstance(statement.object, Literal) and secret.search(str(statement.object)))
            assert not any(secret.search(text[e.start : e.end]) for e in statement.evidence)


def test_what_could_not_be_settled_is_put_to_a_person() -> None:
    told = reading("Le maire de Saint-Denis et le maire de Sainte-Colombe ont été reçus.")
    assert {one.words for one in told.undecided} == {"Saint-Denis", "Sainte-Colombe"}
    assert all(len(one.candidates) > 1 for one in told.undecided)


def test_a_name_that_a_person_settled_is_read_as_they_say_for_the_reason_they_give() -> None:
    text = "Le maire de Saint-Denis, Paul Modèle, a ouvert la séance.\n"
    start = text.index("Saint-Denis")
    chosen = ADDRESSES.commune("93066")
    choices = {"page.txt": (Choice(start, start + len("Saint-Denis"), chosen, "choisi par le service"),)}
    [told] = read_each([document(text)], referential(), ADDRESSES, choices)
    assert told.undecided == ()
    [held] = [one for one in told.statements if one.predicate == ORG.organization]
    assert held.object == ADDRESSES.organisation("commune-93066")
    [untold] = read_each([document(text)], referential(), ADDRESSES, {})
    assert chosen in untold.undecided[0].candidates


def test_a_contract_of_no_known_kind_is_reported_and_not_published() -> None:
    told = reading(
        "Le Maire de Privas et la Communauté d'agglomération Privas Centre Ardèche ont signé une convention."
    )
    assert not list(graph(told).subjects(RDF.type, CT.Contract))
    assert [one.reason for one in told.undecided] == ["contrat particulier dont la page ne permet pas de dire le type"]


def test_a_day_without_a_year_that_cannot_be_told_is_reported() -> None:
    text = (
        "L'État et la Communauté de communes du Pays de Lamastre ont signé le 3 mars "
        "leur contrat de relance et de transition écologique."
    )
    told = reading(text)
    assert [one.words for one in told.undecided] == ["3 mars"]
    assert not list(graph(told).objects(None, CT.signedOn))


def test_a_document_alone_is_read_as_one() -> None:
    path = NUMBERED["002"]
    one = Document(path.name, path.stem, path.read_text(encoding="utf-8"), "0" * 64)
    assert list(graph(read(one, referential(), ADDRESSES)).subjects(RDF.type, CT.Accompaniment))
