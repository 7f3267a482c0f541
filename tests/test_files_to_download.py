from __future__ import annotations

import base64
import gzip
import hashlib
from pathlib import Path

import pytest
import served
from flask.testing import FlaskClient

DUMP = "/dumps/pacte.nq.gz"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return served.client(tmp_path)


def test_a_file_is_sent_whole_with_what_lets_its_reader_check_it(client: FlaskClient) -> None:
    with client.get(DUMP) as answer:
        digest = hashlib.sha256(answer.data)
        assert answer.mimetype == "application/gzip"
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
        assert answer.headers["ETag"] == f'"{digest.hexdigest()}"'
        assert b"crte-200099999" in gzip.decompress(answer.data)


def test_a_download_can_be_resumed_and_is_not_sent_twice(client: FlaskClient) -> None:
    with client.get(DUMP) as whole, client.get(DUMP, headers={"Range": "bytes=10-19"}) as part:
        assert (part.status_code, part.data) == (206, whole.data[10:20])
        assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"
        with client.get(DUMP, headers={"If-None-Match": whole.headers["ETag"]}) as again:
            assert (again.status_code, again.data) == (304, b"")


def test_the_list_has_every_file_its_size_and_its_digest(client: FlaskClient) -> None:
    page = client.get("/dumps/").get_data(as_text=True)
    assert f'href="{DUMP}"' in page
    with client.get("/dumps/published.nq") as answer:
        assert hashlib.sha256(answer.data).hexdigest() in page


@pytest.mark.parametrize(
    "name",
    ["manifest.json", "undecided.json", "..%2Fmanifest.json", "..%2F..%2Fcurrent%2Fmanifest.json", "%00", "inconnu"],
)
def test_only_the_files_of_the_manifest_are_sent(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/dumps/{name}", headers={"Accept": "application/json"})
    assert answer.status_code == 404


def test_an_unknown_file_is_answered_with_those_that_exist(client: FlaskClient) -> None:
    exists = client.get("/dumps/inconnu", headers={"Accept": "application/json"}).get_json()["exists"]
    assert {"title": "pacte.nq.gz", "href": DUMP} in exists
