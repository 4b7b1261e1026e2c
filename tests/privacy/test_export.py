"""Row K8: a person's export holds everything that is stored about them, and nothing about anybody else."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from support_ai.integration.service import import_directory
from support_ai.privacy.schemas import PersonExport
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner
from tests.privacy.zelda import CANARIES, GOSSIP, ID, NAME, PASSPHRASE, TALK_NOTE, Zelda, move_in
from tests.serving import Shop
from tests.shop_files import PLACE

pytestmark = pytest.mark.row("K8")
# Words of Michael's, and of the owner's.
_FOREIGN = ("michael", "CUST-456", "ORD-999", "Elm Street", "Olivia", "owner@example.com")
# Tables with columns that name somebody: what the export tells of each.
_TOLD = {
    "accounts": "accounts[].account",
    "sessions": "accounts[].sessions",
    "conversations": "accounts[].conversations",
    "messages": "accounts[].conversations[].messages",
    "conversation_files": "accounts[].conversations[].files[]",
    "conversation_ratings": "accounts[].conversations[].rating",
    "audit_entries": "accounts[].acts",
    "customers": "customer.profile",
    "payment_methods": "customer.profile.payment_methods",
    "balance_entries": "customer.balances",
    "adjustments": "customer.adjustments",
    "transfers": "customer.transfers",
    "proposals": "customer.proposals",
    "orders": "customer.orders[].order",
    "order_items": "customer.orders[].order.items",
    "payments": "customer.orders[].order.payments",
    "shipments": "customer.orders[].order.shipments",
    "order_returns": "customer.orders[].returns",
    "tickets": "customer.tickets[]",
    "ticket_comments": "customer.tickets[].comments",
    "ticket_events": "customer.tickets[].events",
    "ticket_orders": "customer.tickets[].order_numbers",
    "second_factors": "accounts[].account.second_factor_since",
}
# What is not told, because it is nothing but a digest or a counter by which a person is proven.
_UNTOLD = {
    "conversation_mails": "that a mail was asked for and sent; both are in the acts",
    "conversation_notes": "what colleagues note they note for themselves, as on tickets",
    "hand_overs": "for colleagues, a digest of messages that are told themselves",
    "queue_events": "for seven days, that something changed in a conversation that is told",
    "challenges": "a sign-in that waits for ten minutes: a digest",
    "idempotency_keys": "for a day, the answer that was given to a request once",
    "identifications": "how far a conversation that is told is in asking who speaks: numbers of its messages",
    "invitations": "a digest",
    "login_failures": "a counter",
    "oidc_links": "a digest of what an identity provider calls a colleague",
    "one_time_codes": "digests; that they were asked for is in the acts",
    "person_keys": "the key that opens the messages, which are told",
    "recovery_codes": "digests",
    "refresh_tokens": "digests",
    "socket_tickets": "digests, for half a minute",
    "offers": "which of the proposals, which are told, a message showed",
    "tool_calls": "what was looked up for an answer; the answer is told, and each look-up is among the acts",
    "webhook_events": "for thirty days, what the shop's programs were told of acts that are told themselves",
}
_DESCRIBED = jsonschema_rs.validator_for(PersonExport.model_json_schema(mode="serialization"))
_WITH_PERSONS = """
    select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'support_ai'::regnamespace and c.relkind in ('r', 'p')
        and a.attname in ('account_id', 'customer_id', 'visitor_id', 'person', 'actor')
