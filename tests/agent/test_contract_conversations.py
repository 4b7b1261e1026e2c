"""The contract's table of conversations, each row as the person who has it, over REST and over a socket alike."""

import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from tests.channels.test_socket import Line, say
from tests.conftest import Addresses, Demo
from tests.identity.asking import settled
from tests.identity.signing_in import as_owner as look
from tests.serving import listening

Answer = dict[str, Any]
OWN_ONLY = "I can only show you your own orders. Would you like to see your order history?"
ROHANS = {"ORD-123", "ORD-456", "ORD-789"}
EVERYBODY = ("owner", "admin", "emma", "rohan", "michael", None)
NOT_STAFF = ("rohan", "michael", None)


@dataclass
class Rest:
    """A conversation by `POST /chat`; `headers` are the person's."""

    demo: Demo
    headers: dict[str, str]
    conversation_id: str | None = None
    access_token: str | None = None

    async def say(self, text: str) -> Answer:
        """Say something and return the answer with its text and cards; a session that begins is gone on with."""
        sent = {"message": text} | ({"conversation_id": self.conversation_id} if self.conversation_id else {})
        answer = await self.demo.client.post("/chat", headers=self.headers, json=sent)
        assert answer.status_code == 200, answer.text
        found: Answer = answer.json()
        self.conversation_id = found["conversation_id"]
        session: Answer | None = found["session"]
        token = found["visitor_token"] if session is None else session["access_token"]
        if token:
            self.headers = {"authorization": f"Bearer {token}"}
        return found | {"text": found["reply"]}


@dataclass
class Socket:
    """The same over a socket."""

    opened: ClientConnection
    conversation_id: str | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])

    async def say(self, text: str) -> Answer:
        """Say something and return the stored answer."""
        await say(self.opened, text)
        while True:
            frame: Answer = json.loads(await self.opened.recv())
            if frame["type"] == "conversation":
                self.conversation_id = frame["conversation_id"]
            if frame["type"] == "session":
                self.headers = {"authorization": f"Bearer {frame['access_token']}"}
            is_answer = frame["type"] == "message" and frame["speaker"] == "assistant"
            # What closes a visitor's thread is no answer: the question's own comes in another.
            if is_answer and not str(frame["text"]).startswith("That was the right code"):
                return frame


Speaker = Callable[[str | None], Awaitable[Rest | Socket]]


@pytest.fixture(params=["rest", "socket"])
async def speak(request: pytest.FixtureRequest, demo: Demo) -> AsyncGenerator[Speaker]:
    """Give what begins a conversation as somebody, on either way."""
    async with AsyncExitStack() as stack:

        async def rest(name: str | None) -> Rest:
            return Rest(demo, {} if name is None else await demo.headers(name))

        async def socket(name: str | None) -> Socket:
            line = Line(demo, await stack.enter_async_context(listening(demo.shop)))
            return Socket(await stack.enter_async_context(line.open(await line.ticket(name))))

        yield rest if request.param == "rest" else socket


def numbers_in(answer: Answer) -> set[str]:
    """Return the numbers of the orders that an answer names, in its words and on its cards."""
    return set(re.findall(r"ORD-\d+", json.dumps([answer["text"], answer["cards"]])))


async def test_rohan_asks_where_his_order_is(speak: Speaker) -> None:
    answer = await (await speak("rohan")).say("Where is my order?")
    assert answer["text"] == "Your order ORD-789 is arriving tomorrow!"
    assert [(card["kind"], card["number"]) for card in answer["cards"]] == [("order", "ORD-789")]


async def test_michael_asks_the_same_and_hears_of_his_own(speak: Speaker) -> None:
    answer = await (await speak("michael")).say("Where is my order?")
    assert numbers_in(answer) == {"ORD-999"}


async def test_rohan_sees_all_his_orders_and_nobody_elses(speak: Speaker) -> None:
    assert numbers_in(await (await speak("rohan")).say("Show me all orders")) == ROHANS


async def test_an_order_of_another_and_one_that_does_not_exist_are_the_same(speak: Speaker) -> None:
    rohan = await speak("rohan")
    said = [
        (await rohan.say(f"Show me order {number}"))["text"] for number in ("ORD-999", "ORD-31415", "ORD-0")
    ]
    assert said == [OWN_ONLY] * 3
    assert (await (await speak("michael")).say("Show me order ORD-789"))["text"] == OWN_ONLY


