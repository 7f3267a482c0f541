"""What a release says of itself: `manifest.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from loaders import publication
from loaders.model import Document
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


def write(folder: Path, base: str, graphs: Mapping[str, Sequence[bytes]], documents: Iterable[Document]) -> None:
    """Write the manifest of the release that lies whole in a folder: its identity, its graphs, its files."""
    sha256 = publication.digest(folder / "published.nq")
    store = ox.Store.read_only(str(folder / "store"))
    texts = {document.identifier: document for document in documents}
    manifest = {
        "id": sha256[:16],
        "sha256": sha256,
        "base": base,
        "built": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "vocabulary": _one(store, str(VOCABULARY), OWL.versionInfo) or "",
        "quads": sum(map(len, graphs.values())),
        "conforms": True,
        "classes": classes(graphs.values()),
        "properties": properties(graphs.values()),
        "graphs": [_graph(store, graph, len(held), texts) for graph, held in graphs.items()],
        "files": [_file(path, folder) for path in sorted(folder.rglob("*")) if _listed(path, folder)],
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / publication.MANIFEST).write_text(f"{text}\n", encoding="utf-8", newline="")


def classes(graphs: Iterable[Iterable[bytes]]) -> dict[str, int]:
    """Return how many things of each class the lines of all graphs hold, each thing counted once."""
    mark = f" <{RDF.type}> <".encode()
    found = {
        (line[:end], line[end + len(mark) :].split(b">", 1)[0]) for line in _all(graphs) if (end := line.find(mark)) > 0
    }
    return dict(sorted(Counter(kind.decode() for _, kind in found).items()))


def properties(graphs: Iterable[Iterable[bytes]]) -> dict[str, int]:
    """Return how many statements of each property the lines of all graphs hold, one for each source that makes it."""
    found = Counter(line.split(b" ", 2)[1] for line in _all(graphs))
    return dict(sorted((predicate[1:-1].decode(), count) for predicate, count in found.items()))


def _all(graphs: Iterable[Iterable[bytes]]) -> Iterable[bytes]:
    return (line for held in graphs for line in held)


def _graph(store: ox.Store, graph: str, quads: int, documents: Mapping[str, Document]) -> dict[str, Any]:
    """Return what the manifest says of a graph; what is not known is null."""
    told = {member: _one(store, graph, predicate) for member, predicate in TOLD.items()}
    publisher, identifier = told["publisher"], told["identifier"]
    document = documents.get(identifier or "")
    return {
        "iri": graph,
        "quads": quads,
        **told,
        "publisher_name": _one(store, publisher, RDFS.label) if publisher else None,
        "kind": document.kind if document else None,
        "text": f"texts/{document.key}.txt" if document else None,
        **(_pages(document) if document and document.pages else {}),
    }


def _pages(document: Document) -> dict[str, list[int]]:
    """Return where the pages of a PDF begin in its text, and the numbers of those that are pictures without text."""
    return {"pages": list(document.pages), "blind_pages": list(document.blind)}


def _one(store: ox.Store, subject: str, predicate: str) -> str | None:
    """Return the value of a property, the first in order where there are several."""
    found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
    return min((quad.object.value for quad in found if not isinstance(quad.object, ox.Triple)), default=None)


def _listed(path: Path, folder: Path) -> bool:
    """Tell whether a file's digest is listed: all but those of the store, which its engine may lay out anew."""
    return path.is_file() and path.relative_to(folder).parts[0] != "store"


def _file(path: Path, folder: Path) -> dict[str, Any]:
    inner = path.with_suffix("") if path.suffix == ".gz" else path
    return {
        "path": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": publication.digest(path),
        "media_type": MEDIA_TYPES[inner.suffix],
    }
