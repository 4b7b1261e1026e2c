"""Whoever changes something announces it in their own transaction."""

import pytest

from support_ai.access.actor import Assistant, Reason, System
from support_ai.core.database import Database
from support_ai.messaging.webhooks.announcing import announce
from support_ai.messaging.webhooks.events import Event
from tests.conftest import Addresses, Cast
from tests.identity.signing_in import as_owner

_EVENTS = "select type, actor, data from webhook_events order by sequence"
_JOBS = "select count(*) from jobs.procrastinate_jobs where task_name = 'spread_webhook_event'"


def _wait_for(addresses: Addresses, *events: str) -> None:
    """Let an endpoint wait for some events, or for all."""
    waiting = "insert into webhook_subscriptions values (gen_random_uuid(), %s) returning 1"
    as_owner(addresses, waiting, list(events) or None)


async def test_everybody_announces_what_they_did_themselves(
    database: Database, addresses: Addresses, cast: Cast
) -> None:
    _wait_for(addresses)
    actors = [*cast.people().values(), Assistant(cast.rohan), System(Reason.IMPORT)]
    for actor in actors:
        async with database.transaction(actor) as conn:
            await announce(conn, Event.ORDER_CANCELLED, "order:ORD-123", order_number="ORD-123")
    found = as_owner(addresses, _EVENTS)
    assert len({actor for _, actor, _ in found}) == len(actors)
    told: dict[str, object] = {"subject": "order:ORD-123", "order_number": "ORD-123", "detail": {}}
    assert {kind for kind, _, _ in found} == {"order.cancelled"}
    assert all(data == told for _, _, data in found)
    assert as_owner(addresses, _JOBS) == [(len(actors),)]


async def test_what_is_rolled_back_was_never_announced(
    database: Database, addresses: Addresses, cast: Cast
) -> None:
    _wait_for(addresses)
    with pytest.raises(RuntimeError):
        async with database.transaction(cast.emma) as conn:
            await announce(conn, Event.REFUND_CREATED, "refund:1")
            raise RuntimeError
    assert as_owner(addresses, _EVENTS) == []
    assert as_owner(addresses, _JOBS) == [(0,)]


async def test_what_nobody_waits_for_costs_one_statement_and_leaves_nothing(
    database: Database, addresses: Addresses, cast: Cast
) -> None:
    _wait_for(addresses, "refund.created", "refund.failed")
    async with database.transaction(cast.emma) as conn:
        await announce(conn, Event.ORDER_CANCELLED, "order:ORD-123")
        # No transaction id was drawn: nothing was written.
        cursor = await conn.execute("select pg_current_xact_id_if_assigned() is null")
        assert await cursor.fetchone() == (True,)
        await announce(conn, Event.REFUND_CREATED, "refund:1")
    assert [kind for kind, _, _ in as_owner(addresses, _EVENTS)] == ["refund.created"]
    assert as_owner(addresses, _JOBS) == [(1,)]


async def test_facts_are_ids_states_and_amounts_and_never_say_who_somebody_is(
    database: Database, addresses: Addresses, cast: Cast
) -> None:
    _wait_for(addresses)
    detail = {
        "amount_minor": 1990,
        "currency": "EUR",
        "complete": True,
        "to": "shipped",
        "name": "Rohan Mehta",
        "email": "rohan@example.com",
        "street": "1 Main St\n12345 Town",
        "half": "\ud800",
        "nothing": "\x00",
        "long": "x" * 65,
    }
    async with database.transaction(cast.rohan) as conn:
        await announce(conn, Event.ORDER_UPDATED, "order:ORD-123", customer_id="CUST-123", detail=detail)
    [(_, _, data)] = as_owner(addresses, _EVENTS)
    assert data["customer_id"] == "CUST-123"
    assert data["detail"] == {"amount_minor": 1990, "currency": "EUR", "complete": True, "to": "shipped"}
