import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from documents import ODT, Paper, archive, odt, page
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.documents import UnreadableDocument, open_document, open_documents
from loaders.documents.confinement import Limits
from loaders.documents.formats import Unreadable, extract
from loaders.manifest import Source
from loaders.model import Document

OBJECT = "Le présent contrat engage l'État et la communauté de communes pour six ans."
CONTENT = "<w:document xmlns:w='x'><w:body>{}</w:body></w:document>"


def source(path: Path, data: bytes, title: str | None = None) -> Source:
    path.write_bytes(data)
    return Source(path, path.name, path.stem, title)


def pdf() -> bytes:
    paper = Paper()
    paper.prose(OBJECT)
    return paper.written()


def docx(body: str) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": CONTENT.format(body)})


def opened(path: Path, data: bytes) -> Document:
    return open_document(source(path, data))


def refusal(path: Path, data: bytes, limits: Limits = Limits()) -> str:  # noqa: B008
    with pytest.raises(UnreadableDocument) as caught:
        open_document(source(path, data), limits)
    told = caught.value.fault.said("fr")
    assert "\n" not in told
    assert told.startswith(str(path))
    assert caught.value.fault.said("en") != told
    return told


def test_a_stored_text_is_masked_and_its_digest_is_that_of_the_file(tmp_path: Path) -> None:
    found = opened(tmp_path / "page.txt", "Titre de la page\n\nÉcrire à a.b@exemple.fr\n".encode())
    assert found.text == "Titre de la page\n\nÉcrire à ••••••••••••••\n"
    assert found.title == "Titre de la page"
    assert len(found.sha256) == 64


def test_a_stated_title_is_kept(tmp_path: Path) -> None:
    assert open_document(source(tmp_path / "page.txt", b"Autre chose", "Titre donné")).title == "Titre donné"


TOLD = "Écrire à marie{}.modele@exemple{}.fr ou au 01{blank}99{blank}00{blank}12{blank}34"
NAMED = "<meta property='og:site_name' content='marie.modele@exemple.fr'><title>01 99 00 12 34</title>"


@pytest.mark.parametrize(
    "data",
    [
        page(
            f"<main><p>{TOLD.format('<b>', '</b>', blank='&nbsp;')}, <a href='mailto:x.y@exemple.fr'>ici</a></p></main>"
        ),
        odt(f"<text:p>{TOLD.format('<text:span>', '</text:span>', blank=chr(0xA0))}</text:p>"),
        docx(f"<w:p><w:r><w:t>{TOLD.format('</w:t></w:r><w:r><w:t>', '', blank=chr(0x202F))}</w:t></w:r></w:p>"),
        page("<p>Un texte.</p>", NAMED),
    ],
    ids=["html", "odt", "docx", "metadata"],
)
def test_no_address_of_a_person_is_kept_whatever_the_format(tmp_path: Path, data: bytes) -> None:
    found = opened(tmp_path / "page", data)
    kept = f"{found.text} {found.title} {found.publisher} {found.url}"
    assert "•" in kept
    assert "exemple" not in kept
    assert "00 12" not in kept.replace("\u00a0", " ").replace("\u202f", " ")


def test_an_address_that_a_line_end_cuts_in_a_pdf_is_masked(tmp_path: Path) -> None:
    paper = Paper()
    paper.columns(
        "Pour tout renseignement\nmarie.modele@\nexemple.fr\n01 99 00\n12 34 le matin", "Pour le reste, voir\nen mairie"
    )
    found = opened(tmp_path / "a.pdf", paper.written()).text
    assert "exemple" not in found
    assert "12 34" not in found


def test_a_file_is_what_its_bytes_say_not_its_name(tmp_path: Path) -> None:
    assert opened(tmp_path / "page.pdf", page(f"<main><p>{OBJECT}</p></main>")).text.strip() == OBJECT
    assert opened(tmp_path / "contrat.txt", pdf()).text.strip() == OBJECT
    assert opened(tmp_path / "contrat.html", docx(f"<w:p><w:r><w:t>{OBJECT}</w:t></w:r></w:p>")).text.strip() == OBJECT
    assert opened(tmp_path / "page.docx", OBJECT.encode("cp1252")).text == OBJECT


def scanned() -> bytes:
    from PIL import Image  # noqa: PLC0415

    paper = Paper()
    paper.image(Image.new("L", (60, 80), 200), w=100)
    return paper.written()


def locked() -> bytes:
    paper = Paper()
    paper.prose(OBJECT)
    paper.set_encryption(owner_password="a", user_password="b")  # noqa: S106
    return paper.written()


