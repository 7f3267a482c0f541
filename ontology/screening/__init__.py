"""Shapes compiled to SPARQL, to find quickly the few things that pySHACL must judge.

    for shape, query in screens(Scope(shapes, classes, spelled=True), everything): ...

A query never misses a focus node that breaks its shape; it may return some that keep it. What is not known how to ask
(a component, a path, a datatype) is doubted of every focus node of its shape, which are then all judged.
"""

from __future__ import annotations

from ontology.screening.doubts import may
from ontology.screening.sets import Scope
from ontology.screening.shapes import TARGETS, doubt, everything, listed, screens

__all__ = ["TARGETS", "Scope", "doubt", "everything", "listed", "may", "screens"]