@pytest.mark.parametrize("name", ["emma", "admin", "owner"])
async def test_colleagues_see_any_order(speak: Speaker, name: str) -> None:
    answer = await (await speak(name)).say("Show me order ORD-999")
    assert answer["text"].startswith("Order ORD-999 for Michael Chen")
    assert "$228.00" in answer["text"]


async def test_emma_is_asked_for_a_yes_before_a_refund(speak: Speaker, addresses: Addresses) -> None:
    emma = await speak("emma")
    answer = await emma.say("Refund ORD-999")
    for _ in range(3):
        if any(card["kind"] == "proposal" for card in answer["cards"]):
            break
        # Why, and how much of it, may be asked first.
        answer = await emma.say("all of it, the customer changed his mind")
    assert [card["kind"] for card in answer["cards"]] == ["proposal"]
    assert re.search(r"\$\d+\.\d\d", answer["text"])
    assert look(addresses, "select count(*) from proposals where state = 'committed'") == [(0,)]
    await emma.say("yes")
    assert look(
        addresses, "select action from proposals where state in ('committed', 'awaiting_approval')"
    ) == [("refund_order",)]


@pytest.mark.parametrize("message", ["Delete order ORD-999", "Show me the financial report"])
async def test_emma_is_refused_what_her_role_may_not_do(speak: Speaker, message: str) -> None:
    answer = await (await speak("emma")).say(message)
    assert "not permitted for your role" in answer["text"]
    assert answer["cards"] == []


@pytest.mark.parametrize("name", NOT_STAFF)
@pytest.mark.parametrize(
    "message", ["Delete order ORD-999", "Show me the financial report", "Refund ORD-999"]
)
async def test_nobody_else_gets_further(
    speak: Speaker, addresses: Addresses, name: str | None, message: str
) -> None:
    answer = await (await speak(name)).say(message)
    assert "228" not in answer["text"] or name == "michael"
    assert look(addresses, "select count(*) from proposals where state <> 'proposed'") == [(0,)]
    assert look(addresses, "select count(*) from orders where archived_at is not null") == [(0,)]


@pytest.mark.parametrize("name", ["owner", "admin"])
async def test_managers_see_todays_orders_with_count_and_total(speak: Speaker, name: str) -> None:
    text = (await (await speak(name)).say("Show me all orders today"))["text"]
    assert text.startswith("There are 12 orders today, $")
    assert text.count("• ORD-") == 12


@pytest.mark.parametrize("name", NOT_STAFF)
async def test_nobody_else_sees_the_orders_of_today(speak: Speaker, name: str | None) -> None:
    own = {"rohan": ROHANS, "michael": {"ORD-999"}, None: set[str]()}[name]
    assert numbers_in(await (await speak(name)).say("Show me all orders today")) <= own


@pytest.mark.parametrize("message", ["I'm Rohan", "Where is my order?"])
async def test_a_visitor_proves_who_they_are_by_a_code(
    speak: Speaker, demo: Demo, addresses: Addresses, message: str
) -> None:
    visitor = await speak(None)
    asked = await visitor.say(message)
    assert "e-mail address, phone number or order number" in asked["text"]
    sent = await visitor.say("ORD-789")
    assert "If we know it, a code is on its way to the address on file" in sent["text"]
    assert "tomorrow" not in sent["text"]
    await settled(addresses)
    code = demo.shop.mail.code()
    answer = await visitor.say(code)
    if message == "Where is my order?":
        assert answer["text"] == "Your order ORD-789 is arriving tomorrow!"
    else:
        assert numbers_in(await visitor.say("Show me all orders")) == ROHANS
    assert look(
        addresses, "select count(*) from messages where position(convert_to(%s, 'UTF8') in body) > 0", code
    ) == [(0,)]


async def test_rohan_returns_his_headphones(speak: Speaker, addresses: Addresses) -> None:
    rohan = await speak("rohan")
    shown = await rohan.say("I want to return the headphones from my last order")
    if not any(card["kind"] == "proposal" for card in shown["cards"]):
        shown = await rohan.say("yes")
    assert [card["kind"] for card in shown["cards"]] == ["proposal"]
    assert "Headphones" in shown["text"]
    assert "$89.00" in shown["text"]
    assert re.search(r"back to credit card \(Visa ending in \d{4}\), in 5 to 7 business days", shown["text"])
    assert look(addresses, "select count(*) from proposals where state = 'committed'") == [(0,)]
    done = await rohan.say("yes")
    assert "return" in done["text"]
    assert look(addresses, "select action, state from proposals where state = 'committed'") == [
        ("return_items", "committed")
    ]
    assert look(addresses, "select status from orders where number = 'ORD-456'") == [("return_requested",)]
    # It happened once: a second yes does nothing more.
    await rohan.say("yes")
    assert look(addresses, "select count(*) from proposals where state = 'committed'") == [(1,)]


