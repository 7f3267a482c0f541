"""The description of the service for programs, as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).

`paths.json` and `components.json` say what does not depend on the questions; each stored question adds its addresses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import metadata
from importlib.resources import files
from typing import Any, TypeAlias

from ontology.names import LICENCE
from server.addresses import Site
from server.questions.parameters import Parameter
from server.questions.stored import Question

__all__ = ["described"]

Json: TypeAlias = Mapping[str, Any]

_PAGED = ("page", "size")
_ANSWERS: Mapping[str, tuple[str, Json, tuple[str, ...]]] = {
    "json": ("application/json", {}, _PAGED),
    "csv": ("text/csv", {"type": "string"}, (*_PAGED, "excel")),
    "ttl": ("text/turtle", {"type": "string"}, _PAGED),
}
_TAGS = {
    "questions": "Stored questions: each is a query kept with the site, with typed parameters",
    "things": "Things and the documents about them",
    "sparql": "SPARQL 1.1",
    "description": "What is served, and its files",
}


def described(site: Site, questions: Iterable[Question]) -> Json:
    """Return the description of the service at a site, with the questions it keeps."""
    told = metadata("pacte")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "pacte",
            "summary": told["Summary"],
            "version": told["Version"],
            "license": {"name": "Licence Ouverte 2.0", "url": str(LICENCE)},
        },
        "servers": [{"url": site.base.rstrip("/")}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": _read("paths") | dict(path for one in questions for path in _paths(one, site)),
        "components": _read("components"),
    }


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("server.interface").joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return found


def _paths(question: Question, site: Site) -> Iterator[tuple[str, Json]]:
    """Yield the address of a question in each format for programs, with what may be asked of it there."""
    for extension, (media_type, schema, names) in _ANSWERS.items():
        operation = {
            "operationId": f"{question.name}.{extension}",
            "tags": ["questions"],
            "summary": question.title["en"],
            "description": f"{question.description['en']}\n\n{question.title['fr']} {question.description['fr']}",
            "parameters": [
                *(_parameter(one, site) for one in question.parameters),
                *({"$ref": f"#/components/parameters/{name}"} for name in names),
            ],
            "responses": {
                "200": _answer(media_type, schema or _rows(question)),
                "400": {"$ref": "#/components/responses/Problem"},
                "404": {"$ref": "#/components/responses/Problem"},
                "default": {"$ref": "#/components/responses/Problem"},
            },
        }
        yield f"/questions/{question.name}.{extension}", {"get": operation}


def _answer(media_type: str, schema: Json) -> Json:
    headers = ("X-Release", "X-Complete", "X-Total-Count", "Link", "ETag")
    return {
        "description": "The answer",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {media_type: {"schema": schema}},
    }


def _rows(question: Question) -> Json:
    """Return the schema of an answer in JSON; a cell without a value is absent from its row."""
    titles = {column.name: column.title["en"] for column in question.columns}
    cell = {"$ref": "#/components/schemas/Cell"}
    cells = {name: cell | ({"title": titles[name]} if name in titles else {}) for name in question.variables}
    rows = {"type": "array", "items": {"type": "object", "properties": cells}}
    return {"allOf": [{"$ref": "#/components/schemas/Answer"}, {"type": "object", "properties": {"rows": rows}}]}


def _parameter(parameter: Parameter, site: Site) -> Json:
    return {
        "name": parameter.name,
        "in": "query",
        "description": f"{parameter.title['en']} – {parameter.title['fr']}",
        "schema": {"type": "string", "pattern": parameter.pattern(site), "default": parameter.given({})},
    }
