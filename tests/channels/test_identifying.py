"""From a visitor to a customer over `POST /chat`: the contract's conversation that ends in a one-time code."""

import asyncio

import pytest

from tests.channels.threads import ARRIVING, SENT, Thread
from tests.conftest import Addresses, Demo
from tests.identity.asking import other, settled
from tests.identity.signing_in import as_owner, audited

POLICY = "What is your return policy?"
WRONG = (
    "That code is wrong or too old. You can try once more, or say “send it again” to get a new one. "
    "If that was the number of an order, write “order” before it."
)


@pytest.fixture
def thread(demo: Demo, addresses: Addresses) -> Thread:
    """Give a thread in which nothing was said."""
    return Thread(demo, addresses)


@pytest.mark.parametrize("first", ["I'm Rohan", "Where is my order?"])
async def test_a_visitor_is_asked_then_sent_a_code_then_signed_in_and_answered(
    thread: Thread, first: str
) -> None:
    asked, sent = await thread.ask(first, "rohan@example.com")
    assert "e-mail address, phone number or order number" in asked
    assert sent == SENT
    code = await thread.code()
    assert thread.demo.shop.mail.mails[-1].recipient == "rohan@example.com"
    answer = await thread.post(code)
    told = answer.json()
    assert told["conversation_id"] != thread.conversation
    assert told["session"]["token_type"] == "bearer"
    assert "support_ai_refresh" in answer.headers["set-cookie"]
    assert answer.headers["cache-control"] == "no-store"
    if first == "Where is my order?":
        assert told["reply"] == ARRIVING
        assert [card["number"] for card in told["cards"]] == ["ORD-789"]
    headers = {"authorization": f"Bearer {told['session']['access_token']}"}
    me = (await thread.demo.client.get("/me", headers=headers)).json()
    assert (me["customer_id"], me["email"]) == ("CUST-123", "rohan@example.com")


@pytest.mark.parametrize(
    "named",
    [
        "ORD-789",
        "my order number is #ord-456",
        "789",
        "Hi, I'm Rohan, order ORD-123",
        "It's ROHAN@example.com, thanks",
    ],
)
async def test_an_address_or_a_number_leads_to_the_address_on_file(thread: Thread, named: str) -> None:
    assert (await thread.ask("Where is my order?", named))[1] == SENT
    told = await thread.say(f"Code: {await thread.code()}.")
    assert told["reply"] == ARRIVING
    assert thread.demo.shop.mail.mails[-1].recipient == "rohan@example.com"


@pytest.mark.parametrize("notation", ["{0}", "({1}) {2}-{3}", "{1}.{2}.{3}", "my number is +1 {1} {2} {3}"])
async def test_a_phone_number_leads_to_a_message_there(
    thread: Thread, addresses: Addresses, notation: str
) -> None:
    emma = await thread.demo.headers("emma")
    phone = str((await thread.demo.client.get("/customers/CUST-123", headers=emma)).json()["phone"])
    written = notation.format(phone, phone[2:5], phone[5:8], phone[8:])
    assert (await thread.ask("Where is my order?", written))[1] == SENT
    await settled(addresses)
    text = thread.demo.shop.sms.texts[-1]
    assert text.recipient == phone
    assert (await thread.say(text.code or ""))["reply"] == ARRIVING


async def test_a_question_that_names_its_order_is_sent_a_code_at_once_and_answered(thread: Thread) -> None:
    assert await thread.ask("Show me order ORD-456") == [SENT]
    told = await thread.say(await thread.code())
    assert "Order ORD-456" in told["reply"]


async def test_C6_nobody_can_tell_who_is_known(demo: Demo, addresses: Addresses) -> None:
    replies: set[tuple[str, ...]] = set()
    for named in (
        "rohan@example.com",
        "nobody@example.com",
        "emma@example.com",
        "ORD-999",
        "ORD-31415",
        "+1 212 555 9999",
    ):
        thread = Thread(demo, addresses)
        replies.add(tuple(await thread.ask("Where is my order?", named)))
        await settled(addresses)
        for _ in range(2):
            replies.add(tuple(await thread.ask("000000")))
            await asyncio.sleep(1.1)
    assert {one[-1] for one in replies} <= {SENT, WRONG}
    assert len(replies) == 2


async def test_C7_a_colleague_is_never_sent_a_code(thread: Thread, addresses: Addresses) -> None:
    assert (await thread.ask("Where is my order?", "emma@example.com"))[1] == SENT
    await settled(addresses)
    assert thread.demo.shop.mail.mails == []


