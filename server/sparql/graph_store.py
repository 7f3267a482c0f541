"""The graphs of the release, one at a time: the reading half of the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/#http-get
"""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from server.callers import caller
from server.editions import edition
from server.sparql import refusals
from server.sparql.engine import Question
from server.sparql.guard import EVERYTHING, Dataset, Form, Query
from server.sparql.protocol import InvalidRequest, NoSuchGraph, check_encoding, graph_format, named_format
from server.sparql.views import answered

graphs = Blueprint("graphs", __name__)
refusals.install(graphs)

WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@graphs.get("/graphs")
def graph() -> ResponseReturnValue:
    """Answer with the triples of one graph, or of the default graph, which is the union of all."""
    check_encoding(request.query_string)
    query = Query(WHOLE, Form.CONSTRUCT, _dataset(), changing=False)
    format_ = graph_format(named_format(request.args), request.headers.get("Accept"))
    return answered(Question(query, edition().release, format_, caller(request.environ)))


def _dataset() -> Dataset:
    """Return the graph that is asked for; raises InvalidRequest, NoSuchGraph."""
    named = request.args.getlist("graph")
    if len(named) + ("default" in request.args) != 1:
        raise InvalidRequest("name one graph: ?graph=IRI for a published one, or ?default for the union of all")
    if not named:
        return EVERYTHING
    if edition().release.graph(named[0]) is None:
        raise NoSuchGraph(named[0])
    return Dataset(default=(named[0],))
