import pytest

from support_ai.cli.moving import tell
from support_ai.core.staging import Problem
from support_ai.integration.models import Conflict, FileReport, ImportReport


def _report(*problems: Problem, conflicts: tuple[Conflict, ...] = ()) -> ImportReport:
    return ImportReport((FileReport("orders.csv", 99, 0, 0, problems, conflicts),))


@pytest.mark.parametrize("cell", ["[/x]", "[red]", "[/]", "[link=http://evil]x", "\\[x]"])
def test_what_a_cell_holds_is_printed_and_never_obeyed(capsys: pytest.CaptureFixture[str], cell: str) -> None:
    assert tell(_report(Problem(2, "status", f"'{cell}' is none of a"))) is False
    assert f"orders.csv:2: status: '{cell}' is none of a" in capsys.readouterr().out


def test_what_moves_a_terminal_is_printed_as_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    tell(_report(Problem(2, "status", "\x1b[31m\udcff\r é is none of a")))
    assert "\\x1b[31m\\udcff\\r é is none of a" in capsys.readouterr().out


def test_long_lists_are_cut_with_their_number_and_hide_no_conflict(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problems = [Problem(line, "status", "is wrong") for line in range(2, 40)]
    tell(_report(*problems, conflicts=(Conflict(50, "ORD-1"),)))
    output = capsys.readouterr().out
    assert output.count("is wrong") == 10
    assert "28 more rows of orders.csv were not taken" in output
    assert "orders.csv:50: ORD-1 was changed here since" in output
