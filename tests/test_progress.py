from __future__ import annotations

from io import StringIO

from loaders.faults import Wording
from loaders.progress import told

READING = Wording("Lecture", "Reading")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_than_on_a_terminal_a_stage_is_one_plain_line_without_a_time() -> None:
    stream = StringIO()
    with told(stream, "fr")(READING):
        assert stream.getvalue() == "Lecture\n"
    with told(stream, "en")(READING):
        pass
    assert stream.getvalue() == "Lecture\nReading\n"


def test_on_a_terminal_a_stage_that_ended_says_how_long_it_took() -> None:
    stream = Terminal()
    with told(stream, "fr")(READING):
        pass
    last = stream.getvalue().splitlines()[-1]
    assert "✓" in last
    assert "Lecture" in last
    assert " s" in last
