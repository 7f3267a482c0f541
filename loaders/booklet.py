"""Readings as pages of HTML, each of which stands alone: no script, nothing fetched, light or dark as the reader is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from rdflib import URIRef

from loaders.categories import CATEGORIES
from loaders.corrections.record import said
from loaders.faults import Fault, Language, Wording
from loaders.transcript import Transcript
from ontology.addresses import Addresses

_WORDS: Mapping[str, Wording] = {
    "all": Wording("Tous les documents", "All documents"),
    "asked": Wording("Non tranché", "Not settled"),
    "back": Wording("revenir au texte", "back to the text"),
    "candidates": Wording("Peut désigner :", "May stand for:"),
    "category.contract": Wording("contrat", "contract"),
    "category.dates": Wording("dates et durées", "dates and durations"),
    "category.figures": Wording("chiffres", "figures"),
    "category.parties": Wording("organismes", "organisations"),
    "category.people": Wording("personnes et signatures", "people and signatures"),
    "category.programmes": Wording("programmes et liens", "programmes and links"),
    "category.strategy": Wording("enjeux, axes, actions", "priorities, axes, actions"),
    "category.territory": Wording("territoires", "territories"),
    "corrected": Wording("Corrections appliquées", "Corrections applied"),
    "document": Wording("Document", "Document"),
    "inferred": Wording("déduit", "inferred"),
    "legend": Wording("Ce que disent les couleurs", "What the colours say"),
    "line": Wording("ligne", "line"),
    "nothing": Wording("Rien n'a été compris dans ce document.", "Nothing was understood in this document."),
    "page": Wording("page", "page"),
    "passages": Wording("Passages", "Passages"),
    "paste": Wording(
        "À coller dans corrections.toml, complété de qui décide et pourquoi :",
        "To paste into corrections.toml, with who decides and why:",
    ),
    "share": Wording("Part du texte comprise", "Share of the text understood"),
    "share.note": Wording(
        "Part des caractères des phrases (menus et bandeaux exclus) dont la phrase appuie au moins un énoncé. "
        "Elle dit où quelque chose a été trouvé, non que tout l'a été, ni que c'est exact.",
        "Share of the characters of sentences (menus and banners left out) whose sentence supports at least one "
        "statement. It tells where something was found, not that everything was, nor that it is right.",
    ),
    "statements": Wording("Énoncés", "Statements"),
    "text": Wording("Texte", "Text"),
    "things": Wording("Ce qui a été compris, chose par chose", "What was understood, thing by thing"),
    "unread": Wording("Fichiers non lus", "Files that were not read"),
    "unmet": Wording("Corrections sans effet", "Corrections without effect"),
    "why": Wording("pourquoi", "why"),
}


def leaf(transcript: Transcript, addresses: Addresses, language: Language, on: date) -> str:
    """Return the page about one document; `on` is the day to write in the corrections that it proposes."""

    def place(iri: URIRef) -> str:
        return iri.removeprefix(f"{addresses.base}id/")

    categories = Counter(one.category for one in transcript.passages)
    return _template("document.html").render(
        read=transcript,
        categories=[(one, categories[one]) for one in CATEGORIES if categories[one]],
        percent=percent(transcript, language),
        place=place,
        on=on,
        said=said,
        language=language,
        w={key: words.said(language) for key, words in _WORDS.items()},
    )


def contents(
    transcripts: Sequence[Transcript], faults: Sequence[Fault], unmet: Sequence[Fault], language: Language
) -> str:
    """Return the page that lists documents, each under the address `<key>.html`, with what could not be read."""
    return _template("contents.html").render(
        rows=[(one, percent(one, language)) for one in transcripts],
        faults=[fault.said(language) for fault in faults],
        unmet=[fault.said(language) for fault in unmet],
        language=language,
        w={key: words.said(language) for key, words in _WORDS.items()},
    )


def percent(transcript: Transcript, language: Language) -> str:
    """Return the share that was understood as people write it."""
    return f"{transcript.share.ratio * 100:.0f}\u202f%" if language == "fr" else f"{transcript.share.ratio:.0%}"


def _template(name: str) -> Template:
    return Environment(
        loader=PackageLoader("loaders"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(name)
