"""What judges a graph: the shapes, the vocabulary, this code, and the libraries that it relies on."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version

from ontology.rules import HOME

LIBRARIES = ("pyoxigraph", "pyshacl", "rdflib")


@cache
def digest() -> str:
    """Return a digest, in hexadecimal, that changes whenever the same graph might be given another report."""
    told = [platform.python_version(), *(f"{library} {version(library)}" for library in LIBRARIES)]
    found = hashlib.sha256("\n".join(told).encode())
    for path in sorted(path for path in HOME.rglob("*") if path.suffix in {".py", ".ttl"}):
        found.update(f"\n{path.relative_to(HOME).as_posix()}\n".encode() + path.read_bytes())
    return found.hexdigest()
