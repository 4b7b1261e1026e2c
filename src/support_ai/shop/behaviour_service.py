"""The life of the assistant's settings: a draft that managers share, published versions, and the way back to any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from support_ai.access.actor import describe
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, InvalidError, NotFoundError
from support_ai.shop import behaviour_queries as queries
from support_ai.shop import document_queries, documents
from support_ai.shop.behaviour import BEHAVIOUR, Behaviour
from support_ai.shop.behaviour_changes import differences
from support_ai.shop.behaviour_queries import DraftRow
from support_ai.shop.documents import DocumentOutdatedError, Version

_NEW_SHOPS = Behaviour()


class NoDraftError(NotFoundError):
    """There is no draft: what is published is all there is."""

    code = "assistant.no_draft"


class DraftOutdatedError(ConflictError):
    """Other settings were published after this draft was begun: look at them, and save the draft as made from those."""

    code = "version_outdated"


class UnknownBaseError(InvalidError):
    """No such version was published that a draft could be made from."""

    code = "assistant.draft.unknown_version"


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft, what it was made from, and what it would change of what is published now."""

    version: int
    made_from: int
    published: int
    settings: Behaviour
    changes: Mapping[str, str]
    changed_at: datetime
    changed_by: str

    @property
    def is_outdated(self) -> bool:
        """Tell whether other settings were published since it was made."""
        return self.made_from != self.published


@dataclass(frozen=True, slots=True)
class Step:
    """One published version: who made it when, and what it changed of the one before."""

    version: int
    changes: Mapping[str, str]
    changed_at: datetime | None
    changed_by: str


async def behaviour_for(conn: Connection, *, draft: bool) -> Behaviour:
    """Return the settings for a turn: what is published, or for a preview the draft, where there is one.

    One indexed read; what was read before is not parsed again, and nothing that was changed is missed.
    """
    text = await queries.read_draft_text(conn) if draft else None
    if text is None:
        text = await document_queries.read_newest_text(conn, BEHAVIOUR.name)
    return _NEW_SHOPS if text is None else _parsed(text)


async def draft_version(conn: Connection) -> int | None:
    """Return the number of the draft; None where there is none."""
    row = await queries.read_draft(conn)
    return None if row is None else row.version


@lru_cache(maxsize=8)
def _parsed(text: str) -> Behaviour:
    """Return settings by the very text that is stored, so that no version of another database is taken for this one's."""
    return Behaviour.model_validate_json(text)


async def published(conn: Connection) -> Version[Behaviour]:
    """Return what is published; version 0 is a new shop's."""
    return await documents.newest(conn, BEHAVIOUR)


async def get_version(conn: Connection, number: int) -> Version[Behaviour]:
    """Return a published version; NoSuchVersionError where there is none with this number."""
    return await documents.get_version(conn, BEHAVIOUR, number)


async def history(conn: Connection, limit: int) -> list[Step]:
    """Return the published versions with what each changed, the newest first."""
    found = await documents.versions(conn, BEHAVIOUR, limit + 1)
    if len(found) <= limit:
        found.append(documents.first(BEHAVIOUR))
    return [
        Step(after.version, differences(before.settings, after.settings), after.changed_at, after.changed_by)
        for after, before in pairwise(found)
    ]


async def get_draft(conn: Connection) -> Draft:
    """Return the draft; NoDraftError where there is none."""
    row = await queries.read_draft(conn)
    if row is None:
        raise NoDraftError
    return _draft(row, await published(conn))


async def save_draft(conn: Connection, seen: int, made_from: int, wanted: Behaviour) -> Draft:
    """Store the draft, unless nothing changed; a trigger lets managers only.

    `seen` is the draft that the change was made from, 0 where there was none: DocumentOutdatedError where another one is
    there now. `made_from` is the published version that its writer looked at: UnknownBaseError where there is none such.
    """
    current, before = await published(conn), await queries.read_draft(conn)
    if made_from > current.version:
        raise UnknownBaseError(field="made_from")
    if seen != (before.version if before else 0):
        raise DocumentOutdatedError(field="version")
    old = _settings(before) if before else current.settings
    if before and before.made_from == made_from and old == wanted:
        return _draft(before, current)
    plain, writer = wanted.model_dump(mode="json"), describe(conn.actor)
    is_stored = (
        await queries.update_draft(conn, seen, made_from, plain, writer)
        if before
        else await queries.insert_draft(conn, made_from, plain, writer)
    )
    if not is_stored:
        raise DocumentOutdatedError(field="version")
    stored = await get_draft(conn)
    detail = {"made_from": made_from, **differences(old, wanted)}
    await audit.append(conn, "assistant.draft", f"assistant_draft:{stored.version}", detail=detail)
    return stored


async def discard_draft(conn: Connection, seen: int) -> None:
    """Remove the draft; DocumentOutdatedError where it is not the one that was seen."""
    if await queries.take_draft(conn, seen) is None:
        raise DocumentOutdatedError(field="version")
    await audit.append(conn, "assistant.discard", f"assistant_draft:{seen}")


async def publish(conn: Connection, seen: int) -> Version[Behaviour]:
    """Make the draft what counts from the next message on, and end it; one that changes nothing makes no version.

    DocumentOutdatedError where the draft is not the one that was seen, DraftOutdatedError where it was made from settings
    that are not published any more.
    """
    draft = await queries.take_draft(conn, seen)
    if draft is None:
        raise DocumentOutdatedError(field="version")
    before, wanted = await published(conn), _settings(draft)
    if before.version != draft.made_from:
        raise DraftOutdatedError(field="version")
    after = before
    if wanted != before.settings:
        after = await documents.store(conn, BEHAVIOUR, before.version, wanted)
    detail = {"draft": seen, **differences(before.settings, wanted)}
    await audit.append(conn, "assistant.publish", f"assistant:{after.version}", detail=detail)
    return after


async def roll_back(conn: Connection, number: int, seen: int | None) -> Version[Behaviour]:
    """Publish an older version once more, as a new one; the draft stays as it is.

    NoSuchVersionError where there is none with this number. `seen` is the published version that was looked at, if any:
    DocumentOutdatedError where another one is published now.
    """
    before = await published(conn)
    if seen is not None and seen != before.version:
        raise DocumentOutdatedError(field="published")
    wanted = (await get_version(conn, number)).settings
    if wanted == before.settings:
        return before
    after = await documents.store(conn, BEHAVIOUR, before.version, wanted)
    detail = {"to": number, **differences(before.settings, wanted)}
    await audit.append(conn, "assistant.roll_back", f"assistant:{after.version}", detail=detail)
    return after


def _settings(row: DraftRow) -> Behaviour:
    return Behaviour.model_validate(row.settings)


def _draft(row: DraftRow, current: Version[Behaviour]) -> Draft:
    settings = _settings(row)
    return Draft(
        version=row.version,
        made_from=row.made_from,
        published=current.version,
        settings=settings,
        changes=differences(current.settings, settings),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )
