"""What is taken from DOCX and ODT, in the notation of the layout."""

# ruff: noqa: E501 - the lines of a document are not folded

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from documents import archive, odt
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.documents.formats import Unreadable, extract
from loaders.documents.formats.numbering import Counter, Level, figure

SIGNED = "Pour l'État,\nLa préfète\nClaire MODÈLE\n\nPour la Communauté,\nLe président\nJean ÉCHANTILLON\n"


def written(document: Document) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def text(data: bytes) -> str:
    return extract(data).text


def body(xml: str) -> bytes:
    """Return a DOCX of the blocks given in its XML."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{xml}</w:sdtContent></w:sdt>"))
    return written(document)


def test_a_docx_gives_headings_paragraphs_lists_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_heading("Contrat de ville", 0)
    document.add_heading("Article 1 – Objet", 1)
    document.add_paragraph("Les enjeux sont :")
    for words in ("La cohésion", "Le sport"):
        document.add_paragraph(words, style="List Number")
    for words in ("Une puce", "Une autre"):
        document.add_paragraph(words, style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Action", "Montant", "Voie\nverte", "850 €"), strict=True):
        cell.text = words
    document.add_paragraph("Fait à Exempleville")
    document.sections[0].header.paragraphs[0].text = "En-tête"
    assert text(written(document)) == (
        "Contrat de ville\n\nArticle 1 – Objet\n\nLes enjeux sont :\n\n1. La cohésion\n2. Le sport\n- Une puce\n- Une autre\n\n"
        "Action | Montant\nVoie verte | 850 €\n\nFait à Exempleville\n"
    )


def test_a_word_that_runs_cut_is_whole_and_tracked_changes_are_made() -> None:
    xml = (
        "<w:p><w:r><w:t>Le con</w:t></w:r><w:r><w:t xml:space='preserve'>trat </w:t></w:r>"
        "<w:del><w:r><w:delText>de 2020</w:delText></w:r></w:del><w:ins><w:r><w:t>de 2021</w:t></w:r></w:ins>"
        "<w:r><w:tab/><w:t>est signé</w:t><w:br/><w:t>à Exempleville</w:t></w:r></w:p>"
    )
    assert text(body(xml)) == "Le contrat de 2021 est signé\nà Exempleville\n"


def test_a_table_of_contents_is_left_out() -> None:
    document = docx.Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("Article 1 … 3", style="toc 1")
    document.add_paragraph("Le contrat.")
    assert text(written(document)) == "Le contrat.\n"


def test_the_columns_of_a_table_of_signatures_stay_apart() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Pour l'État,\nLa préfète\nClaire MODÈLE"
    table.cell(0, 1).text = "Pour la Communauté,\nLe président\nJean ÉCHANTILLON"
    assert text(written(document)) == SIGNED


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Encadré</w:t></w:r></w:p></w:txbxContent>"
    drawing = (
        "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    assert text(body(f"<w:p><w:r><w:t>Le contrat.</w:t>{drawing}</w:r></w:p>")) == "Le contrat.\n\nEncadré\n"


NUMBERED = (
    "<w:numbering xmlns:w='x'><w:abstractNum w:abstractNumId='0'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='upperRoman'/><w:lvlText w:val='%1.'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:numFmt w:val='bullet'/><w:lvlText w:val=''/></w:lvl></w:abstractNum>"
    "<w:num w:numId='7'><w:abstractNumId w:val='0'/></w:num>"
    "<w:num w:numId='8'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='4'/></w:lvlOverride></w:num>"
    "</w:numbering>"
)
STYLES = (
    "<w:styles xmlns:w='x'><w:style w:styleId='T1'><w:name w:val='Titre article'/><w:pPr><w:numPr><w:numId w:val='7'/></w:numPr>"
    "</w:pPr></w:style><w:style w:styleId='T2'><w:name w:val='x'/><w:basedOn w:val='T1'/><w:pPr><w:outlineLvl w:val='1'/>"
    "</w:pPr></w:style></w:styles>"
)


def paragraph(words: str, style: str = "", level: int | None = None, key: int = 7) -> str:
    numbered = "" if level is None else f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{key}'/></w:numPr>"
    return f"<w:p><w:pPr><w:pStyle w:val='{style}'/>{numbered}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_numbers_come_from_the_list_of_a_paragraph_or_of_its_style() -> None:
    held = "".join(
        [
            paragraph("Objet", "T1"),
            paragraph("Enjeux", "T2"),
            paragraph("Un", level=1),
            paragraph("Deux", level=1),
            paragraph("Puce", level=2),
            paragraph("Durée", "T1"),
            paragraph("Un", level=1),
            paragraph("Suite", level=0, key=8),
            paragraph("Rien", level=0, key=0),
        ]
    )
    data = archive(
        {
            "word/document.xml": f"<w:document xmlns:w='x'><w:body>{held}</w:body></w:document>",
            "word/numbering.xml": NUMBERED,
            "word/styles.xml": STYLES,
        }
    )
    assert text(data).split("\n") == [
        "I. Objet", "", "II. Enjeux", "", "II.1 Un", "II.2 Deux", "◦ Puce", "", "III. Durée", "", "III.1 Un", "IV. Suite",
        "", "Rien", "",
    ]  # fmt: skip


LISTS = (
    "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix=')'/>"
    "<text:list-level-style-number text:level='2' style:num-format='a' text:display-levels='2' text:start-value='2'/></text:list-style>"
    "<text:list-style style:name='B'><text:list-level-style-bullet text:level='1' text:bullet-char='•'/></text:list-style>"
)
OUTLINE = (
    "<text:outline-style style:name='Outline'><text:outline-level-style text:level='1' style:num-format='I' style:num-prefix='Article '"
    " style:num-suffix=' –'/></text:outline-style>"
)


def item(*held: str) -> str:
    return f"<text:list-item>{''.join(held)}</text:list-item>"


def test_an_odt_gives_headings_paragraphs_lists_and_tables_in_order() -> None:
    inner = f"<text:list>{item('<text:p>Un axe</text:p>')}</text:list>"
    held = (
        "<text:h text:outline-level='1'>Objet</text:h><text:p>Le con<text:span>trat</text:span><text:s/>est signé"
        "<text:note><text:note-body><text:p>Une note</text:p></text:note-body></text:note>.</text:p>"
        f"<text:list text:style-name='L'>{item('<text:p>La cohésion</text:p>', inner)}{item('<text:p>Le sport</text:p>')}</text:list>"
        "<text:p>Suite :</text:p>"
        f"<text:list text:style-name='L' text:continue-numbering='true'>{item('<text:p>Le reste</text:p>')}</text:list>"
        f"<text:list text:style-name='B'>{item('<text:p>Une puce</text:p>', '<text:p>qui va à la ligne</text:p>')}</text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Action</text:p></table:table-cell><table:table-cell>"
        "<text:p>Montant</text:p></table:table-cell></table:table-row></table:table>"
        "<text:section><text:h text:outline-level='1'>Durée</text:h></text:section>"
        "<text:p>Jean<text:line-break/>Échantillon<draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame></text:p>"
    )
    left_out = "<text:tracked-changes><text:p>Biffé</text:p></text:tracked-changes><text:table-of-content><text:p>Objet 3</text:p></text:table-of-content>"
    assert text(odt(left_out + held, OUTLINE, LISTS)) == (
        "Article I – Objet\n\nLe contrat est signé.\n\n1) La cohésion\n1.b Un axe\n2) Le sport\n\nSuite :\n3) Le reste\n- Une puce\n\n"
        "qui va à la ligne\n\nAction | Montant\n\nArticle II – Durée\n\nJean\nÉchantillon\n\nEncadré\n"
    )


def test_a_list_begins_anew_unless_it_goes_on() -> None:
    one = f"<text:list text:style-name='L'>{item('<text:p>Un</text:p>')}</text:list>"
    started = "<text:list text:style-name='L'><text:list-item text:start-value='5'><text:p>Cinq</text:p></text:list-item></text:list>"
    assert text(odt(one + one + started, "", LISTS)) == "1) Un\n1) Un\n5) Cinq\n"


def test_a_locked_odt_is_refused() -> None:
    manifest = "<m:manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    data = archive(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x", "META-INF/manifest.xml": manifest}
    )
    with pytest.raises(Unreadable, match="password"):
        extract(data)


@pytest.mark.parametrize(
    ("number", "figures", "written"),
    [(4, "i", "iv"), (1994, "I", "MCMXCIV"), (2, "A", "B"), (28, "a", "bb"), (7, "1", "7"), (3, "", ""), (0, "a", "0"), (4001, "i", "4001")],
)  # fmt: skip
def test_a_number_is_written_in_the_figures_of_its_list(number: int, figures: str, written: str) -> None:
    assert figure(number, figures) == written


def test_a_deeper_level_begins_anew_under_each_number() -> None:
    counter = Counter({0: Level(), 1: Level("a", "%1.%2)")})
    assert [counter.next(depth) for depth in (0, 1, 1, 0, 1, 5)] == ["1.", "1.a)", "1.b)", "2.", "2.a)", "◦"]


TAGS = [
    "w:p",
    "w:r",
    "w:t",
    "w:tbl",
    "w:tr",
    "w:tc",
    "w:br",
    "w:sdt",
    "text:p",
    "text:list",
    "text:list-item",
    "text:h",
]


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(["", "Le contrat", "1."])), max_size=20), st.booleans()
)
def test_any_nesting_of_elements_is_lines_or_is_refused(tags: list[tuple[str, str]], flat: bool) -> None:  # noqa: FBT001
    opened = "".join(f"<{tag}>{words}" + (f"</{tag}>" if flat else "") for tag, words in tags)
    closed = "" if flat else "".join(f"</{tag}>" for tag, _ in reversed(tags))
    document = f"<w:document xmlns:w='x' xmlns:text='y'><w:body>{opened}{closed}</w:body></w:document>"
    for data in (archive({"word/document.xml": document}), odt(f"<w:x xmlns:w='x'>{opened}{closed}</w:x>")):
        try:
            found = text(data)
        except Unreadable:
            continue
        assert all(line == " ".join(line.split()) for line in found.split("\n"))
        assert "\n\n\n" not in found
