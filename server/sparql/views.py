"""The SPARQL endpoint: a query in, its result out, and nothing that a stranger's query could harm.

A request is read (`protocol`), its query examined (`guard`), its calls of other endpoints made (`federation`), then
answered by an engine that can be stopped (`workers`, or `endpoint` when the store is remote); `refusals` says why when
it is not. What is known to be short is answered before it comes here (`light`). Without a query, /sparql describes
itself: a form for people, a service description for programs.
"""

from __future__ import annotations

import json
from dataclasses import replace

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from ontology.names import PREFIXES
from server.callers import caller
from server.config import PLACE, Config
from server.editions import Editions, edition
from server.languages import reader, texts
from server.negotiation import HTML, JSON, RDF_FORMATS, Format
from server.release import InvalidManifest, NoRelease, Release
from server.responses import KEPT, Link, Variant, etag, keep, negotiated, represent
from server.sparql import protocol, receipts, refusals
from server.sparql.completion import written
from server.sparql.endpoint import Endpoint
from server.sparql.engine import Answer, Engine, Question, endpoint
from server.sparql.faults import located
from server.sparql.federation import Federation
from server.sparql.light.lane import Lane
from server.sparql.light.requests import Requests
from server.sparql.readers import Reader
from server.sparql.refusals import form
from server.sparql.repeats import Repeats
from server.sparql.service import describe
from server.sparql.snippets import snippets
from server.sparql.spreadsheets import SPREADSHEET, TYPED, spreadsheet
from server.sparql.tables import table
from server.sparql.tokens import MalformedQuery
from server.sparql.workers import Pool
from server.things.lookups import lookup

ENGINE = "pacte.engine"
FEDERATION = "pacte.federation"
REPEATS = "pacte.repeats"
LIGHT = "pacte.light"
READER = "pacte.reader"

DESCRIPTIONS = RDF_FORMATS[:4]
"""The formats of the service description, which is one graph."""

EXAMPLE = f"""PREFIX ct: <{PREFIXES["ct"]}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>

SELECT ?contract ?label ?day WHERE {{
  ?contract a ct:Contract ; rdfs:label ?label .
  OPTIONAL {{ ?contract ct:signedOn ?day }}
}}
ORDER BY DESC(?day)
LIMIT 50
"""

sparql = Blueprint("sparql", __name__)
refusals.install(sparql)


def install(app: Flask, config: Config) -> None:
    """Serve the endpoint at /sparql, on the query engine that the configuration names."""
    app.config["PACTE"] = config
    if config.store:
        app.extensions[ENGINE], lane = Endpoint(config.store, config), None
    else:
        app.extensions[ENGINE] = pool = Pool(config)
        lane = Lane(app.extensions["pacte"], config, pool.turns)
    app.extensions[LIGHT] = Requests(lane, app.extensions["pacte"].current().site.prefix, config.proxies)
    app.extensions[FEDERATION] = Federation(config)
    app.extensions[REPEATS] = Repeats(config.kept_bytes)
    app.extensions[READER] = Reader(config)
    app.register_blueprint(sparql)
    app.add_template_global(snippets)


@sparql.get("/sparql")
@sparql.post("/sparql")
def service() -> ResponseReturnValue:
    """Answer a query of the SPARQL 1.1 Protocol, or describe the service."""
    request.max_content_length = protocol.LARGEST * _config().query_bytes
    try:
        wanted = protocol.asked(request)
    except RequestEntityTooLarge as error:
        raise protocol.BodyTooLong(_config().query_bytes) from error
    return _described() if wanted is None else _answered(wanted)


@sparql.get("/sparql/terms.json")
def terms() -> ResponseReturnValue:
    """Answer with the terms that the editor offers while a query is written."""
    return represent(Variant(JSON, by_accept=False), _terms)


def _terms() -> str:
    return json.dumps(written(edition().release, edition().store.select(lookup("definitions"))), ensure_ascii=False)


def _described() -> ResponseReturnValue:
    variant = negotiated((HTML, *DESCRIPTIONS))
    return represent(variant, lambda: _description(variant.format))


def _description(format_: Format) -> str | bytes:
    if format_ is HTML:
        return form(EXAMPLE)
    release = edition().release
    return describe(release, endpoint(release), _config().services).serialize(format=format_.media_type)


