"""What is taken from a PDF, in the notation of the layout."""

from __future__ import annotations

from documents import Paper
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from loaders.documents.formats.pdf import extract

LONG = (
    "Le présent contrat accompagne la relance de l'activité par des projets concrets, qui contribuent à la "
    "transformation écologique, sociale, culturelle et économique de tous les territoires"
)


def text(paper: FPDF) -> str:
    return extract(bytes(paper.output())).text


def test_headings_and_paragraphs_stand_between_empty_lines_their_lines_joined() -> None:
    paper = Paper()
    paper.heading("Contrat de relance et de transition écologique de la Communauté de communes du Val d'Exemple", 20)
    paper.heading("Article 1 – Objet")
    paper.prose(f"{LONG}.")
    paper.prose("Il dure six ans.")
    found = extract(paper.written())
    title = "Contrat de relance et de transition écologique de la Communauté de communes du Val d'Exemple"
    assert found.text == f"{title}\n\nArticle 1 – Objet\n\n{LONG}.\n\nIl dure six ans.\n"
    assert found.stated.title == title


def test_items_keep_their_marks_and_go_on_below_them() -> None:
    paper = Paper()
    paper.prose("Les enjeux sont :")
    for item in (
        f"1.   {LONG} ;",
        "2.   La cohésion sociale ;",
        "a)  Un premier axe",
        "•   L'attractivité",
        "–   Le sport",
    ):
        paper.item(item)
    assert text(paper).split("\n\n")[-1] == (
        f"1. {LONG} ;\n2. La cohésion sociale ;\na) Un premier axe\n• L'attractivité\n– Le sport\n"
    )


def test_what_runs_through_the_pages_is_left_out_and_each_page_begins_at_its_own_words() -> None:
    paper = Paper("CRTE du Val d'Exemple")
    for number in range(1, 4):
        paper.prose(f"Article {number} du contrat.")
        if number < 3:
            paper.add_page()
    found = extract(paper.written())
    assert found.text == "Article 1 du contrat.\n\nArticle 2 du contrat.\n\nArticle 3 du contrat.\n"
    assert [found.text[place : place + 9] for place in found.pages] == ["Article 1", "Article 2", "Article 3"]


def test_titles_that_only_look_alike_on_two_pages_are_kept() -> None:
    paper = Paper()
    paper.heading("Annexe 1")
    paper.prose("Les communes.")
    paper.add_page()
    paper.heading("Annexe 2")
    paper.prose("Les actions.")
    assert text(paper) == "Annexe 1\n\nLes communes.\n\nAnnexe 2\n\nLes actions.\n"


def test_a_sentence_that_a_page_cuts_is_one_and_the_page_begins_within_it() -> None:
    paper = Paper("CRTE")
    written = [f"L'action {number} est financée. {LONG}." for number in range(30)]
    for paragraph in written:
        paper.prose(paragraph)
    found = extract(paper.written())
    assert found.text.strip().split("\n\n") == written
    assert len(found.pages) > 1
    assert all(found.text[place - 1] in " \n" and found.text[place] not in " \n" for place in found.pages[1:])


def test_a_page_without_words_begins_where_the_next_one_does_and_is_told_blind() -> None:
    paper = Paper()
    paper.image(Image.new("L", (40, 40), 99), w=50)
    paper.add_page()
    paper.prose("Le contrat est signé.")
    paper.add_page()
    paper.image(Image.new("L", (40, 40), 99), w=50)
    found = extract(paper.written())
    assert (found.pages, found.blind) == ((0, 0, 21), (1, 3))


def test_words_that_a_line_end_cuts_are_whole_again() -> None:
    paper = Paper()
    paper.columns(
        "La transi-\ntion écologique\nde Lens-\nLiévin, que la sous-\npréfète et l'eau-\nde-vie suivent,",
        "Pour mémoire, le mot\nsous-préfète et l'eau-de-vie\nsont écrits ici\nen entier.",
    )
    found = text(paper)
    assert "La transition écologique de Lens-Liévin, que la sous-préfète et l'eau-de-vie suivent," in found


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    paper = Paper()
    paper.heading("Présentation")
    with paper.text_columns(ncols=2, gutter=10, text_align="J") as columns:
        paper.set_font("Times", "", 11)
        for number in range(1, 5):
            columns.write(f"Partie {number}. {LONG}. {LONG}.")
            columns.ln()
    assert text(paper).split("\n\n") == [
        "Présentation", *(f"Partie {number}. {LONG}. {LONG}.{chr(10) if number == 4 else ''}" for number in range(1, 5))
    ]  # fmt: skip


