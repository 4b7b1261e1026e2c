"""The assistant's draft can be tried by managers: it answers as it would, and nothing of it is left anywhere."""

from typing import Any

import pytest

from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner as look
from tests.identity.signing_in import audited

_PATH = "/shop/assistant/preview"
# Where something would stand had it been done.
_TABLES = (
    "conversations",
    "messages",
    "proposals",
    "offers",
    "tickets",
    "hand_overs",
    "tool_calls",
    "queue_events",
    "one_time_codes",
    "person_keys",
)


def counted(addresses: Addresses) -> dict[str, int]:
    """Return how many rows each table has."""
    return {table: look(addresses, f"select count(*) from {table}")[0][0] for table in _TABLES}


async def preview(
    demo: Demo, *messages: str, name: str = "admin", speaker: str = "visitor"
) -> list[dict[str, Any]]:
    """Say messages to the draft and return the answers."""
    headers, found = await demo.headers(name), list[dict[str, Any]]()
    for message in messages:
        sent = {"message": message, "as": speaker} | ({"state": found[-1]["state"]} if found else {})
        answer = await demo.client.post(_PATH, headers=headers, json=sent)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
    return found


async def save(demo: Demo, **settings: Any) -> int:
    """Store a draft and return its number."""
    sent = {"version": 0, "made_from": 0, "settings": settings}
    saved = await demo.client.put("/shop/assistant/draft", headers=await demo.headers("admin"), json=sent)
    assert saved.status_code == 200, saved.text
    return int(saved.json()["version"])


async def test_a_draft_is_tried_and_what_is_published_goes_on(demo: Demo, addresses: Addresses) -> None:
    topic = {"name": "rivals", "phrases": ["other shops"], "answer": "We speak about ours only."}
    version = await save(demo, name="Ada", greeting="I am {name}.", forbidden_topics=[topic], unknown="Hm?")
    before = counted(addresses)
    said = await preview(demo, "hi", "what about other shops?", "What is the capital of France?")
    assert [one["reply"] for one in said] == ["I am Ada.", "We speak about ours only.", "Hm?"]
    assert {one["version"] for one in said} == {version}
    assert counted(addresses) == before
    assert [entry[0] for entry in audited(addresses, "assistant.preview")] == ["done"] * 3
    live = await demo.client.post("/chat", json={"message": "hi"})
    assert live.json()["reply"].startswith("Hello! I am Support")


async def test_nothing_is_handed_over_opened_or_changed(demo: Demo, addresses: Addresses) -> None:
    before = counted(addresses)
    said = await preview(
        demo,
        "I want to talk to a person",
        "What is your return policy?",
        "Where is my order?",
        "rohan@example.com",
    )
    assert said[0]["reply"].startswith("In a preview nobody is called")
    assert [source["title"] for source in said[1]["sources"]] == ["Return policy"]
    assert "e-mail address, phone number or order number" in said[2]["reply"]
    assert counted(addresses) == before
    assert demo.shop.mail.mails == []


async def test_a_manager_tries_it_as_themselves_and_no_yes_does_anything(
    demo: Demo, addresses: Addresses
) -> None:
    before = counted(addresses)
    said = await preview(
        demo, "Show me order ORD-999", "Delete order ORD-999", "yes", "yes", name="owner", speaker="me"
    )
    assert said[0]["reply"].startswith("Order ORD-999 for Michael Chen")
    assert counted(addresses) == before
    assert look(addresses, "select count(*) from orders where archived_at is not null") == [(0,)]
    # Whoever reads a customer's order is written down, also here.
    assert audited(addresses, "tool.get_order") != []


@pytest.mark.parametrize("name", ["rohan", "emma", None])
async def test_nobody_else_tries_it(demo: Demo, name: str | None) -> None:
    headers = {} if name is None else await demo.headers(name)
    answer = await demo.client.post(_PATH, headers=headers, json={"message": "hello"})
    assert answer.status_code == (401 if name is None else 403)


async def test_a_preview_belongs_to_whoever_began_it(demo: Demo) -> None:
    (first,) = await preview(demo, "hello")
    for name, state in (
        ("owner", first["state"]),
        ("admin", first["state"][:-8] + "AAAAAAAA"),
        ("admin", "x"),
    ):
        sent = {"message": "and?", "state": state}
        answer = await demo.client.post(_PATH, headers=await demo.headers(name), json=sent)
        assert (answer.status_code, answer.json()["code"]) == (422, "assistant.preview.unknown_state")
