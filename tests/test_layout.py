from loaders.documents.layout import Kind, articles, blocks


def told(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in blocks(text)]


def test_headings_items_and_prose_are_told_apart() -> None:
    text = "Un titre\n\nUne phrase.\n\nTrois objectifs :\n- le premier ;\n• le second\n1. le troisième\na) le dernier"
    assert [kind for kind, _ in told(text)] == ["heading", "paragraph", "paragraph", *["item"] * 4]
    assert told(text)[-1][1] == "le dernier"


def test_a_double_mark_is_one_mark() -> None:
    assert told("Liste :\n- • Améliorer le cadre")[-1] == ("item", "Améliorer le cadre")


def test_the_furniture_of_a_page_states_nothing() -> None:
    text = "Skip to content\n\nTitre\n\nTexte.\nPartager\n\nDans la même rubrique\n\nAutre article signé le 3 mai 2021."
    assert [kind for kind, _ in told(text)] == ["furniture", "heading", "paragraph", *["furniture"] * 3]


def test_a_line_of_a_list_that_lost_its_dash_is_an_item() -> None:
    text = "Axes :\n– le premier axe ;\nLe deuxième axe sans tiret ;\n– le troisième axe."
    assert [kind for kind, _ in told(text)][1:] == ["item", "item", "item"]


def test_lines_without_marks_under_a_colon_are_items() -> None:
    text = "Le contrat a deux priorités, que voici donc bien :\nAméliorer le cadre de vie\nSoutenir l'emploi\n\nSuite."
    assert [kind for kind, _ in told(text)][1:3] == ["item", "item"]


def test_a_date_line_is_no_heading() -> None:
    assert told("Titre\n\nPublié le 3 mai 2021\n\nTexte.")[1][0] == "paragraph"
    assert told("Titre\n\n3 mai 2021\n\nTexte.")[1][0] == "paragraph"


def test_an_address_of_the_web_is_no_heading() -> None:
    assert told("Titre\n\nVoir https://exemple.fr/page\n\nTexte.")[1][0] == "paragraph"


NEWS = (
    "Actualités\n\nLa communauté signe son contrat avec l'État\n\nTexte du premier.\n\nPourquoi ?\n\nParce que.\n\n"
    "Le pôle recrute une chargée de mission\n\nTexte du second.\n"
)


def test_a_list_of_news_has_several_articles_divided_by_short_headings() -> None:
    found = articles(NEWS, blocks(NEWS), ())
    assert [one.title for one in found] == [
        "La communauté signe son contrat avec l'État",
        "Le pôle recrute une chargée de mission",
    ]
    assert NEWS[found[0].start : found[0].end].endswith("Parce que.")


def test_a_page_that_is_no_list_of_news_is_one_article() -> None:
    text = NEWS.removeprefix("Actualités\n\n")
    (found,) = articles(text, blocks(text), ())
    assert (found.start, found.position) == (0, 1)


def test_a_list_of_news_without_an_article_is_one() -> None:
    assert len(articles("Actualités\n\nRien.", blocks("Actualités\n\nRien."), ())) == 1


def test_a_page_of_furniture_has_no_article() -> None:
    assert articles("Partager", blocks("Partager"), ()) == ()
    assert blocks("Partager")[0].kind is Kind.FURNITURE
