"""From a folder of seeds to a published release: read, judge, write aside, switch."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from loaders import accounts, cache, disagreements, drawings, dumps, gate, inventory, store
from loaders.cache import Cache
from loaders.declared import ledger
from loaders.faults import Wording
from loaders.gate import Judgement
from loaders.material import Material, Seeds, gather
from loaders.model import Document
from loaders.past import Past, past
from loaders.progress import Stages
from loaders.publication import Publication
from ontology.addresses import Addresses

ROWS = "rows.json"
GATE = Wording("Contrôle par les formes SHACL", "Checking against the SHACL shapes")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended: what the gate said of which release, and where the refused graph was kept, if it was refused.

    `changed` is false for a release that is published already: nothing was written then.
    """

    identifier: str
    material: Material
    judgement: Judgement
    changed: bool = False
    refused: Path | None = None


def check(seeds: Seeds, folder: Path, addresses: Addresses, stages: Stages) -> Outcome:
    """Read and judge everything in an empty folder, without publishing; raises InvalidSeeds."""
    return judged(gather(seeds, folder, Cache(folder / cache.FOLDER, cache.code()), addresses, stages), None, stages)


def judged(material: Material, before: Past | None, stages: Stages) -> Outcome:
    """Return what the gate says of what was read, and of what changed in it where that is known."""
    with stages(GATE):
        judgement = gate.judged(material.lines, material.documents, before)
    return Outcome(material.sha256[:16], material, judgement)


def build(seeds: Seeds, publication: Publication, addresses: Addresses, stages: Stages) -> Outcome:
    """Publish what a folder of seeds says, if its graph passes the gate and differs from what is published.

    Raises InvalidSeeds, BuildUnderWay, OccupiedPlace, OSError; what is published stays as it was then.
    """
    with publication.aside() as folder:
        kept = Cache(publication.home / cache.FOLDER, cache.code())
        material = gather(seeds, folder, kept, addresses, stages)
        with stages(Wording("Recherche de ce qui a changé", "Finding what changed")):
            before = past(publication.published(), folder, material.quads)
        outcome = judged(material, before, stages)
        if not outcome.judgement.conforms:
            shutil.rmtree(folder / store.STORE, ignore_errors=True)
            gate.write(outcome.judgement, folder)
            return replace(outcome, refused=publication.refuse(folder))
        publication.forget_refused()
        if outcome.identifier == publication.current():
            return outcome
        if outcome.identifier not in publication.releases():
            fill(folder, outcome, before, kept, stages)
            kept.clear()
        with stages(Wording("Publication", "Publishing")):
            publication.place(folder, outcome.identifier)
            publication.switch(outcome.identifier)
        return replace(outcome, changed=True)


def fill(folder: Path, outcome: Outcome, before: Past | None, kept: Cache, stages: Stages) -> None:
    """Write all of a release beside its quads; the store is loaded meanwhile, unless what changed made it already."""
    material = outcome.material
    with ThreadPoolExecutor(1) as beside:
        loading = None if before else beside.submit(store.load, material.lines.path, folder / store.STORE)
        with stages(Wording("Écriture des fichiers à télécharger", "Writing the dumps")):
            dumps.write(folder / "dumps", material.graphs, kept)
        with stages(Wording("Écriture des rapports", "Writing the reports")):
            tell(folder, outcome)
        with stages(Wording("Chargement de la base", "Loading the store")):
            if loading:
                loading.result()


def tell(folder: Path, outcome: Outcome) -> None:
    """Write what a release says of itself: its report, its texts, its accounts, its manifest last."""
    material = outcome.material
    gate.write(outcome.judgement, folder)
    write_texts(material.documents, folder / "texts")
    texts = {
        disagreements.FILE: disagreements.account(material.disagreements),
        "undecided.json": accounts.unsettled(material.doubts),
        ROWS: ledger.text(material.tables),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    drawings.write(folder, material.drawings)
    inventory.write(folder, material)


def write_texts(documents: Iterable[Document], folder: Path) -> None:
    """Write the stored text of each document, whose offsets the evidences count."""
    folder.mkdir()
    for document in documents:
        (folder / f"{document.key}.txt").write_text(document.text, encoding="utf-8", newline="")
