"""The stored questions: each a SPARQL query in a file of its own, whose first comments say what it asks and answers.

The head of a file is made of comments of the form `# word: value`, before the query itself. A value goes on in lines
that begin with `#` and three spaces. The words are:

    # question: 1                       its number in the list of questions
    # group: territories                one of `GROUPS`
    # title@fr: …                       and title@en, description@fr, description@en
    # parameter commune: commune = 62498    a name, a kind (`parameters.KINDS`) and a default; the query has ?commune
    # parameter contract: contrat? = …      a `?` after the kind: the parameter may be left open
    # parameter commune@fr: …           its title, in each language
    # column contract@fr: …             the title of a column, in each language; the query selects ?contract

A variable `xLabel` is the name of `x`. The variables of `SUPPORT` say why an answer holds: words, row, source, reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import pyoxigraph
from rdflib import Literal

from ontology.names import LOCAL_BASE, PREFIXES
from server.addresses import Site
from server.binding import UnboundVariable, bind
from server.negotiation import LANGUAGES
from server.questions.parameters import KINDS, InvalidParameter, Parameter
from server.sparql.tokens import MalformedQuery

__all__ = ["GROUPS", "SUPPORT", "Column", "InvalidQuestion", "Question", "load"]

GROUPS = ("contracts", "territories", "people", "sources", "quality")
SUPPORT = ("quote", "quoteStart", "quoteEnd", "row", "source", "sourceLabel", "inferred", "reason", "evidence")

_HEAD = re.compile(r"# ([a-z]+)(?: ([A-Za-z]+))?(?:@([a-z]{2}))?: (\S.*)")
_MORE = re.compile(r"#   (\S.*)")
_KIND = re.compile(r"([a-z]+)(\??)(?: = (\S.*))?")
_PREFIX = re.compile(r"PREFIX ([a-z]*): <([^>]*)>")
_PLACE = re.compile(r"error at (\d+):(\d+): ")
_ANYWHERE = Site(LOCAL_BASE)


class InvalidQuestion(ValueError):
    """A file of stored questions cannot be understood."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        """Name the file and the line, and say what is wrong there and what to write."""
        super().__init__(f"{file}:{line}: {problem}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer: the variable it shows, and its title in each language."""

    name: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One stored question.

    `name` is the last part of its address, `variables` what its query selects, in order; `query` runs as it stands, and
    `Store.select` binds the values of the parameters.
    """

    name: str
    number: int
    group: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    variables: tuple[str, ...]
    query: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """One declaration of a head: a word, perhaps a name and a language, a value, and the line it starts at."""

    word: str
    name: str
    language: str
    value: str
    line: int


def load(folder: Traversable) -> tuple[Question, ...]:
    """Return the questions of a folder, by number then name; raises InvalidQuestion."""
    files = [file for file in folder.iterdir() if file.name.endswith(".rq")]
    found = [_File(file.name, file.read_text(encoding="utf-8")).question() for file in files]
    return tuple(sorted(found, key=lambda question: (question.number, question.name)))


class _File:
    """One file being read: its head, its query, and the faults found in them."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        lines = text.splitlines()
        self.height = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
        self.query = "\n".join(lines[self.height :]).strip("\n") + "\n"
        self.offset = next((place for place in range(self.height, len(lines)) if lines[place].strip()), len(lines))
        self.entries = tuple(self._entries(lines[: self.height]))

    def question(self) -> Question:
        """Return the question of the file."""
        self._check_words()
        self._check_prefixes()
        variables = self._variables()
        parameters, columns = tuple(self._parameters()), tuple(self._columns())
        self._check_columns(columns, parameters, variables)
        return Question(
            self.name.removesuffix(".rq"),
            self._number(),
            self._one_of("group", GROUPS),
            self._spoken("title"),
            self._spoken("description"),
            parameters,
            columns,
            variables,
            self.query,
        )

    def _entries(self, lines: list[str]) -> Iterator[_Entry]:
        found: list[_Entry] = []
        for number, line in enumerate(lines, 1):
            if more := _MORE.fullmatch(line):
                if not found:
                    raise self._fault(number, "nothing goes on here; begin with '# title@fr: …'")
                last = found.pop()
                found.append(_Entry(last.word, last.name, last.language, f"{last.value} {more[1]}", last.line))
            elif head := _HEAD.fullmatch(line):
                found.append(_Entry(head[1], head[2] or "", head[3] or "", head[4].strip(), number))
            else:
                raise self._fault(number, f"{line!r} is not of the form '# word: value'")
        yield from found

    def _fault(self, line: int, problem: str) -> InvalidQuestion:
        return InvalidQuestion(self.name, line, problem)

    def _of(self, word: str) -> list[_Entry]:
        return [entry for entry in self.entries if entry.word == word]

    def _check_words(self) -> None:
        known = {"question", "group", "title", "description", "parameter", "column"}
        seen: set[str] = set()
        for entry in self.entries:
            said = (
                entry.word + (f" {entry.name}" if entry.name else "") + (f"@{entry.language}" if entry.language else "")
            )
            if entry.word not in known:
                raise self._fault(entry.line, f"{entry.word!r} is not one of {', '.join(sorted(known))}")
            if entry.language not in {"", *LANGUAGES}:
                raise self._fault(entry.line, f"language {entry.language!r}: give one of {', '.join(LANGUAGES)}")
            if said in seen:
                raise self._fault(entry.line, f"{said}: said twice; keep one")
            seen.add(said)

    def _number(self) -> int:
        text = self._only("question")
        if not text.value.isdecimal():
            raise self._fault(text.line, f"question {text.value!r}: give its number in the list of questions")
        return int(text.value)

    def _one_of(self, word: str, allowed: Iterable[str]) -> str:
        entry = self._only(word)
        if entry.value not in allowed:
            raise self._fault(entry.line, f"{word} {entry.value!r}: give one of {', '.join(allowed)}")
        return entry.value

    def _only(self, word: str) -> _Entry:
        entries = self._of(word)
        if not entries:
            raise self._fault(1, f"no {word}; add a line '# {word}: …'")
        return entries[0]

    def _spoken(self, word: str, name: str = "") -> Mapping[str, str]:
        found = {entry.language: entry.value for entry in self._of(word) if entry.name == name and entry.language}
        if missing := [language for language in LANGUAGES if language not in found]:
            what = f"{word} {name}".strip()
            raise self._fault(1, f"no {what} in {missing[0]}; add a line '# {what}@{missing[0]}: …'")
        return found

    def _parameters(self) -> Iterator[Parameter]:
        for entry in self._of("parameter"):
            if not entry.language:
                yield self._parameter(entry)

    def _parameter(self, entry: _Entry) -> Parameter:
        found = _KIND.fullmatch(entry.value)
        if not found or found[1] not in KINDS or not (found[2] or found[3]):
            raise self._fault(
                entry.line, f"{entry.value!r}: give a kind ({', '.join(KINDS)}) and '= default', or 'kind?'"
            )
        parameter = Parameter(
            entry.name, found[1], bool(found[2]), found[3] or "", self._spoken("parameter", entry.name)
        )
        try:
            value = parameter.value(parameter.given({}), _ANYWHERE)
            bind(self.query, {parameter.name: value or Literal("")})
        except (InvalidParameter, MalformedQuery, UnboundVariable) as error:
            raise self._fault(entry.line, str(error)) from error
        return parameter

    def _columns(self) -> Iterator[Column]:
        for name in dict.fromkeys(entry.name for entry in self._of("column")):
            yield Column(name, self._spoken("column", name))

    def _check_prefixes(self) -> None:
        for prefix in _PREFIX.finditer(self.query):
            named = PREFIXES.get(prefix[1])
            if named != prefix[2]:
                line = self.offset + self.query.count("\n", 0, prefix.start()) + 1
                fault = f"is <{named}> in ontology/names.py" if named else "is not in ontology/names.py"
                raise self._fault(line, f"prefix {prefix[1]}: {fault}")

    def _variables(self) -> tuple[str, ...]:
        try:
            found = pyoxigraph.Store().query(self.query)
        except SyntaxError as error:
            place = _PLACE.match(str(error))
            line = self.offset + int(place[1] if place else 1)
            raise self._fault(line, _PLACE.sub("", str(error)).splitlines()[0]) from error
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise self._fault(self.offset + 1, "not a SELECT query; only a table of answers can be shown")
        return tuple(variable.value for variable in found.variables)

    def _check_columns(
        self, columns: Iterable[Column], parameters: Iterable[Parameter], variables: tuple[str, ...]
    ) -> None:
        titled = {column.name for column in columns}
        if lacking := titled - {*variables}:
            raise self._fault(1, f"column {min(lacking)}: the query does not select ?{min(lacking)}")
        named = {f"{name}Label" for name in titled}
        told = titled | named | {parameter.name for parameter in parameters} | {*SUPPORT}
        if untold := [name for name in variables if name not in told]:
            raise self._fault(1, f"?{untold[0]} has no title; add '# column {untold[0]}@fr: …' and @en")
