from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import evidenced
import pytest
import samples
import served
from engines import EMBEDDED, HOMES, Engine
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import BNode, Graph, URIRef
from werkzeug.test import TestResponse

import server
from ontology.names import CT, RDF, RDFS, RS, SCHEMA, SH, XSD
from server import create_app
from server.config import Config
from server.questions.stored import Question, load

QUERIES = Path(server.__file__).parent / "queries"
STORED = load(QUERIES)
SAMPLE = sorted(evidenced.CASES.glob("sample/*.json"))
VIEWS = sys.modules["server.questions.views"]
SIGNED = "/questions/when-signed"
CRTE = "contract=crte-200099999"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evidenced.release(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def client(sample: Path) -> Iterator[FlaskClient]:
    with served.lent(Config(releases=sample)) as app:
        yield app.test_client()


@pytest.fixture(scope="module", params=HOMES)
def either(sample: Path, request: pytest.FixtureRequest, running: Callable[[str], Engine]) -> FlaskClient:
    """Return a client of the service on the embedded store, then on each engine."""
    if request.param == EMBEDDED:
        return serve(sample)
    return create_app(Config(releases=sample, store=running(request.param).query)).test_client()


def serve(releases: Path) -> FlaskClient:
    return create_app(Config(releases=releases)).test_client()


def rows(response: TestResponse) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = response.get_json()["rows"]
    return found


def table(text: str, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def in_format(address: str, extension: str) -> str:
    path, mark, query = address.partition("?")
    return f"{path}.{extension}{mark}{query}"


@pytest.mark.parametrize("case", SAMPLE, ids=lambda path: path.stem)
def test_a_question_is_answered_from_the_example(case: Path, either: FlaskClient) -> None:
    expected = json.loads(case.read_text(encoding="utf-8"))
    found = rows(either.get(in_format(expected["address"], "json")))
    wanted = expected["rows"]
    shown = [{name: row.get(name) for name in want} for want, row in zip(wanted, found, strict=False)]
    assert shown == wanted
    assert len(found) == len(wanted) or case.stem == "what-a-source-says"


def test_every_question_has_a_case_on_the_example() -> None:
    assert [path.stem for path in SAMPLE] == sorted(question.name for question in STORED)


def test_the_list_names_every_question_in_both_languages(client: FlaskClient) -> None:
    for language in ("fr", "en"):
        page = client.get(f"/questions?lang={language}").get_data(as_text=True)
        for question in STORED:
            assert f'href="/questions/{question.name}?lang={language}"' in page
            assert question.title[language].replace("'", "&#39;") in page


def test_the_list_is_data_too(client: FlaskClient) -> None:
    listed = client.get("/questions.json").get_json()
    assert [one["name"] for one in listed["questions"]] == [question.name for question in STORED]
    commune = next(one for one in listed["questions"] if one["name"] == "contracts-of-a-commune")
    assert commune["csv"] == "http://localhost:8000/questions/contracts-of-a-commune.csv"
    assert [one["kind"] for one in commune["parameters"]] == ["commune"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html", "text/html"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("text/csv;q=0.5, application/json", "application/json"),
    ],
)
def test_the_accept_header_chooses_the_format(accept: str, media_type: str, client: FlaskClient) -> None:
    response = client.get(SIGNED, headers={"Accept": accept})
    assert response.mimetype == media_type
    assert "Accept" in response.headers["Vary"]


def test_an_address_with_an_extension_does_not_vary_by_format(client: FlaskClient) -> None:
    assert "Vary" not in client.get(f"{SIGNED}.csv", headers={"Accept": "text/html"}).headers


@pytest.mark.parametrize("address", [SIGNED, "/questions"])
def test_a_format_that_does_not_exist_is_refused_with_those_that_do(address: str, client: FlaskClient) -> None:
    refused = client.get(address, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert f"{address}.json" in refused.get_data(as_text=True)
    missing = client.get(f"{address}.png")
    assert missing.status_code == 404
    assert f"{address}.json" in missing.get_data(as_text=True)


def test_a_question_that_does_not_exist_is_answered_with_those_that_do(client: FlaskClient) -> None:
    response = client.get("/questions/who-knows")
    assert response.status_code == 404
    assert "/questions/who-signed" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "name", "expected"),
    [
        ("contracts-of-a-commune?commune=Exemple-sur-Mer", "commune", "code INSEE"),
        ("contracts-of-a-commune?commune=99001&commune=99002", "commune", "code INSEE"),
        ("contracts-of-a-commune?commune=*", "commune", "code INSEE"),
        ("contracts-of-a-commune?commune=٩٩٠٠١", "commune", "code INSEE"),
        ("when-signed?contract=crte%3E%20.%20%7D", "contract", "lettres, chiffres"),
        ("what-happened-between?since=2021-02-30", "since", "date du calendrier"),
        ("what-happened-between?since=hier", "since", "date du calendrier"),
        ("intercommunalities-without-crte?department=6", "department", "code d’un département"),
        ("contracts-within?whole=32", "whole", "region/32"),
        ("contracts-within?whole=personne/jeanne-exemple", "whole", "region/32"),
        ("where-is-it-named?name=%00%00", "name", "2 à 200 caractères"),
        ("what-a-source-says?source=a/b", "source", "clé d’une source"),
        ("members-of-a-grouping?organisation=-", "organisation", "SIREN"),
        ("posts-of-a-person?person=Jeanne%20Exemple", "person", "clé d’une personne"),
    ],
)
def test_a_wrong_value_is_refused_by_name_with_what_is_expected(
    address: str, name: str, expected: str, client: FlaskClient
) -> None:
    for extension in ("html", "csv", "json"):
        response = client.get("/questions/" + in_format(address, extension), headers={"Accept": "application/json"})
        assert response.status_code == 400
        assert f"« {name} »" in response.get_json()["detail"]
        assert expected in response.get_json()["detail"]


