"""From a folder of seeds to a published release: read, judge, write aside, switch."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from loaders import accounts, cache, disagreements, drawings, dumps, gate, inventory, store
from loaders.beside import Beside, beside
from loaders.cache import Cache
from loaders.declared import ledger
from loaders.faults import Wording
from loaders.gate import Judgement
from loaders.graphs import untaken
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

    `changed` is false for a release that is published already: nothing was written then. `differing` are the files
    that it holds beside the same quads and that this build would write otherwise.
    """

    identifier: str
    material: Material
    judgement: Judgement
    changed: bool = False
    refused: Path | None = None
    differing: tuple[str, ...] = ()


def check(seeds: Seeds, folder: Path, addresses: Addresses, stages: Stages) -> Outcome:
    """Read and judge everything in an empty folder, without publishing; raises InvalidSeeds."""
    kept = Cache(folder / cache.FOLDER, cache.code())
    return judged(gather(seeds, folder, kept, addresses, stages, untaken), None, stages)


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
        with beside(folder / store.STORE, kept) as ahead:
            published = publication.published()
            take = ahead.packing.take if published else ahead.take
            material = gather(seeds, folder, kept, addresses, stages, take)
            with stages(Wording("Recherche de ce qui a changé", "Finding what changed")):
                before = past(published, folder, material.quads)
            if published and before is None:
                ahead.loading.take(material.graphs)
            ahead.loading.end()
            outcome = judged(material, before, stages)
            if outcome.judgement.conforms:
                return _published(publication, folder, outcome, ahead, stages)
        shutil.rmtree(folder / store.STORE, ignore_errors=True)
        gate.write(outcome.judgement, folder)
        return replace(outcome, refused=publication.refuse(folder))


def _published(publication: Publication, folder: Path, outcome: Outcome, ahead: Beside, stages: Stages) -> Outcome:
    """Publish what the gate let pass, unless it is published already."""
    publication.forget_refused()
    if (published := publication.published()) and published.name == outcome.identifier:
        told = folder / "told"
        told.mkdir()
        tell(told, outcome)
        return replace(outcome, differing=inventory.differing(told, published))
    if outcome.identifier not in publication.releases():
        fill(folder, outcome, ahead, stages)
        ahead.cache.clear()
    ahead.stop()
    with stages(Wording("Publication", "Publishing")):
        publication.place(folder, outcome.identifier)
        publication.switch(outcome.identifier)
    return replace(outcome, changed=True)


def fill(folder: Path, outcome: Outcome, ahead: Beside, stages: Stages) -> None:
    """Write all of a release beside its quads; its store is loaded meanwhile, and its large dumps are compressed."""
    material = outcome.material
    with stages(Wording("Écriture des rapports", "Writing the reports")):
        tell(folder, outcome)
    with stages(Wording("Écriture des fichiers à télécharger", "Writing the dumps")):
        ahead.packing.wait()
        dumps.write(folder / "dumps", material.graphs, ahead.cache)
    with stages(Wording("Écriture de l'inventaire", "Writing the inventory")):
        inventory.write(folder, material)
    with stages(Wording("Chargement de la base", "Loading the store")):
        ahead.loading.wait()


def tell(folder: Path, outcome: Outcome) -> None:
    """Write what a release says of itself: its report, its texts, its accounts, its drawings."""
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


def write_texts(documents: Iterable[Document], folder: Path) -> None:
    """Write the stored text of each document, whose offsets the evidences count."""
    folder.mkdir()
    for document in documents:
        (folder / f"{document.key}.txt").write_text(document.text, encoding="utf-8", newline="")
