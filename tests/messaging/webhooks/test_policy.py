"""When an event is sent again, over every kind of answer."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from support_ai.messaging.webhooks.models import Answer, DeliveryState, Ending, Message
from support_ai.messaging.webhooks.policy import FAILING_LIFE, WAITS, Decision, decide
from support_ai.messaging.webhooks.signing import headers_of, new_secret, signature

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
LONG_AGO = NOW - FAILING_LIFE


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_ends_a_delivery(status: int) -> None:
    assert decide(Answer(status), 1, None, NOW, 0) == Decision(DeliveryState.DELIVERED)


@pytest.mark.parametrize("status", [None, 100, 199, 300, 301, 307, 400, 401, 404, 409, 429, 500, 503, 599])
def test_everything_else_waits_and_ends_after_ten_attempts(status: int | None) -> None:
    for tries in range(1, 10):
        found = decide(Answer(status), tries, NOW, NOW, 0)
        assert found == Decision(DeliveryState.WAITING, NOW + WAITS[tries - 1])
    assert decide(Answer(status), 10, NOW, NOW, 0) == Decision(DeliveryState.FAILED)
    assert decide(Answer(status), 11, NOW, NOW, 0) == Decision(DeliveryState.FAILED)


def test_waits_grow_and_are_jittered_by_a_fifth_at_most() -> None:
    assert list(WAITS) == sorted(WAITS)
    assert timedelta(days=3) < sum(WAITS, timedelta()) < timedelta(days=3.3)
    for luck, factor in ((0.0, 1.0), (0.5, 1.1), (1.0, 1.2)):
        found = decide(Answer(500), 3, NOW, NOW, luck)
        assert found.next_attempt_at == NOW + WAITS[2] * factor


def test_what_the_receiver_asks_for_is_heeded_up_to_a_day_and_shortens_nothing() -> None:
    for asked, expected in ((600, timedelta(minutes=10)), (1, WAITS[0]), (999_999, timedelta(days=1))):
        found = decide(Answer(503, retry_after=asked), 1, NOW, NOW, 0)
        assert found.next_attempt_at == NOW + expected


def test_an_endpoint_ends_when_it_is_gone_and_when_it_failed_for_five_days() -> None:
    assert decide(Answer(410), 1, None, NOW, 0) == Decision(DeliveryState.STOPPED, ends=Ending.GONE)
    ended = Decision(DeliveryState.STOPPED, ends=Ending.FAILING)
    assert decide(Answer(500), 1, LONG_AGO, NOW, 0) == ended
    almost = LONG_AGO + timedelta(microseconds=1)
    assert decide(Answer(500), 1, almost, NOW, 0).ends is None
    assert decide(Answer(200), 1, LONG_AGO, NOW, 0).ends is None


def test_the_published_vector_of_the_specification_comes_out() -> None:
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secrets_differ_and_each_signs_in_its_order() -> None:
    secrets = (new_secret(), new_secret())
    assert len({*secrets}) == 2
    assert all(len(one) == len("whsec_") + 44 for one in secrets)
    message = Message(UUID(int=1), "https://x.example", secrets, UUID(int=2), "order.updated", 1, NOW, {})
    headers = headers_of(message, b"{}", NOW)
    expected = [signature(one, headers["webhook-id"], "1769860800", b"{}") for one in secrets]
    assert headers["webhook-signature"].split(" ") == expected
