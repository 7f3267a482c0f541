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
DRAWINGS: dict[str, dict[str, Any]] = {
    "sources": {"department": SOURCE, "intercommunality": SOURCE},
    "drawings": {
        "departement/98": {
            "plane": "98",
            "departments": ["98"],
            "box": [0, 0, 50, 40],
            "path": "M0 0l50 20 0 20-50-20z",
        },
        "departement/99": {
            "plane": "metropole",
            "departments": ["99"],
            "box": [100, 100, 300, 200],
            "path": "M100 100l200 0 0 100-200 0z",
        },
        "epci/200099999": {
            "plane": "metropole",
            "departments": ["99"],
            "box": [100, 100, 180, 200],
            "path": "M100 100l80 0 0 100-80 0z",
        },
        "epci/200077777": {
            "plane": "metropole",
            "departments": ["99"],
            "box": [180, 100, 300, 200],
            "matrix": [480, -2, 3, -400, -1270, 20200],
            "path": "M180 100l120 0 0 100-120 0z",
        },
        "region/99": {
            "plane": "metropole",
            "departments": ["99"],
            "box": [100, 100, 300, 200],
            "path": "M100 100l200 0 0 100-200 0z",
        },
    },
    "country": {
        "departments": {"departement/99": {"box": [10, 10, 30, 20], "path": "M10 10l20 0 0 10-20 0z"}},
        "whole": {"box": [0, 0, 100, 90], "path": "M0 0l100 0 0 90-100 0z"},
    },
}
"""The drawings of the territories of the example, of one of its neighbours, and of an overseas département."""


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
    (home / "drawings.json").write_text(json.dumps(DRAWINGS), encoding="utf-8")
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
