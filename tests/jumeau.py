"""Seeds of two pages, the second of which names a commune whose name two communes bear; and the command on them."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from loaders import cli

CASES = Path(__file__).parent / "cases"
PAGE = "901-saint-jumeau.txt"
TWINS = "99010,Saint-Jumeau,219900010,99,991,200099999,10\n99011,Saint-Jumeau,219900011,99,991,200099999,20\n"


def seeds(folder: Path) -> Path:
    """Return a folder of seeds of its own under a folder."""
    home = Path(shutil.copytree(CASES / "seeds" / "small", folder / "seeds"))
    shutil.copy(CASES / "corrections" / PAGE, home / "documents")
    with (home / "territories" / "communes.csv").open("a", encoding="utf-8") as table:
        table.write(TWINS)
    return home


def pacte(*words: str | Path, code: int = 0) -> Result:
    """Run the command and return what it told; it must end with a code."""
    found = CliRunner().invoke(cli.main, [str(word) for word in words], env={"PACTE_BASE": "", "PACTE_RELEASES": ""})
    assert found.exit_code == code, found.output
    return found
