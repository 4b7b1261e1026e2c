"""Send mail: stored and enqueued in the caller's transaction, carried by a job."""

from collections.abc import Mapping

from support_ai.access.actor import Reason, System
from support_ai.core.database import Connection, Database
from support_ai.core.jobs import JobId, Task, enqueue
from support_ai.messaging import queries
from support_ai.messaging.delivery import deliver
from support_ai.messaging.senders import Mail, MailSender

DELIVER_MAIL = "deliver_mail"


async def send_mail(conn: Connection, mail: Mail) -> None:
    """Send a mail once the caller's transaction commits."""
    mail_id = await queries.insert(conn, mail)
    await enqueue(conn, DELIVER_MAIL, mail_id=mail_id)


def mail_task(database: Database, sender: MailSender) -> Task:
    """Return the job that carries one mail; a mail that was sent is not sent again."""

    async def carry(ids: Mapping[str, JobId]) -> None:
        mail_id = int(ids["mail_id"])
        async with database.transaction(System(Reason.JOB), read_only=True) as conn:
            mail = await queries.find_unsent(conn, mail_id)
        if mail is not None:
            await deliver(database, "mail.send", f"mail:{mail_id}", sender.send(mail))
            async with database.transaction(System(Reason.JOB)) as conn:
                await queries.mark_sent(conn, mail_id)

    return carry
