from __future__ import annotations

from collections.abc import Iterator

import misbehaving
import pytest

from loaders.faults import InvalidSeeds
from loaders.fetching import Reach, fetch, public

HERE = Reach(size=10**6, seconds=1, redirects=2, local=True)


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    with misbehaving.server() as address:
        yield address


def refusal(url: str, reach: Reach = HERE) -> str:
    with pytest.raises(InvalidSeeds) as caught:
        fetch(url, reach)
    [fault] = caught.value.faults
    assert fault.path == url
    assert "\n" not in fault.said("fr")
    return fault.said("fr")


@pytest.mark.parametrize("name", ["good", "unsized", "good?a=é b"])
def test_a_page_is_brought_with_its_address(place: str, name: str) -> None:
    found = fetch(f"{place}/{name}", HERE)
    assert (found.data, found.url) == (misbehaving.PAGE, f"{place}/{name}")


def test_a_redirect_is_followed_and_the_last_address_kept(place: str) -> None:
    assert fetch(f"{place}/moved", HERE).url == f"{place}/good"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere", "404"),
        ("loop", "redirections"),
        ("away", "file:///etc/passwd : n'est pas une adresse http(s)"),
        ("picture", "image/png"),
        ("packed", "compresse"),
        ("large", "dépasse"),
        ("endless", "dépasse"),
        ("cut", "coupée"),
        ("silent", "en 1 s"),
        ("slow", "en 1 s"),
        ("drip", "en 1 s"),
        ("garbage", "ne répond pas comme il faut"),
        ("closed", "ne répond pas comme il faut"),
    ],
)
def test_an_answer_that_is_no_document_is_told_in_one_line(place: str, name: str, why: str) -> None:
    assert why in refusal(f"{place}/{name}")


def test_this_machine_and_private_networks_are_not_asked(place: str) -> None:
    assert "réseau privé" in refusal(f"{place}/good", Reach())
    assert "réseau privé" in refusal("http://[::1]:9/", Reach())
    assert "réseau privé" in refusal("http://2130706433/", Reach())


def test_a_redirect_towards_a_private_network_is_not_followed(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.fetching.public", lambda address: address in {"127.0.0.1", "::1"})
    assert "169.254.169.254 : adresse d'un réseau privé" in refusal(f"{place}/inside", Reach())


@pytest.mark.parametrize(
    "url", ["ftp://exemple.fr/a", "http://", "http://a:b@exemple.fr/", "http://exemple.fr:99999/", "x"]
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    assert "n'est pas une adresse http(s)" in refusal(url)


def test_nobody_at_an_address_is_told() -> None:
    assert "ne répond pas" in refusal("http://127.0.0.1:9/")
    assert "ne répond pas" in refusal(f"http://{'a' * 70}.exemple/")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)  # fmt: skip
def test_an_address_is_public_or_not(address: str, told: bool) -> None:  # noqa: FBT001
    assert public(address) is told
