"""Read documents: bytes to text with stable offsets, text to statements with their evidence.

    document = open_document(source)                          # a loaders.manifest.Source
    readings = read_all(documents, referential, addresses)    # acronyms shared, one thing one node
    reading = read(document, referential, addresses)          # one document alone

`read_all` is `read_each`, to which the names that persons settled may be given, then `reconcile`.
"""

from __future__ import annotations

from loaders.documents.reading import read, read_all, read_each
from loaders.documents.reconciliation import reconcile
from loaders.documents.text import UnreadableDocument, decode, mask, open_document

__all__ = ["UnreadableDocument", "decode", "mask", "open_document", "read", "read_all", "read_each", "reconcile"]
