"""The patterns of a query that may be light: a few steps from thing to thing, read from the query's tokens.

Only what has a known cost is read: triples and `p+`, `p*`, `^p`, `p/q` between constants and variables; OPTIONAL with
one triple; UNION of such groups; FILTER by comparisons; BIND of one term at the end; LIMIT, OFFSET, ORDER BY variables.
The reader need not tell whether all else is in order: what it lets through is parsed by the engine.
"""

from __future__ import annotations

from collections.abc import Sequence

from ontology.names import RDF
from server.sparql.guard import Form
from server.sparql.light.steps import Branch, Literal, Name, NotLight, Pattern, Slot, Step, Term, Variable
from server.sparql.prologue import Prologue
from server.sparql.tokens import Kind, Token

__all__ = ["SLOTS", "STEPS", "read"]

STEPS = 6
"""Steps of one group: within them the engine's own estimates never overflow, by which it orders them."""

DEEPEST = 3
"""Groups within groups."""

SLOTS = {Kind.IRI, Kind.STRING, Kind.VARIABLE}
"""The tokens that make a slot each (`server.sparql.light.shapes`)."""

_COMPARED = frozenset(["LANG", "LANGMATCHES", "STR", "DATATYPE", "BOUND", "SAMETERM", "IN", "NOT", "TRUE", "FALSE"])
_TESTS = frozenset(["ISIRI", "ISURI", "ISLITERAL", "ISNUMERIC"])
_SIGNS = frozenset(["=", "!=", "<", ">", "<=", ">=", "!", "&&", "||", ",", "^^"])
_OPERANDS = {Kind.IRI, Kind.STRING, Kind.LANGUAGE, Kind.NAME, Kind.VARIABLE, Kind.NUMBER}


def read(found: Sequence[Token], prologue: Prologue, form: Form) -> Pattern:
    """Return the pattern of a query from the tokens after its declarations; raises NotLight."""
    reader = _Reader(found, prologue)
    made = reader.head(form)
    branches = reader.group(1)
    reader.tail()
    return Pattern(branches, made)


