from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

from loaders import quads
from loaders.model import Article, Document, Evidence, Reading, Statement
from loaders.publishers import Publisher
from ontology.addresses import Addresses
from ontology.names import CT, KIND, LOCAL_BASE, ORG, RDF, VOCABULARY, XSD

ADDRESSES = Addresses(LOCAL_BASE)
GRAPH = f"{LOCAL_BASE}id/source/900-page"
CONTRACT = ADDRESSES.contract("crte", "200099999")
TEXT = 'La CCVE signe\n"vendredi 9 juillet" : écrire à ••••••••.\n'


def document(**stated: str | date) -> Document:
    return Document(identifier="900-page.txt", key="900-page", text=TEXT, sha256="ab" * 32, **stated)  # type: ignore[arg-type] # a test states what it needs


def reading(*statements: Statement) -> Reading:
    return Reading(document(), (), statements)


def said(value: Reading, publisher: Publisher | None = None) -> set[str]:
    found = quads.lines(quads.read(value, publisher, ADDRESSES))
    assert all(line.endswith(f" <{GRAPH}> .\n".encode()) for line in found)
    return {line.decode().removesuffix(f" <{GRAPH}> .\n") for line in found}


def compact(line: str) -> str:
    for prefix, start in [("ct", str(CT)), ("", f"{LOCAL_BASE}id/")]:
        line = line.replace(f"<{start}", f"<{prefix}:")
    return line


