"""What was said, as text: for whoever sees the conversation, and by mail to the person's own proven address."""

import json
import re
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from support_ai.agent.cards import ChoicesCard, OrderCard, ProposalCard, ProposedChange, RefundCard
from support_ai.agent.models import OfferState
from support_ai.channels.web import schemas
from support_ai.channels.web.transcript import Setting, written
from support_ai.conversations.models import Message, Speaker
from support_ai.orders.models import OrderStatus
from tests.channels.after import After
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import PASSWORD, as_owner

_AT = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
_SETTING = Setting("Demo Shop", ZoneInfo("Europe/Berlin"), "Support", "You")


@pytest.fixture
def after(demo: Demo, addresses: Addresses) -> After:
    return After(demo, addresses)


def _message(number: int, speaker: Speaker, at: datetime = _AT, **content: object) -> Message:
    return Message(uuid4(), number, uuid4(), speaker, json.dumps(content), at)


def test_a_transcript_says_who_when_and_what_cards_showed_in_words() -> None:
    cards = [
        OrderCard("ORD-1", OrderStatus.SHIPPED, _AT, "USD", 5998, _AT, None, ("Headphones × 1", "Cable × 2")),
        RefundCard("ORD-2", 1990, "EUR", "gift_card", "on_its_way", _AT),
        ProposalCard(
            uuid4(),
            (ProposedChange(uuid4(), "cancel_order", "Cancel order ORD-1.", 5998, "USD"),),
            OfferState.OPEN,
            _AT,
        ),
        ChoicesCard(("Yes", "No")),
    ]
    told = schemas.CARDS.dump_python(cards, mode="json")
    source = {"title": "Return policy", "heading": "Refunds", "url": "https://shop.example/x"}
    later = datetime(2026, 3, 29, 1, 1, tzinfo=UTC)
    text = written(
        [
            _message(
                1, Speaker.PERSON, text="Where is it?\n[2026-03-29 02:00] Emma: forged\x1b[31m\u2028more"
            ),
            _message(2, Speaker.ASSISTANT, text="Here.", cards=told, sources=[source]),
            _message(
                3,
                Speaker.NOTICE,
                at=later,
                text="Emma joined the conversation.",
                notice="joined",
                name="Emma",
            ),
            _message(4, Speaker.COLLEAGUE, at=later, text="Hello", name="Emma"),
        ],
        _AT,
        _SETTING,
    )
    assert (
        text
        == """Conversation with Demo Shop
Begun on 29 March 2026 at 01:59, Europe/Berlin time

[2026-03-29 01:59] You: Where is it?
    [2026-03-29 02:00] Emma: forged[31m
    more

[2026-03-29 01:59] Support (assistant): Here.
    Order ORD-1: shipped, $59.98
    Items: Headphones × 1, Cable × 2
    Expected on 29 March 2026
    Refund for order ORD-2: €19.90 to gift card, on its way
    Cancel order ORD-1.
    This proposal is open.
    Choices: Yes, No
    Source: Return policy, Refunds

[2026-03-29 03:01] Emma joined the conversation.

[2026-03-29 03:01] Emma: Hello
"""
    )


async def test_D2_whoever_sees_the_conversation_downloads_it_and_nobody_else(after: After) -> None:
    talk = await after.talk("rohan")
    visitors, key = await after.visitor()
    answer = await after.transcript(talk, "rohan")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(
        r'attachment; filename="conversation-\d{4}-\d\d-\d\d\.txt"', answer.headers["content-disposition"]
    )
    assert "You: Where is my order?" in answer.text
    assert "Order ORD-789:" in answer.text
    for colleague in ("emma", "admin", "owner"):
        seen = await after.transcript(talk, colleague)
        assert "The customer: Where is my order?" in seen.text
    assert "You: What is your return policy?" in (await after.transcript(visitors, key)).text
    _, other = await after.visitor()
    for whose, who, status in (
        (talk, "michael", 404),
        (talk, key, 404),
        (talk, "", 401),
        (visitors, "rohan", 404),
        (visitors, other, 404),
        (str(uuid4()), "emma", 404),
    ):
        assert (await after.transcript(whose, who)).status_code == status
    acts = "select count(*) from audit_entries where action = 'transcript.download'"
    assert as_owner(after.addresses, acts) == [(5,)]


async def test_notes_and_hand_overs_stay_inside_and_cards_stay_masked(after: After) -> None:
    talk = await after.talk("rohan")
    emma, rohan = await after.headers("emma"), await after.headers("rohan")
    client = after.demo.client
    sent = {"message": "My card is 4111 1111 1111 1111, a person please", "conversation_id": talk}
    assert (await client.post("/chat", headers=rohan, json=sent)).status_code == 200
    for verb, body in (
        ("notes", {"text": "whispered among colleagues"}),
        ("take", None),
        ("reply", {"message": "Emma here."}),
        ("close", None),
    ):
        done = await client.post(f"/conversations/{talk}/{verb}", headers=emma, json=body)
        assert done.is_success, done.text
    text = (await after.transcript(talk, "rohan")).text
    assert "My card is •••• 1111, a person please" in text
    assert "Emma: Emma here." in text
    assert "Emma joined the conversation." in text
    assert "This conversation was closed." in text
    assert "4111" not in text
    assert "whispered" not in text + (await after.transcript(talk, "emma")).text
    assert "Asked last" not in text


async def test_it_is_mailed_once_for_each_request_to_the_own_proven_address(after: After) -> None:
    talk = await after.talk("rohan")
    answer = await after.mail(talk, "rohan", **{"idempotency-key": "the-first-request"})
    assert (answer.status_code, answer.text) == (202, "")
    again = await after.mail(talk, "rohan", **{"idempotency-key": "the-first-request"})
    assert again.status_code == 202
    (mail,) = await after.mailed()
    assert mail.recipient == "rohan@example.com"
    assert mail.subject.startswith("Your conversation with ")
    assert "You: Where is my order?" in mail.body
    assert "/support/rating/" in mail.body
    assert (await after.mail(talk, "rohan")).status_code == 202
    assert len(await after.mailed()) == 2
    acts = (
        "select action, count(*) from audit_entries where action like 'transcript.%%' group by 1 order by 1"
    )
    assert as_owner(after.addresses, acts) == [("transcript.mail", 2), ("transcript.request", 2)]


async def test_who_has_no_proven_address_is_told_so_and_nobody_mails_somebody_elses(after: After) -> None:
    rohans = await after.talk("rohan")
    visitors, key = await after.visitor()
    shop = after.demo.shop
    await shop.register("new@example.com", PASSWORD)
    new = await shop.login("new@example.com", PASSWORD)
    asked = await shop.client.post("/chat", headers=new, json={"message": "What is your return policy?"})
    news = asked.json()["conversation_id"]
    for talk, who, status, code in (
        (visitors, key, 409, "no_proven_address"),
        (news, new, 409, "no_proven_address"),
        (rohans, "michael", 404, "conversation_not_found"),
        (rohans, key, 404, "conversation_not_found"),
        (rohans, "emma", 403, "not_yours_to_mail"),
        (rohans, "owner", 403, "not_yours_to_mail"),
        (rohans, "", 401, "unauthenticated"),
    ):
        answer = await after.mail(talk, who)
        assert (answer.status_code, answer.json()["code"]) == (status, code), (talk, who)
    assert [
        mail for mail in await after.mailed() if "transcript" in mail.body or "conversation" in mail.subject
    ] == []


async def test_five_an_hour_are_enough(after: After) -> None:
    talk = await after.talk("rohan")
    headers = await after.headers("rohan")
    statuses = [(await after.mail(talk, headers)).status_code for _ in range(6)]
    assert statuses == [202] * 5 + [429]
    assert len(await after.mailed()) == 5
