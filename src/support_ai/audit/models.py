"""Entries of the audit log."""

from collections.abc import Mapping
from enum import StrEnum

Detail = Mapping[str, str | int | bool | None]


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
