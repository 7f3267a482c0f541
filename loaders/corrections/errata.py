"""The file of corrections, `corrections.toml`: one `[[correction]]` table for each decision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path

import tomlkit
from rdflib import URIRef

from loaders.corrections import values
from loaders.documents import mask
from loaders.entries import TEXT, Entry, Rule, day, entries, faults, shown, words
from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.model import Document, Node
from ontology.addresses import Addresses

NAME = "corrections.toml"
TABLE = "correction"
KEY = "corrections"
TITLE = "Corrections de l'exploitant"


class Action(StrEnum):
    """What a correction does; the notation of a concept of `ct:Decision`."""

    ADD = "add"
    CHOOSE = "choose"
    CONFIRM = "confirm"
    MERGE = "merge"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Quote:
    """Some words of a document, by the name of its file; `near` is about where they begin, where they stand twice."""

    document: str
    words: str
    near: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision about a statement, or about words: who took it, when, and why.

    `line` is where it stands in the file, `told` the slice of the file's text that says why. A merged thing is the
    subject, the one that takes its place the value; a chosen thing is the value.
    """

    action: Action
    by: str
    on: date
    why: str
    line: int
    told: tuple[int, int]
    quote: Quote | None = None
    source: str | None = None
    subject: URIRef | None = None
    predicate: URIRef | None = None
    value: Node | None = None

    @property
    def target(self) -> tuple[object, ...]:
        """Return what the correction is about: two corrections of one target contradict or repeat each other."""
        about = (self.quote, self.source, self.subject, self.predicate)
        return (*about, None) if self.action in {Action.CHOOSE, Action.MERGE} else (*about, self.value)

    @property
    def key(self) -> str:
        """Return the last segment of the correction's IRI, which its line does not change."""
        said = (self.action, self.by, self.on, self.why, *self.target, self.value)
        return hashlib.sha256("\n".join(map(repr, said)).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Errata:
    """The corrections of a folder of seeds, and the file that holds them as a document; None where there is no file."""

    path: Path
    document: Document | None
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What an action needs beside who, when and why: all keys of one of the sets, and none but those and `more`."""

    needs: tuple[frozenset[str], ...]
    more: frozenset[str] = frozenset()


_ALWAYS = frozenset({"action", "by", "on", "why"})
_QUOTED = frozenset({"source", "words"})
_FACT = frozenset({"subject", "property", "value"})
_ASIDE = frozenset({"subject", "property", "value", "source", "words", "near"})
FORMS: Mapping[Action, Form] = {
    Action.ADD: Form((_FACT,), _QUOTED | {"near"}),
    Action.CHOOSE: Form((_QUOTED | {"value"},), frozenset({"near"})),
    Action.CONFIRM: Form((frozenset({"subject", "property"}), _QUOTED | {"property"}), _ASIDE),
    Action.MERGE: Form((frozenset({"subject", "into"}),)),
    Action.REJECT: Form((frozenset({"subject"}), _QUOTED), _ASIDE),
}
_WITH = {"words": "source", "near": "words", "value": "property"}
"""Keys that say nothing without another."""
"""The keys of each action; a reader of the file finds them explained in seeds/README.md."""


def load(seeds: Path, addresses: Addresses) -> Errata:
    """Return the corrections of a folder of seeds, none where it has no such file; raises InvalidSeeds."""
    path = seeds / NAME
    if not path.exists():
        return Errata(path, None, ())
    told = entries(path, TABLE)
    rules = _rules(addresses)
    found = [fault for entry in told for fault in _faults(entry, path, rules, addresses)]
    if found:
        raise InvalidSeeds(found)
    text = mask(path.read_text(encoding="utf-8"))
    made = tuple(_correction(entry, text, addresses) for entry in told)
    if found := list(_clashing(made, path)):
        raise InvalidSeeds(found)
    document = Document(NAME, KEY, text, hashlib.sha256(path.read_bytes()).hexdigest(), TITLE, language=values.LANGUAGE)
    return Errata(path, document if made else None, made)


def entry(keys: Mapping[str, object]) -> str:
    """Return one entry of the file, as TOML."""
    tables = tomlkit.aot()
    tables.append(tomlkit.item(dict(keys)))
    written = tomlkit.document()
    written[TABLE] = tables
    return tomlkit.dumps(written).strip()


def _open(value: object) -> bool:
    """Tell whether a text may be published: one line, no address or telephone number of a person."""
    return words(value) and mask(str(value)) == value


_OPEN = Rule(
    _open,
    Wording(
        "n'est pas un texte d'une ligne sans adresse électronique ni téléphone",
        "is not a text of one line without an e-mail address or telephone number",
    ),
    Wording(
        "écrire entre guillemets un service ou une raison, qui seront publiés",
        "write between quotes a service or a reason; it will be published",
    ),
)


def _rules(addresses: Addresses) -> Mapping[str, Rule]:
    named = Rule(
        lambda value: isinstance(value, str) and values.thing(value, addresses) is not None,
        Wording("n'est pas l'adresse d'une chose", "is not the address of a thing"),
        Wording("écrire la fin de l'adresse : commune/62498", "write the end of the address: commune/62498"),
    )
    return {
        "action": Rule(
            lambda value: value in set(Action),
            Wording("n'est pas une action connue", "is not a known action"),
            Wording(f"choisir parmi {', '.join(Action)}", f"choose among {', '.join(Action)}"),
        ),
        "by": _OPEN,
        "on": day(Wording("écrire le jour sans guillemets : AAAA-MM-JJ", "write the day unquoted: YYYY-MM-DD")),
        "why": _OPEN,
        "source": TEXT,
        "words": Rule(lambda value: isinstance(value, str) and words(_on_one_line(value)), TEXT.problem, TEXT.remedy),
        "near": Rule(
            lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
            Wording("n'est pas un rang de caractère", "is not the rank of a character"),
            Wording("écrire le nombre que donne pacte undecided", "write the number that pacte undecided gives"),
        ),
        "subject": named,
        "into": named,
        "property": Rule(
            lambda value: isinstance(value, str) and values.term(value) is not None,
            Wording("n'est pas une propriété connue", "is not a known property"),
            Wording("écrire un nom de /def : ct:signedOn", "write a name of /def: ct:signedOn"),
        ),
        "value": Rule(
            lambda value: isinstance(value, str | int | float | date) and bool(str(value).strip()),
            Wording("n'est ni un texte, ni un nombre, ni un jour", "is no text, number or day"),
            Wording("écrire une seule valeur", "write a single value"),
        ),
    }


def _faults(entry: Entry, path: Path, rules: Mapping[str, Rule], addresses: Addresses) -> Iterator[Fault]:
    """Yield what is wrong in one entry: its keys and values, keys its action does without, a value of another type."""
    found = list(faults(entry, path, rules, _ALWAYS))
    if found:
        yield from found
        return
    yield from _misshapen(entry, path)
    if "value" in entry.values and "property" in entry.values:
        try:
            values.node(_term(entry), entry.values["value"], addresses)
        except values.UnusableValue as error:
            yield _fault(entry, path, "value", error.wording, Wording("corriger la valeur", "correct the value"))
    elif entry.values["action"] == Action.CHOOSE and not rules["subject"].holds(entry.values.get("value", "absent/0")):
        yield _fault(entry, path, "value", rules["subject"].problem, rules["subject"].remedy)


def _misshapen(entry: Entry, path: Path) -> Iterator[Fault]:
    """Yield the keys that an action lacks, or does nothing with."""
    action = Action(str(entry.values["action"]))
    form, given = FORMS[action], set(entry.values) - _ALWAYS
    needs = next((one for one in form.needs if one <= given), None)
    if needs is None:
        listed = " | ".join(" + ".join(sorted(one)) for one in form.needs)
        problem = Wording(f"il manque ce que vise « {action} »", f"what “{action}” is about is missing")
        yield _fault(entry, path, "action", problem, Wording(f"donner {listed}", f"give {listed}"))
        return
    idle = given - needs - form.more
    if action is not Action.CHOOSE:
        idle |= {key for key, other in _WITH.items() if key in given and other not in given}
    for key in sorted(idle):
        problem = Wording(f"« {action} » ne se sert pas de cette clé ici", f"“{action}” makes no use of this key here")
        yield _fault(entry, path, key, problem, Wording("la retirer", "remove it"))


def _fault(entry: Entry, path: Path, key: str, problem: Wording, remedy: Wording) -> Fault:
    return Fault(str(path), problem, remedy, entry.lines.get(key, entry.line), shown(key, entry.values[key]))


def _term(entry: Entry) -> URIRef:
    found = values.term(str(entry.values["property"]))
    assert found is not None  # noqa: S101 - the rule of the key holds
    return found


def _correction(entry: Entry, text: str, addresses: Addresses) -> Correction:
    """Return the correction that a well-formed entry states."""
    told = entry.values
    named = partial(values.thing, addresses=addresses)
    predicate = _term(entry) if "property" in told else None
    raw = told.get("into", told.get("value"))
    value: Node | None = named(str(raw)) if raw is not None and predicate is None else None
    if predicate is not None and raw is not None:
        value = values.node(predicate, raw, addresses)
    source = str(told["source"]) if "source" in told else None
    quote = Quote(str(source), _on_one_line(str(told["words"])), _near(told.get("near"))) if "words" in told else None
    on = told["on"]
    return Correction(
        Action(str(told["action"])),
        str(told["by"]),
        on if isinstance(on, date) else date.min,
        str(told["why"]),
        entry.line or 1,
        _slice(text, entry.lines.get("why", entry.line or 1), str(told["why"])),
        quote,
        source,
        named(str(told["subject"])) if "subject" in told else None,
        predicate,
        value,
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _near(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _slice(text: str, line: int, why: str) -> tuple[int, int]:
    """Return where the file says why: the words on their line, or the whole line when escapes spell them otherwise."""
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1])
    end = text.find("\n", start) if "\n" in text[start:] else len(text)
    found = text.find(why, start, end)
    return (found, found + len(why)) if found >= 0 else (start, end)


def _clashing(corrections: Sequence[Correction], path: Path) -> Iterator[Fault]:
    """Yield the corrections that decide again, or otherwise, of what an earlier one decided; and merges in a chain."""
    told: dict[tuple[object, ...], Correction] = {}
    merged = {one.subject: one for one in corrections if one.action is Action.MERGE}
    for one in corrections:
        first = told.setdefault(one.target, one)
        if first is not one:
            problem = Wording(
                f"la correction de la ligne {first.line} décide déjà de cela",
                f"the correction on line {first.line} decides of this already",
            )
            yield Fault(str(path), problem, Wording("n'en garder qu'une", "keep one only"), one.line, one.action)
        if one.action is Action.MERGE and one.value in merged:
            problem = Wording("cette chose est elle-même fusionnée ailleurs", "this thing is itself merged elsewhere")
            remedy = Wording("fusionner dans celle qui reste", "merge into the one that stays")
            yield Fault(str(path), problem, remedy, one.line, str(one.value))
