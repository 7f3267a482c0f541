import pytest
from pages import page
from rdflib import XSD

from loaders.documents.durations import duration
from loaders.documents.french import lowered
from loaders.documents.periods import literal, moments


def told(text: str) -> list[tuple[str, str]]:
    return [(moment.first, moment.last) for moment in page(text).moments]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("le 1er juillet 2021", "2021-07-01", "2021-07-01"),
        ("Mis à jour le 24/11/2021", "2021-11-24", "2021-11-24"),
        ("signé le 24.11.2021", "2021-11-24", "2021-11-24"),
        ("en juillet 2020", "2020-07", "2020-07"),
        ("en 2017", "2017", "2017"),
        ("la période 2019-2022", "2019", "2022"),
        ("de 2021 à 2026", "2021", "2026"),
        ("2021 > 2026", "2021", "2026"),
        ("1 Mars 2021 - 31 Décembre 2022", "2021-03-01", "2022-12-31"),
        ("du 1er janvier au 31 décembre 2022", "2022-01-01", "2022-12-31"),
        ("du 3 au 5 mai 2022", "2022-05-03", "2022-05-05"),
        ("les 30 juin et 1er juillet 2021", "2021-06-30", "2021-07-01"),
        ("de mars 2016 à novembre 2017", "2016-03", "2017-11"),
    ],
)
def test_an_expression_of_time_keeps_its_precision(text: str, first: str, last: str) -> None:
    assert told(text) == [(first, last)]


@pytest.mark.parametrize("text", ["99/99/2021", "2022-2019", "2 000 euros", "article 2021-3"])
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert [pair for pair in told(text) if pair[0]] == []


@pytest.mark.parametrize(
    ("text", "day", "reason"),
    [
        ("La page cite 2021.\nSigné vendredi 9 juillet.", "2021-07-09", "du jour de la semaine et des années citées"),
        ("Publié le 27 février 2014\nConclu mercredi 26 février.", "2014-02-26", "et de la date de la page"),
        ("Vu le 9 juillet 2021.\nSigné le 9 juillet.", "2021-07-09", "donnée ailleurs dans la page"),
        ("Publié le 4 mai 2019\nAdopté le 10 avril dernier.", "2019-04-10", "« dernier » et de la date de la page"),
        ("Publié le 4 mai 2019\nAdopté le 10 juin dernier.", "2018-06-10", "« dernier » et de la date de la page"),
        ("Publié le 4 mai 2019\nPrévu le 10 avril prochain.", "2020-04-10", "« prochain » et de la date de la page"),
        (
            "Le 2 mai 2021, le 3 mai 2021 et encore le 4 mai 2021.\nVu le 19 mars dernier.",
            "2021-03-19",
            "de la plupart des jours datés",
        ),
    ],
)
def test_a_year_that_is_not_written_is_told_with_its_reason(text: str, day: str, reason: str) -> None:
    moment = page(text).moments[-1]
    assert moment.first == day
    assert moment.reason is not None
    assert reason in moment.reason


@pytest.mark.parametrize(
    "text",
    [
        "Signé le 9 juillet.",
        "La page cite 2020.\nSigné vendredi 9 juillet.",
        "Adopté le 10 avril dernier.",
        "Publié le 4 mai 2019\nVu le 29 février dernier.",
        "Vu le vendredi 2 mai 2021 puis le lundi 9 mai.\nVu samedi 2 mai.",
    ],
)
def test_a_year_that_nothing_tells_stays_unknown(text: str) -> None:
    assert not page(text).moments[-1].known


def test_a_moment_is_one_day_or_a_range() -> None:
    (day,), (years,) = page("le 3 mai 2021").moments, page("2021-2026").moments
    assert day.exact
    assert not day.ranged
    assert years.ranged
    assert not years.exact


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("d'une durée de 3 ans", "P3Y"),
        ("d'une durée de six ans et demi", "P6Y6M"),
        ("conclu pour six ans", "P6Y"),
        ("pour dix-huit mois", "P18M"),
        ("une durée de six (6) ans", "P6Y"),
    ],
)
def test_a_duration_is_told_in_iso_8601(text: str, iso: str) -> None:
    low = lowered(text)
    found = duration(low, 0, len(low))
    assert found is not None
    assert found[2] == iso


def test_no_duration_is_none() -> None:
    assert duration("rien", 0, 4) is None


def test_a_literal_has_the_precision_of_its_words() -> None:
    assert [literal(iso).datatype for iso in ("2021", "2021-07", "2021-07-09")] == [XSD.gYear, XSD.gYearMonth, XSD.date]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fait a exemple, le vingt-deux novembre deux mille vingt-deux.", "2022-11-22"),
        ("le premier juin deux mille vingt et un", "2021-06-01"),
        ("le vingt et un mars mil neuf cent quatre-vingt-dix-neuf", "1999-03-21"),
        ("le neuf juillet deux mille vingt et un", "2021-07-09"),
        ("le trente-et-un juillet deux-mille-vingt-et-un", "2021-07-31"),
        ("le neuf juillet deux mille vingt et un un contrat", "2021-07-09"),
        ("le neuf juillet deux mille vingt deux, un contrat", "2022-07-09"),
        ("le neuf juillet 2021", "2021-07-09"),
        ("les quatre et cinq juillet 2021", "2021-07-05"),
        ("le dix-sept juillet 2021", "2021-07-17"),
        ("le 1ᵉʳ juillet 2021", "2021-07-01"),
        ("le 1 er juillet 2021", "2021-07-01"),
    ],
)
def test_a_day_in_letters_is_read_as_deeds_write_it(text: str, day: str) -> None:
    assert [moment.first for moment in moments(text, [(0, len(text))])] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "un certain mai deux mille vingt, le trente-deux juin deux mille vingt",
        "le neuf juillet deux mille vingt deux contrats",
        "le neuf juillet deux mille un contrat",
    ],
)
def test_what_is_no_certain_day_in_letters_is_none(text: str) -> None:
    assert moments(text, [(0, len(text))]) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("En 2021.\nSigné le 09/07/21.", "2021-07-09"),
        ("Publié le 12 juillet 2021\nSigné le 09/07/21.", "2021-07-09"),
        ("Signé le 21/07/21, en 2022.", "2021-07-21"),
    ],
)
def test_a_year_of_two_digits_is_told_by_those_that_the_page_names(text: str, day: str) -> None:
    (moment,) = (moment for moment in page(text).moments if moment.exact and moment.reason)
    assert moment.first == day
    assert moment.reason == "année écrite en deux chiffres, proche de celles que la page cite ou de sa date"


@pytest.mark.parametrize(
    "text", ["Signé le 09/07/21.", "En 2021, en 2010.\nSigné le 09/07/21.", "En 1998.\nVu le 09/07/21."]
)
def test_a_year_of_two_digits_that_may_be_a_day_or_that_nothing_tells_stays_unknown(text: str) -> None:
    (short,) = (moment for moment in page(text).moments if page(text).words(moment) == "09/07/21")
    assert not short.known


def test_a_range_never_lends_its_year_to_one_of_two_digits() -> None:
    assert not page("du 01/09/08 au 31/12/2022").moments[0].known


@pytest.mark.parametrize("text", ["En 2021, article 12/07/21.", "En 2021, le 12/07/21/22.", "En 2021, un juin 2021."])
def test_figures_and_words_that_say_no_day_are_none(text: str) -> None:
    assert not any(moment.exact for moment in page(text).moments)
