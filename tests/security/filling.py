"""Fills every protected table with rows of two customers, of colleagues and of visitors, through the front door."""

import asyncio
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from support_ai.access.actor import Customer, Person, Reason, Staff, System, Visitor
from support_ai.access.role import Role
from support_ai.agent import queries
from support_ai.agent.models import Change, Offer, OfferState, Stage
from support_ai.conversations.queries import key_name
from support_ai.core.database import Database, person_key
from support_ai.identity import staff
from support_ai.identity.first_owner import setup_token
from support_ai.tickets import service as tickets
from tests.conftest import Addresses
from tests.identity.factors import Colleague, MovingClock, Office
from tests.identity.signing_in import PASSWORD, as_owner, person_of, signed, verify
from tests.security.proving import prove_from_outside
from tests.security.webhook_scene import announce_everything
from tests.serving import Shop
from tests.shop_files import FILES, import_shop

# What the small shop's files lack: Michael has a row of every kind too.
_MORE = {
    "payment_methods": "gift2,CUST-456,gift_card,,,10.00\n",
    "order_items": "",
    "payments": "ORD-999,payment,19.90,gift2,2026-01-03T11:00:01Z,1\n",
    "shipments": "ORD-999,UPS,1Z3,in_transit,2026-01-04T00:00:00Z,2026-01-06T00:00:00Z,,1,\n",
    "returns": "ORD-999,return,requested,I3,,gift2,19.90,2026-01-08T00:00:00Z\n",
}
_STAFF = {"owner": Role.OWNER, "admin": Role.ADMIN, "emma": Role.SUPPORT_AGENT}
_TALKING = ("owner", "admin", "emma", "rohan", "michael", "visitor", "passer-by")
_ANNOUNCERS = ("owner", "admin", "emma", "rohan", "michael", "visitor", "passer-by")
_AT_WORK = "select count(*) from jobs.procrastinate_jobs where status in ('todo', 'doing') and coalesce(scheduled_at, now()) <= now()"
# What time has ended, as the clean-up finds it: one row of each kind.
_ENDED = {
    "sessions": "session_id = (select session_id from sessions order by created_at limit 1)",
    "challenges": "challenge_hash = (select challenge_hash from challenges order by challenge_hash limit 1)",
    "invitations": "invitation_id = (select invitation_id from invitations order by invitation_id limit 1)",
    "socket_tickets": "ticket_hash = (select ticket_hash from socket_tickets order by ticket_hash limit 1)",
    "identity_tokens": "token_hash = (select token_hash from identity_tokens order by token_hash limit 1)",
    "idempotency_keys": "key_digest = (select key_digest from idempotency_keys order by key_digest limit 1)",
    "oidc_attempts": "state_hash = (select state_hash from oidc_attempts order by state_hash limit 1)",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """The running shop and its people by name; `nobody` is the visitor as whom everybody reads what is public."""

    shop: Shop
    database: Database
    addresses: Addresses
    people: dict[str, Person]

    def labels(self, name: str) -> list[str]:
        """Return whose rows are somebody's own."""
        match self.people[name]:
            case Visitor(visitor_id=visitor_id):
                return [f"visitor:{visitor_id}"]
            case Customer(account_id=account_id, customer_id=customer_id):
                return [f"account:{account_id}", f"customer:{customer_id}"]
            case Staff(account_id=account_id):
                return [f"account:{account_id}"]


async def fill(shop: Shop, database: Database, folder: Path, addresses: Addresses) -> Filled:
    """Import, register, sign in, verify, talk; every protected table has rows then."""
    changed = {name: FILES[f"{name}.csv"] + more for name, more in _MORE.items()}
    await import_shop(database, folder, **changed)
    await setup_token(shop.resources.identity)
    people: dict[str, Person] = {}
    signed_in: dict[str, dict[str, str]] = {}
    shop.resources.identity.sessions.second_factor_required = True
    office = Office(shop, MovingClock())
    for name, role in _STAFF.items():
        email = f"{name}@example.com"
        await shop.resources.identity.make_account(
            Reason.STAFF_COMMAND, email, name=name, role=role, password=PASSWORD
        )
        colleague = await office.enrol(Colleague(email), (await office.challenged(email))["challenge"])
        signed_in[name] = colleague.headers
        people[name] = await _signed_in(shop, colleague.headers)
        await office.challenged(email)
    await _give(shop, signed_in["emma"])
    await _invite(shop, people["owner"])
    for name in ("rohan", "michael"):
        signed_in[name] = await _proven(shop, f"{name}@example.com")
        people[name] = await _signed_in(shop, signed_in[name])
    await _open_tickets(shop, database, signed_in)
    await _hand_over(shop, signed_in)
    await prove_from_outside(shop)
    await shop.register("unproven@example.com", PASSWORD, "Unproven")
    # As strangers: known devices are counted apart.
    shop.client.cookies.clear()
    for name in ("rohan", "michael"):
        wrong = {"email": f"{name}@example.com", "password": "not the one"}
        assert (await shop.client.post("/auth/login", json=wrong)).status_code == 401
    people["visitor"], people["passer-by"] = await _visitor(shop), await _visitor(shop)
    people["nobody"] = Visitor(UUID(int=0))
    await announce_everything(shop, {name: people[name] for name in _ANNOUNCERS})
    for name in _TALKING:
        await _offer(database, people[name])
    await _until_mailed(shop, addresses)
    for table, which in _ENDED.items():
        ended = f"update {table} set expires_at = now() - interval '1 hour' where {which} returning 1"
        assert as_owner(addresses, ended) == [(1,)]
    return Filled(shop, database, addresses, people)


async def _offer(database: Database, person: Person) -> None:
    """Let something wait for the person's yes in each of their conversations."""
    async with database.transaction(person) as conn:
        key = await person_key(conn, key_name(person))
        cursor = await conn.execute(
            "select conversation_id from conversations where person = %s", (key_name(person),)
        )
        for row in await cursor.fetchall():
            await queries.insert_offer(
                conn,
                key,
                Offer(
                    conversation_id=row[0],
                    offer_id=uuid4(),
                    sequence=2,
                    stage=Stage.ASKED,
                    proposals=(),
                    changes=(Change("cancel_order", {"number": "ORD-1", "reason": "no longer needed"}),),
                    state=OfferState.OPEN,
                    settled_by=None,
                    rule=None,
                    expires_at=datetime.now(UTC) + timedelta(hours=1),
                ),
            )


async def _proven(shop: Shop, email: str) -> dict[str, str]:
    """Register, ask for one's orders, which leads to a proof of the address, and prove it."""
    await shop.register(email, PASSWORD)
    headers = await shop.login(email, PASSWORD)
    asked = await shop.client.post("/chat", headers=headers, json={"message": "Where is my order?"})
    assert "verify your e-mail address" in asked.json()["reply"], asked.text
    return signed(await verify(shop, headers))


async def _signed_in(shop: Shop, headers: dict[str, str]) -> Person:
    """Talk to the assistant and take a ticket as somebody, and return who it is."""
    answer = await shop.client.post("/chat", headers=headers, json={"message": "Where is my order?"})
    assert answer.status_code == 200, answer.text
    assert (await shop.client.post("/auth/socket-ticket", headers=headers)).status_code == 201
    name = (await shop.client.get("/me", headers=headers)).json()["name"]
    keyed = headers | {"idempotency-key": "the-same-of-everybody"}
    assert (await shop.client.patch("/me", headers=keyed, json={"name": name})).status_code == 200
    # The account has a record since it was verified, which its token does not say: ask again.
    return await person_of(shop, headers)


async def _give(shop: Shop, headers: dict[str, str]) -> None:
    """Pay something back to two customers, and give them credit."""
    for number in ("ORD-123", "ORD-1"):
        for path, sent in (
            ("refunds", {"amount": 100, "reason": "late"}),
            ("adjustments", {"kind": "goodwill_credit", "amount": 50, "reason": "late"}),
        ):
            answer = await shop.client.post(f"/orders/{number}/{path}", headers=headers, json=sent)
            assert answer.status_code == 200, answer.text
    await _settle(shop, headers)


async def _settle(shop: Shop, headers: dict[str, str]) -> None:
    """Say of one of the refunds that it was paid."""
    for _ in range(200):
        waiting = await shop.client.get("/transfers", headers=headers, params={"state": "waiting"})
        if waiting.json()["items"]:
            path = f"/transfers/{waiting.json()['items'][0]['transfer_id']}/done"
            answer = await shop.client.post(path, headers=headers, json={"reference": "SEPA-2026-000001"})
            assert answer.status_code == 200, answer.text
            return
        await asyncio.sleep(0.05)
    message = "no transfer waits after ten seconds"
    raise AssertionError(message)


async def _invite(shop: Shop, owner: Person) -> None:
    """Invite two colleagues who do not join."""
    assert isinstance(owner, Staff)
    for name in ("nora", "noah"):
        await staff.invite(shop.resources.identity, owner, f"{name}@example.com", name, Role.SUPPORT_AGENT)


async def _open_tickets(shop: Shop, database: Database, signed_in: dict[str, dict[str, str]]) -> None:
    """Let customers open tickets, a colleague note something on each, and the program open one for colleagues."""
    for name in ("rohan", "michael"):
        words = {"subject": f"A parcel of {name}'s", "text": "It is late.", "order_numbers": ["ORD-0"]}
        opened = await shop.client.post("/tickets", headers=signed_in[name], json=words)
        assert opened.status_code == 201, opened.text
        path = f"/tickets/{opened.json()['number']}"
        note = {"text": "Ask the carrier.", "is_internal": True}
        answer = await shop.client.post(f"{path}/comments", headers=signed_in["emma"], json=note)
        assert answer.status_code == 201, answer.text
    async with database.transaction(System(Reason.PAY)) as conn:
        await tickets.open_ticket(
            conn, "A refund was refused", "The bank said no.", customer_id=None, order_number="ORD-0"
        )


async def _hand_over(shop: Shop, signed_in: dict[str, dict[str, str]]) -> None:
    """Let customers ask for a person, and a colleague note something on each of these conversations, which they rate."""
    for name in ("rohan", "michael"):
        asked = await shop.client.post(
            "/chat", headers=signed_in[name], json={"message": "I want to talk to a person"}
        )
        path = f"/conversations/{asked.json()['conversation_id']}"
        note = {"text": "Call the carrier."}
        for is_said in (True, False):
            await _attach(shop, path, signed_in[name], is_said=is_said)
        noted = await shop.client.post(f"{path}/notes", headers=signed_in["emma"], json=note)
        assert noted.status_code == 201, noted.text
        rating = {"score": 4, "comment": "Kind."}
        rated = await shop.client.put(f"{path}/rating", headers=signed_in[name], json=rating)
        assert rated.status_code == 200, rated.text
        mailed = await shop.client.post(f"{path}/transcript", headers=signed_in[name])
        assert mailed.status_code == 202, mailed.text


async def _attach(shop: Shop, path: str, headers: dict[str, str], *, is_said: bool) -> None:
    """Upload a file to a conversation, and say it with a message."""
    kept = await shop.client.post(
        f"{path}/files", headers=headers | {"content-type": "text/plain"}, content=b"Open box."
    )
    assert kept.status_code == 201, kept.text
    if is_said:
        sent = {
            "message": "",
            "conversation_id": path.rpartition("/")[2],
            "file_ids": [kept.json()["file_id"]],
        }
        assert (await shop.client.post("/chat", headers=headers, json=sent)).status_code == 200


async def _visitor(shop: Shop) -> Person:
    answer = await shop.client.post("/chat", json={"message": "What is your return policy?"})
    token = answer.json()["visitor_token"]
    headers = {"authorization": f"Bearer {token}"}
    asked = await shop.client.post("/chat", headers=headers, json={"message": "Where is my order?"})
    assert "e-mail address" in asked.json()["reply"]
    assert (await shop.client.post("/auth/socket-ticket", headers=headers)).status_code == 201
    return await shop.resources.authenticator.authenticate(token)


async def _until_mailed(shop: Shop, addresses: Addresses) -> None:
    """Wait until nothing changes by itself any more, and let one code be as old as the clean-up finds it."""
    for _ in range(200):
        if as_owner(addresses, _AT_WORK) == [(0,)]:
            # Nobody listens to the webhooks, and nobody tries again.
            as_owner(addresses, "with gone as (delete from jobs.procrastinate_jobs returning 1) select 1")
            old = "update one_time_codes set created_at = now() - interval '31 days' where code_id = (select code_id from one_time_codes order by created_at limit 1) returning 1"
            assert as_owner(addresses, old) == [(1,)]
            kept = "update webhook_events set occurred_at = now() - interval '31 days' where sequence = (select min(sequence) from webhook_events) returning 1"
            assert as_owner(addresses, kept) == [(1,)]
            return
        await asyncio.sleep(0.05)
    message = "jobs wait after ten seconds"
    raise AssertionError(message)


_PROTECTED = """
    select c.relname, json_object_agg(a.attname, format_type(a.atttypid, null) order by a.attnum)
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'support_ai'::regnamespace and c.relkind in ('r', 'p')
        and c.relrowsecurity and c.relforcerowsecurity
    group by c.relname order by c.relname
"""


def protected_tables(addresses: Addresses) -> dict[str, dict[str, str]]:
    """Return every table under row security with its columns and their types."""
    with psycopg.connect(addresses.owner) as connection:
        return dict(connection.execute(_PROTECTED).fetchall())


def label_of(table: str, columns: Container[str]) -> str:
    """Return the SQL expression of whose a row is; rows of nobody in particular are the shop's."""
    if "person" in columns:
        return "t.person"
    if "actor" in columns:
        return "replace(t.actor, 'assistant:', '')"
    if "customer_id" in columns and table not in ("accounts", "one_time_codes"):
        return "'customer:' || t.customer_id"
    parts = [f"'{kind}:' || t.{kind}_id" for kind in ("account", "visitor") if f"{kind}_id" in columns]
    return f"coalesce({', '.join([*parts, chr(39) + 'shop' + chr(39)])})"
