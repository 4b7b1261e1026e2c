"""The assistant's settings on the wire: the draft, what is done with it, the history, and what everybody sees."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from support_ai.core.page import WHOLE
from support_ai.shop.behaviour import Behaviour, Language
from support_ai.shop.behaviour_service import Draft, Step

_MOST = 2**31 - 1
_Version = Annotated[int, Field(ge=0, le=_MOST), WHOLE]
_DraftVersion = Annotated[int, Field(ge=1, le=_MOST), WHOLE]
# Which version to read, which draft to discard, how many steps of the history to show.
OneVersion = Annotated[int, Path(ge=0, le=_MOST)]
SeenDraft = Annotated[int, Query(ge=1, le=_MOST)]
LatestSteps = Annotated[int, Query(ge=1, le=50)]


class DraftIn(BaseModel):
    """The draft as it shall be, whole.

    `version` is the draft that it was made from, 0 where there was none; `made_from` the published version.
    """

    model_config = ConfigDict(extra="forbid")

    version: _Version
    made_from: _Version
    settings: Behaviour


class DraftOut(BaseModel):
    """The draft. It cannot be published while `is_outdated`: `made_from` is not the published version any more.

    `changes` says in words what it would change of what is published.
    """

    version: int
    made_from: int
    is_outdated: bool
    settings: Behaviour
    changes: dict[str, str]
    changed_at: AwareDatetime
    changed_by: str

    @classmethod
    def of(cls, draft: Draft) -> "DraftOut":
        """Return what the service found."""
        return cls(
            version=draft.version,
            made_from=draft.made_from,
            is_outdated=draft.is_outdated,
            settings=draft.settings,
            changes=dict(draft.changes),
            changed_at=draft.changed_at,
            changed_by=draft.changed_by,
        )


class PublishIn(BaseModel):
    """The draft that was looked at."""

    model_config = ConfigDict(extra="forbid")

    version: _DraftVersion


class RollBackIn(BaseModel):
    """The version to go back to; with `published` only while that one is the published version."""

    model_config = ConfigDict(extra="forbid")

    version: _Version
    published: _Version | None = None


class StepOut(BaseModel):
    """One published version, and in words what it changed of the one before."""

    version: int
    changes: dict[str, str]
    changed_at: AwareDatetime | None
    changed_by: str


class HistoryOut(BaseModel):
    """What was published when by whom, the newest first."""

    items: list[StepOut]

    @classmethod
    def of(cls, steps: list[Step]) -> "HistoryOut":
        """Return what the service found."""
        return cls(
            items=[
                StepOut(
                    version=step.version,
                    changes=dict(step.changes),
                    changed_at=step.changed_at,
                    changed_by=step.changed_by,
                )
                for step in steps
            ]
        )


class PublicOut(BaseModel):
    """What everybody may know of the assistant before the first message."""

    name: str
    greeting: str
    languages: list[Language]