def test_a_name_given_for_a_code_leads_to_the_things_of_that_name(client: FlaskClient) -> None:
    response = client.get(
        "/questions/contracts-of-a-commune?commune=exemple+sur+mer", headers={"Accept": "application/json"}
    )
    assert response.get_json()["exists"] == [
        {"title": "Exemple-sur-Mer (99001)", "href": "/questions/contracts-of-a-commune?commune=99001"}
    ]
    asked = client.get("/questions/contracts-within?whole=exemples", headers={"Accept": "application/json"})
    hrefs = [choice["href"] for choice in asked.get_json()["exists"]]
    assert "/questions/contracts-within?whole=departement%2F99" in hrefs


@pytest.mark.parametrize("address", ["when-signed?contrat=x", "when-signed.json?excel=1", "when-signed.ttl?excel=1"])
def test_a_parameter_that_means_nothing_is_refused(address: str, client: FlaskClient) -> None:
    response = client.get(f"/questions/{address}", headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert "Paramètres possibles : contract" in response.get_json()["detail"]


def test_a_spreadsheet_is_asked_for_with_1(client: FlaskClient) -> None:
    assert client.get(f"{SIGNED}.csv?excel=oui").status_code == 400


def test_a_thing_may_be_given_by_its_whole_iri(client: FlaskClient) -> None:
    by_key = client.get(f"{SIGNED}.json?{CRTE}")
    by_iri = client.get(f"{SIGNED}.json?contract={samples.BASE}id/contrat/crte-200099999")
    assert rows(by_iri) == rows(by_key) != []
    within = "/questions/contracts-within.json?whole="
    assert rows(client.get(f"{within}{samples.BASE}id/region/99")) == rows(client.get(f"{within}region/99")) != []


@pytest.mark.parametrize("open_", ["contract=", "contract=*", "contract=%20"])
def test_an_optional_parameter_left_open_means_all(open_: str, client: FlaskClient) -> None:
    found = {row["contractLabel"] for row in rows(client.get(f"{SIGNED}.json?{open_}"))}
    assert len(found) == 4


def test_a_required_parameter_left_empty_has_its_default(client: FlaskClient) -> None:
    answer = client.get("/questions/contracts-of-a-commune.json?commune=").get_json()
    assert answer["parameters"] == {"commune": "62498"}


def test_a_text_can_only_be_a_text(client: FlaskClient) -> None:
    name = '"@fr . ?s ?p ?o } UNION { ?source ?p ?o'
    assert rows(client.get("/questions/where-is-it-named.json", query_string={"name": name})) == []


@pytest.mark.parametrize(("date", "count"), [("2021-04-02", 4), ("2021-04", 4), ("2021", 4), ("2020", 0), ("*", 4)])
def test_a_date_may_be_less_precise(date: str, count: int, client: FlaskClient) -> None:
    assert len(rows(client.get(f"/questions/letters.json?date={date}"))) == count


def test_json_tells_what_was_asked_of_which_release_and_that_it_is_complete(client: FlaskClient) -> None:
    answer = client.get(f"{SIGNED}.json?{CRTE}").get_json()
    assert answer["question"] == "when-signed"
    assert answer["parameters"] == {"contract": "crte-200099999"}
    assert answer["release"] == client.get("/health").get_json()["release"]
    assert answer["complete"] is True
    assert answer["count"] == len(answer["rows"])
    assert {"name": "value", "title": {"fr": "Réponse", "en": "Answer"}} in answer["columns"]


def test_csv_is_that_of_rfc_4180_and_says_what_json_says(client: FlaskClient) -> None:
    response = client.get(f"{SIGNED}.csv?{CRTE}")
    text = response.get_data(as_text=True)
    assert response.content_type == "text/csv; charset=utf-8"
    assert text.count("\r\n") == text.count("\n") == len(table(text))
    head, *lines = table(text)
    told = [{name: str(value) for name, value in row.items()} for row in rows(client.get(f"{SIGNED}.json?{CRTE}"))]
    read = [{name: cell for name, cell in zip(head, line, strict=True) if cell} for line in lines]
    assert [row | {"inferred": row["inferred"].capitalize()} for row in read] == told


def test_a_spreadsheet_opens_the_file_made_for_it(client: FlaskClient) -> None:
    body = client.get("/questions/stated-figures.csv?excel=1").get_data()
    assert body.startswith(b"\xef\xbb\xbf")
    head, line = table(body.decode("utf-8-sig"), ";")
    assert head[:6] == ["Valeur", "Unité", "Précision", "De quoi", "Chiffre (adresse)", "Chiffre"]
    assert dict(zip(head, line, strict=True))["Valeur déduite"] == "non"


@pytest.fixture
def peculiar(tmp_path: Path) -> FlaskClient:
    """Return a client of a release with a formula for a label, a negative figure, and a title of many words."""
    figure = NamedNode(f"{samples.BASE}id/chiffre/900-val-d-exemple-crte-2")
    graph = NamedNode(samples.SOURCE)
    more = (
        Quad(
            figure,
            NamedNode(CT.value),
            Literal("-2.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
            graph,
        ),
        Quad(figure, NamedNode(RDFS.label), Literal('=HYPERLINK("http://x.example")', language="fr"), graph),
        Quad(figure, NamedNode(CT.counts), Literal("<script>alert(1)</script>", language="fr"), graph),
    )
    return serve(evidenced.release(tmp_path, more=more))


@pytest.mark.parametrize(("address", "separator", "number"), [("csv", ",", "-2.5"), ("csv?excel=1", ";", "-2,5")])
def test_a_file_never_holds_a_formula_and_keeps_its_numbers(
    address: str, separator: str, number: str, peculiar: FlaskClient
) -> None:
    text = peculiar.get(f"/questions/stated-figures.{address}").get_data().decode("utf-8-sig")
    cells = {cell for line in table(text, separator) for cell in line}
    assert '\'=HYPERLINK("http://x.example")' in cells
    assert number in cells


def test_json_keeps_texts_untouched_and_numbers_as_numbers(peculiar: FlaskClient) -> None:
    found = rows(peculiar.get("/questions/stated-figures.json"))
    assert {'=HYPERLINK("http://x.example")', "plus de 500 M€"} == {row["figureLabel"] for row in found}
    assert {-2.5, 500000000} == {row["value"] for row in found}


def test_a_page_escapes_what_sources_say(peculiar: FlaskClient) -> None:
    page = peculiar.get("/questions/stated-figures").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page


def test_a_page_names_things_and_leads_to_them_and_to_the_words(client: FlaskClient) -> None:
    page = client.get(f"{SIGNED}?{CRTE}").get_data(as_text=True)
    assert '<a href="/doc/contrat/crte-200099999" lang="fr">CRTE du Val d&#39;Exemple</a>' in page
    assert 'href="/doc/source/900-val-d-exemple-crte?debut=75&amp;fin=93#passage">vendredi 9 juillet</a>' in page
    assert "année déduite du jour de la semaine" in page
    assert "9 juillet 2021" in page


def test_a_page_shows_one_line_for_an_answer_with_several_quotations(client: FlaskClient) -> None:
    page = client.get(f"{SIGNED}?{CRTE}").get_data(as_text=True)
    assert page.count('lang="fr">CRTE du Val d&#39;Exemple</a></td>') == 3
    assert len(rows(client.get(f"{SIGNED}.json?{CRTE}"))) == 4


def test_a_page_speaks_english_where_the_vocabulary_does(client: FlaskClient) -> None:
    page = client.get("/questions/territories-helped?lang=en").get_data(as_text=True)
    assert "Which territories were helped" in page
    assert '<a href="/def?lang=en#client">' in page
    assert ">Client</a>" in page


def test_a_page_gives_the_query_as_it_runs_and_opens_it_in_the_editor(client: FlaskClient) -> None:
    page = client.get(f"{SIGNED}?{CRTE}").get_data(as_text=True)
    assert "(&lt;http://localhost:8000/id/contrat/crte-200099999&gt;)" in page
    assert 'href="/sparql?query=PREFIX' in page


def test_a_page_offers_the_files_of_the_same_question(client: FlaskClient) -> None:
    page = client.get(f"{SIGNED}?contract=").get_data(as_text=True)
    for address in (".csv?contract=%2A", ".json?contract=%2A", ".csv?contract=%2A&amp;excel=1"):
        assert f'href="{SIGNED}{address}"' in page


def test_a_form_offers_what_exists(client: FlaskClient) -> None:
    page = client.get(SIGNED).get_data(as_text=True)
    assert '<option value="crte-200099999">CRTE du Val d&#39;Exemple</option>' in page


def test_a_form_does_not_offer_more_than_a_reader_can_choose_from(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VIEWS, "_CHOICES", 1)
    assert "<datalist" not in client.get(f"{SIGNED}?contract=autre").get_data(as_text=True)


def test_a_thing_that_is_not_published_is_said_so(client: FlaskClient) -> None:
    page = client.get("/questions/contracts-of-a-commune?commune=01001").get_data(as_text=True)
    assert "Rien n’est publié sous « 01001 »" in page
    known = client.get("/questions/first-programming?contract=cte-200099999").get_data(as_text=True)
    assert "Aucune réponse" in known
    assert "Rien n’est publié" not in known


def test_a_long_answer_is_shown_page_by_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VIEWS, "_LINES", 2)
    first = client.get("/questions/what-happened-between?until=2021-07-30").get_data(as_text=True)
    assert 'href="/questions/what-happened-between?since=2021-03-01&amp;until=2021-07-30&amp;page=2"' in first
    last = client.get("/questions/what-happened-between?until=2021-07-30&page=99").get_data(as_text=True)
    assert first.count("<tr>") == 3
    assert "Courrier du 2 avril 2021" in first
    assert "Courrier du 2 avril 2021" not in last


def test_a_reader_who_has_the_answer_is_not_sent_it_again(client: FlaskClient) -> None:
    for address in ("/questions", SIGNED, f"{SIGNED}.csv", f"{SIGNED}.csv?excel=1", f"{SIGNED}.json?{CRTE}"):
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.get_data()) == (304, b"")


