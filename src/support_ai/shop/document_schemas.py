"""A document of settings on the wire: one version, a change, and the versions there were."""

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from support_ai.core.page import WHOLE
from support_ai.shop.documents import Version

M = TypeVar("M", bound=BaseModel)
# How many versions to show.
Latest = Annotated[int, Query(ge=1, le=100)]


class VersionOut(BaseModel, Generic[M]):
    """One version, and who made it when; version 0 holds the defaults and was made by nobody."""

    version: int
    settings: M
    changed_at: AwareDatetime | None
    changed_by: str

    @classmethod
    def of(cls, found: Version[M]) -> "VersionOut[M]":
        """Return what the document's service found."""
        return cls(
            version=found.version,
            settings=found.settings,
            changed_at=found.changed_at,
            changed_by=found.changed_by,
        )


class ChangeIn(BaseModel, Generic[M]):
    """The settings as they shall be, whole, and the version that they were made from."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0, le=2**31 - 1), WHOLE]
    settings: M


class VersionsOut(BaseModel, Generic[M]):
    """Who changed what when, the newest first."""

    items: list[VersionOut[M]]

    @classmethod
    def of(cls, found: list[Version[M]]) -> "VersionsOut[M]":
        """Return what the document's service found."""
        return cls(items=[VersionOut[M].of(one) for one in found])
