"""Read documents: bytes to text with stable offsets, text to statements with their evidence.

    document = open_document(source)                          # a loaders.manifest.Source, of any format read
    documents = open_documents(sources)                       # all at once, each a Document or why there is none
    readings = read_all(documents, referential, addresses)    # acronyms shared, one thing one node
    reading = read(document, referential, addresses)          # one document alone

`read_all` is `read_each`, to which the names that persons settled may be given, then `reconcile`.
"""

from __future__ import annotations

from loaders.documents.extracts import Extracts
from loaders.documents.opening import UnreadableDocument, open_document, open_documents, open_each
from loaders.documents.reading import read
from loaders.documents.reconciliation import reconcile
from loaders.documents.sharing import read_all, read_each
from loaders.documents.text import mask

__all__ = [
    "Extracts",
    "UnreadableDocument",
    "mask",
    "open_document",
    "open_documents",
    "open_each",
    "read",
    "read_all",
    "read_each",
    "reconcile",
]
