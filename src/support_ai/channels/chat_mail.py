"""The job that mails a person what was said in their conversation, or the question how satisfied they are with it."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from support_ai.access.actor import Customer, Reason, System
from support_ai.channels.web import rating_link
from support_ai.channels.web.transcript import read_transcript
from support_ai.conversations import mail_queries
from support_ai.conversations.mail_queries import ChatMail, MailKind
from support_ai.conversations.rating import rating_of
from support_ai.conversations.visible import ConversationNotFoundError
from support_ai.core.clock import Clock
from support_ai.core.database import Database
from support_ai.core.errors import UnavailableError
from support_ai.core.jobs import JobId, Task
from support_ai.identity.queries import proven_address_of
from support_ai.identity.tokens import TokenRing
from support_ai.messaging.delivery import deliver
from support_ai.messaging.senders import Mail, MailSender, TransportError
from support_ai.shop import service as shop

_TEMPLATES = Path(__file__).parent / "templates"
# Longer than a mail server is waited for; then another try may have it.
_CLAIM = timedelta(minutes=2)
_NO_SESSION = UUID(int=0)
_ACTIONS = {MailKind.TRANSCRIPT: "transcript.mail", MailKind.RATING: "rating.mail"}


class MailHeldError(UnavailableError):
    """Another job has this mail: where that one died, it is tried again."""

    code = "mail_held"


def chat_mail_task(
    database: Database, sender: MailSender, ring: TokenRing, public_url: str, clock: Clock
) -> Task:
    """Return the job that sends one mail about a conversation, once, to the address that its account has proven.

    Where the conversation or the proof is gone meanwhile, nothing is sent.
    """

    async def send(ids: Mapping[str, JobId]) -> None:
        mail_id, now = UUID(str(ids["mail_id"])), clock()
        async with database.transaction(System(Reason.SEND)) as conn:
            claimed = await mail_queries.claim(conn, mail_id, now, now + _CLAIM)
            if claimed is None and await mail_queries.is_open(conn, mail_id):
                raise MailHeldError
            address = None if claimed is None else await proven_address_of(conn, claimed.account_id)
        if claimed is None:
            return
        mail = None if address is None else await _written(database, claimed, address)
        try:
            if mail is not None:
                await deliver(
                    database,
                    _ACTIONS[claimed.kind],
                    f"conversation:{claimed.conversation_id}",
                    sender.send(mail),
                )
        except TransportError:
            async with database.transaction(System(Reason.SEND)) as conn:
                await mail_queries.give_back(conn, mail_id)
            raise
        async with database.transaction(System(Reason.SEND)) as conn:
            await mail_queries.end(conn, mail_id, clock())

    async def _written(database: Database, claimed: ChatMail, address: str) -> Mail | None:
        # As the person: row security keeps everything else out of their mail.
        person = Customer(claimed.account_id, _NO_SESSION, None, verified=True)
        link = rating_link.link(ring, public_url, claimed.account_id, claimed.conversation_id, clock())
        told = {"{link}": link, "{days}": str(rating_link.LIFE.days)}
        async with database.transaction(person, read_only=True) as conn:
            told["{shop}"] = (await shop.settings(conn)).name
            try:
                if claimed.kind is MailKind.TRANSCRIPT:
                    told["{transcript}"] = (await read_transcript(conn, claimed.conversation_id)).text
                elif await rating_of(conn, claimed.conversation_id) is not None:
                    return None
            except ConversationNotFoundError:
                return None
        return _rendered(claimed.kind, address, told)

    return send


def _rendered(kind: MailKind, address: str, told: Mapping[str, str]) -> Mail:
    """Return a mail: the first line of its template is the subject. What people wrote is put in last, and never read again."""
    text = _template(kind)
    for word, value in told.items():
        text = text.replace(word, value)
    subject, _, body = text.partition("\n")
    return Mail(address, subject, body.strip())


@cache
def _template(kind: MailKind) -> str:
    return (_TEMPLATES / f"{kind.value}_mail.txt").read_text(encoding="utf-8")
