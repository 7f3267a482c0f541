from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import evidenced
import live
import pytest
from markupsafe import escape

from server import create_app
from server.config import Config
from server.sparql.snippets import snippets
from server.sparql.views import ENGINE

ROWS = """PREFIX ct: <https://w3id.org/pacte/def#>
SELECT ?contract ?odd WHERE { ?contract a ct:Contract BIND("l'été « \\"é\\" » {x} \\\\n" AS ?odd) }
ORDER BY ?contract"""
GRAPH = "PREFIX ct: <https://w3id.org/pacte/def#>\nDESCRIBE ?contract WHERE { ?contract a ct:Contract }"
NASTY = [
    "SELECT * WHERE { ?s ?p ?o } # '; rm -rf ~ #",
    "SELECT *\nSPARQL\nWHERE { ?s ?p ?o }",
    'SELECT (")-\\"" AS ?x)\n{}',
    'SELECT ("""a\nb""" AS ?x)\n{}',
    "SELECT ('${1}`' AS ?x)\n{}",
    'SELECT (")" AS ?x) (")-" AS ?y)\n{ BIND(")\\"" AS ?z) }',
    "SELECT ('\u2028\U0001f600' AS ?x)\n{}",
]
RUN = {
    "curl": ["sh", "-c"],
    "Python": [sys.executable, "-c"],
    "JavaScript": ["node", "--input-type=module", "--eval"],
    "R": ["Rscript", "-e"],
}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with live.serving(evidenced.release(tmp_path_factory.mktemp("snippets"))) as address:
        yield f"{address}sparql"


def code(language: str, query: str, endpoint: str, *, is_graph: bool = False) -> str:
    return next(one.code for one in snippets(query, endpoint, is_graph=is_graph) if one.language == language)


def run(language: str, program: str) -> str:
    command = RUN[language]
    if shutil.which("curl" if language == "curl" else command[0]) is None:
        pytest.skip(f"{command[0]} is not on this machine")
    done = subprocess.run([*command, program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("language", RUN)
def test_code_pasted_as_it_is_shows_the_rows(language: str, endpoint: str) -> None:
    shown = run(language, code(language, ROWS, endpoint))
    assert "/id/contrat/crte-200099999" in shown
    assert "été «" in shown


@pytest.mark.parametrize("language", RUN)
def test_code_pasted_as_it_is_shows_the_graph(language: str, endpoint: str) -> None:
    assert "CRTE du Val d'Exemple" in run(language, code(language, GRAPH, endpoint, is_graph=True))


@pytest.mark.parametrize("query", NASTY)
def test_no_query_escapes_from_its_quotes(query: str) -> None:
    assert told_by_python(code("Python", query, "http://x.example/sparql")) == query
    assert told_by_shell(code("curl", query, "http://x.example/sparql")) == query
    script = code("JavaScript", query, "http://x.example/sparql").split("\nconst answer")[0]
    assert json.loads(run("JavaScript", f"{script}\nconsole.log(JSON.stringify(query));")).strip("\n") == query


def told_by_python(program: str) -> str:
    """Return the query that a program would send, read without running it."""
    call = next(
        node
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Call) and "setQuery" in ast.dump(node.func)
    )
    return str(ast.literal_eval(call.args[0])).strip("\n")


def told_by_shell(program: str) -> str:
    """Return what a shell hands to curl as its input."""
    reading = f"cat {program[program.index('<<') :]}"
    return subprocess.run(["sh", "-c", reading], capture_output=True, text=True, check=True).stdout.strip("\n")


def test_a_result_is_shown_with_its_code_and_its_address(tmp_path: Path) -> None:
    app = create_app(Config(releases=evidenced.release(tmp_path)))
    page = (
        app.test_client()
        .get("/sparql", query_string={"query": ROWS, "format": "html", "lang": "en"})
        .get_data(as_text=True)
    )
    app.extensions[ENGINE].close()
    for one in snippets(ROWS, "http://localhost:8000/sparql", is_graph=False):
        assert f"<code>{escape(one.code)}</code>" in page
    assert 'readonly value="http://localhost:8000/sparql?query=PREFIX+ct' in page
