"""Zelda, a person of whom every field is a word that stands nowhere else, put in through the front doors."""

import asyncio
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from support_ai.access.actor import Customer, Reason
from support_ai.access.role import Role
from tests.conftest import Addresses
from tests.identity.signing_in import PASSWORD, as_owner, person_of, signed, verify
from tests.privacy.sealing import opened_texts
from tests.serving import Shop
from tests.shop_files import FILES, PLACE, import_shop

ID, EMAIL, PASSPHRASE, PHONE = (
    "CUST-Z",
    "zelda.canary@example.com",
    "zeldas canary passphrase",
    "+12025550177",
)
NAME = "Zelda Canaryson"
ACCOUNT_NAME = "Zeldanickname"
_PLACE = ("Zeldastreet 17", "Zeldafloor", "Zeldatown", "Zeldastate", "ZELDA-ZIP", "Zeldaland")
_OTHER_PLACE = ("Giftroad 4", "Giftfloor", "Gifttown", "Giftstate", "GIFT-ZIP", "Giftland")
# What colleagues wrote about her for themselves.
GOSSIP, REFERENCE = "zeldagossip about a broken lamp", "ZELDAREFERENCE-1"
TALK_NOTE = "zeldatalknote"
SAID = "My secret is zeldawhispers, where is my order?"
_MORE = {
    "customers": f"{ID},{NAME},{EMAIL},{PHONE},{','.join(_PLACE)}\n",
    "payment_methods": f"zcard,{ID},credit_card,Zeldabank,Z7q9,\nzgift,{ID},gift_card,Zeldagift,G7q8,33.00\n",
    "orders": f"ORD-Z,{ID},shipped,2026-01-02T10:00:00Z,USD,{','.join(_OTHER_PLACE)},5.00,4.00,1.00\n",
    "order_items": "ORD-Z,1,I1,P1,Headphones,color=black,2,50.00,10.00\n",
    "payments": "ORD-Z,payment,98.00,zcard,2026-01-02T10:00:01Z,1\n",
    "shipments": "ORD-Z,UPS,1ZELDATRACK,in_transit,2026-01-03T00:00:00Z,2026-01-05T00:00:00Z,,1,1\n",
    "returns": "ORD-Z,return,requested,I1,,zcard,45.00,2026-01-08T00:00:00Z\n",
}
# What says who she is, or what she said; amounts, goods and numbers stay.
CANARIES = (
    NAME,
    NAME.casefold(),
    "canaryson",
    EMAIL,
    PHONE,
    *_PLACE,
    *_OTHER_PLACE,
    "Zeldabank",
    "Z7q9",
    "Zeldagift",
    "G7q8",
    "1ZELDATRACK",
    ACCOUNT_NAME,
    PASSPHRASE,
    "zeldawhispers",
    "zelda-client-message",
    "zeldasubject",
    "zeldacomplains",
    "zeldacomments",
    "zeldarates",
    "zeldafile",
    "zeldaattaches",
    "zeldanote",
    TALK_NOTE,
    GOSSIP,
    REFERENCE,
)
FILES_WITH_ZELDA = {name: FILES[f"{name}.csv"] + more for name, more in _MORE.items()}


@dataclass
class Zelda:
    """She and the owner, signed in; her account."""

    shop: Shop
    person: Customer
    headers: dict[str, str]
    owner: dict[str, str]
    michael: dict[str, str] = field(default_factory=dict[str, str])


async def move_in(shop: Shop, folder: Path, addresses: Addresses) -> Zelda:
    """Import her record, register her, prove her address, let her talk; let Michael do the same, and the owner sign in."""
    await import_shop(shop.resources.database, folder, **FILES_WITH_ZELDA)
    await shop.resources.identity.make_account(
        Reason.STAFF_COMMAND,
        "owner@example.com",
        name="Olivia",
        role=Role.OWNER,
        password=PASSWORD,
    )
    headers = await _moved_in(shop, EMAIL, PASSPHRASE, ACCOUNT_NAME, SAID)
    michael = await _moved_in(shop, "michael@example.com", "michaels words", "Michael", "Where is my order?")
    asked = await shop.client.post("/auth/otp/request", json={"phone": PHONE, "channel": "sms"})
    assert asked.status_code in (200, 202), asked.text
    person = await person_of(shop, headers)
    assert isinstance(person, Customer)
    assert person.customer_id == ID
    await settled(addresses)
    owner = await shop.login("owner@example.com", PASSWORD)
    await _open_ticket(shop, headers, owner)
    await _hand_over(shop, headers, owner)
    await _change(shop, headers, owner)
    await settled(addresses)
    return Zelda(shop, person, headers, owner, michael)


async def _open_ticket(shop: Shop, headers: dict[str, str], owner: dict[str, str]) -> None:
    """Let her open a ticket and comment it, and the owner note something that she does not read."""
    words = {"subject": "zeldasubject", "text": "zeldacomplains", "order_numbers": ["ORD-Z"]}
    opened = await shop.client.post("/tickets", headers=headers, json=words)
    assert opened.status_code == 201, opened.text
    path = f"/tickets/{opened.json()['number']}/comments"
    for who, comment in (
        (headers, {"text": "zeldacomments"}),
        (owner, {"text": "zeldanote", "is_internal": True}),
    ):
        answer = await shop.client.post(path, headers=who, json=comment)
        assert answer.status_code == 201, answer.text