def test_a_fact_and_its_evidence_stand_in_the_graph_of_their_source() -> None:
    fact = Statement(CONTRACT, CT.kind, KIND.crte, (Evidence(0, 7), Evidence(14, 34, "parce que")))
    found = {compact(line) for line in said(reading(fact))}
    assert "<:contrat/crte-200099999> <ct:kind> <https://w3id.org/pacte/def/contract-kind#crte>" in found
    proofs = {line.split(" ", 1)[0] for line in found if line.startswith("<:preuve/")}
    assert len(proofs) == 2
    told = {proof: {line.split(" ", 1)[1] for line in found if line.startswith(proof)} for proof in proofs}
    plain = next(lines for lines in told.values() if '<http://www.w3.org/ns/oa#exact> "La CCVE"' in lines)
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    assert plain == {
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <ct:Evidence>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> <:contrat/crte-200099999>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> <ct:kind>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#object> <https://w3id.org/pacte/def/contract-kind#crte>",
        "<http://www.w3.org/ns/prov#wasQuotedFrom> <:source/900-page>",
        '<http://www.w3.org/ns/oa#exact> "La CCVE"',
        f'<http://www.w3.org/ns/oa#start> "0"^^{integer}',
        f'<http://www.w3.org/ns/oa#end> "7"^^{integer}',
        '<ct:inferred> "false"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    }
    inferred = next(lines for lines in told.values() if lines != plain)
    assert '<http://www.w3.org/ns/oa#exact> "\\"vendredi 9 juillet\\""' in inferred
    assert '<ct:inferred> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>' in inferred
    assert '<ct:reason> "parce que"@fr' in inferred


def test_an_evidence_keeps_its_address_and_shares_it_with_no_other() -> None:
    one = Statement(CONTRACT, CT.kind, KIND.crte, (Evidence(0, 7),))
    others = [
        Statement(CONTRACT, CT.kind, KIND.cte, (Evidence(0, 7),)),
        Statement(CONTRACT, CT.kind, Literal(str(KIND.crte)), (Evidence(0, 7),)),
        Statement(CONTRACT, CT.party, KIND.crte, (Evidence(0, 7),)),
        Statement(CONTRACT, CT.kind, KIND.crte, (Evidence(0, 6),)),
    ]
    proofs = [
        {line.split(" ", 1)[0] for line in said(reading(fact)) if "/id/preuve/" in line.split(" ", 1)[0]}
        for fact in [one, *others]
    ]
    assert proofs[0] == {f"<{LOCAL_BASE}id/preuve/8a837d1f5f25791c68b7>"}
    assert len(set.union(*proofs)) == len(proofs)


def test_what_nobody_stated_of_a_document_is_not_said() -> None:
    found = {compact(line) for line in said(reading())}
    assert found == {
        "<:source/900-page> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <ct:SourceDocument>",
        "<:source/900-page> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Document>",
        "<:source/900-page> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/prov#Entity>",
        '<:source/900-page> <http://purl.org/dc/terms/identifier> "900-page.txt"',
        '<:source/900-page> <http://purl.org/dc/terms/language> "fr"',
        '<:source/900-page> <http://purl.org/dc/terms/title> "La CCVE signe"@fr',
        f'<:source/900-page> <ct:sha256> "{"ab" * 32}"',
    }


def test_a_document_says_all_that_is_stated_of_it() -> None:
    stated = document(
        title="Une page",
        url="https://www.exemple.fr/",
        licence="https://www.exemple.fr/licence",
        language="en",
        read_on=date(2026, 11, 22),
    )
    publisher = Publisher(ADDRESSES.organisation("200099999"), None)
    found = {compact(line) for line in said(Reading(stated, (), ()), publisher)}
    assert {
        '<:source/900-page> <http://purl.org/dc/terms/title> "Une page"@en',
        '<:source/900-page> <http://purl.org/dc/terms/language> "en"',
        "<:source/900-page> <http://purl.org/dc/terms/publisher> <:organisation/200099999>",
        "<:source/900-page> <http://purl.org/dc/terms/source> <https://www.exemple.fr/>",
        "<:source/900-page> <http://purl.org/dc/terms/license> <https://www.exemple.fr/licence>",
        '<:source/900-page> <ct:readOn> "2026-11-22"^^<http://www.w3.org/2001/XMLSchema#date>',
    } <= found
    assert not [line for line in found if line.startswith("<:organisation/200099999>")]


def test_a_publisher_that_nothing_else_names_is_named() -> None:
    publisher = Publisher(ADDRESSES.organisation("cabinet-exemple"), "Cabinet Exemple")
    found = {compact(line) for line in said(reading(), publisher)}
    assert {
        "<:source/900-page> <http://purl.org/dc/terms/publisher> <:organisation/cabinet-exemple>",
        f"<:organisation/cabinet-exemple> <{RDF.type}> <{ORG.Organization}>",
        '<:organisation/cabinet-exemple> <http://www.w3.org/2000/01/rdf-schema#label> "Cabinet Exemple"@fr',
    } <= found


@pytest.mark.parametrize(
    ("stated", "articles", "text", "expected"),
    [
        ("Un titre", ("Un article",), "Un texte", "Un titre"),
        (None, ("Un article", "Un autre"), "Un texte", "Un article"),
        (None, (), "\n\n  Un texte \nqui continue", "Un texte"),
        (None, (), "\n", "900-page.txt"),
    ],
)
def test_a_title_is_what_the_source_states_or_else_what_the_text_says(
    stated: str | None, articles: tuple[str, ...], text: str, expected: str
) -> None:
    told = Document(identifier="900-page.txt", key="900-page", text=text, sha256="", title=stated)
    placed = tuple(Article(place, 0, 1, name) for place, name in enumerate(articles, 1))
    assert quads.title(Reading(told, placed, ())) == expected


def test_an_article_says_its_place_in_the_page() -> None:
    found = {compact(line) for line in said(Reading(document(), (Article(1, 0, 13, "La CCVE signe"),), ()))}
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    assert {
        "<:article/900-page-1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <ct:Article>",
        '<:article/900-page-1> <http://www.w3.org/2000/01/rdf-schema#label> "La CCVE signe"@fr',
        "<:article/900-page-1> <http://purl.org/dc/terms/isPartOf> <:source/900-page>",
        f'<:article/900-page-1> <ct:position> "1"^^{integer}',
        f'<:article/900-page-1> <http://www.w3.org/ns/oa#start> "0"^^{integer}',
        f'<:article/900-page-1> <http://www.w3.org/ns/oa#end> "13"^^{integer}',
    } <= found


def test_an_iri_with_a_forbidden_character_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid IRI"):
        quads.term(URIRef("http://localhost:8000/id/a b"))


@pytest.mark.parametrize(
    ("written", "kind", "spelled"),
    [
        ("500000000.0", "decimal", "500000000"),
        ("P72M", "duration", "P6Y"),
        ("2021", "gYear", "2021"),
        ("2021-07", "gYearMonth", "2021-07"),
        ("2021-07-09", "date", "2021-07-09"),
    ],
)
def test_a_value_is_spelled_as_the_store_gives_it_back(written: str, kind: str, spelled: str) -> None:
    value = Literal(written, datatype=XSD[kind])
    assert f'"{spelled}"^^<{XSD[kind]}>' in "".join(
        said(reading(Statement(CONTRACT, CT.value, value, (Evidence(0, 7),))))
    )


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "fr"]))
def test_any_text_comes_back_as_it_was(text: str, language: str | None) -> None:
    quad = ox.Quad(
        ox.NamedNode(CONTRACT), ox.NamedNode(CT.reason), quads.term(Literal(text, lang=language)), ox.NamedNode(GRAPH)
    )
    [line] = quads.lines([quad])
    assert line.count(b"\n") == 1
    assert list(ox.parse(line, format=ox.RdfFormat.N_QUADS)) == [quad]


def test_the_vocabulary_and_its_schemes_stand_in_their_own_graph_without_blank_nodes() -> None:
    found = quads.lines(quads.vocabulary(quads.ONTOLOGY))
    assert all(line.endswith(f" <{VOCABULARY}> .\n".encode()) for line in found)
    assert not [line for line in found if b"_:" in line.split(b'"', 1)[0]]
    assert any(line.startswith(f"<{KIND.crte}>".encode()) for line in found)


def test_a_vocabulary_with_a_blank_node_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.ttl").write_text("<x:a> <x:b> [ <x:c> 1 ] .", encoding="utf-8")
    with pytest.raises(quads.BlankNode, match=r"vocabulary\.ttl: .*: give the node an IRI"):
        list(quads.vocabulary(tmp_path))
