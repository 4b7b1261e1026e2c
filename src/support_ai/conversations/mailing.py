"""Mails about a conversation: asked for in the caller's transaction, sent by a job, to the account's own proven address."""

from uuid import UUID

from support_ai.access.actor import Person, Visitor
from support_ai.audit import service as audit
from support_ai.conversations import mail_queries, queries
from support_ai.conversations.mail_queries import MailKind
from support_ai.conversations.visible import visible
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, ForbiddenError
from support_ai.core.jobs import enqueue
from support_ai.identity.queries import proven_address_of
from support_ai.shop import documents
from support_ai.shop.after_chat import AFTER_CHAT

SEND_CHAT_MAIL = "send_chat_mail"


class NotYoursToMailError(ForbiddenError):
    """A transcript is mailed to the person of the conversation, when they ask for it."""

    code = "not_yours_to_mail"


class NoProvenAddressError(ConflictError):
    """There is no address that is proven to be yours: verify it first, or download the transcript."""

    code = "no_proven_address"


async def request_transcript(conn: Connection, person: Person, conversation_id: UUID) -> None:
    """Mail its person the transcript of a conversation, once the caller's transaction commits.

    Raises ConversationNotFoundError, NotYoursToMailError for somebody else's, and NoProvenAddressError.
    """
    await visible(conn, conversation_id)
    if await queries.read_own(conn, conversation_id, person) is None:
        raise NotYoursToMailError
    if isinstance(person, Visitor) or await proven_address_of(conn, person.account_id) is None:
        raise NoProvenAddressError
    mail_id = await mail_queries.insert(conn, conversation_id, MailKind.TRANSCRIPT)
    await audit.append(conn, "transcript.request", f"conversation:{conversation_id}")
    await enqueue(conn, SEND_CHAT_MAIL, mail_id=str(mail_id))


async def ask_for_rating(conn: Connection, conversation_id: UUID) -> None:
    """Ask the person of a conversation by mail how satisfied they are, where the shop wants that: once, and if ever."""
    if not (await documents.newest(conn, AFTER_CHAT)).settings.rating_mail:
        return
    mail_id = await mail_queries.insert(conn, conversation_id, MailKind.RATING)
    if mail_id is not None:
        await audit.append(conn, "rating.ask", f"conversation:{conversation_id}")
        await enqueue(conn, SEND_CHAT_MAIL, mail_id=str(mail_id))
