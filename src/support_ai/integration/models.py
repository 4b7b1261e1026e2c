"""What an import has to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from support_ai.core.crypto import Keyring
from support_ai.core.errors import InvalidError
from support_ai.core.staging import Problem

Row = Mapping[str, str]


class FileInvalidError(InvalidError):
    """The file as a whole cannot be read."""

    code = "invalid_file"

    def __init__(self, message: str, *, line: int = 1, field: str | None = None) -> None:
        """Say what is wrong, and on which line."""
        super().__init__(message, field=field)
        self.line = line


class NothingToImportError(InvalidError):
    """There is none of the files here that an import reads, such as customers.csv or orders.jsonl."""

    code = "nothing_to_import"


class BadValueError(ValueError):
    """One value of a row is not what its column holds."""

    def __init__(self, field: str, reason: str) -> None:
        """Name the column and say what is wrong."""
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Context:
    """What reading and writing rows needs of the shop.

    `known` are digests of rows that are stored just so: nothing of them will be written, so nothing need be sealed.
    """

    keys: Keyring
    digest_key: bytes
    zone: ZoneInfo
    currency: str
    region: str
    known: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that was left alone, because what it would change was changed here."""

    line: int
    key: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; `problems` were not taken, `conflicts` were left as they are here."""

    file: str
    rows: int
    written: int
    unchanged: int
    problems: tuple[Problem, ...]
    conflicts: tuple[Conflict, ...]

    def sentences(self) -> list[str]:
        """Return every complaint and warning with file, line and reason."""
        complaints = [self.complaint(problem) for problem in self.problems]
        return complaints + [self.warning(conflict) for conflict in self.conflicts]

    def complaint(self, problem: Problem) -> str:
        """Say why a row was not taken."""
        return f"{self.file}:{problem.line}: {problem.field}: {problem.reason}"

    def warning(self, conflict: Conflict) -> str:
        """Say which row was left alone."""
        return f"{self.file}:{conflict.line}: {conflict.key} was changed here since; the file's row is left aside"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of every file, in the order in which they were read."""

    files: tuple[FileReport, ...]

    @property
    def is_clean(self) -> bool:
        """Tell whether every row was taken or already there."""
        return not any(report.problems or report.conflicts for report in self.files)

    @property
    def written(self) -> int:
        """Return how many rows were added or changed."""
        return sum(report.written for report in self.files)
