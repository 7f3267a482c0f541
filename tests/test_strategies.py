from pages import page

from loaders.documents.strategies import joined, strategies


def told(text: str) -> list[tuple[bool, list[str]]]:
    read = page(text)
    return [(one.actions, [read.words(point) for point in one.points]) for one in strategies(read)]


def test_items_under_a_line_that_names_them_are_challenges() -> None:
    assert told("Trois objectifs le guident :\n• le premier\n• le second") == [(False, ["le premier", "le second"])]


def test_items_under_actions_are_actions() -> None:
    assert told("Les actions du contrat :\n- rénover l'école ;\n- ouvrir la gare.") == [
        (True, ["rénover l'école", "ouvrir la gare"])
    ]


def test_a_list_that_runs_on_is_cut_at_its_dashes_semicolons_or_commas() -> None:
    assert told("Elle a 2 enjeux : – le lien social, – la santé.") == [(False, ["le lien social", "la santé"])]
    assert told("Elle a deux priorités : l'eau ; l'air.") == [(False, ["l'eau", "l'air"])]
    assert told("Des projets tels que : la gare (et le quai, au nord), le parc ou encore l'école.") == [
        (True, ["la gare (et le quai, au nord)", "le parc", "l'école"])
    ]


def test_a_list_of_names_is_no_strategy() -> None:
    assert told("Les projets des communes : Exemple, Modèle et Autre.") == []


def test_a_list_that_nothing_names_is_no_strategy() -> None:
    assert told("Il faut apporter :\n- une pièce d'identité ;\n- un stylo.") == []


def test_one_item_is_no_list() -> None:
    assert told("Un objectif :\n- le seul") == []


def test_lines_that_bear_their_rank_are_challenges() -> None:
    text = "Axe 1 : Une eau propre\n\nTexte.\n\nAxe n° 2 - Un air pur\n\nAXE III. Une terre saine"
    read = page(text)
    (one,) = strategies(read)
    assert [(p.position, read.words(p)) for p in one.points] == [
        (1, "Une eau propre"),
        (2, "Un air pur"),
        (3, "Une terre saine"),
    ]


def test_axes_stand_under_their_challenge_and_join_the_list_that_announced_it() -> None:
    text = (
        "Le contrat a 2 enjeux :\n1. Protéger l'eau du territoire\n2. Protéger l'air du territoire\n\n"
        "LES AXES DE CHACUN DES ENJEUX\n\n1. Protéger l'eau d'un territoire\n– les sources ;\n– les rivières.\n\n"
        "2. Protéger l'air du territoire\n– les fumées ;"
    )
    read = page(text)
    (one,) = joined(read, strategies(read))
    assert [len(point.under) for point in one.points] == [2, 1]
    assert read.words(one.points[0]) == "Protéger l'eau du territoire"


def test_two_different_lists_stay_two() -> None:
    text = "Deux objectifs :\n- l'eau\n- l'air\n\nDeux ambitions :\n- la terre\n- le feu"
    assert len(joined(page(text), strategies(page(text)))) == 2
