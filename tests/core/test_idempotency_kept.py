"""Row J3, what is stored of it: sealed, reached by its own request only, erased with its person, kept a day."""

from uuid import UUID

import psycopg
import pytest
from psycopg import errors

from support_ai.access.actor import Person, Reason, System, Visitor
from support_ai.core import idempotency_queries as queries
from support_ai.core.clock import now
from support_ai.core.database import Database, fenced
from support_ai.core.idempotency_policy import HEADER, InProgressError, KeyReusedError
from support_ai.core.idempotency_queries import Claim, Owner
from support_ai.core.kept_answer import Answer
from support_ai.core.keyed_request import KeyedRequest
from support_ai.identity.jobs import forget_expired_task
from support_ai.privacy.erasure import erase_customer
from tests.conftest import Addresses, Cast, Demo
from tests.core.acts import ACT, acting
from tests.identity.signing_in import as_owner, audited, person_of
from tests.privacy.sealing import envelopes

_ANSWER = Answer(200, {"content-type": "application/json"}, '{"name":"canary"}')


def _request(
    database: Database, person: Person, *, key: bytes = b"k" * 32, sent: bytes = b"s" * 32
) -> KeyedRequest:
    owner = (
        Owner(visitor_id=person.visitor_id)
        if isinstance(person, Visitor)
        else Owner(account_id=person.account_id)
    )
    return KeyedRequest(database, person, owner, key, sent)


async def test_J3_a_visitor_has_keys_too(database: Database, cast: Cast) -> None:
    first = _request(database, cast.visitor)
    assert await first.begin() is None
    with pytest.raises(InProgressError):
        await _request(database, cast.visitor).begin()
    await first.finish(200, _ANSWER)
    assert await _request(database, cast.visitor).begin() == _ANSWER
    with pytest.raises(KeyReusedError):
        await _request(database, cast.visitor, sent=b"other" + b"s" * 27).begin()


async def test_J3_an_answer_is_stored_sealed(demo: Demo, addresses: Addresses) -> None:
    headers = await demo.headers("rohan") | {HEADER: "a-key-of-rohan@example.com"}
    answer = await demo.client.patch("/me", headers=headers, json={"name": "Canary Name"})
    assert answer.status_code == 200
    stored = as_owner(addresses, "select t::text, answer from idempotency_keys t")
    assert len(stored) == 1
    for word in ("Canary", "rohan", "a-key"):
        assert word not in stored[0][0]
        assert word.encode() not in stored[0][1]
    opened = envelopes(addresses, demo.shop.resources.database.keys)
    assert [text for name, text in opened.items() if name.startswith("idempotency_keys") and "Canary" in text]


async def test_E5_only_who_names_a_key_reaches_it_and_nobody_adds_one_for_another(
    database: Database, accounts: None, cast: Cast
) -> None:
    assert accounts is None
    rohan = _request(database, cast.rohan)
    await rohan.begin()
    for actor in (cast.michael, cast.owner, cast.rohan, System(Reason.API_KEY), System(Reason.SIGN_IN)):
        async with database.transaction(actor) as conn:
            for statement in (
                "select * from idempotency_keys",
                "delete from idempotency_keys returning 1",
                "update idempotency_keys set acted_at = now() returning 1",
            ):
                assert await (await conn.execute(statement.encode())).fetchall() == [], (actor, statement)
    claim = Claim(b"n" * 32, b"s" * 32, UUID(int=1), now())
    for actor, owner in (
        (cast.michael, Owner(account_id=cast.rohan.account_id)),
        (cast.rohan, Owner(program="k1")),
        (cast.rohan, Owner(visitor_id=cast.visitor.visitor_id)),
        (System(Reason.API_KEY), Owner(account_id=cast.rohan.account_id)),
        (System(Reason.IMPORT), Owner(program="k1")),
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            async with database.transaction(actor) as conn:
                await queries.name_key(conn, claim.key_digest)
                await queries.insert_key(conn, owner, claim, now())


async def test_J3_a_key_under_which_something_was_committed_cannot_be_released(
    database: Database, accounts: None, cast: Cast
) -> None:
    assert accounts is None
    first = _request(database, cast.rohan)
    await first.begin()
    with fenced(first):
        async with database.transaction(System(Reason.SIGN_IN)) as conn:
            await conn.execute("select 1")
    async with database.transaction(cast.rohan) as conn:
        await queries.name_key(conn, first.key_digest)
        assert await (await conn.execute("delete from idempotency_keys returning 1")).fetchall() == []
    await first.finish(500, _ANSWER)
    assert await _request(database, cast.rohan).begin() == _ANSWER


async def test_J3_an_answer_that_cannot_be_kept_leaves_nevertheless(demo: Demo, addresses: Addresses) -> None:
    demo.shop.app.include_router(acting())
    headers = await demo.headers("rohan") | {HEADER: "k1"}
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(
            "alter table support_ai.idempotency_keys add constraint broken check (answer is null) not valid"
        )
    first = await demo.client.post("/acts/pass", headers=headers)
    assert first.status_code == 200
    again = await demo.client.post("/acts/pass", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_in_progress")
    assert len(audited(addresses, ACT)) == 1


async def test_J3_keys_are_kept_a_day_and_then_forgotten_by_a_job(demo: Demo, addresses: Addresses) -> None:
    database = demo.shop.resources.database
    headers = await demo.headers("rohan")
    for key in ("old", "new"):
        sent = headers | {HEADER: key}
        assert (await demo.client.patch("/me", headers=sent, json={"name": "Same"})).status_code == 200
    lives = "select min(expires_at) - now() > interval '23 hours 59 minutes' from idempotency_keys"
    assert as_owner(addresses, lives) == [(True,)]
    await forget_expired_task(database)()
    assert as_owner(addresses, "select count(*) from idempotency_keys") == [(2,)]
    old = (
        "update idempotency_keys set expires_at = now() - interval '1 second' where key_digest ="
        " (select key_digest from idempotency_keys limit 1) returning 1"
    )
    assert as_owner(addresses, old) == [(1,)]
    await forget_expired_task(database)()
    assert as_owner(addresses, "select count(*) from idempotency_keys") == [(1,)]
    assert audited(addresses, "accounts.forget_expired")[-1][1]["idempotency_keys"] == 1


async def test_K8_an_erasure_takes_the_keys_of_the_person_and_every_answer_to_others(
    demo: Demo, addresses: Addresses
) -> None:
    database = demo.shop.resources.database
    rohan, owner = await demo.headers("rohan"), await demo.headers("owner")
    for headers in (rohan, owner):
        answer = await demo.client.patch("/me", headers=headers | {HEADER: "k1"}, json={"name": "Name"})
        assert answer.status_code == 200
    person = await person_of(demo.shop, owner)
    await erase_customer(database, person, "CUST-123")  # pyright: ignore[reportArgumentType] - the owner
    assert as_owner(addresses, "select account_id, answer from idempotency_keys") == [
        (person.account_id, b"")
    ]
    again = await demo.client.patch("/me", headers=owner | {HEADER: "k1"}, json={"name": "Name"})
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
    # An erasure may itself carry a key, and its own answer is kept: it holds a number.
    sent = owner | {HEADER: "k2"}
    erased = [
        await demo.client.post("/customers/CUST-456/erasure", headers=sent, json={"customer_id": "CUST-456"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in erased] == [200, 200]
    assert erased[1].headers["idempotent-replayed"] == "true"
    assert len(audited(addresses, "customer.erase")) == 2
