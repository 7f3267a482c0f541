"""A small release made by hand from the vocabulary's complete example, for tests that need one to serve."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

import ontology

ONTOLOGY = Path(ontology.__file__).parent
BASE = "http://localhost:8000/"
SOURCE = f"{BASE}id/source/900-val-d-exemple-crte"
VOCABULARY = "https://w3id.org/pacte/def"
TEXT = (
    "La CCVE signe son CRTE\n\n"
    "La Communauté de communes du Val d'Exemple a signé vendredi 9 juillet le contrat. Écrire à ••••••••••••••••.\n"
)


def quads() -> list[Quad]:
    """Return the example in its source's graph and the vocabulary in its own, without blank nodes."""
    found: list[Quad] = []
    files = [(ONTOLOGY / "examples" / "contract.ttl", SOURCE)]
    described = [ONTOLOGY / "vocabulary.ttl", *sorted(ONTOLOGY.glob("schemes/*.ttl"))]
    files += [(path, VOCABULARY) for path in described if path.exists()]
    for path, graph in files:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE):
            assert isinstance(quad.graph_name, DefaultGraph)
            found.append(Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)))
    return found


def release(folder: Path, extra: list[Quad] | None = None) -> Path:
    """Write a release under a folder, point its `current` link to it, and return the folder of releases."""
    lines = sorted({f"{quad} .\n" for quad in [*quads(), *(extra or [])]})
    body = "".join(lines).encode()
    digest = hashlib.sha256(body).hexdigest()
    home = folder / "releases" / digest[:16]
    (home / "texts").mkdir(parents=True)
    (home / "dumps").mkdir()
    (home / "published.nq").write_bytes(body)
    store = Store(str(home / "store"))
    store.bulk_load(input=body, format=RdfFormat.N_QUADS)
    store.optimize()
    del store
    (home / "texts" / "900-val-d-exemple-crte.txt").write_text(TEXT, encoding="utf-8", newline="")
    (home / "dumps" / "pacte.nq.gz").write_bytes(gzip.compress(body, mtime=0))
    graphs = sorted({line.rsplit("<", 1)[1].removesuffix("> .\n") for line in lines})
    manifest: dict[str, Any] = {
        "id": digest[:16],
        "sha256": digest,
        "base": BASE,
        "built": "2026-11-22T04:00:00Z",
        "vocabulary": "0.1.0",
        "quads": len(lines),
        "conforms": True,
        "graphs": [
            {
                "iri": graph,
                "quads": sum(line.endswith(f"<{graph}> .\n") for line in lines),
                "identifier": "900-val-d-exemple-crte.txt" if graph == SOURCE else None,
                "text": "texts/900-val-d-exemple-crte.txt" if graph == SOURCE else None,
                "pages": [0, TEXT.index("La Comm"), len(TEXT)] if graph == SOURCE else [],
                "blind_pages": [3] if graph == SOURCE else [],
            }
            for graph in graphs
        ],
        "files": [
            {
                "path": path.relative_to(home).as_posix(),
                "bytes": path.stat().st_size,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "media_type": "application/n-quads",
            }
            for path in [home / "published.nq", home / "dumps" / "pacte.nq.gz"]
        ],
    }
    (home / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
    (folder / "current").symlink_to(Path("releases") / home.name)
    return folder
