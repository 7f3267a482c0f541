"""The stored questions over HTTP: their list, and each with its parameters, as a page, as CSV, as JSON and as RDF."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files

from flask import Blueprint, Response, current_app, make_response, redirect, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from server.addresses import TERRITORIES
from server.editions import edition
from server.errors import Choice, NothingThere, Unavailable, problem
from server.index import Entry
from server.languages import reader, texts
from server.negotiation import HTML, JSON, RDF_FORMATS, RESULT_FORMATS, Format, NotAcceptable, find
from server.questions import graphs
from server.questions.answers import Answer
from server.questions.asking import Asked, ask
from server.questions.lines import Writer
from server.questions.parameters import InvalidParameter, Parameter, UnknownParameter
from server.questions.slices import NAMES, NoSuchPage, Slice, sliced
from server.questions.stored import GROUPS, Question, load
from server.rendering import page, site, wording
from server.responses import Link, Variant, negotiated, represent
from server.things.documents import serialise
from server.things.neighbours import paged
from server.things.portraits import Shown

__all__ = ["kept", "questions"]

questions = Blueprint("questions", __name__)

_STORED = "pacte.questions"
_CSV = next(one for one in RESULT_FORMATS if one.extension == "csv")
_TURTLE = next(one for one in RDF_FORMATS if one.extension == "ttl")
_LIST_FORMATS = (HTML, JSON, _TURTLE)
_FORMATS = (HTML, JSON, _CSV, _TURTLE)
_BESIDES = {
    HTML: frozenset({"lang", "page"}),
    JSON: NAMES | {"lang"},
    _CSV: NAMES | {"lang", "excel"},
    _TURTLE: NAMES | {"lang"},
}
_LINES = 200
_CHOICES = 1000
_NEAR = 10


@questions.record_once
def read(state: BlueprintSetupState) -> None:
    """Read the stored questions when the application starts, and lend them to the editor; raises InvalidQuestion."""
    state.app.extensions[_STORED] = {one.name: one for one in load(files("server").joinpath("queries"))}
    state.app.add_template_global(suggested)


def suggested() -> Sequence[Asked]:
    """Return the questions as the editor offers them, each with the values that it has when none is given."""
    return [ask(one, MultiDict(), edition().site, frozenset()) for one in kept()]


@questions.get("/questions")
@questions.get("/questions.<extension>")
def listed(extension: str | None = None) -> ResponseReturnValue:
    """Answer with the list of the questions."""
    offers = [Choice(_named(one), site().questions("", one.extension)) for one in _LIST_FORMATS]
    variant = _variant(extension, _LIST_FORMATS, offers)
    links = [Link(site().questions("", one.extension), "alternate", one.media_type) for one in _LIST_FORMATS]
    links.append(Link(site().interface(), "service-desc", JSON.media_type))
    makers: Mapping[Format, Callable[[], str | bytes]] = {HTML: _list_page, JSON: _list_json, _TURTLE: _list_graph}
    return represent(variant, makers[variant.format], links)


@questions.get("/questions/<name>")
def answered(name: str) -> ResponseReturnValue:
    """Answer a question."""
    stem, dot, extension = name.partition(".")
    if stem not in _stored():
        raise NothingThere(Choice(one.title[reader().language], site().questions(one.name)) for one in kept())
    offers = [Choice(_named(one), site().questions(stem, one.extension)) for one in _FORMATS]
    variant = _variant(extension if dot else None, _FORMATS, offers)
    asked = ask(_stored()[stem], request.args, edition().site, _BESIDES[variant.format])
    if variant.is_page:
        return represent(variant, lambda: _page(asked), _links(asked))
    part = sliced(request.args)
    if part is None:
        return _whole(represent(variant, lambda: _file(asked, _answer(asked), variant.format), _links(asked)))
    answer = _answer(asked).page(part)
    links = [*_links(asked), *_pages(asked, variant.format, part, answer.total)]
    return _partial(represent(variant, lambda: _file(asked, answer, variant.format), links), answer)


@questions.get("/questions/<name>/sparql")
def edited(name: str) -> ResponseReturnValue:
    """Lead to the editor with the query of a question, the values given in place."""
    if name not in _stored():
        raise NothingThere(Choice(one.title[reader().language], site().questions(one.name)) for one in kept())
    asked = ask(_stored()[name], request.args, edition().site, frozenset({"lang"}))
    return redirect(_edited(asked), 303, Response)


@questions.errorhandler(InvalidParameter)
def refused(error: InvalidParameter) -> Response:
    """Say which parameter is wrong, what is expected, and what the text may have meant."""
    t = texts(reader().language)
    expected = t(f"question.expected-{error.kind}")
    near = _fitting(error.text, error.kind)[:_NEAR]
    choices = [Choice(f"{one.label} ({key})", _corrected(error.name, key)) for key, one in near]
    return problem(400, t("question.invalid", name=error.name, text=error.text, expected=expected), choices)


@questions.errorhandler(NoSuchPage)
def passed(error: NoSuchPage) -> Response:
    """Say how many pages the answer has."""
    return problem(404, texts(reader().language)("question.no-page", number=error.number, last=error.last))


@questions.errorhandler(UnknownParameter)
def unknown(error: UnknownParameter) -> Response:
    """Say which parameter does not exist, and which do."""
    return problem(400, texts(reader().language)("question.unknown", name=error.name, known=", ".join(error.known)))


def _edited(asked: Asked) -> str:
    return site().path("sparql", query=asked.query)


def _stored() -> Mapping[str, Question]:
    found: Mapping[str, Question] = current_app.extensions[_STORED]
    return found


def kept() -> Sequence[Question]:
    """Return the questions that are kept with the site, in their order."""
    return tuple(_stored().values())


def _named(format_: Format) -> str:
    return f"{format_.name} ({format_.media_type})"


def _fitting(text: str, kind: str) -> Sequence[tuple[str, Entry]]:
    """Return the things of some name that a parameter of a kind may be, each after what is given for it."""
    if kind != "territoire":
        return [(edition().site.identity(one.thing)[1], one) for one in edition().index.find(text, kind).entries]
    found = (one for one in edition().index.find(text).entries if one.kind in TERRITORIES)
    return [("/".join(edition().site.identity(one.thing)), one) for one in found]


def _corrected(name: str, key: str) -> str:
    stem = request.path.rpartition("/")[2].partition(".")[0]
    return Asked(_stored()[stem], {**request.args.to_dict(), name: key}, {}).address(site())


def _variant(extension: str | None, formats: Sequence[Format], offers: Sequence[Choice]) -> Variant:
    """Return what to send: the format that the address states, else the one that the client prefers."""
    if extension is None:
        try:
            return negotiated(formats)
        except NotAcceptable as not_acceptable:
            raise Unavailable(not_acceptable, offers) from not_acceptable
    format_ = find(extension, formats)
    if format_ is None:
        raise NothingThere(offers)
    return Variant(format_, by_accept=False)


def _list_page() -> str:
    groups = [(group, [one for one in kept() if one.group == group]) for group in GROUPS]
    formats = [(one, site().questions("", one.extension)) for one in _LIST_FORMATS]
    return page("questions.html", groups=groups, formats=formats)


def _list_json() -> str:
    listed_ = [_told(one) for one in kept()]
    whole = {"release": edition().release.id, "questions": listed_}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _list_graph() -> bytes:
    here = edition().site
    plain = [ask(one, MultiDict(), here, frozenset()) for one in kept()]
    return serialise(graphs.described(plain, here), _TURTLE, here)


def _told(question: Question) -> Mapping[str, object]:
    here = edition().site.absolute(f"questions/{question.name}")
    return {
        "name": question.name,
        "group": question.group,
        "title": question.title,
        "description": question.description,
        "parameters": [
            {"name": one.name, "kind": one.kind, "optional": one.optional, "default": one.default, "title": one.title}
            for one in question.parameters
        ],
        "page": here,
        "csv": f"{here}.csv",
        "json": f"{here}.json",
        "ttl": f"{here}.ttl",
    }


def _links(asked: Asked) -> Iterator[Link]:
    yield Link(edition().site.absolute(f"questions/{asked.question.name}"), "canonical")
    for one in _FORMATS:
        yield Link(asked.address(edition().site, one.extension), "alternate", one.media_type)


def _pages(asked: Asked, format_: Format, part: Slice, total: int) -> Iterator[Link]:
    for relation, number in part.others(total):
        address = asked.address(edition().site, format_.extension, page=number, size=part.size)
        yield Link(address, relation, format_.media_type)


def _whole(answered_: ResponseReturnValue) -> Response:
    response = make_response(answered_)
    response.headers["X-Complete"] = "true"
    response.headers["X-Release"] = edition().release.id
    return response


def _partial(answered_: ResponseReturnValue, answer: Answer) -> Response:
    response = _whole(answered_)
    response.headers["X-Complete"] = str(answer.is_whole).lower()
    response.headers["X-Total-Count"] = str(answer.total)
    return response


def _answer(asked: Asked) -> Answer:
    return asked.answer(edition().store)


def _file(asked: Asked, answer: Answer, format_: Format) -> str | bytes:
    """Return an answer in a format for programs."""
    if format_ is JSON:
        return answer.json(edition().release.id, asked.texts, [] if answer.total else list(_absent(asked)))
    if format_ is _TURTLE:
        return serialise(graphs.answered(asked, answer, edition().site), format_, edition().site)
    if not _for_spreadsheets():
        return answer.csv()
    return answer.spreadsheet(texts(reader().of_spreadsheets))


def _for_spreadsheets() -> bool:
    """Tell whether the file is for a spreadsheet (`?excel=1`); raises InvalidParameter for any other value."""
    text = request.args.get("excel", "")
    if text not in {"", "1"}:
        raise InvalidParameter("excel", "flag", text)
    return bool(text)


def _page(asked: Asked) -> str:
    lines = Writer(site(), wording(), edition().sources).lines(_answer(asked))
    here = paged(len(lines), request.args.get("page", ""), _LINES)
    return page(
        "question.html",
        asked=asked,
        editor=_edited(asked),
        fields=[(one, asked.texts[one.name], _choices(one)) for one in asked.question.parameters],
        lines=lines[max(here.first_place - 1, 0) : here.last_place],
        page=here,
        absent=[] if lines else list(_absent(asked)),
        address=lambda number: asked.address(site(), page=number),
        trail=[Shown(texts(reader().language)("question.title"), href=site().questions())],
        files=list(_files(asked)),
    )


def _files(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the media type and the address of each file of an answer."""
    for one in (_CSV, JSON, _TURTLE):
        yield one.name, one.media_type, asked.address(site(), one.extension)
    yield texts(reader().language)("question.spreadsheet"), _CSV.media_type, asked.address(site(), "csv", excel=1)


def _choices(parameter: Parameter) -> Sequence[tuple[str, str]]:
    """Return the things a parameter may be, key and name, when there are few enough to be listed."""
    found = edition().index.find("", parameter.kind).entries if parameter.is_thing else ()
    return [(edition().site.identity(one.thing)[1], one.label) for one in found] if len(found) <= _CHOICES else []


def _absent(asked: Asked) -> Iterator[str]:
    """Yield what is asked about and is not published at all."""
    for parameter in asked.question.parameters:
        value = asked.values.get(parameter.name)
        if parameter.is_thing and value and not edition().store.ask("ASK { ?thing ?property ?value }", thing=value):
            yield asked.texts[parameter.name]
