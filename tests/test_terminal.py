from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

from rdflib import Literal
from rich.text import Text

from loaders import accounts, terminal
from loaders.directory import Directory
from loaders.doubts import doubts
from loaders.model import Article, Document, Evidence, Reading, Statement, Undecided
from loaders.tables.territories import Referential, load
from ontology.addresses import Addresses
from ontology.names import CT, KIND, LOCAL_BASE, RDF, XSD

ADDRESSES = Addresses(LOCAL_BASE)
CONTRACT = ADDRESSES.contract("crte", "200099999")
TEXT = "La CCVE signe\nun [contrat]\nle vendredi\n9 juillet à Saint-Exemple.\n"
READING = Reading(
    Document("page.txt", "page", TEXT, "00", title="Une page"),
    (Article(1, 0, len(TEXT), "La CCVE signe"),),
    (
        Statement(CONTRACT, RDF.type, CT.Contract, (Evidence(18, 25),)),
        Statement(CONTRACT, CT.kind, KIND.crte, (Evidence(18, 25), Evidence(0, 13))),
        Statement(
            CONTRACT,
            CT.signedOn,
            Literal("2021-07-09", datatype=XSD.date),
            (Evidence(30, 48, "année déduite du jour de la semaine"),),
        ),
    ),
    (Undecided(51, 64, "Saint-Exemple", "deux communes", (ADDRESSES.commune("99001"), ADDRESSES.commune("99002"))),),
)
FRENCH = """\
page.txt:2: contrat/crte-200099999 rdf:type ct:Contract « contrat »
page.txt:2: contrat/crte-200099999 ct:kind kind:crte « contrat »
page.txt:1: contrat/crte-200099999 ct:kind kind:crte « La CCVE signe »
page.txt:3: contrat/crte-200099999 ct:signedOn "2021-07-09" \
(déduit : année déduite du jour de la semaine) « vendredi 9 juillet »
page.txt:4: non tranché : deux communes commune/99001 commune/99002 « Saint-Exemple »
"""


def referential() -> Referential:
    return load(Path(__file__).parent / "cases" / "seeds" / "small" / "territories")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_than_on_a_terminal_each_evidence_is_one_line() -> None:
    stream = StringIO()
    terminal.show(READING, ADDRESSES, stream, "fr")
    assert stream.getvalue() == FRENCH


def test_on_a_terminal_the_text_comes_first_then_each_thing_with_its_facts() -> None:
    stream = Terminal()
    terminal.show(READING, ADDRESSES, stream, "en")
    told = Text.from_ansi(stream.getvalue()).plain
    assert told.startswith(TEXT)
    assert "green: said by the text" in told
    assert told.split("─\n")[1].splitlines() == [
        "contrat/crte-200099999  ct:Contract",
        "  ct:kind kind:crte  l. 2 +1 contrat",
        '  ct:signedOn "2021-07-09"  l. 3 vendredi 9 juillet',
        "page.txt:4: not settled: deux communes commune/99001 commune/99002 « ",
        "Saint-Exemple »",
    ]


def test_words_are_coloured_for_what_they_are() -> None:
    spans = {(TEXT[span.start : span.end], span.style) for span in terminal.highlighted(READING).spans}
    assert spans == {
        ("La CCVE signe", terminal.TITLE),
        ("La CCVE signe", terminal.STATED),
        ("contrat", terminal.STATED),
        ("vendredi\n9 juillet", terminal.INFERRED),
        ("Saint-Exemple", terminal.UNSETTLED),
    }


def test_a_reading_as_json_says_every_statement_with_its_words() -> None:
    whole = accounts.whole(READING, doubts([READING], Directory(referential(), ADDRESSES)))
    told = json.loads(accounts.written(whole))
    assert told["title"] == "Une page"
    assert told["articles"] == [{"position": 1, "start": 0, "end": len(TEXT), "title": "La CCVE signe"}]
    assert told["statements"][2] == {
        "subject": str(CONTRACT),
        "predicate": str(CT.signedOn),
        "object": '"2021-07-09"^^<http://www.w3.org/2001/XMLSchema#date>',
        "evidence": [
            {
                "line": 3,
                "page": None,
                "start": 30,
                "end": 48,
                "words": "vendredi\n9 juillet",
                "reason": "année déduite du jour de la semaine",
            }
        ],
    }
    [doubt] = told["undecided"]
    assert [one["iri"] for one in doubt["candidates"]] == [f"{LOCAL_BASE}id/commune/{code}" for code in (99001, 99002)]
    assert [one["label"] for one in doubt["candidates"]] == ["Exemple-sur-Mer", "Modèle"]
    assert doubt["candidates"][0]["departments"] == ["Exemples (99)"]
    assert (doubt["before"], doubt["words"], doubt["after"]) == (
        "La CCVE signe un [contrat] le vendredi 9 juillet à",
        "Saint-Exemple",
        ".",
    )
    assert told["share"]["understood"] <= told["share"]["sentences"]


def test_pages_that_are_pictures_are_told_before_what_was_read() -> None:
    found = replace(READING, document=replace(READING.document, identifier="page.pdf", blind=(1, 3)))
    told = "page.pdf: pages 1, 3 : ce sont des images, sans texte ; en tirer le texte (OCR) pour qu'elles soient lues"
    assert next(terminal.plain(found, ADDRESSES, "fr")) == told
    shown = Terminal()
    terminal.show(found, ADDRESSES, shown, "en")
    assert "pages 1, 3: these are pictures" in shown.getvalue()
