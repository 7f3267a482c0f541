"""The arrows of the house: ontology imports nothing of ours; loaders and server import ontology, never each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import loaders
import ontology
import server

PACKAGES = {
    name: Path(str(package.__file__)).parent
    for name, package in [("loaders", loaders), ("ontology", ontology), ("server", server)]
}
MODULES = [path for folder in PACKAGES.values() for path in sorted(folder.rglob("*.py"))]
ALLOWED = {"ontology": {"ontology"}, "loaders": {"loaders", "ontology"}, "server": {"server", "ontology"}}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def docstrings(tree: ast.Module) -> set[int]:
    bodies = (n.body for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef))
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_imports_only_what_its_layer_allows(name: str) -> None:
    ours = {module for path in PACKAGES[name].rglob("*.py") for module in imported(path) if module in PACKAGES}
    assert ours <= ALLOWED[name]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_module_is_at_most_three_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-3:]))
def test_only_names_spells_an_iri(path: Path) -> None:
    if path == PACKAGES["ontology"] / "names.py":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = docstrings(tree)
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose)
    texts = [node.value for node in constants if isinstance(node.value, str)]
    assert [
        text for text in texts if text.startswith(("http://", "https://", "urn:")) and not text.endswith("://")
    ] == []