async def test_before_what_can_be_done_once_it_is_asked_whether_that_is_all(
    speak: Speaker, addresses: Addresses
) -> None:
    rohan = await speak("rohan")
    asked = await rohan.say("exchange my black headphones for white")
    assert re.search("everything|anything else|is that all", asked["text"], re.IGNORECASE)
    assert asked["cards"] == []
    assert look(addresses, "select count(*) from proposals") == [(0,)]
    shown = await rohan.say("yes, that's all")
    assert [card["kind"] for card in shown["cards"]] == ["proposal"]
    assert look(addresses, "select state from proposals") == [("proposed",)]
    await rohan.say("yes")
    assert look(addresses, "select action, state from proposals") == [("exchange_items", "committed")]
    assert look(addresses, "select status from orders where number = 'ORD-456'") == [("exchange_requested",)]


async def test_a_no_leaves_everything_as_it_is(speak: Speaker, addresses: Addresses) -> None:
    rohan = await speak("rohan")
    shown = await rohan.say("I want to return the headphones from ORD-456")
    assert [card["kind"] for card in shown["cards"]] == ["proposal"]
    assert (await rohan.say("no"))["text"].startswith("All right")
    assert look(addresses, "select state from proposals") == [("declined",)]


@pytest.mark.parametrize("name", EVERYBODY)
async def test_everybody_hears_the_return_policy_with_its_source(speak: Speaker, name: str | None) -> None:
    answer = await (await speak(name)).say("What is your return policy?")
    assert "within 30 days of delivery" in answer["text"]
    assert [source["title"] for source in answer["sources"]] == ["Return policy"]


@pytest.mark.parametrize("name", NOT_STAFF)
async def test_everybody_gets_a_person_and_a_sentence_that_is_true(
    speak: Speaker, demo: Demo, name: str | None
) -> None:
    talk = await speak(name)
    text = (await talk.say("I want to talk to a person"))["text"]
    emma = await demo.headers("emma")
    detail = (await demo.client.get(f"/conversations/{talk.conversation_id}", headers=emma)).json()
    assert detail["handled_by"] == "waiting"
    assert detail["next"]["text"] in text or set(detail["next"]["text"].split(". ")) <= set(text.split(". "))
    queue = (await demo.client.get("/conversations?queue=true", headers=emma)).json()["items"]
    assert [one["conversation_id"] for one in queue] == [talk.conversation_id]
    # The assistant goes on answering until somebody takes it, as the sentence says.
    assert "the assistant goes on answering" in text
    assert (await talk.say("What is your return policy?"))["sources"]


@pytest.mark.parametrize("name", EVERYBODY)
async def test_what_the_shop_does_not_know_is_said_honestly(speak: Speaker, name: str | None) -> None:
    text = (await (await speak(name)).say("What is the capital of France?"))["text"]
    assert text.startswith("I don't know that")
    assert "Paris" not in text
    assert "person" in text or name not in NOT_STAFF


async def test_the_three_first_commands_lead_to_verification(demo: Demo, addresses: Addresses) -> None:
    """As the contract writes them: register, log in, ask."""
    account = {"email": "rohan@email.com", "password": "secure123", "name": "Rohan"}
    assert (await demo.client.post("/auth/register", json=account)).status_code == 201
    del account["name"]
    entered = await demo.client.post("/auth/login", json=account)
    assert entered.status_code == 200, entered.text
    headers = {"authorization": f"Bearer {entered.json()['access_token']}"}
    talk = Rest(demo, headers)
    answer = await talk.say("Where is my order?")
    assert "verify your e-mail address" in answer["text"]
    assert numbers_in(answer) == set()
    await settled(addresses)
    verified = await talk.say(demo.shop.mail.code())
    assert numbers_in(verified) == set()
    assert "Something went wrong" not in verified["text"]