def bomb() -> bytes:
    """Return a small archive that says its parts are five hundred million bytes in all."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", CONTENT.format(""))
        for number in range(5):
            with packed.open(f"word/media/{number}.bin", "w", force_zip64=True) as part:
                for _ in range(100):
                    part.write(bytes(10**6))
    return stream.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><w:document xmlns:w="x"><w:body>&c;</w:body></w:document>'
)


BROKEN = [
    (b"", "vide"),
    (b" \n\t\n", "vide"),
    (b"a " * 2_500_001, "plus de 5000000 caract"),
    (bytes(range(256)) * 8, "n'est pas du texte"),
    (scanned(), "OCR"),
    (locked(), "mot de passe"),
    (pdf()[:-400], "coupé"),
    (b"%PDF-1.7\nrien\n%%EOF", "endommagé"),
    (archive({"word/document.xml": LAUGHS}), "entités"),
    (archive({"mimetype": ODT, "content.xml": LAUGHS}), "entités"),
    (archive({"mimetype": ODT, "content.xml": "<a/>"}), "endommagé"),
    (archive({"mimetype": ODT, "content.xml": "<a"}), "endommagé"),
    (archive({"photo.jpg": b"x"}), "ni un DOCX ni un ODT"),
    (docx("")[:-30], "coupé ou endommagé"),
    (bomb(), "dépasserait"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "ancien document Word"),
    (b"{\\rtf1 texte}", "RTF"),
    (b"\x89PNG\r\n\x1a\n" + bytes(50), "image"),
    (b"\x1f\x8b\x08", "archive"),
    (page(""), "pas de contenu"),
]


@pytest.mark.parametrize(("data", "why"), BROKEN, ids=[why for _, why in BROKEN])
def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, data: bytes, why: str) -> None:
    assert why in refusal(tmp_path / "reçu.bin", data)


@pytest.mark.parametrize(("data", "why"), BROKEN, ids=[why for _, why in BROKEN])
def test_a_format_tells_by_itself_what_it_cannot_read(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        extract(data)
    error = caught.value
    assert why in f"{error.why.fr} ; {error.remedy.fr}"


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "enorme.pdf"
    with path.open("wb") as stream:
        stream.truncate(500 * 10**6)
    with pytest.raises(UnreadableDocument, match="exceeds 100 MiB"):
        open_document(Source(path, path.name, path.stem))


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_refused(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / "x")
    with pytest.raises(UnreadableDocument, match="not a file"):
        open_document(Source(tmp_path / "x", "x", "x"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be read"):
        open_document(Source(tmp_path / "x", "x", "x"))


def long() -> bytes:
    paper = Paper()
    for _ in range(300):
        paper.prose(OBJECT * 3)
    return paper.written()


def test_a_file_that_takes_too_long_or_too_much_memory_is_given_up(tmp_path: Path) -> None:
    data = long()
    assert "1 secondes" in refusal(tmp_path / "a.pdf", data, Limits(computing=1))
    assert "0 secondes" in refusal(tmp_path / "a.pdf", data, Limits(waiting=0))
    assert refusal(tmp_path / "a.pdf", data, Limits(memory=2**20))


def test_a_page_nested_without_end_ends_its_own_process_only(tmp_path: Path) -> None:
    refusal(tmp_path / "a.html", page("<blockquote>" * 200_000 + OBJECT))


def test_the_others_go_on_beside_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    listed = [
        source(tmp_path / "a.txt", OBJECT.encode()),
        source(tmp_path / "b.pdf", locked()),
        source(tmp_path / "c.pdf", pdf()),
        source(tmp_path / "d.odt", b"PK\x03\x04"),
        source(tmp_path / "e.odt", odt(f"<text:p>{OBJECT}</text:p>")),
    ]
    found = list(open_documents(listed))
    assert [isinstance(one, Document) for one in found] == [True, False, True, False, True]
    assert {one.text.strip() for one in found if isinstance(one, Document)} == {OBJECT}


PREFIXES = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html><p>", b"\xff\xfe", pdf()[:600], odt("<text:p/>")[:200]]
SUFFIXES = [b"", b"\n%%EOF", pdf()[-500:], odt("<text:p>x</text:p>")[60:]]


@settings(max_examples=60)
@given(st.sampled_from(PREFIXES), st.binary(max_size=300), st.sampled_from(SUFFIXES))
def test_any_bytes_are_a_document_or_an_unreadable_one(
    tmp_path_factory: pytest.TempPathFactory, prefix: bytes, middle: bytes, suffix: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "reçu"
    try:
        found = opened(path, prefix + middle + suffix)
    except UnreadableDocument:
        return
    assert found.text.strip()
    found.text.encode()
    assert list(found.pages) == sorted(found.pages)
    assert all(0 <= place <= len(found.text) for place in (*found.pages, *found.divisions))
