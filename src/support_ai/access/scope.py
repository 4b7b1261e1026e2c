"""What a program of the shop may do with its key."""

from enum import StrEnum


class Scope(StrEnum):
    """A part of `/integration` that a key opens."""

    IMPORT = "import"
    EXPORT = "export"
