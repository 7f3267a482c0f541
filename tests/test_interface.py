from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import evidenced
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from server import create_app
from server.config import Config
from server.parameters import OF_KINDS, READ

_LEFT_OUT = {
    "/questions/<name>/sparql",
    "/sparql/terms.json",
    "/",
    "/robots.txt",
    "/favicon.ico",
    "/.well-known/void",
    "/dumps/",
    "/openapi.json",
    "/static/<path:filename>",
}
"""Addresses that are for browsers and crawlers, or the description itself."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    releases = evidenced.release(tmp_path_factory.mktemp("interface"))
    return create_app(Config(releases=releases)).test_client()


@pytest.fixture(scope="module")
def description(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").get_json()
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        if path.startswith("/questions/"):
            yield path, item["get"]


def test_the_description_is_openapi_3_1(description: dict[str, Any]) -> None:
    validate(description)
    assert description["openapi"] == "3.1.0"


def test_every_address_of_the_service_is_described(client: FlaskClient, description: dict[str, Any]) -> None:
    rules = {rule.rule for rule in client.application.url_map.iter_rules()} - _LEFT_OUT
    served = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule) for rule in rules}
    told = {path.replace("{key}", "{name}") for path in description["paths"] if not path.startswith("/questions/")}
    plain = {path.replace("{key}", "{name}") for path in served if not path.endswith(".{extension}")}
    assert plain - {"/questions/{name}", "/def/{name}", "/def/context.jsonld"} == told


def test_every_parameter_that_a_page_reads_is_described(client: FlaskClient, description: dict[str, Any]) -> None:
    for rule in client.application.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).replace("{name}", "{key}")
        if rule.endpoint not in READ or path not in description["paths"]:
            continue
        told = {name(one) for one in description["paths"][path]["get"].get("parameters", ())}
        more = frozenset().union(*OF_KINDS.values(), {"page"}) if "{key}" in path else frozenset()
        assert READ[rule.endpoint] | more <= told, path


def name(parameter: dict[str, str]) -> str:
    return parameter["name"] if "name" in parameter else parameter["$ref"].rpartition("/")[2]


def test_every_question_answers_as_it_is_described(client: FlaskClient, description: dict[str, Any]) -> None:
    asked = list(operations(description))
    assert len(asked) == 3 * len(client.get("/questions.json").get_json()["questions"])
    for path, operation in asked:
        given = {one["name"]: one["schema"]["default"] for one in operation["parameters"] if "$ref" not in one}
        response = client.get(path, query_string=given)
        assert response.status_code == 200, path
        [(media_type, content)] = operation["responses"]["200"]["content"].items()
        assert response.mimetype == media_type
        for name, header in operation["responses"]["200"]["headers"].items():
            required = description["components"]["headers"][header["$ref"].rpartition("/")[2]].get("required", False)
            assert name in response.headers or not required, (path, name)
        if media_type == "application/json":
            schema = content["schema"] | {"components": description["components"]}
            Draft202012Validator(schema).validate(response.get_json())


def test_a_value_that_a_pattern_refuses_is_refused(client: FlaskClient, description: dict[str, Any]) -> None:
    for path, operation in operations(description):
        for one in operation["parameters"]:
            if "$ref" in one:
                continue
            assert re.search(one["schema"]["pattern"], one["schema"]["default"]), (path, one["name"])
            assert not re.search(one["schema"]["pattern"], "\x01<>")
            assert client.get(path, query_string={one["name"]: "\x01<>"}).status_code == 400


@pytest.mark.parametrize("address", ["/", "/questions"])
def test_a_page_leads_programs_to_the_description(address: str, client: FlaskClient) -> None:
    assert '</openapi.json>; rel="service-desc"; type="application/json"' in client.get(address).headers["Link"]
