"""What is read in one document, for a terminal: its text with the words that were read, then the statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TextIO

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from loaders.corrections.record import said
from loaders.faults import Language, Wording
from loaders.model import Document, Evidence, Reading, Statement, Undecided
from loaders.shorthand import short
from loaders.transcript import Transcript
from ontology.addresses import Addresses
from ontology.names import RDF

STATED, INFERRED, UNSETTLED = "black on green", "black on yellow", "white on red"
TITLE, SUBJECT = "bold underline", "bold"
LEGEND = Wording(
    "vert : dit par le texte, jaune : déduit, rouge : non tranché",
    "green: said by the text, yellow: inferred, red: not settled",
)
INFERRED_FOR = Wording("déduit : ", "inferred: ")
UNDECIDED = Wording("non tranché : ", "not settled: ")
COLUMNS = (
    Wording("Document", "Document"),
    Wording("Énoncés", "Statements"),
    Wording("Non tranchés", "Not settled"),
    Wording("Part comprise", "Share understood"),
)


def show(reading: Reading, addresses: Addresses, stream: TextIO, language: Language) -> None:
    """Write a reading: highlighted text, then facts by thing, on a terminal; one line an evidence elsewhere."""
    if not stream.isatty():
        stream.writelines(f"{line}\n" for line in plain(reading, addresses, language))
        return
    console = Console(file=stream, highlight=False)
    if told := blind(reading.document):
        console.print(told.said(language), style=UNSETTLED)
    console.print(highlighted(reading))
    console.rule(LEGEND.said(language))
    for line in grouped(reading, addresses, language):
        console.print(line)


def blind(document: Document) -> Wording | None:
    """Return what must be told of a document some of whose pages are pictures, None where none is."""
    if not document.blind:
        return None
    name, pages = document.identifier, ", ".join(map(str, document.blind))
    return Wording(
        f"{name}: pages {pages} : ce sont des images, sans texte ; en tirer le texte (OCR) pour qu'elles soient lues",
        f"{name}: pages {pages}: these are pictures, without text; recognise their text (OCR) to have them read",
    )


def summary(transcripts: Sequence[Transcript], stream: TextIO, language: Language) -> None:
    """Write what was understood of each document: a table on a terminal, one line a document elsewhere."""
    heads = [head.said(language) for head in COLUMNS]
    rows = [_row(one) for one in transcripts]
    if not stream.isatty():
        stream.writelines(f"{row[0]}: {_listed(heads[1:], row[1:])}\n" for row in rows)
        return
    table = Table(heads[0], *(Column(head, justify="right") for head in heads[1:]))
    for row in rows:
        table.add_row(*row)
    Console(file=stream).print(table)


def decisions(transcripts: Sequence[Transcript], stream: TextIO) -> None:
    """Write what was corrected of each document, one line a decision (French, as the file says it)."""
    for one in transcripts:
        told = dict.fromkeys(said(applied) for applied in one.applied)
        stream.writelines(f"{one.document.identifier}: {line}\n" for line in told)


def _row(one: Transcript) -> tuple[str, ...]:
    return one.document.identifier, str(one.statements), str(len(one.doubts)), f"{one.share.ratio:.0%}"


def _listed(heads: Sequence[str], cells: Sequence[str]) -> str:
    return ", ".join(f"{head.lower()} {cell}" for head, cell in zip(heads, cells, strict=True))


def highlighted(reading: Reading) -> Text:
    """Return the document's text with the titles of its articles, what was read and what was not settled in colours."""
    text = Text(reading.document.text)
    for article in reading.articles:
        text.stylize(TITLE, article.start, article.start + len(article.title))
    evidences = [evidence for statement in reading.statements for evidence in statement.evidence]
    for evidence in sorted(
        evidences, key=lambda one: one.inferred, reverse=True
    ):  # words both said and inferred are said
        text.stylize(INFERRED if evidence.inferred else STATED, evidence.start, evidence.end)
    for mention in reading.undecided:
        text.stylize(UNSETTLED, mention.start, mention.end)
    return text


def grouped(reading: Reading, addresses: Addresses, language: Language) -> Iterator[Text]:
    """Yield each thing that was read, what it is, and each of its facts with the words first read of it."""
    for subject, facts in groupby(reading.statements, key=lambda statement: statement.subject):
        told = list(facts)
        kinds = [short(fact.object, addresses) for fact in told if fact.predicate == RDF.type]
        yield Text.assemble((short(subject, addresses), SUBJECT), f"  {' '.join(kinds)}")
        for fact in told:
            if fact.predicate != RDF.type:
                yield _fact(fact, reading.document, addresses)
    for mention in reading.undecided:
        yield Text(_unsettled(mention, reading.document, addresses, language))


def _fact(fact: Statement, document: Document, addresses: Addresses) -> Text:
    first = fact.evidence[0]
    others = f" +{len(fact.evidence) - 1}" if len(fact.evidence) > 1 else ""
    said = f"  {short(fact.predicate, addresses)} {short(fact.object, addresses)}"
    words = (_words(document, first), INFERRED if first.inferred else STATED)
    page = document.page(first.start)
    place = f"  l. {document.line(first.start)}" if page is None else f"  p. {page}"
    return Text.assemble(said, f"{place}{others} ", words)


def plain(reading: Reading, addresses: Addresses, language: Language) -> Iterator[str]:
    """Yield one line for each evidence, then for each mention not settled, as `file:line: what « words »`."""
    if told := blind(reading.document):
        yield told.said(language)
    for statement in reading.statements:
        for evidence in statement.evidence:
            yield _stated(statement, evidence, reading.document, addresses, language)
    for mention in reading.undecided:
        yield _unsettled(mention, reading.document, addresses, language)


def _stated(
    statement: Statement, evidence: Evidence, document: Document, addresses: Addresses, language: Language
) -> str:
    fact = " ".join(short(node, addresses) for node in (statement.subject, statement.predicate, statement.object))
    why = f" ({INFERRED_FOR.said(language)}{evidence.reason})" if evidence.inferred else ""
    return f"{_place(document, evidence.start)}: {fact}{why} « {_words(document, evidence)} »"


def _unsettled(mention: Undecided, document: Document, addresses: Addresses, language: Language) -> str:
    among = "".join(f" {short(node, addresses)}" for node in mention.candidates)
    said = f"{UNDECIDED.said(language)}{mention.reason}{among}"
    return f"{_place(document, mention.start)}: {said} « {mention.words} »"


def _place(document: Document, start: int) -> str:
    return f"{document.identifier}:{document.line(start)}"


def _words(document: Document, evidence: Evidence) -> str:
    return " ".join(document.text[evidence.start : evidence.end].split())
