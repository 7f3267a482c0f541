"""What is taken from a web page, in the notation of the layout."""

# ruff: noqa: E501 - the lines of a page are not folded

from __future__ import annotations

from datetime import date

import pytest
from documents import page
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.documents.formats import Extract, Unreadable
from loaders.documents.formats.webpage import extract
from loaders.documents.layout import articles, blocks

SIGNED = "La Communauté de communes du Val d'Exemple a signé vendredi 9 juillet 2021 son contrat avec l'État."
COOKIES = '<div id="tarteaucitronRoot" class="cookie-banner"><p>Nous utilisons des cookies.</p><button>Accepter</button></div>'
AROUND = (
    '<a class="skip-link" href="#main">Aller au contenu</a><header><nav><ul><li><a href="/">Accueil</a></li></ul></nav></header>'
    '<div class="fil-d-ariane"><a href="/">Accueil</a> &gt; Actualités</div>{}'
    '<aside><h3>Dans la même rubrique</h3><ul><li><a href="/x">Le contrat de ville signé le 3 mars 2020</a></li></ul></aside>'
    '<div class="partage"><p>Partager cette page</p><a href="#">Facebook</a></div>'
    "<footer><p>Mentions légales – Plan du site – 1 place de la Mairie</p></footer>"
)


def taken(body: str, head: str = "") -> Extract:
    return extract(page(body, head).decode())


def text(body: str) -> str:
    return taken(body).text


@pytest.mark.parametrize("tag", ["main", "article", 'div class="contenu"'])
def test_menus_notices_and_links_to_other_pages_are_left_out(tag: str) -> None:
    body = (
        f"<{tag}><h1>Signature du CRTE</h1><p>{SIGNED}</p><h2>La suite</h2><p>{SIGNED}</p></{tag.split(maxsplit=1)[0]}>"
    )
    assert text(COOKIES + AROUND.format(body)) == f"Signature du CRTE\n\n{SIGNED}\n\nLa suite\n\n{SIGNED}\n"


def test_a_part_headed_as_links_to_other_pages_is_left_out_wherever_it_stands() -> None:
    body = f"<main><h1>Le CRTE</h1><p>{SIGNED}</p><div><h2>À lire aussi</h2><p>Le contrat de Béthune.</p></div><p>Fin.</p></main>"
    assert "Béthune" not in text(body)
    assert text(body).endswith("Fin.\n")


def test_lists_keep_their_numbers_their_levels_and_their_announcement() -> None:
    items = "<ul><li>La transition <b>éner</b>gétique&nbsp;;<ul><li>Un axe</li></ul></li><li>Le sport</li></ul>"
    body = f"<main><h1>Le CRTE</h1><p>{SIGNED}</p><p>Deux enjeux&nbsp;:</p>{items}<ol start='3'><li>Trois</li><li><p>Quatre</p></li></ol></main>"
    assert text(body).endswith(
        "Deux enjeux :\n- La transition énergétique ;\n• Un axe\n- Le sport\n\n3. Trois\n4. Quatre\n"
    )


def test_the_rows_of_a_table_are_lines_and_a_table_that_lays_out_is_none() -> None:
    data = (
        "<table><tr><th>Action</th><th>Montant</th></tr><tr><td>Voie<br>verte</td><td>850&nbsp;000 €</td></tr></table>"
    )
    body = f"<main><p>{SIGNED}</p>{data}<table><tr><td><p>Seul.</p></td></tr></table></main>"
    assert text(body) == f"{SIGNED}\n\nAction | Montant\nVoie verte | 850 000 €\n\nSeul.\n"


def test_broken_lines_are_a_group_and_two_breaks_part_it() -> None:
    body = f"<main><p>{SIGNED}</p><p>Jean Échantillon,<br>président de la<br>communauté<br><br>Claire Modèle<br/>Préfète</p></main>"
    assert text(body).endswith("Jean Échantillon,\nprésident de la communauté\n\nClaire Modèle\nPréfète\n")


NEWS = [
    ("Le Pôle signe son contrat de relance", "Le Pôle métropolitain a signé le 5 mai 2021 avec l'État le contrat de son territoire."),
    ("Consultation", "Les habitants sont consultés du 3 au 7 juin 2021 à Exempleville, en présence des élus."),
    ("Un contrat départemental", "Le Département et l'agglomération ont signé un contrat départemental le 2 février 2021."),
]  # fmt: skip


