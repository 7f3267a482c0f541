"""Dated events: meetings, workshops, webinars, consultations, and the letters that were sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Literal, URIRef

from loaders.documents.contracts import Scenery
from loaders.documents.french import Span
from loaders.documents.layout import Kind
from loaders.documents.notebook import Notebook
from loaders.documents.page import Page
from loaders.documents.people import Naming
from loaders.documents.periods import Moment, literal
from loaders.documents.territories import Scene
from ontology.addresses import slug
from ontology.names import CT, DCTERMS, SCHEMA


@dataclass(frozen=True, slots=True)
class Happening:
    """One dated event: the words that name it, and when it takes place."""

    start: int
    end: int
    moment: Moment


_NOUN = re.compile(
    r"(?<![\w-])(?:(?:\d{1,2}(?:e|eme|er|nd) |premier |deuxieme |second |prochain )?(?:comite (?:syndical"
    r"|de pilotage|technique|de suivi|directeur)"
    r"|conseil (?:communautaire|municipal|syndical|de developpement)|seminaire|webinaire|forum|agora|conference"
    r"|assises|colloque|journees?"
    r"|reunion publique|reunion|ateliers?|cycle de (?:\d+ )?ateliers|concertation(?: prealable)?|enquete publique"
    r"|assemblee generale"
    r"|inauguration|salon|convention annuelle|rencontres?|ceremonie|seance))(?![\w-])"
)
_VERB = re.compile(
    r"(?<![\w-])(?:a (?:eu lieu|conclu|lance|organise\w*|reuni|ete organise\w*)|s'est (?:tenue?|deroulee?|reunie?"
    r"|rassemblee?)|se (?:tiendra|tient|reunira|deroulera)"
    r"|aura lieu|siegera|etait|avait pour|organisee?|fait l'objet|debutera|debute|commencera)(?![\w-])"
)
_NAME_STOP = re.compile(
    r"[,;:.()\"]|(?<![\w-])(?:a|ont|est|sont|etait|s'est|se|aura|siegera|fait|qui|que|ou|porte|le \d"
    r"|du (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\d)|afin|pour)(?![\w-])"
)
_UNTIL = re.compile(r"(?<![\w-])(?:jusqu'au|avant le|au plus tard le|date limite)[^,.;]{0,12}$")
_NEAR = 160


def happenings(page: Page) -> Iterator[Happening]:
    """Yield the events of a page that have a day of their own in the same sentence."""
    headings = {block.start for block in page.blocks if block.kind is Kind.HEADING}
    for sentence in page.sentences:
        days = [moment for moment in page.within(sentence) if _days(page, moment, sentence)]
        noun = _NOUN.search(page.low, sentence.start, sentence.end)
        if noun is None or not days:
            continue
        place = noun.end()
        day = min(days, key=lambda moment: abs(moment.start - place))
        verb = _VERB.search(page.low, sentence.start, sentence.end)
        beside = 0 <= day.start - place <= _NEAR // 2
        if (sentence.start in headings or verb or beside) and abs(day.start - place) <= _NEAR:
            yield Happening(noun.start(), _named_until(page, place, sentence.end), day)


def _days(page: Page, moment: Moment, sentence: Span) -> bool:
    """Tell whether a moment is one or more whole days that are no deadline."""
    whole = moment.known and len(moment.first) == len(moment.last) == len("2021-07-09")
    return whole and not _UNTIL.search(page.low, max(sentence.start, moment.start - 40), moment.start)


def _named_until(page: Page, start: int, end: int) -> int:
    stop = _NAME_STOP.search(page.low, start, min(end, start + 90))
    last = stop.start() if stop else min(end, start + 90)
    return start + len(page.text[start:last].rstrip())


def note_events(book: Notebook, scene: Scene) -> None:
    """Note the dated events of a page."""
    for one in happenings(book.page):
        words = book.page.words(one)
        noun = _NOUN.match(book.page.low, one.start)
        key = slug(noun[0] if noun else words).removeprefix("prochain-")
        iri = scene.addresses.of("evenement", key, one.moment.first)
        book.typed(iri, (CT.Event, SCHEMA.Event), one)
        if not book.knows(iri, SCHEMA.startDate):
            book.label(iri, words[:1].upper() + words[1:], one)
        book.note(iri, SCHEMA.startDate, literal(one.moment.first), one.moment, one.moment.reason)
        if one.moment.ranged:
            book.note(iri, SCHEMA.endDate, literal(one.moment.last), one.moment, one.moment.reason)


_SENT = re.compile(r"(?<![\w-])(?:co-?)?(?:adresse|ecrit|envoye|remis|transmis|signe)\w*(?![\w-])")
_LETTER = re.compile(r"(?<![\w-])(?:courrier|lettre)(?! (?:d'information|recommandee))(?![\w-])")
_ABOUT = re.compile(
    r"(?<![\w-])(?:au sujet|a propos|concernant|relati(?:f|ve)s? a|demandant|pour demander|sur)(?: (?:de la|de l'"
    r"|du|des|de|d'|la|le|les|l'))? (?P<subject>[^.;]{5,140})"
)


def note_letters(book: Notebook, scenery: Scenery, scene: Scene) -> None:
    """Note the letters that persons sent: « A et B ont cosigné et adressé ce 2 avril un courrier à M. C, ministre »."""
    page = book.page
    for sentence in page.sentences:
        letter = _LETTER.search(page.low, sentence.start, sentence.end)
        sent = _SENT.search(page.low, sentence.start, sentence.end)
        day = next((m for m in page.within(sentence) if m.exact), None)
        if letter is None or sent is None or day is None:
            continue
        senders = list(scenery.people(Span(sentence.start, sent.start())))
        if not senders:
            continue
        iri = scene.addresses.of("courrier", page.document.key, day.first)
        book.typed(iri, (CT.Letter, SCHEMA.Message), Span(*letter.span()))
        book.label(iri, f"Courrier du {_said_day(day.first)}", Span(*letter.span()), "nom formé de la date du courrier")
        book.note(iri, DCTERMS.date, literal(day.first), day, day.reason)
        for sender in senders:
            book.note(iri, SCHEMA.sender, scene.addresses.person(sender.name), sender)
        _note_recipient(book, scenery, scene, iri, Span(letter.end(), sentence.end))
        _note_subject(book, iri, letter.end(), sentence)


def _said_day(iso: str) -> str:
    year, month, day = iso.split("-")
    names = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    return f"{int(day) if day != '01' else '1er'} {names[int(month) - 1]} {year}"


def _note_recipient(book: Notebook, scenery: Scenery, scene: Scene, iri: URIRef, span: Span) -> None:
    receiver: Naming | None = next(scenery.people(span), None)
    if receiver is not None:
        book.note(iri, SCHEMA.recipient, scene.addresses.person(receiver.name), receiver)


def _note_subject(book: Notebook, iri: URIRef, start: int, sentence: Span) -> None:
    """Note what a letter is about: words that say so, else the title of its article."""
    page = book.page
    if about := _ABOUT.search(page.low, start, sentence.end):
        words = page.words(Span(*about.span("subject")))
        book.note(iri, DCTERMS.subject, Literal(words, lang="fr"), Span(*about.span("subject")))
        return
    article = page.article(sentence.start)
    title = re.split(r" ?: ", page.words(Span(article.start, article.start + len(article.title))))[0]
    if article.start + len(article.title) <= sentence.start:
        end = article.start + len(article.title)
        book.note(
            iri,
            DCTERMS.subject,
            Literal(title, lang="fr"),
            Span(article.start, end),
            "titre de l'article qui parle du courrier",
        )
