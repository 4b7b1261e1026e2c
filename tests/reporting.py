"""What a test found out and a person wants to read: printed at the end of the run, whichever worker ran it."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

_PROPERTY = "report"
_FOLDER = Path(__file__).resolve().parent.parent / "reports"


class Report(Protocol):
    """Keeps a heading, and below it figures."""

    def __call__(self, heading: str, figures: str = "") -> None:
        """Keep them."""
        ...


@pytest.fixture
def note_report(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Report:
    """Return what keeps a report: its figures go to a file of the test's name in `reports/`, its heading is printed."""

    def note(heading: str, figures: str = "") -> None:
        record_property(_PROPERTY, heading)
        if figures:
            _FOLDER.mkdir(exist_ok=True)
            name = request.node.name.removeprefix("test_").replace("_", "-")
            (_FOLDER / f"{name}.txt").write_text(f"{heading}\n{figures}\n", encoding="utf-8")

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the headings of every report."""
    tests = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, [])]
    for test in tests:
        for name, value in getattr(test, "user_properties", ()):
            if name == _PROPERTY and test.when == "call":
                terminalreporter.write_line(str(value))
