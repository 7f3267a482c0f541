"""The command `pacte`, to which each module of `loaders.commands` and each package gives its own."""

from __future__ import annotations

from importlib.metadata import entry_points

import click

from loaders.commands.add import add
from loaders.commands.build import build, check
from loaders.commands.correct import correct
from loaders.commands.fetch import fetch
from loaders.commands.push import push
from loaders.commands.read import read
from loaders.commands.releases import prune, releases, rollback
from loaders.commands.undecided import undecided
from loaders.tables.editions import editions
from loaders.tables.referential import referential

GROUP = "pacte.commands"


class Commands(click.Group):
    """The commands of the loaders, and those that other installed packages declare in the entry-point group."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *entry_points(group=GROUP).names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, loading it from the package that declares it."""
        if found := super().get_command(ctx, cmd_name):
            return found
        declared = entry_points(group=GROUP, name=cmd_name)
        command = next(iter(declared)).load() if declared else None
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Publie les contrats qui engagent des acteurs publics pour un territoire, en données ouvertes et liées.",
)
@click.version_option(package_name="pacte", message="%(package)s %(version)s")
def main() -> None:
    """Publish, as linked open data, what seeds say of territorial contracts."""


for command in (
    add,
    build,
    check,
    fetch,
    read,
    undecided,
    correct,
    releases,
    rollback,
    prune,
    push,
    referential,
    editions,
):
    main.add_command(command)
