"""One's own sessions over HTTP, and proving once more who one is."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from support_ai.access.permission import Permission
from support_ai.core.caller import CurrentPerson, requires
from support_ai.core.http import Tx
from support_ai.identity import own_sessions, reproving, session_schemas
from support_ai.identity.cookies import Cookie
from support_ai.identity.own_sessions import OwnSession
from support_ai.identity.routes import Use
from support_ai.identity.schemas import AccessToken

router = APIRouter(tags=["sessions"])
_Own = Depends(requires(Permission.OWN_SESSIONS))


@router.get("/auth/sessions", dependencies=[_Own])
async def list_sessions(person: CurrentPerson, conn: Tx, use: Use) -> session_schemas.Sessions:
    """List where one is signed in."""
    found = await own_sessions.list_own(conn, person, use.clock())
    return session_schemas.Sessions(items=[_out(one) for one in found])


@router.delete("/auth/sessions/{session_id}", dependencies=[_Own], status_code=HTTPStatus.NO_CONTENT)
async def end_session(session_id: UUID, person: CurrentPerson, conn: Tx, use: Use, cookie: Cookie) -> None:
    """End one of the own sessions, at once."""
    await own_sessions.end_own(conn, person, session_id, use.clock())
    if session_id == person.session_id:
        cookie.forget()


@router.delete("/auth/sessions", dependencies=[_Own])
async def end_sessions(
    person: CurrentPerson,
    conn: Tx,
    use: Use,
    cookie: Cookie,
    keep_current: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query parameter
) -> session_schemas.Ended:
    """End all of the own sessions, or with `keep_current` all others."""
    count = await own_sessions.end_all_own(conn, person, use.clock(), keep_current=keep_current)
    if not keep_current:
        cookie.forget()
    return session_schemas.Ended(ended=count)


@router.post("/auth/step-up", dependencies=[_Own])
async def step_up(
    sent: session_schemas.StepUp, person: CurrentPerson, use: Use, cookie: Cookie
) -> AccessToken:
    """Prove by the password once more who one is: a new session replaces this one, proven now."""
    return cookie.give(await reproving.step_up(use, person, sent.password))


@router.post("/auth/password/change", dependencies=[_Own])
async def change_password(
    sent: session_schemas.PasswordChange,
    person: CurrentPerson,
    use: Use,
    cookie: Cookie,
) -> AccessToken:
    """Choose another password: every other session ends, and a new one replaces this one."""
    signed_in = await reproving.change_password(use, person, sent.current_password, sent.password)
    return cookie.give(signed_in)


def _out(own: OwnSession) -> session_schemas.SessionOut:
    return session_schemas.SessionOut(
        session_id=own.session.session_id,
        current=own.is_current,
        device=own.session.device,
        method=own.session.method,
        begun_at=own.session.begun_at,
        last_seen_at=own.session.last_seen_at,
        proven_at=own.session.proven_at,
        ends_at=own.ends_at,
    )
