from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
import samples
import served
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import Graph, URIRef

from ontology.names import CT, DCTERMS, FOAF, LICENCE, RDFS
from server.negotiation import GRAPH_FORMATS, RDF_FORMATS, Format
from server.things.documents import context

KEY = "crte-200099999"
THING = f"/id/contrat/{KEY}"
IRI = URIRef(f"{served.BASE}id/contrat/{KEY}")


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return served.client(tmp_path)


def graph(client: FlaskClient, format_: Format) -> Graph:
    body = client.get(f"{served.CONTRACT}.{format_.extension}").get_data(as_text=True)
    if format_.extension == "jsonld":
        body = json.dumps(json.loads(body) | context())
    triples = {f"{one.triple} .\n" for one in quads(body, format_)}
    return Graph().parse(data="".join(triples), format="nt")


def quads(body: str, format_: Format) -> list[Quad]:
    return list(parse(body, format=RdfFormat.from_media_type(format_.media_type)))


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        (None, served.CONTRACT),
        ("*/*", served.CONTRACT),
        ("text/html", served.CONTRACT),
        *((one.media_type, f"{served.CONTRACT}.{one.extension}") for one in RDF_FORMATS),
        ("text/turtle;q=0.5, application/rdf+xml", f"{served.CONTRACT}.rdf"),
    ],
)
def test_a_thing_leads_to_its_document_in_the_format_that_is_preferred(
    client: FlaskClient, accept: str | None, place: str
) -> None:
    answer = client.get(THING, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    assert answer.headers["Vary"] == "Accept"
    assert answer.headers["Link"] == f'<{served.CONTRACT}>; rel="describedby"'


def test_the_stated_language_follows_from_the_thing_to_its_page(client: FlaskClient) -> None:
    assert client.get(f"{THING}?lang=en").headers["Location"] == f"{served.CONTRACT}?lang=en"


def test_an_address_made_for_one_host_never_follows_the_header_host(client: FlaskClient) -> None:
    answer = client.get(served.CONTRACT, headers={"Host": "pirate.exemple", "X-Forwarded-Host": "pirate.exemple"})
    assert "pirate" not in answer.get_data(as_text=True) + str(answer.headers)


@pytest.mark.parametrize(("place", "status"), [("/dumps", 200), ("/sparql/", 404), ("/def//x", 404)])
def test_no_slash_too_many_or_too_few_leads_to_the_host_that_a_request_names(
    client: FlaskClient, place: str, status: int
) -> None:
    answer = client.get(place, headers={"Host": "pirate.exemple"})
    assert (answer.status_code, "Location" in answer.headers) == (status, False)
    assert "pirate" not in answer.text


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda one: one.extension)
def test_a_document_has_one_address_a_format_and_one_for_all(client: FlaskClient, format_: Format) -> None:
    direct = client.get(f"{served.CONTRACT}.{format_.extension}")
    chosen = client.get(served.CONTRACT, headers={"Accept": format_.media_type})
    assert direct.status_code == chosen.status_code == 200
    assert direct.headers["Content-Type"] == chosen.headers["Content-Type"] == format_.content_type
    assert "Accept," not in direct.headers.get("Vary", "")
    assert chosen.headers["Vary"].split(", ")[0] == "Accept"
    if format_ in RDF_FORMATS:
        assert direct.data == chosen.data


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda one: one.extension)
def test_every_format_says_the_same(client: FlaskClient, format_: Format) -> None:
    said = {tuple(map(str, triple)) for triple in graph(client, format_)}
    assert said == {tuple(map(str, triple)) for triple in graph(client, RDF_FORMATS[1])}
    assert len(said) > 100


def test_a_document_says_its_subject_licence_sources_and_data_set(client: FlaskClient) -> None:
    read = graph(client, RDF_FORMATS[0])
    document = URIRef(f"{served.BASE}doc/contrat/{KEY}")
    assert read.value(document, FOAF.primaryTopic) == IRI
    assert read.value(document, DCTERMS.license) == LICENCE
    assert read.value(document, DCTERMS.source) == URIRef(samples.SOURCE)
    assert read.value(document, DCTERMS.isPartOf) == URIRef(f"{served.BASE}catalogue#dataset")
    assert len(list(read.objects(document, DCTERMS.hasFormat))) == len(RDF_FORMATS)


def test_a_document_has_the_parts_the_evidence_and_the_names_of_neighbours(client: FlaskClient) -> None:
    read = graph(client, RDF_FORMATS[0])
    assert (None, CT.capacity, None) in read
    assert (None, CT.reason, None) in read
    assert read.value(URIRef(f"{served.BASE}id/organisation/etat"), RDFS.label)


def test_trig_keeps_each_statement_in_the_graph_of_its_source(client: FlaskClient) -> None:
    read = quads(client.get(f"{served.CONTRACT}.trig").get_data(as_text=True), RDF_FORMATS[4])
    graphs = {getattr(one.graph_name, "value", "") for one in read}
    assert graphs == {samples.SOURCE, samples.VOCABULARY, f"{served.BASE}doc/contrat/{KEY}"}


def test_json_ld_names_the_context_of_this_site(client: FlaskClient) -> None:
    read = json.loads(client.get(f"{served.CONTRACT}.jsonld").data)
    assert read["@context"] == f"{served.BASE}def/context.jsonld"
    assert client.get("/def/context.jsonld").get_json(force=True) == context()


