from pages import graph, reading
from rdflib import RDF, RDFS

from loaders.model import Reading
from ontology.names import CT, DCTERMS, SCHEMA


def dated(told: Reading) -> list[tuple[str, str]]:
    found = graph(told)
    return sorted(
        (str(found.value(event, SCHEMA.startDate)), str(found.value(event, RDFS.label)))
        for event in found.subjects(RDF.type, CT.Event)
    )


def test_an_event_has_its_name_and_its_day() -> None:
    assert dated(reading("Le comité syndical s'est tenu à Cahors le 3 mai 2022.")) == [
        ("2022-05-03", "Comité syndical")
    ]
    assert dated(reading("Le 3 mai 2022, un webinaire sur l'eau a eu lieu.")) == [("2022-05-03", "Webinaire sur l'eau")]


def test_an_event_of_several_days_has_two_bounds() -> None:
    found = graph(reading("L'agora de l'eau s'est tenue du 3 au 5 mai 2022."))
    (event,) = found.subjects(RDF.type, CT.Event)
    assert str(found.value(event, SCHEMA.endDate)) == "2022-05-05"


def test_the_next_meeting_is_the_meeting() -> None:
    text = "Le comité syndical se tiendra le 3 mai 2022.\n\nProchain comité syndical le 3 mai 2022"
    assert len(dated(reading(text))) == 1


def test_a_deadline_and_an_event_without_a_day_are_no_dated_events() -> None:
    assert dated(reading("La concertation se tient jusqu'au 3 mai 2022.")) == []
    assert dated(reading("Un forum sera organisé bientôt.")) == []


def test_a_letter_has_its_senders_recipient_day_and_subject() -> None:
    text = (
        "Jean Modèle et Anne Exemple ont adressé le 3 mai 2022 un courrier à M. Paul Autre, ministre, "
        "concernant la ligne de chemin de fer."
    )
    found = graph(reading(text))
    (letter,) = found.subjects(RDF.type, CT.Letter)
    assert len(list(found.objects(letter, SCHEMA.sender))) == 2
    assert str(found.value(letter, SCHEMA.recipient)).endswith("/paul-autre")
    assert str(found.value(letter, DCTERMS.subject)) == "ligne de chemin de fer"
    assert str(found.value(letter, RDFS.label)) == "Courrier du 3 mai 2022"


def test_a_letter_of_nobody_or_to_nobody_in_particular() -> None:
    assert not list(graph(reading("Un courrier a été adressé le 3 mai 2022.")).subjects(RDF.type, CT.Letter))
    found = graph(reading("Jean Modèle a envoyé le 1er mai 2022 une lettre aux habitants."))
    (letter,) = found.subjects(RDF.type, CT.Letter)
    assert found.value(letter, SCHEMA.recipient) is None
    assert str(found.value(letter, RDFS.label)) == "Courrier du 1er mai 2022"
