"""The contract's conversations that only read, word for word, each as the person who has them, over HTTP."""

from datetime import UTC, datetime
from typing import Any

import pytest

from support_ai.access.actor import Reason
from support_ai.demo.accounts import ACCOUNTS
from support_ai.identity.minting import mint_customer_token
from tests.conftest import Demo

OWN_ONLY = "I can only show you your own orders. Would you like to see your order history?"
ROHANS = {"ORD-123", "ORD-456", "ORD-789"}


async def say(demo: Demo, name: str | None, *messages: str) -> list[dict[str, Any]]:
    """Say messages in one conversation and return the answers."""
    headers = {} if name is None else await demo.headers(name)
    answers: list[dict[str, Any]] = []
    conversation: object = None
    for message in messages:
        sent = {"message": message} | ({"conversation_id": conversation} if conversation else {})
        answer = await demo.client.post("/chat", headers=headers, json=sent)
        assert answer.status_code == 200, answer.text
        answers.append(answer.json())
        conversation = answer.json()["conversation_id"]
        if name is None and answer.json()["visitor_token"]:
            headers = {"authorization": f"Bearer {answer.json()['visitor_token']}"}
    return answers


async def reply(demo: Demo, name: str | None, *messages: str) -> str:
    """Return what the last of the messages was answered with."""
    return str((await say(demo, name, *messages))[-1]["reply"])


async def test_rohan_asks_where_his_order_is(demo: Demo) -> None:
    (answer,) = await say(demo, "rohan", "Where is my order?")
    assert answer["reply"] == "Your order ORD-789 is arriving tomorrow!"
    assert [(card["kind"], card["number"]) for card in answer["cards"]] == [("order", "ORD-789")]


@pytest.mark.parametrize(
    "message",
    [
        "where's my stuff",
        "has it shipped yet",
        "track 789",
        "whre is my oredr",
        "TRACK #ORD-789",
        "when does my package get here??",
    ],
)
async def test_rohan_asks_in_other_words(demo: Demo, message: str) -> None:
    assert "ORD-789 is arriving tomorrow!" in await reply(demo, "rohan", message)


async def test_rohan_sees_all_his_orders_and_nobody_elses(demo: Demo) -> None:
    text = await reply(demo, "rohan", "Show me all orders")
    assert all(number in text for number in ROHANS)
    assert text.count("ORD-") == len(ROHANS)


async def test_rohan_goes_back_one_order_at_a_time(demo: Demo) -> None:
    answers = await say(
        demo,
        "rohan",
        "Where is my order?",
        "and the one before?",
        "and before that?",
        "and the previous one?",
    )
    assert [next((n for n in sorted(ROHANS) if n in str(one["reply"])), None) for one in answers] == [
        "ORD-789",
        "ORD-456",
        "ORD-123",
        None,
    ]


@pytest.mark.parametrize("number", ["ORD-999", "ORD-31415", "ord-999", "#ORD-999", "order 999"])
async def test_somebody_elses_order_is_answered_like_one_that_does_not_exist(demo: Demo, number: str) -> None:
    assert await reply(demo, "rohan", f"Show me order {number}") == OWN_ONLY


async def test_a_yes_to_the_offer_shows_the_history(demo: Demo) -> None:
    assert "ORD-456" in await reply(demo, "rohan", "Show me order ORD-999", "yes")


async def test_emma_sees_any_order(demo: Demo) -> None:
    text = await reply(demo, "emma", "Show me order ORD-999")
    assert text.startswith("Order ORD-999 for Michael Chen")
    assert "Smart Watch" in text
    assert "$228.00" in text
    assert "ORD-31415" in await reply(demo, "emma", "Show me order ORD-31415")


@pytest.mark.parametrize("message", ["Delete order ORD-999", "Show me the financial report"])
async def test_emma_is_refused_what_her_role_may_not_do(demo: Demo, message: str) -> None:
    assert "not permitted for your role" in await reply(demo, "emma", message)


@pytest.mark.parametrize("name", ["owner", "admin"])
async def test_managers_see_todays_orders_with_count_and_total(demo: Demo, name: str) -> None:
    text = await reply(demo, name, "Show me all orders today")
    assert text.startswith("There are 12 orders today, $")
    assert text.count("• ORD-") == 12


@pytest.mark.parametrize("name", ["rohan", None])
async def test_nobody_else_sees_the_shops_orders_of_today(demo: Demo, name: str | None) -> None:
    text = await reply(demo, name, "Show me all orders today")
    assert "ORD-2" not in text


@pytest.mark.parametrize("name", ["rohan", "emma", None])
async def test_anybody_hears_the_return_policy_with_its_source(demo: Demo, name: str | None) -> None:
    (answer,) = await say(demo, name, "What is your return policy?")
    assert "within 30 days of delivery" in str(answer["reply"])
    assert [source["title"] for source in answer["sources"]] == ["Return policy"]


@pytest.mark.parametrize(
    "message", ["What is the capital of France?", "asdf qwer", "write me a poem about the sea"]
)
async def test_what_the_shop_does_not_know_is_said_honestly(demo: Demo, message: str) -> None:
    assert (await reply(demo, "rohan", message)).startswith("I don't know that")


@pytest.mark.parametrize(
    "message", ["Where is my order?", "I'm Rohan", "show me order ORD-789", "list my orders"]
)
async def test_a_visitor_is_asked_who_they_are_and_sees_nothing(demo: Demo, message: str) -> None:
    text = await reply(demo, None, message)
    assert "e-mail address, phone number or order number" in text
    named = await reply(demo, None, message, "rohan@example.com", "my order is ORD-789")
    assert "tomorrow" not in named


async def test_a_person_is_promised_only_what_happens(demo: Demo) -> None:
    headers = await demo.headers("rohan")
    (answer,) = await say(demo, "rohan", "I want to talk to a person")
    assert "A colleague will answer here" in str(answer["reply"])
    emma = await demo.headers("emma")
    queue = (await demo.client.get("/conversations?queue=true", headers=emma)).json()["items"]
    assert [one["conversation_id"] for one in queue] == [answer["conversation_id"]]
    path = f"/conversations/{answer['conversation_id']}"
    assert (await demo.client.post(f"{path}/take", headers=emma)).status_code == 204
    assert (
        await demo.client.post(f"{path}/reply", headers=emma, json={"message": "Hello!"})
    ).status_code == 201
    sent = {"message": "Where is my order?", "conversation_id": answer["conversation_id"]}
    silent = (await demo.client.post("/chat", headers=headers, json=sent)).json()
    assert (silent["reply"], silent["handled_by"]) == (None, "colleague")
    items = (await demo.client.get(f"{path}/messages", headers=headers)).json()["items"]
    assert [one["speaker"] for one in items] == ["person", "assistant", "notice", "colleague", "person"]
    assert (
        await demo.client.get(f"{path}/messages", headers=await demo.headers("michael"))
    ).status_code == 404


async def test_the_days_move_with_the_calendar(demo: Demo) -> None:
    assert len(ACCOUNTS) == 5
    await demo.seed(datetime(2027, 3, 1, 15, tzinfo=UTC))
    token = await mint_customer_token(demo.shop.resources.identity, Reason.STAFF_COMMAND, "CUST-123")
    order = await demo.client.get("/orders/ORD-789", headers={"authorization": f"Bearer {token}"})
    assert order.json()["shipments"][0]["estimated_delivery"].startswith("2027-03-02")
