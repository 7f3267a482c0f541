"""Read the declarations of a folder, `<key>.toml`, with every fault told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any, cast

from rdflib import URIRef

from loaders.declared.declaration import (
    BOUNDARIES,
    BOUNDED,
    FORMATS,
    FORMS,
    LINKS,
    WHATS,
    Cell,
    Contract,
    Declaration,
    Saying,
    Thing,
)
from loaders.declared.encodings import ENCODINGS
from loaders.declared.holding import CELL, HEAD, MORE, SAY, THING, expected
from loaders.documents.kinds import kinds
from loaders.faults import Fault, InvalidSeeds, Wording
from ontology.addresses import slug
from ontology.names import PREFIXES

REMEDY = Wording("la corriger ; docs/tables.md décrit chaque clé", "mend it; docs/tables.md describes every key")
MISSING = Wording("clé absente", "missing key")
UNKNOWN = Wording("clé inconnue", "unknown key")
_NAME = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)


def declarations(folder: Path) -> tuple[Declaration, ...]:
    """Return the declarations of a folder, those that name things first; raises InvalidSeeds with every fault."""
    found, faults = [], []
    paths: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        reader = Reader(path)
        told = reader.declaration()
        faults += reader.faults
        found += [told] if told and not reader.faults else []
        if told and (first := paths.setdefault(told.key, path)) != path:
            faults.append(Fault(str(path), *_named_alike(told.key, first)))
    if faults:
        raise InvalidSeeds(faults)
    return tuple(sorted(found, key=lambda one: (one.rank, one.key)))


def _named_alike(key: str, first: Path) -> tuple[Wording, Wording]:
    problem = Wording(f"la clé « {key} » est déjà celle de {first.name}", f"the key “{key}” is that of {first.name}")
    return problem, Wording("renommer l'une des deux", "give one of them another name")


@dataclass
class Reader:
    """Read one file, noting what is wrong in it."""

    path: Path
    faults: list[Fault] = field(default_factory=list)
    text: str = ""

    def declaration(self) -> Declaration | None:
        """Return what the file declares; what is wrong in it is noted then, and the declaration means nothing."""
        told = self._parsed()
        if told is None or not self._keys(told, HEAD, MORE, ""):
            return None
        columns = {name: self._pattern(form, f"columns.{name}") for name, form in told["columns"].items()}
        found = Declaration(
            key=slug(self.path.stem),
            file=self._file(told, "file"),
            title=self._words(told, "title"),
            publisher=self._words(told, "publisher"),
            url=self._address(told, "url"),
            licence=self._address(told, "licence"),
            fetch=self._address(told, "fetch") if "fetch" in told else None,
            format=self._among(told.get("format", "csv"), FORMATS, "format"),
            encoding=self._among(told.get("encoding", "utf-8"), ENCODINGS, "encoding"),
            delimiter=self._delimiter({"delimiter": ","} | told, "delimiter"),
            rank=told.get("rank", 50),
            columns=columns,
            unread=told.get("unread", {}),
            things=tuple(self._thing(one, f"thing[{rank}]") for rank, one in enumerate(told["thing"], 1)),
        )
        self._undeclared(found)
        return found

    def _parsed(self) -> dict[str, Any] | None:
        try:
            self.text = self.path.read_bytes().decode()
            return tomllib.loads(self.text)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            problem = Wording(f"ce n'est pas du TOML ({error})", f"this is not TOML ({error})")
            line = re.search(r"line (\d+)", str(error))
            self.faults.append(Fault(str(self.path), problem, REMEDY, int(line[1]) if line else None))
            return None

    def _thing(self, told: Mapping[str, Any], place: str) -> Thing:
        if not self._keys(told, ("what",), THING, place):
            return Thing("contract", None, None, (), None, ())
        what = self._among(told["what"], WHATS, f"{place}.what")
        contract = self._contract(told, place) if what == "contract" else None
        if contract is None and "key" not in told:
            self._fault(MISSING, f"{place}.key")
        if "boundary" in told:
            self._among(what, BOUNDED, f"{place}.what")
        says = told.get("say", [])
        return Thing(
            what,
            self._cell(told.get("key"), f"{place}.key"),
            contract,
            tuple(self._term(one, f"{place}.types") for one in told.get("types", ())),
            self._cell(told.get("label"), f"{place}.label"),
            tuple(self._saying(one, f"{place}.say[{rank}]") for rank, one in enumerate(says, 1)),
            self._where(told.get("where", {})),
            told.get("once", False),
            told.get("new", False),
            self._among(told["boundary"], BOUNDARIES, f"{place}.boundary") if "boundary" in told else "",
            tuple(told.get("needs", ())),
        )

    def _contract(self, told: Mapping[str, Any], place: str) -> Contract:
        known = tuple(kind.notation for kind in kinds())
        if not {"identifier", "places"} & told.keys():
            self._fault(MISSING, f"{place}.identifier")

        def cell(key: str) -> Cell | None:
            return self._cell(told.get(key), f"{place}.{key}")

        return Contract(
            self._among(told.get("contract", ""), known, f"{place}.contract"),
            cell("identifier"),
            cell("places"),
            cell("near"),
            cell("grouping"),
            cell("day"),
            told.get("date", "%Y-%m-%d"),
        )

    def _saying(self, told: Mapping[str, Any], place: str) -> Saying:
        if not self._keys(told, ("property",), (*SAY, *CELL), place):
            return Saying(URIRef(""), Cell())
        terms = {value: self._term(one, f"{place}.terms") for value, one in told.get("terms", {}).items()}
        return Saying(
            self._term(told["property"], f"{place}.property"),
            cast("Cell", self._cell({key: told[key] for key in CELL if key in told}, place)),
            "term" if terms else self._among(told.get("as", "text"), FORMS, f"{place}.as"),
            self._among(told["to"], LINKS, f"{place}.to") if "to" in told else "",
            told.get("date", "%Y-%m-%d"),
            self._cell(told.get("label"), f"{place}.label"),
            self._cell(told.get("near"), f"{place}.near"),
            terms,
        )

    def _cell(self, told: str | Mapping[str, Any] | None, place: str) -> Cell | None:
        """Return a cell told by the name of its column, or by a table that also says how to cut or match it."""
        if told is None:
            return None
        told = {"column": told} if isinstance(told, str) else told
        if not self._keys(told, (), CELL, place):
            return Cell()
        if sum(bool(told.get(key)) for key in ("column", "template", "constant")) != 1:
            problem = Wording(
                "ni colonne, ni modèle, ni constante, ou plusieurs", "not one of column, template, constant"
            )
            self._fault(problem, place)
        return Cell(
            told.get("column", ""),
            told.get("split", ""),
            self._pattern(told["pattern"], f"{place}.pattern") if "pattern" in told else None,
            self._where(told.get("where", {})),
            self._template(told.get("template", ""), f"{place}.template"),
            told.get("constant", ""),
            told.get("prefix", ""),
        )

    def _where(self, told: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
        return {column: frozenset(among) for column, among in told.items()}

    def _template(self, written: str, place: str) -> str:
        try:
            told = list(Formatter().parse(written))
        except ValueError as error:
            told, problem = [], Wording(f"modèle mal formé ({error})", f"malformed template ({error})")
            self._fault(problem, f"{place} = {written}", written)
        if any(name == "" or layout or conversion for _, name, layout, conversion in told):
            problem = Wording("une accolade ne tient qu'un nom de colonne", "braces hold a column's name alone")
            self._fault(problem, f"{place} = {written}", written)
            return ""
        return written if told else ""

    def _term(self, written: str, place: str) -> URIRef:
        prefix, _, name = written.partition(":")
        if prefix not in PREFIXES or not _NAME.fullmatch(name):
            problem = Wording(
                f"ce n'est pas « préfixe:nom » ; préfixes connus : {', '.join(PREFIXES)}",
                f"this is not “prefix:name”; known prefixes: {', '.join(PREFIXES)}",
            )
            self._fault(problem, f"{place} = {written}", written)
            return URIRef("")
        return URIRef(f"{PREFIXES[prefix]}{name}")

    def _pattern(self, written: str, place: str) -> re.Pattern[str] | None:
        try:
            return re.compile(written) if written else None
        except re.error as error:
            problem = Wording(f"expression mal formée ({error})", f"malformed expression ({error})")
            self._fault(problem, f"{place} = {written}", written)
            return None

    def _words(self, told: Mapping[str, Any], key: str) -> str:
        def holds(value: str) -> bool:
            return value.isprintable() and bool(slug(value))

        return self._held(told, key, holds, Wording("n'est pas un texte d'une ligne", "is not a text of one line"))

    def _file(self, told: Mapping[str, Any], key: str) -> str:
        def holds(value: str) -> bool:
            return (
                value.isprintable() and value != "" and not set(value) & set('/\\:*?"<>|') and not value.startswith(".")
            )

        return self._held(told, key, holds, Wording("n'est pas le nom d'un fichier", "is not the name of a file"))

    def _delimiter(self, told: Mapping[str, Any], key: str) -> str:
        def holds(value: str) -> bool:
            return len(value) == 1 and value not in '"\r\n'

        return self._held(told, key, holds, Wording("n'est pas un signe, seul", "is not one character"))

    def _address(self, told: Mapping[str, Any], key: str) -> str:
        def holds(value: str) -> bool:
            return bool(re.fullmatch(r"https?://[^\s<>\"{}|\\^`/]+[^\s<>\"{}|\\^`]*", value))

        return self._held(told, key, holds, Wording("n'est pas une adresse http(s)", "is not an http(s) address"))

    def _held(self, told: Mapping[str, Any], key: str, holds: Callable[[str], bool], problem: Wording) -> str:
        if not holds(told[key]):
            self._fault(problem, f"{key} = {told[key]!r}", key)
        return cast("str", told[key])

    def _among(self, written: object, known: Sequence[str], place: str) -> str:
        if written not in known:
            problem = Wording(
                f"valeur inconnue ; choisir parmi {', '.join(known)}", f"unknown value; choose among {', '.join(known)}"
            )
            self._fault(problem, f"{place} = {written!r}", str(written))
        return str(written)

    def _keys(self, told: Mapping[str, Any], needed: Iterable[str], more: Iterable[str], place: str) -> bool:
        """Tell whether a table has the keys that it needs, no unknown one, and in each what it may hold."""
        lead = f"{place}." if place else ""
        lacking = [f"{lead}{key}" for key in needed if key not in told]
        strange = [key for key in told if key not in (*needed, *more)]
        for one in lacking:
            self._fault(MISSING, one)
        for one in strange:
            self._fault(UNKNOWN, f"{lead}{one}", one)
        wrong = [(key, problem) for key in told if key not in strange and (problem := expected(key, told[key]))]
        for one, problem in wrong:
            self._fault(problem, f"{lead}{one} = {told[one]!r}", one)
        return not lacking and not strange and not wrong

    def _undeclared(self, found: Declaration) -> None:
        """Note the columns that things read and [columns] does not declare."""
        problem = Wording("colonne lue sans être dans [columns]", "a column that is read and is not in [columns]")
        for rank, thing in enumerate(found.things, 1):
            for column in sorted(thing.columns - found.columns.keys() - {"identifier"}):
                self._fault(problem, f"thing[{rank}] : {column}", column)

    def _fault(self, problem: Wording, shown: str, needle: str = "") -> None:
        """Note a fault at the first line that holds what is wrong, no line where nothing stands."""
        lines = enumerate(self.text.splitlines(), 1)
        line = next((number for number, text in lines if needle and needle in text.partition("#")[0]), None)
        self.faults.append(Fault(str(self.path), problem, REMEDY, line, shown))