class _Reader:
    """Read tokens from left to right."""

    def __init__(self, found: Sequence[Token], prologue: Prologue) -> None:
        self._found = found
        self._place = 0
        self._prologue = prologue
        filled = [place for place, token in enumerate(found) if token.kind in SLOTS]
        self._slots = {place: number for number, place in enumerate(filled)}
        self._invented = 0

    def head(self, form: Form) -> int:
        """Read what stands before the pattern; return how many triples, or rows, a solution makes."""
        self._place += 1
        made = 1
        match form:
            case Form.CONSTRUCT:
                made = self._template()
            case Form.SELECT:
                self._skip_word("DISTINCT", "REDUCED")
                while self._next.kind is Kind.VARIABLE or self._next.text == "*":
                    self._place += 1
            case Form.DESCRIBE:
                raise NotLight
            case Form.ASK:
                pass
        self._skip_word("WHERE")
        return made

    def _template(self) -> int:
        self._take("{")
        made = 1
        while (token := self._taken()).text != "}":
            is_term = token.kind in _OPERANDS or token.is_word("A", "TRUE", "FALSE")
            if not is_term and token.text not in {".", ";", ",", "^^"}:
                raise NotLight
            made += token.text in {".", ";", ","}
        return made

    def group(self, depth: int) -> list[Branch]:
        """Read a group in braces: one branch, or several that UNION puts side by side."""
        if depth > DEEPEST:
            raise NotLight
        self._take("{")
        branch, union = Branch(), list[Branch]()
        while self._next.text != "}":
            if union and not self._next.is_word("FILTER"):
                raise NotLight
            if self._next.text == "{":
                if branch != Branch():
                    raise NotLight
                union = self._union(depth)
            else:
                self._element(branch)
        self._take("}")
        return union or [branch]

    def _union(self, depth: int) -> list[Branch]:
        found = self.group(depth + 1)
        while self._skip_word("UNION"):
            found += self.group(depth + 1)
        return found

    def _element(self, branch: Branch) -> None:
        if self._skip_word("FILTER"):
            self._filter()
        elif self._skip_word("BIND"):
            self._bind()
            branch.is_closed = True
        elif branch.is_closed:
            raise NotLight
        elif self._skip_word("OPTIONAL"):
            self._optional(branch)
        elif branch.optional:
            raise NotLight
        else:
            branch.steps += self._triples()
            self._skip(".")

    def _filter(self) -> None:
        """Pass over comparisons: whatever they are, one costs next to nothing for a row."""
        depth, before = 0, None
        if self._next.text != "(" and not self._next.is_word("LANGMATCHES", "BOUND", "SAMETERM", *_TESTS):
            raise NotLight
        while depth or before is None or before.text != ")":
            token = self._taken()
            is_called = token.text == "(" and before is not None and before.kind in {Kind.NAME, Kind.IRI}
            is_doubtful = token.kind is Kind.IRI and before is not None and before.kind in _OPERANDS
            if is_called or is_doubtful or not _is_compared(token):
                raise NotLight
            depth += (token.text == "(") - (token.text == ")")
            before = token

    def _bind(self) -> None:
        self._take("(")
        self._term()
        if not self._skip_word("AS"):
            raise NotLight
        self._term()
        self._take(")")

    def _optional(self, branch: Branch) -> None:
        """Read one triple that starts from what is known, by a known property, to what nothing else says."""
        self._take("{")
        found = self._triples()
        self._skip(".")
        self._take("}")
        if len(found) != 1 or found[0].is_repeated or isinstance(found[0].by, Variable):
            raise NotLight
        known = frozenset[Variable]().union(*(step.variables for step in branch.steps))
        said = known.union(*(step.variables for step in branch.optional))
        ends = [one for one in (found[0].start, found[0].end) if one not in known]
        if not found[0].variables & known or any(one in said for one in ends):
            raise NotLight
        branch.optional += found

    def _triples(self) -> list[Step]:
        start = self._term()
        found: list[Step] = []
        while True:
            path = self._path()
            found += self._steps(start, path, self._term())
            while self._skip(","):
                found += self._steps(start, path, self._term())
            while self._skip(";"):
                pass
            if self._next.text in {".", "}", "{"} or self._next.is_word("FILTER", "OPTIONAL", "BIND"):
                return found

    def _steps(self, start: Term, path: Sequence[tuple[Term, bool, bool]], end: Term) -> list[Step]:
        """Return the steps of a path, with a variable of its own between each two."""
        stops: list[Term] = [start]
        for _ in path[1:]:
            self._invented += 1
            stops.append(Variable(f" {self._invented}"))
        stops.append(end)
        ways = zip(path, stops, stops[1:], strict=False)
        return [
            Step(there, by, here, is_repeated) if is_back else Step(here, by, there, is_repeated)
            for (by, is_back, is_repeated), here, there in ways
        ]

    def _path(self) -> list[tuple[Term, bool, bool]]:
        """Read a variable, or properties: which, whether backwards, whether on and on."""
        if self._next.kind is Kind.VARIABLE:
            return [(self._term(), False, False)]
        found: list[tuple[Term, bool, bool]] = []
        while True:
            is_back = self._skip("^")
            by = Name(str(RDF.type)) if self._skip_word("A") else self._term()
            if not isinstance(by, Name | Slot):
                raise NotLight
            is_repeated = self._skip("+") or self._skip("*")
            found.append((by, is_back, is_repeated))
            if not self._skip("/"):
                return found

    def _term(self) -> Term:
        place, token = self._place, self._taken()
        match token.kind:
            case Kind.VARIABLE:
                return Variable(token.text[1:])
            case Kind.IRI:
                return Slot(self._slots[place])
            case Kind.NAME:
                if (iri := self._prologue.iri(token)) is None or "\\" in token.text:
                    raise NotLight
                return Name(iri)
            case Kind.STRING:
                if self._next.kind is Kind.LANGUAGE:
                    self._place += 1
                elif self._skip("^^"):
                    self._term()
                return Literal()
            case Kind.NUMBER:
                return Literal()
            case _:
                raise NotLight

    def tail(self) -> None:
        """Read what follows the pattern."""
        if self._skip_word("ORDER"):
            self._place += 1
            while self._place < len(self._found) and not self._next.is_word("LIMIT", "OFFSET"):
                token = self._taken()
                if token.kind is not Kind.VARIABLE and not token.is_word("ASC", "DESC") and token.text not in "()":
                    raise NotLight
        while self._place < len(self._found):
            if not self._skip_word("LIMIT", "OFFSET") or self._taken().kind is not Kind.NUMBER:
                raise NotLight

    @property
    def _next(self) -> Token:
        if self._place == len(self._found):
            raise NotLight
        return self._found[self._place]

    def _taken(self) -> Token:
        token = self._next
        self._place += 1
        return token

    def _take(self, text: str) -> None:
        if self._taken().text != text:
            raise NotLight

    def _skip(self, text: str) -> bool:
        is_there = self._place < len(self._found) and self._found[self._place].text == text
        self._place += is_there
        return is_there

    def _skip_word(self, *words: str) -> bool:
        is_there = self._place < len(self._found) and self._found[self._place].is_word(*words)
        self._place += is_there
        return is_there


def _is_compared(token: Token) -> bool:
    if token.kind is Kind.WORD:
        return token.text.upper() in _COMPARED | _TESTS
    return token.kind in _OPERANDS or token.text in {"(", ")"} or token.text in _SIGNS
