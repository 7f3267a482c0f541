"""Bring the files of declared tables from their publishers: only what changed, from where a download was cut."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from loaders.declared import records
from loaders.declared.declaration import Declaration
from loaders.declared.fetched import Lock, Mark
from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.fetching import MOVED, PrivateAddress, Reach, answering, target
from loaders.tables import rows

Progress = Callable[[int, int | None], None]
"""What is told of a download as it goes: bytes so far, bytes in all if the server says."""

_PAGE = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 65_536
_LONGEST = 60
_KEPT = Wording("le fichier d'avant est gardé", "the file of before is kept")
_LATER = Wording(f"réessayer plus tard ; {_KEPT.fr}", f"try again later; {_KEPT.en}")
_ADDRESS = Wording(f"vérifier « fetch » ; {_KEPT.fr}", f"check “fetch”; {_KEPT.en}")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a download is tried; it waits some `seconds` before the second time, twice as long before each next."""

    attempts: int = 4
    seconds: float = 1


class Interrupted(Exception):
    """A download may succeed if it is tried again: why it did not, and after how many seconds if the server says."""

    def __init__(self, problem: Wording, value: str, after: float = 0) -> None:
        """Keep the reason and what shows it."""
        super().__init__(f"{value}: {problem.en}")
        self.problem = problem
        self.value = value
        self.after = after


