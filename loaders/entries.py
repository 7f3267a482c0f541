"""The entries of a TOML file: its tables of one name, what their keys must hold, and the lines where they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from loaders.faults import Fault, InvalidSeeds, Wording


@dataclass(frozen=True, slots=True)
class Rule:
    """What the value of a key must be."""

    holds: Callable[[object], bool]
    problem: Wording
    remedy: Wording


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a list, `[[name]]`: its values, and the lines where it and they stand."""

    values: dict[str, object]
    line: int | None
    lines: dict[str, int]


def words(value: object) -> bool:
    """Tell whether a value is a text of one line that says something."""
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


TEXT = Rule(
    words,
    Wording("n'est pas un texte d'une ligne", "is not a text of one line"),
    Wording("écrire un texte entre guillemets", "write a text between quotes"),
)


def day(remedy: Wording) -> Rule:
    """Return the rule of a key that holds a day, as TOML writes one: unquoted."""
    return Rule(
        lambda value: isinstance(value, date) and not isinstance(value, datetime),
        Wording("n'est pas un jour", "is not a day"),
        remedy,
    )


def entries(path: Path, name: str) -> list[Entry]:
    """Return the tables `[[name]]` of a file; raises InvalidSeeds for one that is not TOML or holds anything else."""
    try:
        text = path.read_bytes().decode()
        data = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSeeds([_syntax(path, error)]) from error
    tables = data.pop(name, [])
    places = _places(text, name)
    if data or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise InvalidSeeds([_stranger(path, next(iter(data), name), text, name)])
    while len(places) < len(tables):
        places.append((None, {}))
    return [Entry(table, line, lines) for table, (line, lines) in zip(tables, places, strict=False)]


def faults(entry: Entry, path: Path, rules: Mapping[str, Rule], required: Iterable[str]) -> Iterator[Fault]:
    """Yield what is wrong in one entry: keys that are missing or unknown, values that break their rule."""
    for key in sorted(set(required) - entry.values.keys()):
        problem = Wording("clé absente", "missing key")
        remedy = Wording(f"ajouter cette clé ({', '.join(rules)})", f"add this key ({', '.join(rules)})")
        yield Fault(str(path), problem, remedy, entry.line, key)
    for key, value in entry.values.items():
        rule, line = rules.get(key), entry.lines.get(key, entry.line)
        if rule is None:
            problem = Wording("clé inconnue", "unknown key")
            remedy = Wording("la corriger ou la retirer", "correct or remove it")
            yield Fault(str(path), problem, remedy, line, shown(key, value))
        elif not rule.holds(value):
            yield Fault(str(path), rule.problem, rule.remedy, line, shown(key, value))


def shown(key: str, value: object) -> str:
    """Return a key and its value as a fault shows them."""
    return f"{key} = {value if isinstance(value, date) else repr(value)}"


def _places(text: str, name: str) -> list[tuple[int | None, dict[str, int]]]:
    """Return, for each `[[name]]` header, its line and the lines of the keys under it."""
    places: list[tuple[int | None, dict[str, int]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]", line):
            places.append((number, {}))
        elif places and (key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line)):
            places[-1][1].setdefault(key[1], number)
    return places


def _syntax(path: Path, error: UnicodeDecodeError | tomllib.TOMLDecodeError) -> Fault:
    """Return the fault of a list that is not TOML in UTF-8."""
    if isinstance(error, UnicodeDecodeError):
        line, value = error.object[: error.start].count(b"\n") + 1, f"0x{error.object[error.start]:02X}"
        problem = Wording("cet octet n'est pas de l'UTF-8", "this byte is not UTF-8")
    else:
        written = path.read_text(encoding="utf-8").split("\n")
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(written)
        value = written[line - 1].strip()
        problem = Wording("cette ligne n'est pas du TOML", "this line is not TOML")
    remedy = Wording("corriger la ligne, enregistrer en UTF-8", "correct the line, save as UTF-8")
    return Fault(str(path), problem, remedy, line, value)


def _stranger(path: Path, key: str, text: str, name: str) -> Fault:
    """Return the fault of a list that holds something else than its tables."""
    found = (n for n, line in enumerate(text.split("\n"), 1) if re.match(rf"\s*\[*\s*[\"']?{re.escape(key)}\b", line))
    problem = Wording(f"seules des tables [[{name}]] sont attendues", f"only [[{name}]] tables are expected")
    remedy = Wording(f"retirer cette clé ou la placer sous [[{name}]]", f"remove this key or put it under [[{name}]]")
    return Fault(str(path), problem, remedy, next(found, None), key)