def test_turtle_is_written_with_prefixes_the_thing_first(client: FlaskClient) -> None:
    text = client.get(f"{served.CONTRACT}.ttl").get_data(as_text=True)
    assert text.startswith("@prefix action: <http://localhost:8000/id/action/> .\n")
    first = next(line for line in text.splitlines() if not line.startswith("@prefix"))
    assert first.startswith(f"contrat:{KEY} ")
    assert "ct:covers epci:200099999 ;" in text


def test_links_tell_every_other_format_and_what_is_described(client: FlaskClient) -> None:
    links = client.get(f"{served.CONTRACT}?lang=en").headers["Link"]
    assert f'<{served.BASE}doc/contrat/{KEY}>; rel="canonical"' in links
    assert f'<{IRI}>; rel="describes"' in links
    assert '</catalogue>; rel="describedby"' in links
    for one in GRAPH_FORMATS:
        assert f'<{served.CONTRACT}.{one.extension}>; rel="alternate"; type="{one.media_type}"' in links


@pytest.mark.parametrize(
    "path",
    [
        "/id/contrat/inconnu",
        "/id/inconnu/x",
        "/id/contrat/a%3Eb",
        "/id/contrat/a%22b",
        "/id/contrat/%00",
        "/id/contrat/a%0Ab",
        "/id/contrat/a%7Bb",
        "/id/contrat/a%5C",
        "/id/contrat/a b",
        "/id/contrat/é",
        "/id/contrat/%FF%FE",
        "/id/contrat/-x",
        "/id/Contrat/x",
        "/id/contrat",
        "/doc/contrat/inconnu",
        "/doc/contrat/inconnu.ttl",
        "/doc/contrat/a%3Eb.ttl",
        f"{served.CONTRACT}.exe",
        f"{served.CONTRACT}.",
        f"{served.CONTRACT}.ttl.ttl",
        f"{served.CONTRACT}/",
    ],
)
def test_what_is_not_published_is_not_found_whatever_the_characters(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_format_that_does_not_exist_is_answered_with_those_that_do(client: FlaskClient) -> None:
    unknown = client.get(f"{served.CONTRACT}.exe", headers={"Accept": "application/json"}).get_json()
    refused = client.get(served.CONTRACT, headers={"Accept": "image/png, application/problem+json;q=0"})
    assert refused.status_code == client.get(THING, headers={"Accept": "image/png"}).status_code == 406
    assert [one["href"] for one in unknown["exists"]] == [f"{served.CONTRACT}.{one.extension}" for one in GRAPH_FORMATS]
    assert all(f"{served.CONTRACT}.{one.extension}" in refused.get_data(as_text=True) for one in GRAPH_FORMATS)


def test_an_unknown_thing_is_answered_with_the_lists_to_look_in(client: FlaskClient) -> None:
    near = client.get("/doc/contrat/inconnu", headers={"Accept": "application/json"}).get_json()["exists"]
    far = client.get("/doc/inconnu/inconnu", headers={"Accept": "application/json"}).get_json()["exists"]
    assert near == [{"title": "Contrats", "href": "/recherche?type=contrat"}]
    assert {"title": "Communes", "href": "/recherche?type=commune"} in far


def test_a_thing_without_a_name_is_shown_by_its_key(tmp_path: Path) -> None:
    client = served.client(tmp_path, [served.stated("contrat/sans-nom", str(CT.place), "Ici")])
    assert "<h1>id/contrat/sans-nom</h1>" not in (page := client.get("/doc/contrat/sans-nom").get_data(as_text=True))
    assert "sans-nom</h1>" in page


def test_no_word_of_the_data_can_become_markup_or_a_script_link(tmp_path: Path) -> None:
    word = "<script>alert('é')</script>\"onload="
    client = served.client(
        tmp_path,
        [
            served.stated(f"contrat/{KEY}", str(CT.place), word),
            served.stated(f"contrat/{KEY}", str(DCTERMS.source), NamedNode("javascript:alert(1)")),
            served.stated(f"contrat/{KEY}", str(RDFS.seeAlso), Literal(word)),
        ],
    )
    page = client.get(served.CONTRACT).get_data(as_text=True)
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;" in page
    for format_ in RDF_FORMATS:
        assert (IRI, CT.place, None) in graph(client, format_)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return served.client(tmp_path_factory.mktemp("published"))


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20), st.text(max_size=60))
@settings(max_examples=150)
def test_no_address_or_header_whatever_makes_the_service_fail(
    lasting: FlaskClient, kind: str, key: str, value: str, accept: str
) -> None:
    headers = {"Accept": accept.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")}
    asked = {"q": value, "type": value, "page": value, "lien": value, "lang": value, "debut": value, "fin": value}
    for path in (f"/id/{quote(kind)}/{quote(key)}", f"/doc/{quote(kind)}/{quote(key)}", f"/def/{quote(key)}"):
        assert lasting.get(path, headers=headers).status_code in {303, 308, 404, 406}
    for path in ("/recherche", served.SOURCE_PAGE, served.CONTRACT, f"/dumps/{quote(key)}"):
        assert lasting.get(path, query_string=asked, headers=headers).status_code in {200, 308, 404, 406}