def _answered(wanted: protocol.Asked) -> ResponseReturnValue:
    release = _release(wanted.release)
    queries: Reader = current_app.extensions[READER]
    query = queries.read(wanted.query, endpoint(release)).over(wanted.dataset)
    protocol.check_graphs(query.dataset, {graph.iri for graph in release.graphs})
    format_ = protocol.result_format(query.form, wanted.format, request.headers.get("Accept"))
    return answered(Question(query, release, format_, caller(request.environ)), wanted.query)


def _release(identifier: str) -> Release:
    """Return the release that a request names, else the current one; raises ReleaseGone, NoSuchRelease."""
    current = edition().release
    if identifier in {"", current.id}:
        return current
    editions: Editions = current_app.extensions["pacte"]
    try:
        kept = editions.kept(identifier)
    except (NoRelease, InvalidManifest) as error:
        if editions.was_pruned(identifier):
            raise protocol.ReleaseGone(identifier, current.id) from error
        raise protocol.NoSuchRelease(identifier, current.id) from error
    store = _config().store
    if store and PLACE not in store:
        raise protocol.ReleaseGone(identifier, current.id)
    return kept


def answered(question: Question, written: str = "") -> Response:
    """Answer with the result of a query; `written` is the query as its author wrote it, for the page of the result."""
    response = Response(content_type=question.format.content_type)
    response.headers["Vary"] = "Accept, Accept-Language" if question.format is HTML else "Accept"
    _validate(response, question)
    _sign(response, question)
    if _is_known(response):
        response.status_code = 304
    elif question.format is HTML:
        response.set_data(_result_page(question, written))
    elif question.format is SPREADSHEET:
        response.headers["Content-Disposition"] = 'attachment; filename="resultat.csv"'
        _send(response, spreadsheet(_result(replace(question, format=TYPED)), texts(reader().of_spreadsheets)))
    else:
        _send(response, _result(question))
    return response


def _sign(response: Response, question: Question) -> None:
    """Say of which release and which query this is the answer, and where to ask again."""
    response.headers["X-Release"] = question.release.id
    response.headers["X-Query-Digest"] = receipts.digest(question.query.text, question.query.dataset)
    if address := receipts.permalink(question):
        response.headers["Link"] = str(Link(address, "bookmark"))
    elif address := receipts.replay(question):
        response.headers["X-Replay"] = f"POST {address}"


def _validate(response: Response, question: Question) -> None:
    """Give an answer its validator, when it is a function of the release and the request alone."""
    query = question.query
    if query.changing or _config().store or request.method == "POST":
        response.headers["Cache-Control"] = "no-store" if query.changing else "no-cache"
        request.environ[KEPT] = not (query.changing or _config().store)
        return
    language = {HTML: reader().language, SPREADSHEET: reader().of_spreadsheets}.get(question.format, "")
    response.set_etag(etag(*receipts.parts(question, language)))
    keep(response)


def _is_known(response: Response) -> bool:
    """Tell whether the client holds this very answer, so that no query need run."""
    tag, _ = response.get_etag()
    return tag is not None and request.if_none_match.contains_weak(tag) and not request.if_none_match.star_tag


def _send(response: Response, answer: Answer) -> None:
    """Send an answer: whole, with its length; or as it comes, and then a connection that breaks shows a fault."""
    response.headers["X-Complete"] = "at-end"
    if answer.length is not None:
        response.headers["X-Complete"] = "true"
        if answer.rows is not None:
            response.headers["X-Rows"] = str(answer.rows)
        if answer.length <= _repeats().longest:
            response.set_data(b"".join(answer))
            return
        response.content_length = answer.length
    request.environ.pop(KEPT, None)
    if request.method == "HEAD":
        answer.close()
    else:
        response.response = answer


def _result_page(question: Question, written: str) -> str:
    form_ = question.query.form
    first, *_ = protocol.formats_of(form_)
    answer = _result(replace(question, format=first))
    return form(written, table=table(answer, form_))


def _config() -> Config:
    config: Config = current_app.config["PACTE"]
    return config


def _repeats() -> Repeats:
    found: Repeats = current_app.extensions[REPEATS]
    return found


def _result(question: Question) -> Answer:
    """Return the answer that is known, else the engine's, once the calls of the query have been made."""
    if _config().store:
        return _made(question)
    return _repeats().answer(question, lambda: _made(question))


def _made(question: Question) -> Answer:
    federation: Federation = current_app.extensions[FEDERATION]
    engine: Engine = current_app.extensions[ENGINE]
    joined = federation.joined(question)
    try:
        return engine.answer(joined)
    except MalformedQuery as found:
        raise located(joined, found, engine.answer) from found
