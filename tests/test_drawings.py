"""Drawings of territories: polygons made light, each kind from one table, nothing of them among the coordinates."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from national import national
from stated import Stated, silent, stated

from loaders import drawings, release
from loaders.declared.ledger import Account
from loaders.drawings.boundaries import Boundaries, Source
from loaders.drawings.drawing import drawn
from loaders.drawings.geometry import NotPolygon, mended, path, polygon
from loaders.material import Seeds
from loaders.publication import Publication
from loaders.tables import territories
from loaders.tables.territories import Referential
from ontology.addresses import Addresses
from ontology.names import GEO, LOCAL_BASE

CASES = Path(__file__).parent / "cases"
PROJECT = Path(__file__).parent.parent / "seeds"
ADDRESSES = Addresses(LOCAL_BASE)


@pytest.fixture(scope="module")
def small() -> Referential:
    return territories.load(CASES / "territories")


def read(folder: Path, referential: Referential) -> Stated:
    return stated(folder, folder, referential)


@pytest.fixture(scope="module")
def found(small: Referential) -> Stated:
    return read(CASES / "boundaries", small)


def account(found: Stated, key: str) -> Account:
    [told] = [one for one in found.accounts if one.key == key]
    return told


def rings(drawing: dict[str, Any]) -> list[list[tuple[int, int]]]:
    """Return the points of each ring of a path."""
    told = []
    for ring in drawing["path"].split("z")[:-1]:
        start, steps = ring.removeprefix("M").split("l")
        x, y = map(int, start.split())
        points = [(x, y)]
        numbers = [int(one) for one in re.findall(r"-?\d+", steps)]
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            points.append((x, y))
        told.append(points)
    return told


def test_the_parts_of_a_territory_are_drawn_in_one_piece_with_its_hole(found: Stated) -> None:
    drawing = found.drawings["drawings"]["epci/200000001"]
    outside, hole = rings(drawing)
    assert (drawing["plane"], drawing["departments"]) == ("metropole", ["99"])
    left, top, right, bottom = drawing["box"]
    assert 355 < right - left < 361
    assert 276 < bottom - top < 282
    assert len(outside) == 6
    assert all(left < x < right and top < y < bottom for x, y in hole)


def test_a_true_place_is_found_on_the_drawing_of_the_territory_around_it(found: Stated) -> None:
    drawing = found.drawings["drawings"]["epci/200000001"]
    a, b, c, d, e, f = drawing["matrix"]
    left, top, right, bottom = drawing["box"]
    for longitude, latitude in ((2.5, 50.0), (3.0, 50.25), (2.75, 50.125)):
        x, y = a * longitude + c * latitude + e, b * longitude + d * latitude + f
        assert x == pytest.approx(left + (longitude - 2.5) / 0.5 * (right - left), abs=4)
        assert y == pytest.approx(bottom - (latitude - 50.0) / 0.25 * (bottom - top), abs=4)


def test_an_island_too_small_to_be_seen_is_not_drawn(found: Stated) -> None:
    assert found.drawings["drawings"]["epci/200000001"]["box"][2] < 361


def test_the_north_is_above(found: Stated) -> None:
    told = found.drawings["drawings"]
    assert told["departement/99"]["box"][1] == 0
    assert told["epci/200000001"]["box"][1] > 270


def test_an_overseas_territory_in_its_place_is_drawn_on_a_plane_of_its_own(small: Referential) -> None:
    square = {"type": "Polygon", "coordinates": [[[-61.5, 16], [-61, 16], [-61, 16.5], [-61.5, 16.5], [-61.5, 16]]]}
    told = Boundaries(small)
    told.add("department", ADDRESSES.department("97"), square, Source(ADDRESSES.source("contours")))
    [drawing] = drawn(told)["drawings"].values()
    assert drawing["plane"] == "97"
    assert drawing["box"][:2] == [0, 0]
    assert 533 < drawing["box"][2] < 540
    assert 552 < drawing["box"][3] < 560


def test_a_region_is_drawn_only_where_all_its_departments_are_on_one_plane(found: Stated) -> None:
    assert not [key for key in found.drawings["drawings"] if key.startswith("region/")]


def test_the_mainland_is_drawn_once_more_for_the_whole_country(found: Stated) -> None:
    country = found.drawings["country"]
    assert list(country["departments"]) == ["departement/99"]
    assert country["departments"]["departement/99"] == country["whole"]
    assert 69 < country["whole"]["box"][2] < 73


def test_every_row_of_boundaries_is_drawn_or_left_for_a_reason(found: Stated) -> None:
    told = account(found, "contours-epci")
    assert (told.rows, told.published) == (12, 4)
    assert {(remark.reason.en, remark.rows) for remark in told.left} == {
        (
            "a boundary that is not a polygon",
            (
                (5, "200000003 : ∅"),
                (6, "200000003 : Point"),
                (7, "200000003 : 650000 7e+06 660000 7.01e+06"),
                (8, "200000003 : [[[3.0, 50.0], [3.25, 50.25]]]"),
                (9, "200000003 : []"),
                (10, "200000003 : ici"),
            ),
        ),
        ("an intercommunality that the referential does not know", ((11, "299999999"),)),
        ("nothing in the columns that say what the row speaks of", ((12, ""),)),
    }
    [mended] = told.lacking
    assert (mended.reason.en, mended.rows[0][0]) == ("a boundary that crosses itself, mended", 4)


def test_the_territories_that_a_table_does_not_draw_are_told(found: Stated) -> None:
    told = account(found, "contours-departements")
    assert told.undrawn == ("987",)
    assert "sans contour : 1 (987)" in told.wording.fr
    assert "without boundary: 1 (987)" in told.wording.en
    assert told.as_json()["undrawn"] == ["987"]


def test_a_boundary_never_becomes_a_coordinate(found: Stated) -> None:
    said = b"".join(found.lines).decode()
    assert "source/contours-epci" in said
    assert str(GEO.asWKT) not in said
    assert str(GEO.hasCentroid) not in said
    assert "50.25" not in said


@pytest.fixture
def displaced(tmp_path: Path) -> Path:
    shutil.copytree(CASES / "boundaries", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "contours-departements.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"placed"', '"displaced"'), encoding="utf-8")
    return tmp_path


def test_a_displaced_drawing_is_never_on_the_plane_of_true_places(displaced: Path, small: Referential) -> None:
    told = read(displaced, small).drawings["drawings"]
    assert told["departement/97"]["plane"] == "97-agence-d-exemple"
    assert "matrix" not in told["departement/97"]
    assert "matrix" in told["departement/99"]
    assert told["epci/200000003"]["plane"] == "97"


def test_a_kind_of_territories_is_drawn_from_one_table_alone(tmp_path: Path, small: Referential) -> None:
    shutil.copytree(CASES / "boundaries", tmp_path, dirs_exist_ok=True)
    for suffix in (".toml", ".geojson"):
        held = (tmp_path / ("contours-departements.toml" if suffix == ".toml" else "departements.geojson")).read_text()
        (tmp_path / f"zz{suffix}").write_text(held.replace("departements.geojson", "zz.geojson"), encoding="utf-8")
    found = read(tmp_path, small)
    assert account(found, "contours-departements").published == 2
    [left] = account(found, "zz").left
    assert left.reason.en == "boundaries of a kind that another table gives"
    assert account(found, "zz").undrawn == ()
    assert found.drawings["sources"]["department"].endswith("source/contours-departements")


def test_an_intercommunality_that_has_no_commune_any_more_is_not_drawn(small: Referential) -> None:
    square = {"type": "Polygon", "coordinates": [[[2, 50], [3, 50], [3, 51], [2, 50]]]}
    told = Boundaries(small)
    gone = ADDRESSES.intercommunality("200000009")
    [(reason, value)] = told.add("intercommunality", gone, square, Source(ADDRESSES.source("contours")))
    assert (reason.fr, value) == ("territoire sans commune, donc sans département", "200000009")
    assert not told.found


def test_the_regions_of_a_table_are_preferred_to_those_made_of_departments(tmp_path: Path, small: Referential) -> None:
    shutil.copytree(CASES / "boundaries", tmp_path, dirs_exist_ok=True)
    for name in ("contours-departements.toml", "departements.geojson"):
        (tmp_path / name).unlink()
    declared = (CASES / "boundaries" / "contours-departements.toml").read_text(encoding="utf-8")
    (tmp_path / "regions.toml").write_text(declared.replace('"department"', '"region"'), encoding="utf-8")
    shutil.copyfile(CASES / "boundaries" / "departements.geojson", tmp_path / "departements.geojson")
    found = read(tmp_path, small)
    assert [key for key in found.drawings["drawings"] if "region" in key] == ["region/99"]
    assert found.drawings["country"] == {}


def test_a_polygon_smaller_than_the_grid_is_still_a_point_on_it() -> None:
    tiny = polygon({"type": "Polygon", "coordinates": [[[0, 0], [1e-6, 0], [0, 1e-6], [0, 0]]]})
    assert path(tiny, (0, 0), 1) == ("M0 0lz", (0, 0, 0, 0))


def test_a_border_that_crosses_itself_and_goes_nowhere_keeps_all_that_it_holds() -> None:
    ring = [[0, 0], [2, 2], [2, 0], [0, 2], [0, 0], [-3, 0], [0, 0]]
    assert mended(polygon({"type": "Polygon", "coordinates": [ring]})).area == pytest.approx(2)


@pytest.mark.parametrize(
    "ring",
    [
        [[2.5, 50.0], [2.75, 50.0], [3.0, 50.0], [2.5, 50.0]],
        [[2.5, 50.0], [2.75, float("nan")], [3.0, 50.0], [2.5, 50.0]],
        [[2.5, 50.0], [2.75, float("inf")], [3.0, 50.0], [2.5, 50.0]],
        [[2.5, 50.0], [2.5, 50.0], [2.5, 50.0], [2.5, 50.0]],
        [[2.5, 50.0], [2.75], [3.0, 50.0], [2.5, 50.0]],
        [[2.5, 50.0], [None, 50.0], [3.0, 50.0], [2.5, 50.0]],
    ],
)
def test_a_ring_that_holds_nothing_is_no_boundary(ring: list[list[float]]) -> None:
    with pytest.raises(NotPolygon):
        polygon({"type": "Polygon", "coordinates": [ring]})


def test_a_release_lists_its_drawings_and_other_boundaries_make_another_release(tmp_path: Path) -> None:
    shutil.copytree(CASES / "seeds" / "small", tmp_path / "seeds")
    shutil.copytree(CASES / "boundaries", tmp_path / "seeds" / "tables")
    data = tmp_path / "seeds" / "tables"
    seeds, publication = Seeds(tmp_path / "seeds", CASES / "territories", data), Publication(tmp_path / "out")
    first = release.build(seeds, publication, ADDRESSES, silent)
    manifest = json.loads((tmp_path / "out" / "current" / "manifest.json").read_bytes())
    assert {one["path"]: one["media_type"] for one in manifest["files"]}[drawings.FILE] == "application/json"
    [told] = [one for one in manifest["graphs"] if one["identifier"] == "epci.geojson"]
    assert told["title"] == "Contours des intercommunalités d'exemple, 2025"
    assert told["publisher_name"] == "Agence d'exemple"
    (data / "epci.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    second = release.build(seeds, publication, ADDRESSES, silent)
    assert second.changed
    publication.rollback(first.identifier)
    kept = json.loads((tmp_path / "out" / "current" / drawings.FILE).read_bytes())
    assert "epci/200000001" in kept["drawings"]


def test_the_same_boundaries_are_written_as_the_same_bytes(tmp_path: Path, found: Stated, small: Referential) -> None:
    for name, told in (("a", found), ("b", read(CASES / "boundaries", small))):
        (tmp_path / name).mkdir()
        drawings.write(tmp_path / name, told.drawings)
    assert (tmp_path / "a" / drawings.FILE).read_bytes() == (tmp_path / "b" / drawings.FILE).read_bytes()
    assert json.loads((tmp_path / "a" / drawings.FILE).read_bytes()) == found.drawings


def test_without_boundaries_a_release_has_no_drawings(tmp_path: Path, small: Referential) -> None:
    drawings.write(tmp_path, read(tmp_path, small).drawings)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.national
def test_every_intercommunality_department_and_region_of_the_country_is_drawn() -> None:
    referential = territories.load(PROJECT / "territories")
    found = stated(PROJECT / "tables", national("data", "geometry"), referential)
    told = found.drawings["drawings"]
    kinds = {kind: {key for key in told if key.startswith(f"{kind}/")} for kind in ("epci", "departement", "region")}
    assert {kind: len(keys) for kind, keys in kinds.items()} == {"epci": 1_255, "departement": 101, "region": 18}
    assert {one["plane"] for one in told.values()} == {
        "metropole",
        *(f"{code}-anct" for code in (971, 972, 973, 974, 976)),
    }
    assert len(found.drawings["country"]["departments"]) == 96
    assert account(found, "dessin-epci").undrawn == ()
    assert max(len(one["path"]) for one in told.values()) < 2_000