async def _hand_over(shop: Shop, headers: dict[str, str], owner: dict[str, str]) -> None:
    """Let her ask for a person in her conversation and rate it, and the owner note something there."""
    (talk,) = (await shop.client.get("/conversations", headers=headers)).json()["items"]
    number = talk["conversation_id"]
    asked = {"message": "I want to talk to a person", "conversation_id": number}
    assert (await shop.client.post("/chat", headers=headers, json=asked)).status_code == 200
    rating = {"score": 2, "comment": "zeldarates"}
    rated = await shop.client.put(f"/conversations/{number}/rating", headers=headers, json=rating)
    assert rated.status_code == 200, rated.text
    mailed = await shop.client.post(f"/conversations/{number}/transcript", headers=headers)
    assert mailed.status_code == 202, mailed.text
    name = {"content-type": "text/plain", "content-disposition": "attachment; filename*=UTF-8''zeldafile.txt"}
    files = f"/conversations/{number}/files"
    kept = await shop.client.post(files, headers=headers | name, content=b"zeldaattaches")
    assert kept.status_code == 201, kept.text
    sent = {"message": "", "conversation_id": number, "file_ids": [kept.json()["file_id"]]}
    assert (await shop.client.post("/chat", headers=headers, json=sent)).status_code == 200
    noted = await shop.client.post(f"/conversations/{number}/notes", headers=owner, json={"text": TALK_NOTE})
    assert noted.status_code == 201, noted.text
    waits = await shop.client.get(f"/conversations/{number}", headers=owner)
    assert waits.json()["work"]["hand_overs"], waits.text


async def _change(shop: Shop, headers: dict[str, str], owner: dict[str, str]) -> None:
    """Let her say once more where she lives, and the owner give her something and say that it was paid."""
    place = dict(zip(PLACE.split(","), _PLACE, strict=True))
    moved = await shop.client.put("/me/address", headers=headers, json=place)
    assert moved.status_code == 200, moved.text
    gift = {"kind": "price_correction", "amount": 100, "reason": GOSSIP}
    given = await shop.client.post("/orders/ORD-Z/adjustments", headers=owner, json=gift)
    assert given.status_code == 200, given.text
    for _ in range(200):
        waiting = await shop.client.get("/transfers", headers=owner, params={"state": "waiting"})
        if waiting.json()["items"]:
            number = waiting.json()["items"][0]["transfer_id"]
            said = await shop.client.post(
                f"/transfers/{number}/done", headers=owner, json={"reference": REFERENCE}
            )
            assert said.status_code == 200, said.text
            return
        await asyncio.sleep(0.05)
    message = "nobody handed the money over in ten seconds"
    raise AssertionError(message)


async def _moved_in(shop: Shop, email: str, password: str, name: str, said: str) -> dict[str, str]:
    await shop.register(email, password, name)
    headers = signed(await verify(shop, await shop.login(email, password)))
    sent = {"message": said, "client_message_id": f"{name[:5].lower()}-client-message"}
    answer = await shop.client.post("/chat", headers=headers, json=sent)
    assert answer.status_code == 200, answer.text
    assert (await shop.client.post("/auth/socket-ticket", headers=headers)).status_code == 201
    keyed = headers | {"idempotency-key": email}
    assert (await shop.client.patch("/me", headers=keyed, json={"name": name})).status_code == 200
    return headers


def forms(word: str) -> Iterator[str]:
    """Yield how a word could stand somewhere: as it is, in base64 at any place, in hexadecimal digits."""
    yield word
    raw = word.encode()
    yield raw.hex()
    for before in range(3):
        # What stands before shifts the letters; the first and the last are mixed with their neighbours.
        yield b64encode(b"x" * before + raw).decode()[4 if before else 0 : -4]


def found_in(text: str) -> set[str]:
    """Return which of her words stand in a text, in any form, and in any case."""
    lowered = text.casefold()
    return {
        word
        for word in CANARIES
        for form in forms(word)
        if len(form) > 3 and (form in text or (form == word and form.casefold() in lowered))
    }


def everything_stored(addresses: Addresses, shop: Shop) -> dict[str, str]:
    """Return every row of every table as text, sealed values opened too, by table."""
    tables = as_owner(
        addresses,
        "select nspname || '.' || relname from pg_class c join pg_namespace n on n.oid = relnamespace"
        " where nspname in ('support_ai', 'jobs') and relkind in ('r', 'p') order by 1",
    )
    found = {
        table: "\n".join(row[0] for row in as_owner(addresses, f"select t::text from {table} t order by 1"))
        for (table,) in tables
    }
    return found | opened_texts(addresses, shop.resources.keys)


async def settled(addresses: Addresses) -> None:
    """Wait until no job waits."""
    for _ in range(200):
        waiting = "select count(*) from jobs.procrastinate_jobs where status in ('todo', 'doing')"
        if as_owner(addresses, waiting) == [(0,)]:
            return
        await asyncio.sleep(0.05)
