from pages import page

from loaders.documents.layout import Kind, blocks


def told(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, " ".join(text[block.start : block.end].split())) for block in blocks(text)]


def test_lines_that_the_width_of_a_page_broke_are_one() -> None:
    text = (
        "La Communauté de communes du Pays d'Exemple, représentée par son président en\n"
        "exercice, dûment habilité par une délibération du conseil communautaire et\n"
        "Madame Jeanne Exemple."
    )
    assert [kind for kind, _ in told(text)] == ["paragraph"]
    assert len(page(text).sentences) == 1


def test_columns_of_a_line_are_sentences_of_their_own() -> None:
    text = "Pour l'État,                Pour la Communauté,\nLe Préfet | La Présidente"
    found = page(text)
    assert [found.words(sentence) for sentence in found.sentences] == [
        "Pour l'État,",
        "Pour la Communauté,",
        "Le Préfet",
        "La Présidente",
    ]


def test_a_line_that_ends_a_sentence_or_bears_a_mark_stays_apart() -> None:
    text = "Une phrase.\nune autre\n- un article de la liste\nb) le dernier"
    assert [words for _, words in told(text)] == ["Une phrase.", "une autre", "un article de la liste", "le dernier"]


def test_a_table_of_contents_and_the_number_of_a_page_state_nothing() -> None:
    text = "Contrat\n\nArticle 1 – Objet ............ 3\nPage 2/14\n\nArticle 1 – Objet"
    assert [block.kind for block in blocks(text)][1:3] == [Kind.FURNITURE, Kind.FURNITURE]