def test_each_format_and_each_parameter_has_its_own_validator(client: FlaskClient) -> None:
    addresses = (SIGNED, f"{SIGNED}.csv", f"{SIGNED}.csv?excel=1", f"{SIGNED}.json", f"{SIGNED}.json?{CRTE}")
    etags = [client.get(address).headers["ETag"] for address in addresses]
    assert len(set(etags)) == len(addresses)


def test_any_site_may_read_an_answer(client: FlaskClient) -> None:
    assert client.get(f"{SIGNED}.json").headers["Access-Control-Allow-Origin"] == "*"


def test_an_answer_names_its_other_formats(client: FlaskClient) -> None:
    link = client.get(f"{SIGNED}?{CRTE}").headers["Link"]
    assert f'<{SIGNED}.csv?{CRTE}>; rel="alternate"; type="text/csv"' in link
    assert f'<{samples.BASE}questions/when-signed>; rel="canonical"' in link


def test_words_that_stand_in_a_column_are_not_said_twice(client: FlaskClient) -> None:
    page = client.get("/questions/where-is-it-named?name=r%C3%A9novation").get_data(as_text=True)
    lines = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "<span>la rénovation des écoles</span></td>" in lines
    assert "<q" not in lines
    assert '#passage"' in lines


@pytest.mark.parametrize("question", STORED, ids=lambda question: question.name)
def test_the_address_of_the_editor_is_short_enough_for_any_proxy(question: Question, client: FlaskClient) -> None:
    page = client.get(f"/questions/{question.name}").get_data(as_text=True)
    assert len(page.split('href="/sparql?query=')[1].split('"')[0]) < 8000


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_editor_offers_every_question_with_its_parameters(language: str, client: FlaskClient) -> None:
    page = client.get(f"/sparql?lang={language}", headers={"Accept": "text/html"}).get_data(as_text=True)
    for question in STORED:
        form = page.split(f'action="/questions/{question.name}/sparql"')[1].split("</form>")[0]
        assert question.title[language].replace("'", "&#39;") in form
        assert re.findall(r'<input name="(\w+)"', form) == [parameter.name for parameter in question.parameters]


