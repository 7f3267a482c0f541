"""The values of the referential: what an official table says of one territory, and all of them by their codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loaders.tables.names import acronym, long_name, short_name

OVERSEAS = "com"
"""The zone of the collectivités d'outre-mer, which are neither départements nor régions."""

FORMS: Mapping[str, str] = {
    "CC": "cc",
    "CA": "ca",
    "CU": "cu",
    "METRO": "metropole",
    "MET69": "met69",
    "EPT": "ept",
    "POLEM": "polem",
    "PETR": "petr",
    "SMF": "smf",
    "SMO": "smo",
    "SIVU": "sivu",
    "SIVOM": "sivom",
}
"""The legal forms by the acronym that the DGCL prints, each with its key in the scheme `ct:LegalForm`."""


@dataclass(frozen=True, slots=True)
class Region:
    """A région, by its INSEE code; `link` is what « Région » needs before its name: « de la », « d' ».

    `zone` is metro or drom, or `OVERSEAS` for a collectivité d'outre-mer, which INSEE lists among the régions.
    """

    code: str
    name: str
    link: str
    zone: str
    siren: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Department:
    """A département, by its INSEE code; `region` is a code, `link` what « Département » needs before it: « du ».

    `zone` is that of `Region`: a collectivité d'outre-mer stands among the départements as well, with the same code.
    """

    code: str
    name: str
    link: str
    zone: str
    region: str
    siren: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Arrondissement:
    """An arrondissement of a département, by its INSEE code."""

    code: str
    name: str
    department: str
    line: int


@dataclass(frozen=True, slots=True)
class Intercommunality:
    """An EPCI with own taxation, by its SIREN; `form` is the DGCL's (CC, CA, CU, METRO, MET69)."""

    siren: str
    name: str
    form: str
    population: int | None
    line: int

    @property
    def long_name(self) -> str:
        """Return the name with its legal form in full: « Communauté de communes Faucigny-Glières »."""
        return long_name(self.name)

    @property
    def short_name(self) -> str:
        """Return the name of the place alone: « Faucigny-Glières »."""
        return short_name(self.name)

    @property
    def acronym(self) -> str | None:
        """Return the acronym that the official label gives in brackets, if it gives one."""
        return acronym(self.name)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Another grouping (pôle métropolitain, PETR…), by its SIREN; `members` are SIRENs or keys as `departement-62`."""

    siren: str
    name: str
    acronym: str | None
    form: str
    department: str
    population: int | None
    members: tuple[str, ...]
    line: int

    @property
    def long_name(self) -> str:
        """Return the name with its legal form in full: « Pôle d'équilibre territorial et rural du Pays de Bray »."""
        return long_name(self.name)


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, by its INSEE code; the other codes are None where it lies in none; `population` counts inhabitants."""

    code: str
    name: str
    siren: str | None
    department: str
    arrondissement: str | None
    intercommunality: str | None
    population: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Collectivity:
    """A public body that is not the usual council of a département or région; `key` is its organisation's.

    `administers` are keys of territories, as `departement-67`; it is empty where it administers only a part of one.
    """

    key: str
    name: str
    siren: str | None
    administers: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Former:
    """A commune or an intercommunality (`level`: commune, epci) that is no more, and the codes of what replaced it.

    `last` is the year of the last edition that lists it, None where the editions kept begin later; `name` is None where
    only its code is known.
    """

    code: str
    name: str | None
    level: str
    last: int | None
    into: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Belonging:
    """A commune in an intercommunality, from one yearly edition to another; None is before, or after, those kept."""

    key: str
    commune: str
    intercommunality: str
    first: int | None
    last: int | None
    line: int


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a commune or an intercommunality had up to the edition of the year `last`."""

    key: str
    code: str
    name: str
    last: int
    line: int


@dataclass(frozen=True, slots=True)
class Referential:
    """All territories by code, each mapping in the order of its codes; `folder` is where the tables lie."""

    folder: Path
    regions: Mapping[str, Region]
    departments: Mapping[str, Department]
    arrondissements: Mapping[str, Arrondissement]
    intercommunalities: Mapping[str, Intercommunality]
    groupings: Mapping[str, Grouping]
    communes: Mapping[str, Commune]
    collectivities: Mapping[str, Collectivity]
    former: Mapping[str, Former] = field(default_factory=dict)
    belongings: Mapping[str, Belonging] = field(default_factory=dict)
    former_names: Mapping[str, FormerName] = field(default_factory=dict)

    def spread(self) -> dict[str, frozenset[str]]:
        """Return the codes of the départements in which each intercommunality has communes, by SIREN."""
        found: dict[str, set[str]] = {}
        for commune in self.communes.values():
            if commune.intercommunality:
                found.setdefault(commune.intercommunality, set()).add(commune.department)
        return {siren: frozenset(codes) for siren, codes in found.items()}

    def members(self) -> dict[str, tuple[Commune, ...]]:
        """Return the communes of each intercommunality, in the order of their codes, by SIREN."""
        found: dict[str, list[Commune]] = {}
        for commune in self.communes.values():
            if commune.intercommunality:
                found.setdefault(commune.intercommunality, []).append(commune)
        return {siren: tuple(communes) for siren, communes in found.items()}