async def test_somebody_elses_order_number_sends_the_code_to_its_owner_alone(
    thread: Thread, addresses: Addresses
) -> None:
    assert (await thread.ask("I'm Rohan, where is my order?", "ORD-999"))[-1] == SENT
    await settled(addresses)
    assert [mail.recipient for mail in thread.demo.shop.mail.mails] == ["michael@example.com"]
    assert not any("michael" in text.lower() for text in await thread.texts())


async def test_a_policy_question_is_answered_meanwhile_and_the_code_still_awaited(thread: Thread) -> None:
    replies = await thread.ask("Where is my order?", POLICY, "rohan@example.com", POLICY)
    assert "within 30 days" in replies[1]
    assert replies[2] == SENT
    assert "within 30 days" in replies[3]
    assert (await thread.say(await thread.code()))["reply"] == ARRIVING


async def test_C3_a_wrong_code_may_be_tried_again_and_five_times_at_most(
    thread: Thread, addresses: Addresses
) -> None:
    await thread.ask("Where is my order?", "rohan@example.com")
    code = await thread.code()
    assert await thread.ask(other(code)) == [WRONG]
    # A second is waited for, of more somebody is told.
    assert await thread.ask(other(code, 2)) == [WRONG]
    assert (await thread.ask(other(code, 3)))[0].startswith("Please wait ")
    last = ""
    for step in range(4, 7):
        as_owner(addresses, "update one_time_codes set tried_at = null returning 1")
        last = (await thread.ask(other(code, step)))[0]
    assert last.startswith("That was wrong too often")
    as_owner(addresses, "update one_time_codes set tried_at = null returning 1")
    told = await thread.say(code)
    assert told["session"] is None
    assert await thread.ask("send it again") == [SENT]
    assert (await thread.say(await thread.code()))["reply"] == ARRIVING


async def test_the_right_code_right_after_a_wrong_one_opens_at_once(thread: Thread) -> None:
    await thread.ask("Where is my order?", "rohan@example.com")
    code = await thread.code()
    assert await thread.ask(other(code)) == [WRONG]
    assert (await thread.say(code))["reply"] == ARRIVING


async def test_a_code_that_is_sent_again_ends_the_one_before(thread: Thread, addresses: Addresses) -> None:
    await thread.ask("Where is my order?", "ORD-789")
    first = await thread.code()
    assert await thread.ask("I didn't get the code") == [SENT]
    second = await thread.code()
    if first != second:
        assert await thread.ask(first) == [WRONG]
        as_owner(addresses, "update one_time_codes set tried_at = null returning 1")
    assert (await thread.say(second))["reply"] == ARRIVING
    again = await thread.say(second)
    assert again["session"] is None
    assert again["reply"].startswith("I am not waiting for a code")


async def test_C1_an_expired_code_opens_nothing(thread: Thread, addresses: Addresses) -> None:
    await thread.ask("Where is my order?", "rohan@example.com")
    code = await thread.code()
    as_owner(addresses, "update one_time_codes set expires_at = now() returning 1")
    told = await thread.say(code)
    assert (told["reply"], told["session"]) == (WRONG, None)


async def test_who_cannot_read_the_mail_is_led_another_way_and_who_gives_up_is_let_go(thread: Thread) -> None:
    await thread.ask("Where is my order?", "rohan@example.com")
    replies = await thread.ask("I don't have access to that e-mail", "never mind", POLICY)
    assert "phone number or an order number" in replies[0]
    assert replies[1].startswith("All right")
    assert "within 30 days" in replies[2]


async def test_C6_one_visitor_is_sent_six_codes_an_hour_at_most(thread: Thread, addresses: Addresses) -> None:
    await thread.ask("Where is my order?")
    for number in range(6):
        assert await thread.ask(f"somebody{number}@example.com") == [SENT]
    assert (await thread.ask("rohan@example.com"))[0].startswith("You have asked for several codes")
    await settled(addresses)
    assert thread.demo.shop.mail.mails == []
    thread.conversation = None
    assert (await thread.ask("Where is my order?", "rohan@example.com"))[1].startswith("You have asked")


async def test_C3_one_recipient_gets_three_codes_in_ten_minutes_whatever_names_them(
    demo: Demo, addresses: Addresses
) -> None:
    for named in ("rohan@example.com", "ORD-789", "ORD-456", "ORD-123", "rohan@example.com"):
        thread = Thread(demo, addresses)
        assert (await thread.ask("Where is my order?", named))[1] == SENT
    await settled(addresses)
    assert [mail.recipient for mail in demo.shop.mail.mails] == ["rohan@example.com"] * 3
    assert ("refused", {"purpose": "sign_in", "channel": "email"}) in audited(addresses, "code.request")
