"""Documents that are not read again state what they would state if they were, whatever changed in the others."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import ADDRESSES, document, places, referential

from loaders.cache import Cache
from loaders.documents import notes, readings, sharing
from loaders.documents.page import Page
from loaders.documents.reading import Prepared, Reader
from loaders.documents.readings import Readings
from loaders.documents.sharing import Share, read_here
from loaders.model import Choice, Choices, Document, Reading

CASES = Path(__file__).parent / "cases"
SEEDS = sorted((CASES.parent.parent / "seeds" / "documents").glob("*.txt"))
PAGES = sorted((CASES / "corpus" / "development").glob("*.txt"))
LAMASTRE = "La Communauté de communes du Pays de Lamastre (CCPL) s'est réunie en Ardèche."
CCPL = "CCPL : point d'étape\n\nLe préfet et CCPL ont signé le contrat de relance et de transition écologique."
LENS = "La Communauté d'agglomération de Lens-Liévin (CALL) lance la démarche « Agir ensemble pour demain »."
AGIR = "À Liévin, Agir ensemble\npour demain se poursuit. La CALL signe un CRTE avec l'État le 3 mai 2021."
OTHER = "La Communauté de communes du Pays de Lumbres (CCPL) et le programme « Agir ensemble »."
ALONE = "Le maire de Saint-Denis a été reçu. La commune de Lens signe une convention le 4 mai 2022."
REFERENTIAL = ("base", "tables")


@pytest.fixture(autouse=True)
def _one_atlas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build the atlas of the seeds once for all tests."""
    monkeypatch.setattr(sharing, "atlas", lambda _referential, _addresses: places())


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "kept", "")


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the keys of the documents that are read, each as often as it is prepared."""
    found: list[str] = []
    prepare = Reader.prepare

    def noted(reader: Reader, page: Page) -> Prepared:
        found.append(page.document.key)
        return prepare(reader, page)

    monkeypatch.setattr(Reader, "prepare", noted)
    return found


def documents(**texts: str) -> list[Document]:
    return [document(text, key) for key, text in texts.items()]


def some() -> list[Document]:
    return documents(one=LAMASTRE, two=CCPL, three=LENS, four=AGIR, five=ALONE)


def read(cache: Cache, told: list[Document], choices: Choices | None = None) -> tuple[Reading, ...]:
    """Read with what is kept, and assert that this is what is read without."""
    whole = Share(told, referential(), ADDRESSES, choices or {})
    kept = Readings(cache, REFERENTIAL)
    found = kept.read(whole)
    kept.settle()
    assert found == read_here(whole)[1]
    return found


def unread(cache: Cache, told: list[Document]) -> None:
    """Read what is not kept, without comparing."""
    kept = Readings(cache, REFERENTIAL)
    kept.read(Share(told, referential(), ADDRESSES, {}))
    kept.settle()


@pytest.mark.parametrize("path", [*SEEDS, *PAGES[:20]], ids=lambda path: path.stem)
def test_a_reading_told_as_json_is_the_same_reading(path: Path) -> None:
    told = document(path.read_text(encoding="utf-8"), path.stem)
    [glossary], [reading] = read_here(Share([told], referential(), ADDRESSES, {}))
    again = notes.stated(told, json.loads(json.dumps(notes.statements(reading))))
    assert again == reading
    assert [s.object.n3() for s in again.statements] == [s.object.n3() for s in reading.statements]
    marked = notes.marked(glossary)
    assert notes.defined(json.loads(json.dumps(notes.definitions(marked)))) == marked


def test_what_did_not_change_is_not_read(cache: Cache, prepared: list[str]) -> None:
    unread(cache, some())
    assert sorted(prepared) == ["five", "four", "one", "three", "two"]
    prepared.clear()
    unread(cache, some())
    assert prepared == []


def test_a_document_that_changes_is_read_alone_where_none_uses_what_it_defines(
    cache: Cache, prepared: list[str]
) -> None:
    unread(cache, some())
    prepared.clear()
    changed = [*some()[:4], document(f"{ALONE} Le maire signe.", "five")]
    unread(cache, changed)
    assert prepared == ["five"]
    read(cache, changed)


def test_what_a_document_no_longer_defines_is_read_anew_where_it_was_used(cache: Cache, prepared: list[str]) -> None:
    before = read(cache, some())
    prepared.clear()
    changed = [document("Rien ici.", "one"), *some()[1:]]
    unread(cache, changed)
    assert sorted(prepared) == ["one", "two"]
    assert read(cache, changed)[1].statements != before[1].statements


def test_a_name_of_a_programme_broken_over_two_lines_is_a_use_of_it(cache: Cache, prepared: list[str]) -> None:
    before = read(cache, some())
    prepared.clear()
    changed = [*some()[:2], document("Rien ici.", "three"), *some()[3:]]
    unread(cache, changed)
    assert "four" in prepared
    assert read(cache, changed)[3].statements != before[3].statements


def chosen_in_a_page(cache: Cache) -> None:
    start = ALONE.index("Saint-Denis")
    place = Choice(start, start + len("Saint-Denis"), ADDRESSES.commune("93066"), "choisi")
    before = read(cache, some())
    assert read(cache, some(), {"five.txt": (place,)})[4] != before[4]


def defined_by_another_too(cache: Cache) -> None:
    before = read(cache, some())
    assert read(cache, [*some(), document(OTHER, "six")])[1].statements != before[1].statements


def read_in_another_order(cache: Cache) -> None:
    read(cache, some())
    read(cache, list(reversed(some())))


def under_another_key(cache: Cache) -> None:
    read(cache, some())
    read(cache, [document(one.text, f"{one.key}-bis") for one in some()])


def damaged(cache: Cache) -> None:
    read(cache, some())
    for path in cache._folder.iterdir():
        path.write_bytes(path.read_bytes()[:-2])
    read(cache, some())


def half_of_it_gone(cache: Cache) -> None:
    read(cache, some())
    for path in cache._folder.glob("defined-*"):
        path.unlink()
    read(cache, some()[1:])


@pytest.mark.parametrize(
    "change",
    [
        chosen_in_a_page,
        defined_by_another_too,
        read_in_another_order,
        under_another_key,
        damaged,
        half_of_it_gone,
    ],
    ids=lambda change: change.__name__,
)
def test_after_any_change_documents_state_what_they_state_read_from_nothing(
    change: Callable[[Cache], None], cache: Cache
) -> None:
    change(cache)


def test_pages_that_come_and_go_at_random_state_what_they_state_read_from_nothing(cache: Cache) -> None:
    chance = random.Random(5)  # noqa: S311 - repeated, not secret
    texts = [LAMASTRE, CCPL, LENS, AGIR, OTHER, ALONE, "CCPL et CALL.", "Agir ensemble, dit la CALL à Lens."]
    for _ in range(25):
        told = chance.sample(texts, chance.randint(1, len(texts)))
        read(cache, [document(text, f"page-{texts.index(text)}") for text in told])


def test_where_many_documents_are_new_all_are_read_on_all_cores_and_kept(
    cache: Cache, prepared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "LEAST", 3)
    read(cache, some())
    prepared.clear()
    unread(cache, some())
    assert prepared == []
    read(cache, [document(f"{one.text} La CALL.", one.key) for one in some()])
