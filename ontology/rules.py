"""The shapes, the vocabulary and its schemes, read from their files."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from rdflib import Graph

from ontology.names import SH

HOME = Path(str(resources.files("ontology")))


@cache
def shapes() -> Graph:
    """Return all the shapes, with their messages."""
    return _turtle(sorted(HOME.glob("shapes/*.ttl")))


@cache
def silent() -> Graph:
    """Return the shapes without their messages: pySHACL would return one result for each language."""
    graph = Graph()
    for triple in shapes():
        if triple[1] != SH.message:
            graph.add(triple)
    return graph


@cache
def vocabulary() -> Graph:
    """Return the vocabulary and its schemes."""
    return _turtle(vocabulary_files())


def vocabulary_files() -> list[Path]:
    """Return the files of the vocabulary and its schemes."""
    return [HOME / "vocabulary.ttl", *sorted(HOME.glob("schemes/*.ttl"))]


def _turtle(paths: list[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph
