"""Mails about a conversation go out once, or not at all: transcripts that people ask for, and the shop's question."""

import asyncio
from uuid import UUID, uuid4

import pytest

from support_ai.access.actor import Reason, System
from support_ai.channels.chat_mail import MailHeldError, chat_mail_task
from support_ai.conversations.mailing import SEND_CHAT_MAIL
from support_ai.core.clock import now
from support_ai.messaging.senders import Mail, TransportError
from tests.channels.after import After
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner


@pytest.fixture
def after(demo: Demo, addresses: Addresses) -> After:
    return After(demo, addresses)


class _Failing:
    """A sender at the seam whose server is away for a while, or refuses for good."""

    def __init__(self, *failures: TransportError) -> None:
        self.failures = list(failures)
        self.mails: list[Mail] = []

    async def send(self, mail: Mail) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.mails.append(mail)


async def test_a_job_that_runs_again_sends_nothing_twice_and_loses_nothing(after: After) -> None:
    talk = await after.talk("rohan")
    await after.mail(talk, "rohan")
    await after.mailed()
    reset = "update conversation_mails set ended_at = null, claimed_until = null returning mail_id"
    resources = after.demo.shop.resources
    sender = _Failing(TransportError("away", permanent=False))
    send = chat_mail_task(resources.database, sender, resources.identity.ring, "http://localhost:8000", now)
    ((mail_id,),) = as_owner(after.addresses, reset)
    ids = {"mail_id": str(mail_id)}
    with pytest.raises(TransportError):
        await send(ids)
    assert sender.mails == []
    done = await asyncio.gather(*(send(ids) for _ in range(8)), return_exceptions=True)
    assert all(one is None or isinstance(one, MailHeldError) for one in done)
    await send(ids)
    assert len(sender.mails) == 1
    as_owner(after.addresses, reset)
    refusing = _Failing(TransportError("no such mailbox", permanent=True))
    given_up = chat_mail_task(resources.database, refusing, resources.identity.ring, "http://x", now)
    await given_up(ids)
    await given_up(ids)
    assert refusing.mails == []
    failed = "select count(*) from audit_entries where action = 'transcript.mail' and outcome = 'failed'"
    assert as_owner(after.addresses, failed) == [(1,)]


async def test_the_shop_asks_for_a_rating_by_mail_once_a_conversation_and_only_where_it_wants_to(
    after: After,
) -> None:
    client, emma, owner = after.demo.client, await after.headers("emma"), await after.headers("owner")

    async def closed(talk: str) -> None:
        for verb in ("take", "close"):
            done = await client.post(f"/conversations/{talk}/{verb}", headers=emma)
            assert done.status_code == 204, done.text

    silent = await after.talk("rohan")
    await closed(silent)
    assert await after.mailed() == []
    wish = {"version": 0, "settings": {"rating_mail": True}}
    assert (await client.put("/shop/after-chat", headers=owner, json=wish)).status_code == 200
    talk = await after.talk("rohan")
    await closed(talk)
    (mail,) = await after.mailed()
    assert (mail.recipient, mail.subject) == ("rohan@example.com", "How was our conversation?")
    path = await after.link()
    # Opened again and closed again: nobody is asked twice.
    rohan = await after.headers("rohan")
    more = {"message": "Thanks", "conversation_id": talk}
    assert (await client.post("/chat", headers=rohan, json=more)).status_code == 200
    await closed(talk)
    # Who rated already, and who has no address, is not asked.
    rated = await after.talk("michael")
    assert (await after.rate(rated, "michael", 5)).status_code == 200
    await closed(rated)
    visitors, _ = await after.visitor()
    await closed(visitors)
    assert len(await after.mailed()) == 1
    assert (await after.send(path, 2, "slow")).status_code == 200
    assert (await after.read(talk, "emma"))["rating"]["score"] == 2
    acts = (
        "select action, subject from audit_entries where action in ('rating.ask', 'rating.mail') order by 1"
    )
    assert as_owner(after.addresses, acts) == [
        ("rating.ask", f"conversation:{talk}"),
        ("rating.mail", f"conversation:{talk}"),
    ]


async def test_nothing_is_mailed_about_what_is_gone_meanwhile(after: After) -> None:
    talk = await after.talk("rohan")
    await after.mail(talk, "rohan")
    await after.mailed()
    resources = after.demo.shop.resources
    sender = _Failing()
    send = chat_mail_task(resources.database, sender, resources.identity.ring, "http://x", now)
    ((mail_id,),) = as_owner(
        after.addresses,
        "update conversation_mails set ended_at = null, claimed_until = null returning mail_id",
    )
    as_owner(
        after.addresses,
        "update conversations set archived_at = now() where conversation_id = %s returning 1",
        UUID(talk),
    )
    await send({"mail_id": str(mail_id)})
    await send({"mail_id": str(uuid4())})
    assert sender.mails == []
    assert SEND_CHAT_MAIL == "send_chat_mail"
    async with resources.database.transaction(System(Reason.SEND), read_only=True) as conn:
        cursor = await conn.execute("select count(*) from conversation_mails where ended_at is null")
        assert await cursor.fetchone() == (0,)