def test_the_rows_of_a_ruled_table_are_lines() -> None:
    paper = Paper()
    paper.heading("Plan d'actions")
    paper.grid(
        [
            ("N°", "Action", "Maître d'ouvrage", "Montant"),
            ("1", "Rénovation énergétique du groupe scolaire Jean-Exemple et de sa cantine", "Exempleville", "1 200 €"),
            ("2", "Voie verte", "", "850 €"),
        ]
    )
    paper.prose("Fin du plan.")
    assert text(paper) == (
        "Plan d'actions\n\n"
        "N° | Action | Maître d'ouvrage | Montant\n"
        "1 | Rénovation énergétique du groupe scolaire Jean-Exemple et de sa cantine | Exempleville | 1 200 €\n"
        "2 | Voie verte | | 850 €\n\n"
        "Fin du plan.\n"
    )


def test_the_rows_of_a_table_without_rules_are_lines_too() -> None:
    paper = Paper()
    paper.columns("N° 1\nN° 2\nN° 3\nN° 4", "École\nVoie verte\nTiers-lieu\nSanté", "1 200 €\n850 €\n300 €\n10 €")
    paper.ln(10)
    paper.columns("Maître d'ouvrage :\nBudget :", "Commune d'Exempleville\n100 000 €")
    assert text(paper) == (
        "N° 1 | École | 1 200 €\nN° 2 | Voie verte | 850 €\nN° 3 | Tiers-lieu | 300 €\nN° 4 | Santé | 10 €\n\n"
        "Maître d'ouvrage : Commune d'Exempleville\nBudget : 100 000 €\n"
    )


SIGNED = "Pour l'État,\nLa préfète\nClaire MODÈLE\n\nPour la Communauté,\nLe président\nJean ÉCHANTILLON\n"


def test_the_columns_of_a_block_of_signatures_stay_apart() -> None:
    paper = Paper()
    paper.columns(
        "Pour l'État,\nLa préfète\n\n\nClaire MODÈLE", "Pour la Communauté,\nLe président\n\nJean ÉCHANTILLON"
    )
    assert text(paper) == SIGNED


def test_the_columns_of_a_framed_block_of_signatures_stay_apart() -> None:
    paper = Paper()
    paper.grid(
        [("Pour l'État,\nLa préfète", "Pour la Communauté,\nLe président"), ("Claire MODÈLE", "Jean ÉCHANTILLON")]
    )
    assert text(paper) == SIGNED


def test_a_table_of_contents_and_a_slanted_stamp_are_left_out() -> None:
    paper = Paper()
    paper.item(f"Article 1 : Objet {'.' * 60} 3")
    paper.item(f"Article 2 : Durée {'. ' * 40} 12")
    paper.ln(5)
    paper.prose("Le contrat dure six ans.")
    with paper.rotation(45, 100, 150):
        paper.set_font("Helvetica", "B", 60)
        paper.text(60, 150, "PROJET")
    assert text(paper) == "Le contrat dure six ans.\n"


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    paper = Paper()
    for size in (6, 8, 11):
        paper.set_font("Helvetica", "", size)
        for aside in (0, 0.1):
            paper.text(40 + aside, 60 + 6 * size, f"La ville III, l'ille, corps {size}")
    assert text(paper).split() == " ".join(f"La ville III, l'ille, corps {size}" for size in (6, 8, 11)).split()


def test_the_number_that_calls_a_note_is_no_digit_of_the_year() -> None:
    paper = Paper()
    paper.set_font("Helvetica", "", 11)
    for words, raised in (("Le contrat de 2021", "1"), (" couvre 500 m", "2"), (" le 1", "er"), (" mars.", "")):
        paper.write(6, words)
        paper.char_vpos = "SUP"
        paper.write(6, raised)
        paper.char_vpos = "LINE"
    assert text(paper) == "Le contrat de 2021 couvre 500 m2 le 1er mars.\n"


def test_the_language_and_the_heading_are_what_the_file_states() -> None:
    paper = Paper()
    paper.set_lang("fr-FR")
    paper.set_title("Microsoft Word - CRTE v3 DEF.docx")
    paper.set_author("m.modele")
    paper.prose("Le contrat est signé.")
    stated = extract(paper.written()).stated
    assert (stated.language, stated.title, stated.publisher) == ("fr", None, None)


WORDS = st.lists(
    st.sampled_from(["Le", "contrat", "de", "ville", "l'État", "-", "|", "1.", "•", "12", "à", "Lens-Liévin", "."]),
    min_size=1,
)


@settings(max_examples=40)
@given(st.lists(WORDS, min_size=1, max_size=8), st.integers(1, 3))
def test_no_word_of_a_page_is_lost_or_made_up(lines: list[list[str]], columns: int) -> None:
    paper = Paper()
    paper.ln(40)
    blocks = ["\n".join(" ".join(words) for words in lines[number::columns]) for number in range(columns)]
    paper.columns(*blocks)
    paper.prose("Fin de cette page de contrat.")
    letters = sorted("".join([*blocks, "Fin de cette page de contrat."]).replace("|", "/"))
    found = sorted(text(paper).replace(" | ", "").replace("|", "/"))
    assert [sign for sign in found if sign.isalnum()] == [sign for sign in letters if sign.isalnum()]
