"""What is sent once more has the id that it had; what is old is forgotten."""

from datetime import timedelta

import pytest
from psycopg import errors

from support_ai.access.actor import Reason, System
from support_ai.core.errors import AppError
from support_ai.messaging.webhooks import replaying
from support_ai.messaging.webhooks.endpoints import Change, WebhookDisabledError, change, rotate_secret
from support_ai.messaging.webhooks.events import Event
from support_ai.messaging.webhooks.models import DeliveryState
from tests.identity.signing_in import as_owner, audited
from tests.messaging.webhooks.conftest import Post
from tests.messaging.webhooks.receiver import signers


async def _replay_since(post: Post, back: timedelta, *, delivered: bool = False) -> int:
    async with post.database.transaction(post.cast.owner) as conn:
        since = post.clock() - back
        return await replaying.replay_since(conn, post.webhook_id, since, delivered=delivered)


async def test_one_delivery_is_sent_again_under_its_id_and_tried_anew(post: Post) -> None:
    await post.announce()
    await post.work()
    [(delivery_id,)] = as_owner(post.addresses, "select delivery_id from webhook_deliveries")
    post.receiver.always(500)
    async with post.database.transaction(post.cast.owner) as conn:
        await replaying.replay(conn, post.webhook_id, delivery_id, post.clock())
    await post.work()
    assert post.deliveries()[0][:3] == ("waiting", 2, 500)
    post.receiver.always(200)
    post.clock.move(seconds=6)
    await post.work()
    assert post.deliveries()[0][:3] == ("delivered", 3, 200)
    assert len({(one.name, one.body) for one in post.receiver.heard}) == 1
    assert len(post.receiver.heard) == 3


async def test_a_replay_since_a_moment_sends_what_did_not_arrive(post: Post) -> None:
    await post.announce(Event.ORDER_CANCELLED)
    await post.work()
    async with post.database.transaction(post.cast.owner) as conn:
        await change(conn, post.hooks, post.webhook_id, Change(enabled=False))
    other, _ = await post.register()
    for _ in range(3):
        await post.announce(Event.TICKET_OPENED)
    await post.work()
    async with post.database.transaction(post.cast.owner) as conn:
        with pytest.raises(WebhookDisabledError):
            await replaying.replay_since(conn, post.webhook_id, post.clock(), delivered=False)
    async with post.database.transaction(post.cast.owner) as conn:
        await change(conn, post.hooks, post.webhook_id, Change(enabled=True))
        await replaying.send_test(conn, other, post.clock())
    before = len(post.receiver.heard)
    assert await _replay_since(post, timedelta(hours=1)) == 3
    await post.work()
    new = [told["type"] for told in post.heard()[before:]]
    # The test of the other endpoint is the other's alone.
    assert sorted(new) == ["ticket.opened"] * 3 + ["webhook.test"]
    assert await _replay_since(post, timedelta(hours=1)) == 0
    before = len(post.receiver.heard)
    assert await _replay_since(post, timedelta(hours=1), delivered=True) == 4
    await post.work()
    assert len(post.receiver.heard) == before + 4
    assert await _replay_since(post, timedelta(hours=-1)) == 0
    details = [detail["events"] for _, detail in audited(post.addresses, "webhook.replay_since")]
    assert details == [3, 0, 4, 0]


async def test_a_replay_of_many_goes_through_in_batches_and_sends_each_once(post: Post) -> None:
    await post.announce()
    await post.work()
    as_owner(
        post.addresses,
        "insert into webhook_events (event_id, type, actor, data)"
        " select gen_random_uuid(), 'order.updated', 'system:import', '{}' from generate_series(1, 1200) returning 1",
    )
    assert await _replay_since(post, timedelta(hours=1)) == 1200
    await post.work()
    assert len(post.receiver.heard) == 1201
    assert len({one.name for one in post.receiver.heard}) == 1201
    assert [told["sequence"] for told in post.heard()] == list(range(1, 1202))


