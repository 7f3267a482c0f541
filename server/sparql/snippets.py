"""A query as programs ask it: code to paste, in four languages, that needs no more than its first line says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Snippet", "snippets"]


@dataclass(frozen=True, slots=True)
class Snippet:
    """The code that asks a query in one language."""

    language: str
    code: str


def snippets(query: str, endpoint: str, *, is_graph: bool) -> Sequence[Snippet]:
    """Return the code that asks a query of an endpoint; a graph is asked for in Turtle, rows in JSON or CSV."""
    query = query.replace("\r\n", "\n").strip("\n")
    accept = "text/turtle" if is_graph else "application/sparql-results+json"
    reading = "await answer.text()" if is_graph else "JSON.stringify(await answer.json(), null, 1)"
    table = "readLines(url(address))" if is_graph else 'data <- read.csv(address, encoding = "UTF-8")\nprint(data)'
    extension = "ttl" if is_graph else "csv"
    python = "python-graph" if is_graph else "python-table"
    return (
        Snippet("curl", _shell(query, endpoint, accept)),
        Snippet("Python", _filled(python, _python, query, endpoint)),
        Snippet("R", _filled("r", _r, query, endpoint, extension=extension, reading=table)),
        Snippet("JavaScript", _filled("javascript", _javascript, query, endpoint, accept=accept, reading=reading)),
    )


def _filled(name: str, quoted: Callable[[str], str], query: str, endpoint: str, **more: str) -> str:
    return _template(name).format(query=quoted(query), endpoint=quoted(endpoint), **more)


@cache
def _template(name: str) -> str:
    return files("server").joinpath("snippets", f"{name}.txt").read_text(encoding="utf-8").strip("\n")


def _shell(query: str, endpoint: str, accept: str) -> str:
    """Return the call of curl, the query in a here-document whose end is no line of it."""
    mark = "SPARQL"
    while mark in query.split("\n"):
        mark += "_"
    code = _template("curl").replace("SPARQL", mark)
    return code.format(query=query, endpoint=f"'{endpoint}'", accept=accept)


def _python(text: str) -> str:
    if "\n" not in text or '"""' in text or "\\" in text or text.endswith('"'):
        return json.dumps(text, ensure_ascii=False)
    return f'"""\n{text}\n"""'


def _javascript(text: str) -> str:
    if "\n" not in text or re.search(r"[`\\]|\$\{", text):
        return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"`\n{text}\n`"


def _r(text: str) -> str:
    """Return a raw string of R 4, with as many dashes as keep the text from ending it."""
    dashes = ""
    while f'){dashes}"' in text:
        dashes += "-"
    return f'r"{dashes}({text}){dashes}"'
