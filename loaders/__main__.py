"""Run the command `pacte` as a module: `python -m loaders`."""

from loaders.cli import main

if __name__ == "__main__":
    main(prog_name="pacte")
