"""What may be written in a query: the terms that the published data use, what they mean, how often they occur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rdflib import Literal, URIRef

from ontology.names import DCTERMS, PREFIXES, RDFS, SKOS
from server.release import Release
from server.store import Row
from server.wording import curie

__all__ = ["written"]

_LABELS = {RDFS.label, SKOS.prefLabel}
_DEFINITIONS = {SKOS.definition, RDFS.comment, DCTERMS.description}


def written(release: Release, definitions: Iterable[Row]) -> Mapping[str, Any]:
    """Return the prefixes and the terms: classes and properties of the release, and concepts of the schemes.

    `definitions` are the triples of the vocabulary's graph (`definitions.rq`). The most used terms come first.
    """
    labels: dict[str, dict[str, str]] = {}
    told: dict[str, dict[str, str]] = {}
    for row in definitions:
        text = row["object"]
        if isinstance(text, Literal) and text.language:
            into = labels if row["predicate"] in _LABELS else told if row["predicate"] in _DEFINITIONS else {}
            into.setdefault(str(row["subject"]), {})[text.language] = str(text)
    counted = [*_counted("class", release.classes), *_counted("property", release.properties)]
    used = {iri for iri, _, _ in counted}
    counted += [(iri, "constant", None) for iri in sorted(labels.keys() - used)]
    terms = [_term(*one, labels.get(one[0], {}), told.get(one[0], {})) for one in counted]
    return {"prefixes": PREFIXES, "terms": [term for term in terms if term["term"] != term["iri"]]}


def _counted(kind: str, counts: Mapping[str, int]) -> Iterator[tuple[str, str, int | None]]:
    for iri, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        yield iri, kind, count


def _term(
    iri: str, kind: str, count: int | None, label: Mapping[str, str], definition: Mapping[str, str]
) -> Mapping[str, Any]:
    said = {"term": curie(URIRef(iri)), "iri": iri, "kind": kind, "label": label, "definition": definition}
    return said if count is None else said | {"count": count}
