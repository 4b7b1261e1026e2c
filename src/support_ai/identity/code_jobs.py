"""The job that draws a code and sends it: nowhere else does a code exist in plain."""

import secrets
from collections.abc import Mapping
from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.core.clock import Clock
from support_ai.core.database import Connection, Database
from support_ai.core.jobs import JobId, Task
from support_ai.customers import service as customers
from support_ai.identity import code_policy, code_queries, queries
from support_ai.identity.code_policy import Purpose
from support_ai.identity.code_queries import CodeRow
from support_ai.identity.codes import code_digest, draw
from support_ai.messaging.delivery import deliver
from support_ai.messaging.senders import Mail, Senders, Text, TransportError
from support_ai.shop.security import CodeChannel

_FOR: Mapping[Purpose, str] = {
    Purpose.VERIFY_EMAIL: "to confirm your e-mail address",
    Purpose.SIGN_IN: "to sign in",
    Purpose.RESET_PASSWORD: "to choose a new password",
    Purpose.STEP_UP: "to confirm that it is you",
}


def send_code_task(database: Database, senders: Senders, clock: Clock) -> Task:
    """Return the job that sends one code.

    Run again, because the sending failed or a worker died, it draws another one, and the one before is worth nothing.
    """

    async def send(ids: Mapping[str, JobId]) -> None:
        code = draw()
        async with database.transaction(System(Reason.SEND)) as conn:
            row = await code_queries.lock_code(conn, UUID(str(ids["code_id"])))
            now = clock()
            if row is None or row.used_at is not None or row.expires_at <= now:
                return
            address = await _address(conn, row)
            # What nobody is sent is drawn too, and is no six digits: tries at it are counted like all others, so that
            # they do not tell who is known, and none of them is right.
            drawn = code if address is not None else secrets.token_urlsafe()
            hashed = code_digest(conn.keys, row.code_id, drawn)
            await code_queries.keep_drawn(conn, row.code_id, hashed, now + code_policy.CODE_LIFE)
        if address is None:
            return
        await deliver(database, "code.send", row.subject, _send(senders, row, address, code))

    return send


async def _address(conn: Connection, row: CodeRow) -> str | None:
    """Return where the code goes: the address on file, whatever was asked with."""
    if row.is_withheld:
        return None
    if row.account_id is not None:
        account = await queries.read_account(conn, row.account_id)
        return None if account is None else account.email
    if row.customer_id is not None:
        return (await customers.destinations(conn, row.customer_id)).get(row.channel.value)
    return None


async def _send(senders: Senders, row: CodeRow, address: str, code: str) -> None:
    minutes = int(code_policy.CODE_LIFE.total_seconds() // 60)
    sentence = f"Your code {_FOR[row.purpose]} is {code}. It is good for {minutes} minutes."
    warning = "Nobody of the shop will ever ask you for it. If you did not want it, ignore this message."
    if row.channel is CodeChannel.EMAIL:
        await senders.mail.send(Mail(address, "Your code", f"{sentence}\n\n{warning}"))
        return
    sender = senders.text(row.channel)
    if sender is None:
        message = "This installation cannot send on that channel."
        raise TransportError(message, permanent=True)
    await sender.send(Text(address, f"{sentence} {warning}", code))