"""


@pytest.fixture
async def zelda(shop: Shop, tmp_path_factory: pytest.TempPathFactory, addresses: Addresses) -> Zelda:
    """Give the shop in which she has been at home."""
    return await move_in(shop, tmp_path_factory.mktemp("operator") / "files", addresses)


def test_K8_every_table_with_a_person_in_it_is_told_or_is_only_a_proof(addresses: Addresses) -> None:
    tables = {row[0] for row in as_owner(addresses, _WITH_PERSONS)}
    assert tables == _TOLD.keys() | _UNTOLD.keys()


async def _export(zelda: Zelda, path: str, headers: dict[str, str]) -> tuple[str, dict[str, Any]]:
    answer = await zelda.shop.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]
    _DESCRIBED.validate(answer.json())
    return json.dumps(answer.json(), ensure_ascii=False), answer.json()


async def test_K8_an_own_export_holds_every_word_and_nobody_elses(zelda: Zelda, addresses: Addresses) -> None:
    text, told = await _export(zelda, "/me/export", zelda.headers)
    # Forms under which she is searched are made of her name; a password is kept as a hash only; what colleagues note
    # they note for themselves.
    derived = {NAME.casefold(), "canaryson", PASSPHRASE, "zeldanote", TALK_NOTE, GOSSIP, "zeldaattaches"}
    (file,) = _at(told, "accounts[].conversations[].files[]")
    assert b64decode(file["content"]) == b"zeldaattaches"
    assert {word for word in CANARIES if word not in text} - derived == set()
    assert [word for word in _FOREIGN if word.casefold() in text.casefold()] == []
    for way in _TOLD.values():
        if way.endswith("second_factor_since"):
            continue
        assert _at(told, way), way
    (account,) = told["accounts"]
    counted = {
        "sessions": "select count(*) from sessions where account_id = %s",
        "conversations": "select count(*) from conversations where account_id = %s",
    }
    for part, statement in counted.items():
        ((count,),) = as_owner(addresses, statement, zelda.person.account_id)
        assert len(account[part]) == count
    actions = {act["action"] for act in account["acts"]}
    assert {
        "account.register",
        "session.begin",
        "account.verify",
        "message.receive",
        "person.export",
    } <= actions
    assert told["customer"]["orders"][0]["returns"][0]["amount_minor"] == 4500


def _at(told: Any, way: str) -> list[Any]:
    """Return what stands at a place of a document, flattened."""
    found = [told]
    for step in way.split("."):
        name = step.removesuffix("[]")
        found = [value[name] for value in found]
        if step.endswith("[]"):
            found = [one for many in found for one in many]
    return [value for value in found if value]


async def test_K8_the_owner_exports_what_the_person_would(zelda: Zelda, addresses: Addresses) -> None:
    _, own = await _export(zelda, "/me/export", zelda.headers)
    _, given = await _export(zelda, f"/customers/{ID}/export", zelda.owner)
    for document in (own, given):
        del document["exported_at"]
        for account in document["accounts"]:
            # What happened since, and when a session was last seen.
            del account["acts"], account["sessions"]
    assert given == own
    subjects = as_owner(
        addresses, "select subject from audit_entries where action = 'person.export' order by entry_id"
    )
    assert subjects == [(f"account:{zelda.person.account_id}",), (f"customer:{ID}",)]
    _, nobody = await _export(zelda, "/customers/CUST-9/export", zelda.owner)
    assert (nobody["accounts"], nobody["customer"]["profile"]["name"]) == ([], "Ana Chen")
    for number in ("CUST-0", "%00"):
        missing = await zelda.shop.client.get(f"/customers/{number}/export", headers=zelda.owner)
        assert missing.status_code == 404, number


async def test_K8_an_account_without_a_record_and_a_colleague_export_theirs(zelda: Zelda) -> None:
    await zelda.shop.register("lonely@example.com", "lonely long words", "Lonely")
    headers = await zelda.shop.login("lonely@example.com", "lonely long words")
    text, told = await _export(zelda, "/me/export", headers)
    assert told["customer"] is None
    assert "lonely@example.com" in text
    text, told = await _export(zelda, "/me/export", zelda.owner)
    assert told["customer"] is None
    assert told["accounts"][0]["account"]["role"] == "owner"
    assert ID not in text


async def test_K8_visitors_have_no_export(zelda: Zelda) -> None:
    zelda.shop.client.cookies.clear()
    assert (await zelda.shop.client.get("/me/export")).status_code == 401
    visitor = (await zelda.shop.client.post("/auth/socket-ticket")).json()["visitor_token"]
    answer = await zelda.shop.client.get("/me/export", headers={"authorization": f"Bearer {visitor}"})
    assert answer.status_code == 401


async def test_K8_a_large_export_is_complete(zelda: Zelda, tmp_path: Path) -> None:
    orders = f"order_number,customer_id,status,placed_at,currency,{PLACE},shipping,tax,discount\n" + "".join(
        f"BULK-{number},{ID},delivered,2026-01-02T10:00:00Z,USD,,,,,,,0.00,0.00,0.00\n"
        for number in range(230)
    )
    (tmp_path / "bulk").mkdir()
    (tmp_path / "bulk" / "orders.csv").write_text(orders)
    await import_directory(zelda.shop.resources.database, tmp_path / "bulk")
    for _ in range(4):
        sent = {"message": "Where is my order?"}
        await zelda.shop.client.post("/chat", headers=zelda.headers, json=sent)
    _, told = await _export(zelda, "/me/export", zelda.headers)
    numbers = [one["order"]["number"] for one in told["customer"]["orders"]]
    assert len(numbers) == len(set(numbers)) == 231
    assert len(told["accounts"][0]["conversations"]) == 5
