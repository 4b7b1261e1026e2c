"""Write down what happened: in the transaction of the act, or for a refusal in one of its own."""

from psycopg import errors

from support_ai.access.actor import Actor, describe, role_of
from support_ai.audit import queries
from support_ai.audit.models import Detail, Outcome
from support_ai.audit.policy import stream_of
from support_ai.core.database import Connection, Database, fenced
from support_ai.core.errors import UnauthenticatedError
from support_ai.core.logs import request_id

_ROLE_STANDS = "audit_role_stands"
_NOTHING: Detail = {}


class RoleEndedError(UnauthenticatedError):
    """Sign in again: what you may do was changed in this moment."""

    code = "role_ended"


async def append(
    conn: Connection,
    action: str,
    subject: str,
    *,
    outcome: Outcome = Outcome.DONE,
    detail: Detail = _NOTHING,
) -> None:
    """Add an entry in the caller's transaction: it stands if and only if the act does.

    `action` is `noun.verb`, `subject` `noun:id`; neither they nor `detail` hold personal data.
    RoleEndedError where staff lost their role, or were disabled, while the act ran: it does not stand then.
    """
    role = role_of(conn.actor)
    try:
        await queries.insert(
            conn,
            actor=describe(conn.actor),
            role=None if role is None else role.value,
            action=action,
            subject=subject,
            outcome=outcome,
            request_id=request_id(),
            detail=detail,
            stream=stream_of(action, outcome),
        )
    except errors.InsufficientPrivilege as error:
        if error.diag.constraint_name == _ROLE_STANDS:
            raise RoleEndedError from error
        raise


async def refused(
    database: Database, actor: Actor, action: str, subject: str, rule: str, *, detail: Detail = _NOTHING
) -> None:
    """Add a refusal in a transaction of its own: what it refused was rolled back, and this must stand."""
    with fenced(None):
        async with database.transaction(actor) as conn:
            await append(conn, action, subject, outcome=Outcome.REFUSED, detail={"rule": rule, **detail})


async def failed(database: Database, actor: Actor, action: str, subject: str, kind: str) -> None:
    """Add a failure in a transaction of its own; `kind` is the exception's, never its words."""
    with fenced(None):
        async with database.transaction(actor) as conn:
            await append(conn, action, subject, outcome=Outcome.FAILED, detail={"kind": kind})
