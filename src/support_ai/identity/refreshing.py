"""The next pair for a refresh token: one lineage, whoever asks twice; a stolen one ends the session (RFC 9700, 4.14).

The successor of a refresh token is derived from it, so that a repeat after a lost answer, or a race of two pages, gets
the same one. A repeat later than that means that two hold the token: nobody keeps the session.
"""

from base64 import urlsafe_b64encode
from datetime import datetime

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.database import Connection
from support_ai.identity import queries, session_queries
from support_ai.identity.models import SignedIn
from support_ai.identity.records import attach_record
from support_ai.identity.service import Identity, RefreshRefusedError
from support_ai.identity.session_policy import REFRESH_GRACE
from support_ai.identity.session_queries import TakenToken
from support_ai.identity.tokens import digest
from support_ai.messaging.notices import Notice, notify


async def refresh_session(identity: Identity, token: str) -> SignedIn:
    """Change a refresh token for the next pair; RefreshRefusedError where its session ended, or ends by this."""
    signed_in = None
    async with identity.database.transaction(System(Reason.TOKEN)) as conn:
        taken = await session_queries.take_refresh_token(conn, digest(token))
        moment = identity.clock()
        if taken is not None and _is_reuse(taken, moment):
            await _end_family(conn, taken, moment)
        elif taken is not None:
            signed_in = await _next_pair(identity, conn, taken, token)
    if signed_in is None:
        raise RefreshRefusedError
    return signed_in


def _is_reuse(taken: TakenToken, now: datetime) -> bool:
    return taken.used_at is not None and now - taken.used_at > REFRESH_GRACE


async def _end_family(conn: Connection, taken: TakenToken, now: datetime) -> None:
    """End the session of a token that came twice, and tell its account; one that ended is nothing to tell of."""
    was_alive = await session_queries.revoke_session(conn, taken.session_id, now)
    if was_alive:
        await notify(conn, taken.account_id, Notice.TOKEN_USED_TWICE)
    await audit.append(
        conn,
        "session.refresh",
        f"session:{taken.session_id}",
        outcome=Outcome.REFUSED,
        detail={"rule": "reuse", "ended": was_alive},
    )


async def _next_pair(identity: Identity, conn: Connection, taken: TakenToken, token: str) -> SignedIn | None:
    session = await identity.sessions.living(conn, taken.session_id)
    if session is None:
        return None
    moment, is_repeat = identity.clock(), taken.used_at is not None
    # The key of the indexes outlives the rotation of the others: a repeat finds its successor at any time.
    successor = urlsafe_b64encode(conn.keys.blind("refresh.successor", token)).decode().rstrip("=")
    if not is_repeat:
        await session_queries.mark_refresh_token_used(conn, digest(token), moment)
        await session_queries.insert_refresh_token(
            conn, digest(successor), session.session_id, session.account_id
        )
        account = await queries.read_account(conn, session.account_id)
        if account is not None:
            await attach_record(conn, account)
    await session_queries.see_session(conn, session.session_id, moment, moment)
    await audit.append(conn, "session.refresh", f"session:{session.session_id}", detail={"repeat": is_repeat})
    return identity.sessions.pair(session.account_id, session.session_id, session.expires_at, successor)