async def test_disabling_stops_what_waits_and_enabling_forgets_the_failures(post: Post) -> None:
    post.receiver.always(500)
    await post.announce()
    await post.work()
    async with post.database.transaction(post.cast.owner) as conn:
        await change(conn, post.hooks, post.webhook_id, Change(enabled=False))
    assert post.deliveries()[0][0] == "stopped"
    post.clock.move(minutes=10)
    await post.work()
    assert len(post.receiver.heard) == 1
    async with post.database.transaction(post.cast.owner) as conn:
        changed = await change(conn, post.hooks, post.webhook_id, Change(enabled=True))
    assert (changed.failing_since, changed.disabled_because) == (None, None)


async def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_the_old_one_is_forgotten(
    post: Post,
) -> None:
    async with post.database.transaction(post.cast.owner) as conn:
        new, _ = await rotate_secret(conn, post.webhook_id, post.clock())
    await post.announce()
    await post.work()
    assert signers(post.receiver.heard[-1], new, post.secret) == [0, 1]
    post.clock.move(hours=23)
    await post.announce()
    await post.work()
    assert signers(post.receiver.heard[-1], new, post.secret) == [0, 1]
    await post.worker.forget()
    assert post.endpoint("old_secret") is not None
    post.clock.move(hours=1)
    await post.announce()
    await post.work()
    assert signers(post.receiver.heard[-1], new, post.secret) == [0]
    await post.worker.forget()
    assert post.endpoint("old_secret") is None
    async with post.database.transaction(post.cast.owner) as conn:
        newest, _ = await rotate_secret(conn, post.webhook_id, post.clock())
    await post.announce()
    await post.work()
    assert signers(post.receiver.heard[-1], newest, new) == [0, 1]
    stored = str(
        as_owner(
            post.addresses,
            "select encode(secret, 'escape'), encode(old_secret, 'escape') from webhook_endpoints",
        )
    )
    assert all(secret[6:] not in stored for secret in (post.secret, new, newest))


async def test_events_are_forgotten_with_their_deliveries_after_thirty_days(post: Post) -> None:
    for _ in range(3):
        await post.announce()
    await post.work()
    old = "update webhook_events set occurred_at = now() - interval '30 days 1 second' where sequence < 3 returning 1"
    as_owner(post.addresses, old)
    await post.worker.forget()
    assert as_owner(post.addresses, "select sequence from webhook_events") == [(3,)]
    assert len(post.deliveries()) == 1
    assert audited(post.addresses, "webhooks.forget_old") == [("done", {"events": 2})]
    # Whatever clock the worker has: row security keeps what is younger.
    post.clock.move(days=60)
    await post.worker.forget()
    assert len(post.deliveries()) == 1


async def test_deliveries_are_listed_by_page_and_by_state(post: Post) -> None:
    post.receiver.answer = lambda number: (200 if number else 500, {}, b"ok")
    for _ in range(5):
        await post.announce()
    await post.work()
    seen: list[int] = []
    cursor = None
    for _ in range(3):
        async with post.database.transaction(post.cast.owner) as conn:
            page = await replaying.list_deliveries(conn, post.webhook_id, None, cursor, 2)
        seen += [one.sequence for one in page.items]
        cursor = page.next_cursor
    assert (seen, cursor) == ([5, 4, 3, 2, 1], None)
    async with post.database.transaction(post.cast.owner) as conn:
        waiting = await replaying.list_deliveries(conn, post.webhook_id, DeliveryState.WAITING, None, 9)
    [one] = waiting.items
    assert (one.sequence, one.attempts, one.last_status, one.last_answer) == (1, 1, 500, "ok")
    assert one.next_attempt_at is not None


async def test_E5_the_worker_sends_nothing_to_another_address(post: Post) -> None:
    for changed in ("url = 'https://evil.example'", "secret = 'x'", "events = null, description = 'x'"):
        with pytest.raises(errors.InsufficientPrivilege):
            async with post.database.transaction(System(Reason.SEND)) as conn:
                await conn.execute(f"update webhook_endpoints set {changed}".encode())
    for person in (post.cast.emma, post.cast.admin, post.cast.rohan, post.cast.visitor):
        async with post.database.transaction(person) as conn:
            with pytest.raises(AppError):
                await change(conn, post.hooks, post.webhook_id, Change(description="mine"))
        with pytest.raises(errors.InsufficientPrivilege):
            async with post.database.transaction(person) as conn:
                await conn.execute("delete from webhook_subscriptions")
    assert len(as_owner(post.addresses, "select from webhook_subscriptions")) == 1
