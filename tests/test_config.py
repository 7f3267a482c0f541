"""Settings are read from the environment and refused in words before anything runs on them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from server.config import MEGABYTE, NUMBERS, Config, InvalidSetting

NO_LIMITS = {"base", "memory_processes", "releases", "store", "services", "ledger", "proxies"}


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Config.read({}) == Config()
    assert Config.read({"PACTE_BASE": "", "PACTE_STORE": "", "PATH": "/bin"}) == Config()


def test_every_setting_is_read_from_its_variable() -> None:
    found = Config.read(
        {
            "PACTE_BASE": "https://data.example/contrats/",
            "PACTE_RELEASES": "/srv/pacte",
            "PACTE_STORE": "http://127.0.0.1:7878/query",
            "PACTE_QUERY_SECONDS": "2.5",
            "PACTE_QUERY_BYTES": "1000",
            "PACTE_RESULT_BYTES": "2000",
            "PACTE_RESULT_ROWS": "2500",
            "PACTE_QUERY_MEMORY": "3000",
            "PACTE_QUERY_PROCESSES": "4",
            "PACTE_CLIENT_QUERIES": "5",
            "PACTE_CLIENT_SECONDS": "6.5",
            "PACTE_SERVICES": "https://one.example/sparql http://two.example/query?a=b",
            "PACTE_SERVICE_BYTES": "7000",
            "PACTE_KEPT_BYTES": "8000",
            "PACTE_LEDGER": "/",
            "PACTE_PROXIES": "1",
            "PACTE_MEMORY_PROCESSES": "0",
        }
    )
    assert found == Config(
        base="https://data.example/contrats/",
        releases=Path("/srv/pacte"),
        store="http://127.0.0.1:7878/query",
        query_seconds=2.5,
        query_bytes=1000,
        result_bytes=2000,
        result_rows=2500,
        memory_bytes=3000,
        processes=4,
        client_queries=5,
        client_seconds=6.5,
        services=("https://one.example/sparql", "http://two.example/query?a=b"),
        service_bytes=7000,
        kept_bytes=8000,
        ledger=Path("/"),
        proxies=1,
        memory_processes=0,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PACTE_BASE", "data.example"),
        ("PACTE_BASE", "https://data.example"),
        ("PACTE_SERVICES", "https://one.example/sparql two.example"),
        ("PACTE_SERVICES", "file:///etc/passwd"),
        ("PACTE_SERVICES", "https://one.example/<sparql>"),
        ("PACTE_SERVICES", "https://user:word@one.example/sparql"),
        ("PACTE_SERVICES", "https://one.example/sparql#part"),
        ("PACTE_STORE", "localhost:7878"),
        ("PACTE_STORE", "ftp://localhost/query"),
        ("PACTE_STORE", "http://"),
        ("PACTE_STORE", "http://localhost:0/query"),
        ("PACTE_STORE", "http://localhost:99999/query"),
        ("PACTE_STORE", "http://localhost/\n"),
        ("PACTE_QUERY_SECONDS", "soon"),
        ("PACTE_QUERY_SECONDS", "0"),
        ("PACTE_QUERY_SECONDS", "nan"),
        ("PACTE_QUERY_SECONDS", "inf"),
        ("PACTE_QUERY_SECONDS", "-1"),
        ("PACTE_QUERY_BYTES", "1.5"),
        ("PACTE_CLIENT_QUERIES", "0"),
        ("PACTE_CLIENT_SECONDS", "0"),
        ("PACTE_LEDGER", "/nowhere"),
        ("PACTE_PROXIES", "-1"),
        ("PACTE_MEMORY_PROCESSES", "-1"),
        ("PACTE_RESULT_BYTES", "-3"),
        ("PACTE_QUERY_MEMORY", "2GB"),
        ("PACTE_QUERY_PROCESSES", "0"),
    ],
)
def test_a_setting_nothing_can_run_with_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        Config.read({name: value})
    assert f"{name}={value}" in str(caught.value) or f"{name}={float(value):g}" in str(caught.value)
    assert "give " in str(caught.value)


def test_a_limit_has_a_variable_of_its_own() -> None:
    assert {field.name for field in dataclasses.fields(Config)} - NO_LIMITS == set(NUMBERS)


@pytest.mark.parametrize(
    ("machine", "given", "each", "loaded"),
    [
        (64_000, {}, 2_000, 2),
        (6_000, {}, 1_000, 2),
        (3_000, {}, 500, 0),
        (3_000, {"PACTE_MEMORY_PROCESSES": "2"}, 500, 2),
        (64_000, {"PACTE_MEMORY": "900000000"}, 300, 2),
        (64_000, {"PACTE_MEMORY": "900000000", "PACTE_QUERY_PROCESSES": "9"}, 100, 2),
        (3_000, {"PACTE_QUERY_MEMORY": "4000000000"}, 4_000, 0),
        (64_000, {"PACTE_QUERY_MEMORY": "300000000", "PACTE_MEMORY": "900000000"}, 300, 2),
    ],
)
def test_queries_share_half_of_the_memory_or_what_is_given(
    monkeypatch: pytest.MonkeyPatch, machine: int, given: dict[str, str], each: int, loaded: int
) -> None:
    monkeypatch.setattr("server.config.memory", lambda: machine * MEGABYTE)
    found = Config.read(given)
    assert (found.memory_bytes, found.memory_processes) == (each * MEGABYTE, loaded)


def test_more_memory_for_each_query_than_for_all_is_refused() -> None:
    with pytest.raises(InvalidSetting, match=r"PACTE_MEMORY=900000000: 3 queries .* need 1200000000"):
        Config.read({"PACTE_QUERY_MEMORY": "400000000", "PACTE_MEMORY": "900000000"})
    with pytest.raises(InvalidSetting, match="PACTE_MEMORY=0"):
        Config.read({"PACTE_MEMORY": "0"})