@pytest.mark.parametrize("tag", ["article", 'div class="post"', 'li class="news-item"'])
def test_several_articles_on_a_page_are_told_apart(tag: str) -> None:
    name = tag.split(maxsplit=1)[0]
    held = "".join(f"<{tag}><h2><a href='#'>{title}</a></h2><p>{said}</p></{name}>" for title, said in NEWS)
    found = taken(COOKIES + AROUND.format(f"<div><h1>Actualités</h1><div>{held}</div></div>"))
    assert found.text == "Actualités\n\n" + "\n\n".join(f"{title}\n\n{said}" for title, said in NEWS) + "\n"
    told = articles(found.text, blocks(found.text), found.articles)
    assert [article.title for article in told] == [title for title, _ in NEWS]


def test_an_article_with_teasers_of_others_is_one() -> None:
    teasers = "".join(f"<article class='card'><h3>{title}</h3><p>{said}</p></article>" for title, said in NEWS)
    body = f"<article><h1>Signature du CRTE</h1><p>{SIGNED}</p></article><div class='cards'>{teasers}</div>"
    found = taken(body)
    assert (found.text, found.articles) == (f"Signature du CRTE\n\n{SIGNED}\n", ())


def test_sections_of_one_long_article_are_not_articles() -> None:
    sections = "".join(f"<div class='bloc'><h2>{title}</h2><p>{said}</p></div>" for title, said in NEWS)
    found = taken(f"<main><h1>Le CRTE du Val d'Exemple</h1><p>{' '.join([SIGNED] * 8)}</p>{sections}</main>")
    assert found.articles == ()


def test_a_page_states_what_its_head_says() -> None:
    head = (
        "<title>Signature | CC</title><meta property='og:title' content='Signature du CRTE'>"
        "<meta property='og:site_name' content='CC du Val d&#39;Exemple'><link rel='canonical' href='https://www.exemple.fr/a'>"
        "<link rel='license' href='https://www.etalab.gouv.fr/licence-ouverte-open-licence'>"
        "<meta property='article:published_time' content='2021-07-12T10:00:00+02:00'>"
    )
    stated = taken(f"<main><p>{SIGNED}</p></main>", head).stated
    assert (stated.title, stated.publisher, stated.language) == ("Signature du CRTE", "CC du Val d'Exemple", "fr")
    assert (stated.url, stated.issued) == ("https://www.exemple.fr/a", date(2021, 7, 12))
    assert stated.licence == "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


@pytest.mark.parametrize(
    ("head", "body", "told"),
    [
        ('<script type="application/ld+json">{"@graph": [{"publisher": {"name": "Ville"}, "datePublished": "2021-01-02"}]}</script>', "", date(2021, 1, 2)),
        ('<script type="application/ld+json">{"a": </script>', "", None),
        ("<meta name='DC.date' content='2021-13-45'>", "", None),
        ("", "<time pubdate datetime='2021-03-04'>4 mars</time>", date(2021, 3, 4)),
        ("", "<time itemprop='datePublished' datetime='2021-03-04'></time><time itemprop='datePublished' datetime='2021-03-05'></time>", None),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_stated_or_unknown(head: str, body: str, told: date | None) -> None:
    assert taken(f"<main><p>{SIGNED}</p>{body}</main>", head).stated.issued == told


def test_a_page_that_states_nothing_has_nothing_made_up() -> None:
    stated = extract(f"<p>{SIGNED}</p>").stated
    assert set(map(repr, (stated.title, stated.publisher, stated.language, stated.url, stated.issued))) == {"None"}


def test_the_line_that_dates_a_page_is_kept_below_its_heading() -> None:
    body = f"<div><h1>Le CRTE</h1><span class='date'>Publié le 12 juillet 2021</span></div><main><p>{SIGNED}</p></main>"
    assert text(body) == f"Le CRTE\n\nPublié le 12 juillet 2021\n\n{SIGNED}\n"


def test_a_page_without_content_is_refused() -> None:
    for body in ("", COOKIES, "<nav><a href='/'>Accueil</a></nav>"):
        with pytest.raises(Unreadable, match="no content"):
            taken(body)


TAGS = ["p", "div", "ul", "ol", "li", "table", "tr", "td", "h2", "br", "b", "main", "article", "section", "nav", "a"]


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.sampled_from(TAGS), st.sampled_from(["", "Le contrat", " est signé ", "\0", "1."])), max_size=25
    )
)
def test_any_nesting_of_elements_is_lines_or_is_refused(tags: list[tuple[str, str]]) -> None:
    try:
        found = extract("".join(f"<{tag}>{words}" for tag, words in tags))
    except Unreadable:
        return
    assert all(line == " ".join(line.split()) for line in found.text.split("\n"))
    assert "\n\n\n" not in found.text
    assert all(0 <= place < len(found.text) for place in found.articles)
