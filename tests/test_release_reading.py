"""A release is read from its manifest, and a switch of the link is seen at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import samples

from server.release import Current, InvalidManifest, NoRelease, current, read

QUAD = pyoxigraph.Quad(*[pyoxigraph.NamedNode(f"http://x/{name}") for name in "spog"])


def switch(folder: Path, home: Path) -> None:
    """Point `current` elsewhere by one atomic rename, as a build does."""
    link = folder / "next"
    link.symlink_to(Path("releases") / home.name)
    link.replace(folder / "current")


def second(folder: Path) -> Path:
    """Make another release in the same folder, without switching to it."""
    (folder / "current").rename(folder / "kept")
    samples.release(folder, [QUAD])
    home = current(folder).folder
    (folder / "kept").replace(folder / "current")
    return home


def test_a_release_says_what_its_manifest_says(tmp_path: Path) -> None:
    release = current(samples.release(tmp_path))
    manifest = json.loads((tmp_path / "current" / "manifest.json").read_text())
    assert release.folder == tmp_path / "releases" / release.id
    assert (release.id, release.sha256, release.base) == (manifest["id"], manifest["sha256"], samples.BASE)
    assert release.built == datetime(2026, 11, 22, 4, tzinfo=UTC)
    assert release.quads == sum(graph.quads for graph in release.graphs)
    assert [file.path for file in release.files] == ["published.nq", "dumps/pacte.nq.gz"]
    assert release.store.is_dir()
    assert release.conforms
    assert list(release.texts.iterdir())


def test_a_graph_is_found_by_its_iri(tmp_path: Path) -> None:
    release = current(samples.release(tmp_path))
    found = release.graph(samples.SOURCE)
    assert found is not None
    assert found.identifier == "900-val-d-exemple-crte.txt"
    assert release.graph("http://x/unknown") is None


def test_the_manifest_is_read_again_only_when_the_link_moves(tmp_path: Path) -> None:
    follow = Current(samples.release(tmp_path))
    first = follow()
    assert follow() is first
    switch(tmp_path, second(tmp_path))
    other = follow()
    assert other.id != first.id
    assert other.graph("http://x/g") is not None
    assert follow() is other


def test_a_folder_without_a_release_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match=rf"{tmp_path}: no link `current`.*pacte build"):
        current(tmp_path)


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(tmp_path / "releases" / "gone")
    with pytest.raises(NoRelease, match=r"gone: manifest\.json cannot be read"):
        current(tmp_path)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (None, "not JSON"),
        ({"id": None}, "'id'"),
        ({"base": "nowhere"}, "nowhere"),
        ({"built": "yesterday"}, "yesterday"),
        ({"graphs": [{"iri": "http://x/g"}]}, "quads"),
        ({"files": [{"path": "a", "bytes": "many", "sha256": "0", "media_type": "x/y"}]}, "many"),
        ({"graphs": 3}, "iterable"),
    ],
)
def test_a_manifest_that_lacks_something_is_named_with_the_member(
    tmp_path: Path, change: dict[str, Any] | None, fault: str
) -> None:
    path = samples.release(tmp_path) / "current" / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | change) if change else "{")
    with pytest.raises(InvalidManifest, match=fault):
        read(path.parent)


def test_a_manifest_without_a_member_is_refused(tmp_path: Path) -> None:
    path = samples.release(tmp_path) / "current" / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["quads"]
    path.write_text(json.dumps(manifest))
    with pytest.raises(InvalidManifest, match="KeyError 'quads'"):
        read(path.parent)