def test_a_question_goes_to_the_editor_with_the_values_given(client: FlaskClient) -> None:
    response = client.get("/questions/contracts-of-a-commune/sparql?commune=99001")
    assert response.status_code == 303
    assert "id%2Fcommune%2F99001" in response.headers["Location"]
    assert response.headers["Location"].startswith("/sparql?query=")
    assert client.get("/questions/contracts-of-a-commune/sparql?commune=x").status_code == 400
    assert client.get("/questions/who-knows/sparql").status_code == 404


LETTERS = "/questions/letters"


def linked(response: TestResponse) -> dict[str, str]:
    """Return the links of an answer to other pages, by relation."""
    found = re.findall(r'<([^>]*)>; rel="(first|prev|next|last)"', response.headers["Link"])
    return {relation: address for address, relation in found}


@pytest.mark.parametrize("extension", ["json", "csv", "ttl"])
def test_pages_followed_by_their_links_make_the_whole_answer(extension: str, client: FlaskClient) -> None:
    whole = client.get(f"{LETTERS}.{extension}")
    assert whole.headers["X-Complete"] == "true"
    assert whole.headers["X-Release"] == client.get(f"{LETTERS}.json").get_json()["release"]
    assert not linked(whole)
    read: list[str] = []
    address: str | None = f"{LETTERS}.{extension}?size=3"
    while address:
        page = client.get(address)
        assert page.headers["X-Complete"] == "false"
        assert page.headers["X-Total-Count"] == "4"
        read += solutions(page, extension)
        address = linked(page).get("next")
    assert read == solutions(whole, extension)


