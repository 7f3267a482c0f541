"""The files of the release, whole: those that its manifest lists, and no other."""

from __future__ import annotations

import base64
from pathlib import PurePosixPath

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from server.editions import edition
from server.errors import Choice, NothingThere
from server.negotiation import HTML
from server.release import PublishedFile
from server.rendering import page, site
from server.responses import FRESH, Link, Variant, represent

__all__ = ["dumps", "files"]

dumps = Blueprint("dumps", __name__)

_PACKED = {".gz": "application/gzip", ".zst": "application/zstd", ".zip": "application/zip"}


def files() -> dict[str, PublishedFile]:
    """Return the files that can be downloaded, by the last part of their path; the store's own are not among them."""
    return {PurePosixPath(one.path).name: one for one in edition().release.files if not one.path.startswith("store/")}


@dumps.get("/dumps/", strict_slashes=False)
def listed() -> ResponseReturnValue:
    """Answer with the list of the files."""
    links = [Link(site().absolute("dumps/"), "canonical"), Link(site().catalogue(), "describedby")]
    return represent(Variant(HTML, by_accept=False), lambda: page("dumps.html", files=files()), links)


@dumps.get("/dumps/<name>")
def file(name: str) -> ResponseReturnValue:
    """Answer with a file or a range of it; its digest is its validator, and lets the client check what it received."""
    found = files().get(name)
    if found is None:
        raise NothingThere(Choice(one, site().dump(one)) for one in files())
    packed = _PACKED.get(PurePosixPath(name).suffix, found.media_type)
    response = send_file(edition().release.folder / found.path, packed, etag=found.sha256, conditional=True)
    response.headers["Cache-Control"] = FRESH
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:"
    return response
