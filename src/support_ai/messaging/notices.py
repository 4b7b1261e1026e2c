"""Notices: short fixed mails that tell the owner of an account what happened to it.

A job carries the account's number and the notice's name; address and words come together when it runs.
"""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.core.database import Connection, Database
from support_ai.core.jobs import JobId, Task, enqueue
from support_ai.messaging.delivery import deliver
from support_ai.messaging.senders import Mail, MailSender
from support_ai.shop import service as shop

SEND_NOTICE = "send_notice"
AddressOf = Callable[[Connection, UUID], Awaitable[str | None]]
_TEMPLATES = Path(__file__).parent / "templates"


class Notice(StrEnum):
    """What the owner of an account is told; each has its template, a file of the same name."""

    PASSWORD_CHANGED = "password_changed"
    TOKEN_USED_TWICE = "token_used_twice"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    RECOVERY_CODE_USED = "recovery_code_used"
    ROLE_CHANGED = "role_changed"
    ACCOUNT_DISABLED = "account_disabled"
    ADDRESS_CHANGED = "address_changed"
    WEBHOOK_DISABLED = "webhook_disabled"


async def notify(conn: Connection, account_id: UUID, notice: Notice) -> None:
    """Mail a notice to the account's address once the caller's transaction commits; any actor may."""
    await enqueue(conn, SEND_NOTICE, account_id=str(account_id), notice=notice.value)


def notice_task(database: Database, sender: MailSender, address_of: AddressOf) -> Task:
    """Return the job that mails one notice; an account without an address, or none at all, is told nothing."""

    async def send(ids: Mapping[str, JobId]) -> None:
        account_id, notice = UUID(str(ids["account_id"])), Notice(ids["notice"])
        async with database.transaction(System(Reason.SEND), read_only=True) as conn:
            address = await address_of(conn, account_id)
            shop_name = (await shop.settings(conn)).name
        if address is not None:
            mail = rendered(notice, address, shop_name)
            await deliver(database, f"notice.{notice.value}", f"account:{account_id}", sender.send(mail))

    return send


def rendered(notice: Notice, address: str, shop_name: str) -> Mail:
    """Return a notice as a mail: the first line of its template is the subject."""
    subject, _, body = _template(notice).partition("\n")
    return Mail(address, f"{shop_name}: {subject}", body.strip().replace("{shop}", shop_name))


@cache
def _template(notice: Notice) -> str:
    return (_TEMPLATES / f"{notice.value}.txt").read_text(encoding="utf-8")
