"""Rows that were not taken, kept beside their reasons so that they can be mended and imported again."""

from pathlib import Path

from support_ai.core.staging import Problem
from support_ai.integration.kinds import FileKind
from support_ai.integration.models import FileReport, Row
from support_ai.integration.records import read_records
from support_ai.integration.writing import open_for_us, row_writer

_REASON = ("rejected_line", "rejected_field", "rejected_reason", "rejected_row")


def keep_rejects(folder: Path, kind: FileKind, path: Path, report: FileReport) -> None:
    """Write the rows that were not taken: reason, the row as it stood, and its columns where they could be read."""
    folder.mkdir(parents=True, exist_ok=True)
    reasons = {problem.line: problem for problem in report.problems}
    with open_for_us(folder / f"{path.name}.rejects.csv") as file:
        output = row_writer(file, (*_REASON, *kind.columns, *kind.optional))
        if report.rows == 0:
            output.writerow(_reason(report.problems[0], ""))
            return
        for record in read_records(path, kind.columns, kind.optional, lambda _position: None):
            if record.line in reasons:
                output.writerow({**record.values, **_reason(reasons[record.line], record.raw)})


def _reason(problem: Problem, raw: str) -> Row:
    return dict(zip(_REASON, (str(problem.line), problem.field, problem.reason, raw), strict=True))
