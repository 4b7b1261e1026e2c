"""Documents of settings: typed, validated, versioned. What a shop never changed has version 0 and the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar, cast

from pydantic import BaseModel

from support_ai.access.actor import describe
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, NotFoundError
from support_ai.shop import document_queries

M = TypeVar("M", bound=BaseModel)


class DocumentOutdatedError(ConflictError):
    """Somebody changed these settings meanwhile: read them again."""

    code = "version_outdated"


class NoSuchVersionError(NotFoundError):
    """There is no version with this number."""

    code = "version_not_found"


@dataclass(frozen=True, slots=True)
class Document(Generic[M]):
    """One document: the name under which it is stored, and its type, whose defaults are those of a new shop."""

    name: str
    model: type[M]


@dataclass(frozen=True, slots=True)
class Version(Generic[M]):
    """One version of a document, and who made it when; version 0 was made by nobody."""

    version: int
    settings: M
    changed_at: datetime | None
    changed_by: str


async def newest(conn: Connection, document: Document[M]) -> Version[M]:
    """Return the version that counts."""
    found = await versions(conn, document, 1)
    return found[0] if found else first(document)


def first(document: Document[M]) -> Version[M]:
    """Return version 0: the defaults of a new shop."""
    return Version(0, document.model(), None, "system:start")


async def get_version(conn: Connection, document: Document[M], number: int) -> Version[M]:
    """Return one version; NoSuchVersionError where there is none with this number."""
    if number == 0:
        return first(document)
    row = await document_queries.find(conn, document.name, number)
    if row is None:
        raise NoSuchVersionError(field="version")
    return _version(document, row)


async def versions(conn: Connection, document: Document[M], limit: int) -> list[Version[M]]:
    """Return who changed the document when, the newest first."""
    return [_version(document, row) for row in await document_queries.read(conn, document.name, limit)]


async def change(conn: Connection, document: Document[M], seen: int, wanted: M) -> Version[M]:
    """Store a new version, unless nothing changed; a trigger lets managers, and for limits owners only.

    `seen` is the version that the change was made from: DocumentOutdatedError where it is not the newest any more.
    """
    before = await newest(conn, document)
    if before.version != seen:
        raise DocumentOutdatedError(field="version")
    changed = _differences(before.settings, wanted)
    if not changed:
        return before
    after = await store(conn, document, seen, wanted)
    await audit.append(conn, f"shop.configure_{document.name}", f"{document.name}:{seen + 1}", detail=changed)
    return after


async def store(conn: Connection, document: Document[M], seen: int, wanted: M) -> Version[M]:
    """Store the version after `seen` for a caller who writes it to the audit log; DocumentOutdatedError as for `change`."""
    row = document_queries.Row(seen + 1, _plain(wanted), None, describe(conn.actor))
    if not await document_queries.insert(conn, document.name, row):
        raise DocumentOutdatedError(field="version")
    return await newest(conn, document)


def _version(document: Document[M], row: document_queries.Row) -> Version[M]:
    return Version(row.version, document.model.model_validate(row.settings), row.changed_at, row.changed_by)


def _differences(before: BaseModel, after: BaseModel) -> Mapping[str, str]:
    """Return the fields that differ, each with its new value in words; none of them is a secret or about a person."""
    mine, theirs = _plain(before), _plain(after)
    return {name: str(theirs[name])[:300] for name in theirs if mine.get(name) != theirs[name]}


def _plain(settings: BaseModel) -> dict[str, object]:
    return cast("dict[str, object]", settings.model_dump(mode="json"))