def solutions(response: TestResponse, extension: str) -> list[str]:
    """Return the rows of an answer, each as one text."""
    if extension == "json":
        return [json.dumps(row) for row in rows(response)]
    text = response.get_data(as_text=True)
    if extension == "csv":
        return text.splitlines()[1:]
    graph = Graph().parse(data=text, format="turtle")
    found = sorted((int(str(place)), solution) for solution, place in graph.subject_objects(RS.index))
    return [
        str([graph.value(binding, RS.value) for binding in sorted(graph.objects(solution, RS.binding), key=str)])
        for _, solution in found
    ]


def test_a_page_of_json_says_that_it_is_not_all(client: FlaskClient) -> None:
    answer = client.get(f"{LETTERS}.json?size=3&page=2").get_json()
    assert {name: answer[name] for name in ("complete", "count", "total", "first")} == {
        "complete": False,
        "count": 1,
        "total": 4,
        "first": 4,
    }


def test_a_page_that_holds_all_rows_is_complete(client: FlaskClient) -> None:
    assert client.get(f"{LETTERS}.json?size=4").get_json()["complete"] is True


def test_a_page_after_the_last_does_not_exist(client: FlaskClient) -> None:
    response = client.get(f"{LETTERS}.json?page=2", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert response.get_json()["detail"] == "Page 2 : la réponse n’en a que 1."


@pytest.mark.parametrize("part", ["page=0", "page=x", "size=0", "size=10001", "page=-1", "page=%D9%A3"])
def test_a_page_is_asked_for_by_numbers(part: str, client: FlaskClient) -> None:
    assert client.get(f"{LETTERS}.csv?{part}").status_code == 400


def test_no_parameter_of_a_question_takes_a_name_that_pages_use() -> None:
    taken = {parameter.name for question in STORED for parameter in question.parameters}
    assert not taken & {"page", "size", "excel", "lang"}


def test_every_question_is_published_as_an_executable_that_runs(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/questions.ttl").get_data(), format="turtle")
    found = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(found) == len(STORED)
    for question in found:
        assert (question, SCHEMA.target, URIRef(f"{samples.BASE}sparql")) in graph
        assert {str(comment.language) for comment in graph.objects(question, RDFS.comment)} == {"fr", "en"}  # type: ignore[attr-defined]
        answer = client.post("/sparql", data={"query": str(graph.value(question, SH.select)), "format": "json"})
        assert answer.status_code == 200


def test_parameters_are_published_with_what_they_may_be(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/questions.ttl").get_data(), format="turtle")
    commune = URIRef(f"{samples.BASE}questions/contracts-of-a-commune#commune")
    assert graph.value(commune, SH.nodeKind) == SH.IRI
    assert graph.value(commune, SH.defaultValue) == URIRef(f"{samples.BASE}id/commune/62498")
    name = URIRef(f"{samples.BASE}questions/where-is-it-named#name")
    assert graph.value(name, SH.datatype) == XSD.string


def test_an_answer_in_turtle_has_no_blank_node_and_says_what_json_says(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get(f"{SIGNED}.ttl?{CRTE}").get_data(), format="turtle")
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]
    [answer] = graph.subjects(RDF.type, RS.ResultSet)
    assert str(answer) == f"{samples.BASE}questions/when-signed?{CRTE}"
    told = rows(client.get(f"{SIGNED}.json?{CRTE}"))
    assert len(set(graph.objects(answer, RS.solution))) == len(told)
    assert int(str(graph.value(answer, RS.size))) == len(told)
    assert {str(name) for name in graph.objects(answer, RS.resultVariable)} >= set(told[0])


@pytest.mark.parametrize(("given", "absent"), [("contract=inconnu", ["inconnu"]), (CRTE, [])])
def test_what_nothing_is_published_about_is_told_beside_an_answer_without_rows(
    given: str, absent: list[str], client: FlaskClient
) -> None:
    assert client.get(f"{SIGNED}.json?{given}").get_json()["absent"] == absent
