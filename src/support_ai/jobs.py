"""What the worker runs: jobs by their names, and what runs by the clock."""

from support_ai.actions.jobs import EXPIRE_PROPOSALS, expire_proposals_task
from support_ai.channels.chat_mail import chat_mail_task
from support_ai.channels.inbound import Inbox
from support_ai.config import Settings
from support_ai.conversations.mailing import SEND_CHAT_MAIL
from support_ai.core.jobs import Periodic, Worker
from support_ai.identity.code_jobs import send_code_task
from support_ai.identity.codes import SEND_CODE
from support_ai.identity.invitations import SEND_INVITATION, invitation_task
from support_ai.identity.jobs import FORGET_EXPIRED, forget_expired_task
from support_ai.identity.queries import address_of
from support_ai.identity.service import Identity
from support_ai.messaging.notices import SEND_NOTICE, notice_task
from support_ai.messaging.senders import Senders
from support_ai.messaging.webhooks.jobs import FORGET_WEBHOOKS, RESUME_WEBHOOKS, WebhookWorker
from support_ai.orders.change_queries import hold_order
from support_ai.payments.booking import SEND_TRANSFER
from support_ai.payments.provider import PaymentProvider
from support_ai.payments.transfer_jobs import RESUME_TRANSFERS, Mover, resume_task, transfer_task
from support_ai.privacy.retention import FORGET_OLD, forget_old_task


def worker_of(
    settings: Settings,
    identity: Identity,
    senders: Senders,
    inbox: Inbox,
    *,
    hooks: WebhookWorker,
    provider: PaymentProvider,
) -> Worker:
    """Return the worker of a process."""
    database, clock, public_url = identity.database, identity.clock, settings.public_url
    tasks = {
        SEND_CODE: send_code_task(database, senders, clock),
        SEND_NOTICE: notice_task(database, senders.mail, address_of),
        SEND_INVITATION: invitation_task(database, senders.mail, public_url, clock),
        SEND_CHAT_MAIL: chat_mail_task(database, senders.mail, identity.ring, public_url, clock),
        **hooks.tasks(),
        SEND_TRANSFER: transfer_task(Mover(database, provider, hold_order, clock)),
    }
    periodic = [
        Periodic("resume_turns", "* * * * *", inbox.resume),
        Periodic(EXPIRE_PROPOSALS, "* * * * *", expire_proposals_task(database, clock)),
        Periodic(RESUME_TRANSFERS, "* * * * *", resume_task(database, clock)),
        Periodic(FORGET_EXPIRED, "17 * * * *", forget_expired_task(database, clock)),
        Periodic(FORGET_OLD, "47 * * * *", forget_old_task(database, clock)),
        Periodic(RESUME_WEBHOOKS, "*/10 * * * *", hooks.resume),
        Periodic(FORGET_WEBHOOKS, "27 * * * *", hooks.forget),
    ]
    return Worker(database.url, tasks, periodic)
