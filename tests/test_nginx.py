"""The configuration of nginx in docs/cluster: nginx accepts it, and a web server that is gone fails no answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import samples
from cluster import missing
from families import PATIENCE
from live import free_port, serving

SETUP = Path(__file__).parent.parent / "docs" / "cluster" / "nginx.conf"
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
QUERY = b"SELECT (COUNT(*) AS ?n) { ?s ?p ?o } #%d"

pytestmark = pytest.mark.engine


@pytest.fixture
def nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        missing("nginx is not on this machine; `requirements/install.sh proxy` installs it")
    return found


def filed(folder: Path, addresses: dict[str, str]) -> Path:
    """Write the whole configuration of an nginx that keeps all its files in a folder."""
    site = SETUP.read_text(encoding="utf-8")
    for documented, address in addresses.items():
        assert documented in site
        site = site.replace(documented, address)
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in KINDS)
    file = folder / "nginx.conf"
    head = f"daemon off;\npid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
    file.write_text(f"{head}http {{\naccess_log off;\n{places}{site}}}\n", encoding="utf-8")
    return file


@pytest.fixture
def proxy(nginx: str, tmp_path: Path) -> Iterator[str]:
    """Yield the address of an nginx in front of two web servers, of which one is not there."""
    port = free_port()
    with serving(samples.release(tmp_path), PACTE_PROXIES="1") as address:
        own = {"10.0.0.11:8000": urlsplit(address).netloc, "10.0.0.12:8000": f"127.0.0.1:{free_port()}"}
        file = filed(tmp_path, {**own, "listen 8080": f"listen 127.0.0.1:{port}"})
        with subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(file)], stderr=subprocess.DEVNULL) as process:
            yield f"http://127.0.0.1:{port}/"
            process.terminate()


def test_the_documented_configuration_is_accepted(nginx: str, tmp_path: Path) -> None:
    file = filed(tmp_path, {})
    done = subprocess.run(
        [nginx, "-t", "-p", str(tmp_path), "-c", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_web_server_that_is_gone_fails_no_answer(proxy: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answered(f"{proxy}health") and time.monotonic() < deadline:
        time.sleep(0.05)
    long = b"#" * 60_000
    for number in range(20):
        assert answered(f"{proxy}sparql", QUERY % number + long)
        assert answered(f"{proxy}recherche?q=exemple&n={number}")


def answered(address: str, query: bytes | None = None) -> bool:
    request = urllib.request.Request(address, query, {"Content-Type": "application/sparql-query"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
