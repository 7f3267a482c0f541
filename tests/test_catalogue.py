from __future__ import annotations

from pathlib import Path

import pytest
import samples
import served
from flask import Flask
from flask.testing import FlaskClient
from national import national
from pyshacl import validate
from rdflib import BNode, Graph, Literal, URIRef

from ontology.names import DCAT, DCTERMS, LICENCE, RDF, SPDX, VERSION, VOID
from server.catalogue import described
from server.negotiation import RDF_FORMATS, Format

SHAPES = samples.ONTOLOGY / "shapes" / "catalogue.ttl"
NODE = URIRef(f"{served.BASE}catalogue#dataset")


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return served.app(tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def read(client: FlaskClient) -> Graph:
    return Graph().parse(data=client.get("/catalogue.ttl").get_data(as_text=True), format="turtle")


def test_the_catalogue_has_a_data_set_its_files_and_its_endpoint(read: Graph) -> None:
    (catalogue,) = read.subjects(RDF.type, DCAT.Catalog)
    assert read.value(catalogue, DCAT.dataset) == NODE
    files = {str(url) for url in read.objects(None, DCAT.downloadURL)}
    assert files == {f"{served.BASE}dumps/published.nq", f"{served.BASE}dumps/pacte.nq.gz"}
    (service,) = read.subjects(RDF.type, DCAT.DataService)
    assert read.value(service, DCAT.endpointURL) == URIRef(f"{served.BASE}sparql")
    assert read.value(service, DCAT.servesDataset) == NODE


def test_a_harvester_finds_a_stable_identifier_a_licence_and_the_version(read: Graph, app: Flask) -> None:
    release = app.extensions["pacte"].current().release
    assert read.value(NODE, DCTERMS.identifier) == Literal(str(NODE))
    assert read.value(NODE, VERSION) == Literal(release.id)
    licensed = set(read.subjects(DCTERMS.license, LICENCE))
    assert set(read.subjects(RDF.type, DCAT.Distribution)) | {NODE} <= licensed
    assert str(read.value(NODE, DCTERMS.modified)) == "2026-11-22T04:00:00+00:00"


def test_each_file_has_its_size_type_and_digest(read: Graph, app: Flask) -> None:
    for file in app.extensions["pacte"].current().release.files:
        name = Path(file.path).name
        (node,) = read.subjects(DCAT.downloadURL, URIRef(f"{served.BASE}dumps/{name}"))
        assert str(read.value(node, DCAT.byteSize)) == str(file.bytes)
        checksum = read.value(node, SPDX["checksum"])
        assert str(read.value(checksum, SPDX["checksumValue"])) == file.sha256
        assert (read.value(node, DCAT.compressFormat) is not None) == name.endswith(".gz")


def test_the_statistics_are_those_of_the_release(read: Graph, app: Flask) -> None:
    release = app.extensions["pacte"].current().release
    assert str(read.value(NODE, VOID.triples)) == str(release.quads)
    counted = [int(str(read.value(part, VOID.triples))) for part in read.objects(NODE, VOID.subset)]
    assert sum(counted) == release.quads


def test_nothing_in_the_catalogue_is_blank_or_elsewhere_without_a_type(app: Flask) -> None:
    with app.test_request_context("/"):
        quads = described(app.extensions["pacte"].current())
    assert not any(isinstance(term, BNode) for quad in quads for term in quad)
    assert len(set(quads)) == len(quads)


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda one: one.extension)
def test_the_catalogue_has_one_address_a_format(client: FlaskClient, format_: Format) -> None:
    direct = client.get(f"/catalogue.{format_.extension}")
    assert direct.status_code == 200
    assert direct.data == client.get("/catalogue", headers={"Accept": format_.media_type}).data


def test_people_read_it_too(client: FlaskClient) -> None:
    page = client.get("/catalogue").get_data(as_text=True)
    assert 'href="/dumps/pacte.nq.gz"' in page
    assert "La CCVE signe son CRTE" in page


def test_an_unknown_format_is_answered_with_those_that_exist(client: FlaskClient) -> None:
    assert "/catalogue.ttl" in client.get("/catalogue.exe").get_data(as_text=True)


def check(data: Graph, shapes: Graph) -> str:
    conforms, _, text = validate(data, shacl_graph=shapes, advanced=True, inference="none")
    return "" if conforms else str(text)


def test_the_catalogue_keeps_our_own_shapes(read: Graph) -> None:
    assert check(read, Graph().parse(SHAPES)) == ""


@pytest.mark.national
def test_the_catalogue_keeps_the_shapes_of_dcat_ap(read: Graph) -> None:
    shapes = Graph().parse(national("conformance", "dcat-ap", "3.0.1", "dcat-ap-SHACL.ttl"))
    shacl = "http://www.w3.org/ns/shacl#"
    for shape in set(shapes.objects(None, URIRef(f"{shacl}property"))):
        if (shape, URIRef(f"{shacl}path"), None) not in shapes:
            shapes.remove((None, None, shape))
    assert check(read, shapes) == ""
