"""What a release says of itself: `manifest.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from loaders import publication
from loaders.graphs import Graph, Lines
from loaders.material import Material
from loaders.model import Document
from loaders.store import STORE
from ontology.names import CT, DCTERMS, OWL, RDF, RDFS, VOCABULARY

MEDIA_TYPES = {
    ".json": "application/json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
    ".txt": "text/plain",
}
TOLD = {
    "identifier": DCTERMS.identifier,
    "title": DCTERMS.title,
    "publisher": DCTERMS.publisher,
    "url": DCTERMS.source,
    "licence": DCTERMS.license,
    "language": DCTERMS.language,
    "sha256": CT.sha256,
    "read": CT.readOn,
}


def write(folder: Path, material: Material) -> None:
    """Write the manifest of the release that lies whole in a folder: its identity, its graphs, its files."""
    lines = material.lines
    texts = {document.identifier: document for document in material.documents}
    manifest = {
        "id": material.sha256[:16],
        "sha256": material.sha256,
        "base": material.base,
        "built": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "vocabulary": _one(lines, str(VOCABULARY), OWL.versionInfo) or "",
        "quads": material.quads,
        "conforms": True,
        "classes": classes(lines),
        "properties": properties(lines),
        "graphs": [_graph(lines, graph, texts) for graph in material.graphs],
        "files": [_file(path, folder) for path in _listed(folder)],
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / publication.MANIFEST).write_text(f"{text}\n", encoding="utf-8", newline="")


def differing(folder: Path, release: Path) -> tuple[str, ...]:
    """Return the paths of the files of a folder that a release does not hold with the same bytes."""
    manifest = json.loads((release / publication.MANIFEST).read_text(encoding="utf-8"))
    listed = {file["path"]: file["sha256"] for file in manifest["files"]}
    found = ((path.relative_to(folder).as_posix(), publication.digest(path)) for path in _listed(folder))
    return tuple(name for name, digest in found if listed.get(name) != digest)


def classes(lines: Iterable[bytes]) -> dict[str, int]:
    """Return how many things of each class sorted lines hold: what several sources state stands together there."""
    mark = f" <{RDF.type}> <".encode()
    told = (line[: line.rindex(b" <")] for line in lines if mark in line)
    found = Counter(statement[statement.rindex(b" <") + 2 : -1].decode() for statement, _ in groupby(told))
    return dict(sorted(found.items()))


def properties(lines: Iterable[bytes]) -> dict[str, int]:
    """Return how many statements of each property lines hold, one for each source that makes it."""
    found = Counter(line.split(b" ", 2)[1] for line in lines)
    return dict(sorted((predicate[1:-1].decode(), count) for predicate, count in found.items()))


def _graph(lines: Lines, graph: Graph, documents: Mapping[str, Document]) -> dict[str, Any]:
    """Return what the manifest says of a graph; what is not known is null."""
    told = {member: _one(lines, graph.iri, predicate) for member, predicate in TOLD.items()}
    publisher, identifier = told["publisher"], told["identifier"]
    document = documents.get(identifier or "")
    return {
        "iri": graph.iri,
        "quads": graph.quads,
        **told,
        "publisher_name": _one(lines, publisher, RDFS.label) if publisher else None,
        "kind": document.kind if document else None,
        "text": f"texts/{document.key}.txt" if document else None,
        **(_pages(document) if document and document.pages else {}),
    }


def _pages(document: Document) -> dict[str, list[int]]:
    """Return where the pages of a PDF begin in its text, and the numbers of those that are pictures without text."""
    return {"pages": list(document.pages), "blind_pages": list(document.blind)}


def _one(lines: Lines, subject: str, predicate: str) -> str | None:
    """Return the value of a property, the first in order where there are several."""
    told = b"".join(lines.starting(f"<{subject}> <{predicate}> ".encode()))
    found = (quad.object for quad in ox.parse(told, format=ox.RdfFormat.N_QUADS))
    return min((value.value for value in found if not isinstance(value, ox.Triple)), default=None)


def _listed(folder: Path) -> list[Path]:
    """Return the files whose digests are listed: all but those of the store, which its engine may lay out anew."""
    held = (path for path in folder.iterdir() if path.name != STORE)
    return sorted(path for top in held for path in (top, *top.rglob("*")) if path.is_file())


def _file(path: Path, folder: Path) -> dict[str, Any]:
    inner = path.with_suffix("") if path.suffix == ".gz" else path
    return {
        "path": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": publication.digest(path),
        "media_type": MEDIA_TYPES[inner.suffix],
    }