@dataclass(frozen=True, slots=True)
class Download:
    """The file of one declaration, in the folder where builds look for it."""

    declaration: Declaration
    folder: Path
    reach: Reach
    patience: Patience = field(default_factory=Patience)

    @property
    def path(self) -> Path:
        """Return where the file is, or goes."""
        return self.folder / self.declaration.file

    @property
    def part(self) -> Path:
        """Return where the bytes of an unfinished download wait; what they begin is noted beside them."""
        return self.folder / f".{self.declaration.file}.part"

    @property
    def begun(self) -> Path:
        """Return where it is noted which file the bytes of an unfinished download begin."""
        return self.part.with_name(f"{self.part.name}.json")

    def bring(self, progress: Progress) -> Mark | None:
        """Put the publisher's file in place, and return what it is; None where it has not changed.

        Raises InvalidSeeds for what does not come or is not the declared table: the file of before stays as it was.
        """
        url = self.declaration.fetch
        if url is None:
            problem = Wording("aucune adresse stable n'est déclarée", "no stable address is declared")
            where = self.declaration.url
            raise self._refused(problem, Wording(f"prendre le fichier sur {where}", f"take the file from {where}"))
        self.folder.mkdir(parents=True, exist_ok=True)
        for waits in range(self.patience.attempts):
            try:
                return self._tried(url, progress)
            except Interrupted as error:
                if waits + 1 == self.patience.attempts:
                    raise self._refused(error.problem, _LATER, error.value) from error
                time.sleep(error.after or self.patience.seconds * 2**waits)
        raise self._refused(Wording("aucun essai", "no attempt"), _LATER)

    def _tried(self, url: str, progress: Progress) -> Mark | None:
        """Try once: follow redirects to an answer, and keep what it gives."""
        deadline = time.monotonic() + self.reach.seconds
        here = url
        try:
            for _ in range(self.reach.redirects + 1):
                with answering(target(url, here), self.reach, deadline, self._conditions(url)) as response:
                    place = response.headers.get("Location")
                    if response.status not in MOVED or not place:
                        return self._answered(url, here, response, progress)
                    here = urljoin(here, place)
        except PrivateAddress as error:
            problem = Wording("adresse d'un réseau privé", "address of a private network")
            raise self._refused(problem, _ADDRESS, str(error)) from error
        except (OSError, http.client.HTTPException) as error:
            problem = Wording("l'adresse ne répond pas comme il faut", "the address does not answer as it should")
            raise Interrupted(problem, str(error) or type(error).__name__) from error
        problem = Wording(f"plus de {self.reach.redirects} redirections", f"more than {self.reach.redirects} redirects")
        raise self._refused(problem, _ADDRESS, here)

    def _conditions(self, url: str) -> dict[str, str]:
        """Return what is asked: the rest of an unfinished download, or a file other than the one that is there."""
        if (size := self._size()) and (validator := self._validator(url)):
            return {"Range": f"bytes={size}-", "If-Range": validator}
        mark = Lock(self.folder).marks().get(self.declaration.file)
        if mark is None or mark.url != url or not self.path.is_file() or rows.digest(self.path) != mark.sha256:
            return {}
        told = {"If-None-Match": mark.etag, "If-Modified-Since": mark.modified}
        return {name: value for name, value in told.items() if value}

    def _size(self) -> int:
        return self.part.stat().st_size if self.part.is_file() else 0

    def _validator(self, url: str) -> str | None:
        """Return what tells the file that an unfinished download of an address begins."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(self.begun.read_text(encoding="utf-8"))
            return str(told["validator"]) if told["url"] == url and told["validator"] else None
        return None

    def _answered(self, url: str, here: str, response: http.client.HTTPResponse, progress: Progress) -> Mark | None:
        """Keep the bytes of an answer, and put them in place if they are the declared table."""
        if response.status == http.client.NOT_MODIFIED:
            return None
        if response.status == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            self._forget()
            raise Interrupted(Wording("la suite n'existe plus", "the rest is no longer there"), "416")
        if response.status in _AGAIN:
            after = response.headers.get("Retry-After", "")
            wait = min(int(after), _LONGEST) if after.isdecimal() else 0
            raise Interrupted(
                Wording("le serveur ne peut pas répondre", "the server cannot answer"), self._line(response), wait
            )
        if response.status not in {http.client.OK, http.client.PARTIAL_CONTENT}:
            problem = Wording("le serveur refuse ou ne trouve pas", "the server refuses or does not find")
            raise self._refused(problem, _ADDRESS, self._line(response))
        self._kept(url, response, progress)
        return self._placed(url, here, response)

    def _line(self, response: http.client.HTTPResponse) -> str:
        return f"{response.status} {response.reason}"

    def _kept(self, url: str, response: http.client.HTTPResponse, progress: Progress) -> None:
        """Add the bytes of an answer to those kept, or begin anew where the server gives the whole again."""
        start = self._size()
        told = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
        if response.status != http.client.PARTIAL_CONTENT:
            start = 0
            self._begin(url, response)
        elif told is None or int(told[1]) != start:
            self._forget()
            raise Interrupted(
                Wording("le serveur donne une autre suite", "the server gives another part"), str(told and told[0])
            )
        whole = None if response.length is None else start + response.length
        if max(whole or 0, start) > self.reach.size:
            raise self._too_large()
        with self.part.open("ab" if start else "wb") as stream:
            while chunk := response.read1(_CHUNK):
                start += len(chunk)
                if start > self.reach.size:
                    raise self._too_large()
                stream.write(chunk)
                progress(start, whole)
        if response.length:
            raise Interrupted(Wording("la réponse est coupée", "the answer is cut short"), f"{start} / {whole}")

    def _begin(self, url: str, response: http.client.HTTPResponse) -> None:
        """Note which file the bytes begin; a weak entity tag tells nothing of bytes."""
        etag = response.headers.get("ETag", "")
        validator = etag if etag.startswith('"') else response.headers.get("Last-Modified", "")
        self.begun.write_text(json.dumps({"url": url, "validator": validator}), encoding="utf-8")

    def _placed(self, url: str, here: str, response: http.client.HTTPResponse) -> Mark:
        """Judge a whole download, and put it where the file of before was, by one rename."""
        try:
            self._judge()
        except InvalidSeeds as error:
            self._forget()
            raise InvalidSeeds([replace(fault, path=url) for fault in error.faults]) from error
        headers = response.headers
        mark = Mark(
            url=url,
            source=here,
            etag=headers.get("ETag", ""),
            modified=headers.get("Last-Modified", ""),
            sha256=rows.digest(self.part),
            size=self._size(),
            licence=self.declaration.licence,
            day=datetime.now(UTC).date().isoformat(),
        )
        self.part.replace(self.path)
        self._forget()
        Lock(self.folder).note(self.declaration.file, mark)
        return mark

    def _judge(self) -> None:
        """Raise InvalidSeeds for a file that is not the declared table, its columns told."""
        with self.part.open("rb") as stream:
            first = stream.read(512)
        if _PAGE.match(first):
            problem = Wording("c'est une page web, non un fichier de données", "this is a web page, not a data file")
            raise InvalidSeeds([Fault(str(self.part), problem, _ADDRESS, value=first[:60].decode("ascii", "replace"))])
        for _ in records.records(self.declaration, self.part):
            pass

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.begun.unlink(missing_ok=True)

    def _too_large(self) -> InvalidSeeds:
        self._forget()
        allowed = self.reach.size // 2**20
        return self._refused(Wording(f"ce fichier dépasse {allowed} Mio", f"this file exceeds {allowed} MiB"), _ADDRESS)

    def _refused(self, problem: Wording, remedy: Wording, value: str | None = None) -> InvalidSeeds:
        place = self.declaration.fetch or f"{self.declaration.key}.toml"
        return InvalidSeeds([Fault(place, problem, remedy, value=value)])


def named(told: Mapping[str, Declaration], keys: tuple[str, ...]) -> tuple[Declaration, ...]:
    """Return the declarations of some keys, or all those with an address; raises KeyError for an unknown key."""
    return tuple(told[key] for key in keys) if keys else tuple(one for one in told.values() if one.fetch)
