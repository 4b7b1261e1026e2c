"""The staff over HTTP: owners invite colleagues and end what they may do; colleagues accept."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from support_ai.access.permission import Permission
from support_ai.core.caller import CurrentStaff, Public, Recent, requires
from support_ai.core.http import Tx
from support_ai.core.page import PageQuery
from support_ai.identity import invitations, staff
from support_ai.identity import staff_schemas as schemas
from support_ai.identity.cookies import Cookie
from support_ai.identity.routes import Use
from support_ai.identity.second_factor_schemas import AccountReady
from support_ai.identity.session_schemas import Ended

router = APIRouter(prefix="/staff", tags=["staff"], dependencies=[Depends(requires(Permission.STAFF_MANAGE))])
accepting = APIRouter(tags=["staff"])


@router.get("")
async def list_staff(query: Annotated[PageQuery, Query()], conn: Tx) -> schemas.Colleagues:
    """List the staff, those invited among them."""
    page = await staff.list_staff(conn, query.cursor, query.limit)
    items = [schemas.ColleagueOut.of(one) for one in page.items]
    return schemas.Colleagues(items=items, next_cursor=page.next_cursor)


@router.post("", status_code=HTTPStatus.CREATED, dependencies=[Recent])
async def invite(sent: schemas.Invitation, person: CurrentStaff, use: Use) -> schemas.ColleagueOut:
    """Mail an invitation, good for seven days; inviting again ends the one before."""
    return schemas.ColleagueOut.of(await staff.invite(use, person, sent.email, sent.name, sent.role))


@router.get("/{staff_id}")
async def read_colleague(staff_id: UUID, conn: Tx) -> schemas.ColleagueOut:
    """Return one colleague, also one who left."""
    return schemas.ColleagueOut.of(await staff.get_colleague(conn, staff_id))


@router.patch("/{staff_id}", dependencies=[Recent])
async def change_role(
    staff_id: UUID, sent: schemas.RoleChange, person: CurrentStaff, conn: Tx, use: Use
) -> schemas.ColleagueOut:
    """Give a colleague another role; their sessions end."""
    return schemas.ColleagueOut.of(await staff.change_role(conn, use, person, staff_id, sent.role))


@router.post("/{staff_id}/disable", dependencies=[Recent])
async def disable(staff_id: UUID, person: CurrentStaff, conn: Tx, use: Use) -> schemas.ColleagueOut:
    """Disable a colleague's account, at once."""
    return schemas.ColleagueOut.of(await staff.disable(conn, use, person, staff_id))


@router.post("/{staff_id}/enable", dependencies=[Recent])
async def enable(staff_id: UUID, person: CurrentStaff, conn: Tx) -> schemas.ColleagueOut:
    """Enable a colleague's account again."""
    return schemas.ColleagueOut.of(await staff.enable(conn, person, staff_id))


@router.delete("/{staff_id}", status_code=HTTPStatus.NO_CONTENT, dependencies=[Recent])
async def remove(staff_id: UUID, person: CurrentStaff, conn: Tx, use: Use) -> None:
    """Let a colleague leave the shop for good, or withdraw an invitation."""
    await staff.remove(conn, use, person, staff_id)


@router.delete("/{staff_id}/sessions", dependencies=[Recent])
async def end_sessions(staff_id: UUID, person: CurrentStaff, conn: Tx, use: Use) -> Ended:
    """End every session of a colleague."""
    return Ended(ended=await staff.end_their_sessions(conn, use, person, staff_id))


@router.delete("/{staff_id}/second-factor", dependencies=[Recent])
async def reset_second_factor(
    staff_id: UUID, person: CurrentStaff, conn: Tx, use: Use
) -> schemas.ColleagueOut:
    """For a lost device: take device and password away, and mail an invitation to choose the next ones."""
    return schemas.ColleagueOut.of(await staff.reset_second_factor(conn, use, person, staff_id))


@router.post("/{staff_id}/reset-password", dependencies=[Recent])
async def reset_password(staff_id: UUID, person: CurrentStaff, conn: Tx, use: Use) -> schemas.ColleagueOut:
    """Take a colleague's password away, and mail them how to choose another one."""
    return schemas.ColleagueOut.of(await staff.reset_password(conn, use, person, staff_id))


@accepting.post("/auth/invitation/accept", dependencies=[Public])
async def accept(sent: schemas.Acceptance, use: Use, cookie: Cookie) -> AccountReady:
    """Choose a password by an invitation; the second factor is next."""
    cookie.keep_out_of_caches()
    return AccountReady.of(await invitations.accept(use, sent.token, sent.password))
