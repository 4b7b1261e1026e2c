"""Short mails that tell people what happened to their account; they hold no link and ask for nothing."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.core.database import Connection, Database
from support_ai.core.jobs import JobId, Task, enqueue
from support_ai.messaging.senders import Mail, MailSender

SEND_NOTICE = "send_notice"
AddressOf = Callable[[Connection, UUID], Awaitable[str | None]]


class Notice(StrEnum):
    """What somebody is told of."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a mail
    TOKEN_REUSED = "token_reused"  # noqa: S105 - the name of a mail


_SUBJECTS: Mapping[Notice, str] = {
    Notice.PASSWORD_CHANGED: "Your password was changed",
    Notice.TOKEN_REUSED: "You were signed out",
}
_BODIES: Mapping[Notice, str] = {
    Notice.PASSWORD_CHANGED: """\
The password of your account was changed just now, and it was signed out everywhere else.
If that was not you, ask for a new password at once, and tell the shop.""",
    Notice.TOKEN_REUSED: """\
One of your sessions was used from two places at once, so that we ended it.
If you see sessions that you do not know, end them, and change your password.""",
}


async def notify(conn: Connection, account_id: UUID, notice: Notice) -> None:
    """Tell an account's owner by mail, once the caller's transaction commits."""
    await enqueue(conn, SEND_NOTICE, account_id=str(account_id), notice=notice.value)


def notice_task(database: Database, sender: MailSender, address_of: AddressOf) -> Task:
    """Return the job that sends one notice; an account that is gone, or has no address, is told nothing."""

    async def send(ids: Mapping[str, JobId]) -> None:
        async with database.transaction(System(Reason.JOB), read_only=True) as conn:
            address = await address_of(conn, UUID(str(ids["account_id"])))
        if address is not None:
            notice = Notice(ids["notice"])
            await sender.send(Mail(address, _SUBJECTS[notice], _BODIES[notice]))

    return send
