"""Deliveries over a real connection: signed, retried, given up, and never twice at once."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest

from support_ai.messaging.webhooks.events import Event
from support_ai.messaging.webhooks.policy import WAITS
from tests.identity.signing_in import as_owner, audited
from tests.messaging.webhooks.conftest import Post
from tests.messaging.webhooks.receiver import is_recent, signers

_AGAIN = "update webhook_endpoints set busy_until = now() + interval '10 seconds' returning 1"


async def test_an_event_arrives_signed_with_ids_and_amounts_and_nothing_about_a_person(post: Post) -> None:
    await post.announce(Event.REFUND_CREATED, post.cast.rohan)
    await post.work()
    [heard] = post.receiver.heard
    assert re.fullmatch(r"evt_[0-9a-f]{32}", heard.name)
    assert heard.headers["content-type"] == "application/json"
    assert is_recent(heard)
    assert signers(heard, post.secret) == [0]
    [told] = post.heard()
    assert told == {
        "type": "refund.created",
        "id": heard.name,
        "timestamp": told["timestamp"],
        "sequence": 1,
        "data": {
            "subject": "order:ORD-123",
            "order_number": "ORD-123",
            "customer_id": "CUST-123",
            "detail": {"amount_minor": 1990, "currency": "EUR"},
        },
    }
    assert datetime.fromisoformat(told["timestamp"]).utcoffset() == timedelta()
    assert post.deliveries() == [("delivered", 1, 204, None, "")]
    assert post.waiting() == 0


async def test_each_endpoint_gets_what_it_wants_signed_with_its_own_secret(post: Post) -> None:
    _, secret = await post.register(Event.REFUND_CREATED, path="/refunds")
    for event in (Event.REFUND_CREATED, Event.TICKET_OPENED):
        await post.announce(event)
    await post.work()
    found = {
        (one.path, told["type"]): one for one, told in zip(post.receiver.heard, post.heard(), strict=True)
    }
    assert found.keys() == {
        ("/hook", "refund.created"),
        ("/hook", "ticket.opened"),
        ("/hook/refunds", "refund.created"),
    }
    refund = found["/hook/refunds", "refund.created"]
    assert signers(refund, post.secret, secret) == [1]
    assert refund.name == found["/hook", "refund.created"].name
    assert signers(found["/hook", "refund.created"], post.secret, secret) == [0]


async def test_a_failing_receiver_hears_the_same_event_ten_times_in_three_days_and_no_more(
    post: Post,
) -> None:
    post.receiver.always(500, b"who is\x00\x1b[31m rohan@example.com?\n" + b"x" * 5000)
    await post.announce()
    await post.work()
    for number, wait in enumerate(WAITS, start=1):
        assert len(post.receiver.heard) == number
        state, attempts, status, error, words = post.deliveries()[0]
        assert (state, attempts, status, error) == ("waiting", number, 500, None)
        assert words.startswith("who is [31m ... xxx")
        assert len(words) == 200
        # A little before its time nothing happens.
        post.clock.move(seconds=wait.total_seconds() * 0.5)
        await post.work()
        assert len(post.receiver.heard) == number
        post.clock.move(seconds=wait.total_seconds() * 0.5 + 1)
        await post.work()
    assert post.deliveries()[0][:3] == ("failed", 10, 500)
    assert post.waiting() == 0
    assert len({(one.name, one.body) for one in post.receiver.heard}) == 1
    assert all(signers(one, post.secret) == [0] for one in post.receiver.heard)
    assert 3 < post.clock.ahead / timedelta(days=1) < 4


async def test_a_receiver_that_works_again_gets_what_it_missed_and_is_no_longer_failing(post: Post) -> None:
    post.receiver.answer = lambda number: (503 if number < 2 else 200, {"retry_after": "600"}, b"")
    await post.announce()
    await post.work()
    assert post.endpoint("failing_since") is not None
    post.clock.move(seconds=500)
    await post.work()
    assert len(post.receiver.heard) == 1
    for _ in range(2):
        post.clock.move(seconds=601)
        await post.work()
    assert post.deliveries()[0][:3] == ("delivered", 3, 200)
    assert post.endpoint("failing_since") is None


@pytest.mark.row("F7")
async def test_a_redirect_is_a_failure_and_is_not_followed(post: Post) -> None:
    post.receiver.always(307, location=f"{post.receiver.url}/elsewhere")
    await post.announce()
    await post.work()
    assert [one.path for one in post.receiver.heard] == ["/hook"]
    assert post.deliveries()[0][:3] == ("waiting", 1, 307)


async def test_a_slow_receiver_is_left_and_tried_again(post: Post) -> None:
    post.receiver.seconds = 5
    await post.announce()
    await asyncio.wait_for(post.work(), 4)
    assert post.deliveries()[0][:4] == ("waiting", 1, None, "timeout")


async def test_nobody_at_the_address_is_a_failure_like_any_other(post: Post) -> None:
    as_owner(post.addresses, "update webhook_endpoints set url = 'http://127.0.0.1:9/' returning 1")
    await post.announce()
    await post.work()
    assert post.deliveries()[0][:4] == ("waiting", 1, None, "unreachable")


@pytest.mark.row("F7")
async def test_an_address_inside_is_refused_when_it_is_called_whatever_was_registered(post: Post) -> None:
    for url in ("http://10.0.0.1/", "https://localhost/", "https://169.254.169.254/", "ftp://127.0.0.1/"):
        as_owner(post.addresses, "update webhook_endpoints set url = %s returning 1", url)
        await post.announce()
        await post.work()
        assert post.deliveries()[-1][3] == "address_refused", url


async def test_gone_disables_the_endpoint_at_once_and_tells_the_owner(post: Post) -> None:
    post.receiver.always(410)
    await post.announce()
    await post.announce()
    await post.work()
    assert len(post.receiver.heard) == 1
    assert [one[0] for one in post.deliveries()] == ["stopped", "stopped"]
    assert (post.endpoint("disabled_because"), post.waiting()) == ("gone", 0)
    assert audited(post.addresses, "webhook.disable") == [("done", {"because": "gone"})]
    notices = "select args ->> 'notice' from jobs.procrastinate_jobs where task_name = 'send_notice'"
    assert as_owner(post.addresses, notices) == [("webhook_disabled",)]
    await post.announce()
    assert post.waiting() == 0


async def test_five_days_without_a_success_disable_the_endpoint(post: Post) -> None:
    post.receiver.always(500)
    for _ in range(6):
        await post.announce()
        await post.work()
        assert post.endpoint("disabled_because") is None
        post.clock.move(hours=23)
    await post.announce()
    await post.work()
    assert post.endpoint("disabled_because") == "failing"
    assert {one[0] for one in post.deliveries()} == {"stopped"}
    notices = "select count(*) from jobs.procrastinate_jobs where task_name = 'send_notice'"
    assert as_owner(post.addresses, notices) == [(1,)]


async def test_of_many_workers_at_once_one_sends_each_event_once(post: Post) -> None:
    post.receiver.seconds = 0.02
    for _ in range(5):
        await post.announce()
    [spread] = {name for name in post.worker.tasks() if name.startswith("spread")}
    jobs = as_owner(post.addresses, "select args from jobs.procrastinate_jobs where task_name = %s", spread)
    # Every job twice, as if a worker had died behind its commit.
    await asyncio.gather(*(post.worker.spread(args) for (args,) in jobs * 2))
    await asyncio.gather(*(post.worker.pump.send_due(post.webhook_id) for _ in range(6)))
    await post.work()
    assert len(post.receiver.heard) == 5
    assert len({one.name for one in post.receiver.heard}) == 5
    assert [one[:2] for one in post.deliveries()] == [("delivered", 1)] * 5


async def test_a_worker_that_died_while_sending_leaves_the_event_to_be_sent_again_under_its_id(
    post: Post,
) -> None:
    post.receiver.seconds = 0.2
    await post.announce()
    [args] = as_owner(post.addresses, "select args from jobs.procrastinate_jobs")[0]
    await post.worker.spread(args)
    dying = asyncio.create_task(post.worker.pump.send_due(post.webhook_id))
    await post.receiver.reached.wait()
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    await post.work()
    # It may still be alive: nobody sends beside it.
    assert len(post.receiver.heard) == 1
    post.clock.move(seconds=30)
    await post.worker.pump.send_due(post.webhook_id)
    first, second = post.receiver.heard
    assert (first.name, first.body) == (second.name, second.body)
    assert post.deliveries()[0][:2] == ("delivered", 1)


async def test_who_was_held_up_so_long_that_another_took_over_notes_nothing(post: Post) -> None:
    post.receiver.seconds = 0.2
    await post.announce()
    [args] = as_owner(post.addresses, "select args from jobs.procrastinate_jobs")[0]
    await post.worker.spread(args)
    slow = asyncio.create_task(post.worker.pump.send_due(post.webhook_id))
    await post.receiver.reached.wait()
    as_owner(post.addresses, _AGAIN)
    await slow
    assert post.deliveries()[0][:2] == ("waiting", 0)


async def test_what_its_job_lost_is_found_and_sent(post: Post) -> None:
    await post.announce()
    [args] = as_owner(post.addresses, "select args from jobs.procrastinate_jobs")[0]
    await post.worker.spread(args)
    as_owner(post.addresses, "delete from jobs.procrastinate_jobs returning 1")
    await post.worker.resume()
    assert post.waiting() == 0
    post.clock.move(minutes=11)
    await post.worker.resume()
    await post.work()
    assert post.deliveries()[0][:2] == ("delivered", 1)
