"""Rows B5 and B6: one lineage of refresh tokens, whoever asks at once or again; a stolen one ends the session."""

import asyncio
from datetime import timedelta

import pytest

from tests.conftest import Addresses
from tests.identity.signing_in import COOKIE, EMAIL, PASSWORD, as_owner, audited, noticed
from tests.serving import Shop


async def _signed_in(shop: Shop) -> tuple[dict[str, str], str]:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    cookie = shop.client.cookies[COOKIE]
    shop.client.cookies.clear()
    return headers, cookie


async def _refresh(shop: Shop, cookie: str) -> tuple[int, str]:
    """Return the status and the next refresh token."""
    answer = await shop.client.post("/auth/refresh", headers={"cookie": f"{COOKIE}={cookie}"})
    following = answer.cookies.get(COOKIE) or ""
    shop.client.cookies.clear()
    return answer.status_code, following


def _age(addresses: Addresses, by: timedelta) -> None:
    """Make every use of a refresh token older."""
    moved = "update refresh_tokens set used_at = used_at - %s where used_at is not null returning 1"
    as_owner(addresses, moved, by)


def _count(addresses: Addresses) -> int:
    return as_owner(addresses, "select count(*) from refresh_tokens")[0][0]


async def test_B6_of_twenty_refreshes_at_once_one_lineage_comes_and_nobody_is_signed_out(
    shop: Shop, addresses: Addresses
) -> None:
    headers, cookie = await _signed_in(shop)
    for generation in range(1, 6):
        outcomes = await asyncio.gather(*(_refresh(shop, cookie) for _ in range(20)))
        assert {status for status, _ in outcomes} == {200}
        assert len({following for _, following in outcomes}) == 1
        assert _count(addresses) == generation + 1
        cookie = outcomes[0][1]
    assert (await shop.client.get("/me", headers=headers)).status_code == 200


async def test_B6_a_repeat_after_a_lost_answer_gets_the_same_successor_also_once_that_was_used(
    shop: Shop, addresses: Addresses
) -> None:
    _, first = await _signed_in(shop)
    _, second = await _refresh(shop, first)
    assert await _refresh(shop, first) == (200, second)
    _, third = await _refresh(shop, second)
    assert await _refresh(shop, first) == (200, second)
    assert await _refresh(shop, second) == (200, third)
    assert len({first, second, third}) == _count(addresses) == 3


@pytest.mark.parametrize(("age", "is_reuse"), [(9, False), (11, True), (86_400, True)])
async def test_B6_the_grace_ends_after_ten_seconds(
    shop: Shop, addresses: Addresses, age: int, is_reuse: bool
) -> None:
    headers, first = await _signed_in(shop)
    _, second = await _refresh(shop, first)
    _age(addresses, timedelta(seconds=age))
    assert (await _refresh(shop, first))[0] == (401 if is_reuse else 200)
    assert (await shop.client.get("/me", headers=headers)).status_code == (401 if is_reuse else 200)
    assert (await _refresh(shop, second))[0] == (401 if is_reuse else 200)


async def test_B5_reuse_ends_the_family_is_written_down_and_ends_no_other_session(
    shop: Shop, addresses: Addresses
) -> None:
    headers, first = await _signed_in(shop)
    other = await shop.login(EMAIL, PASSWORD)
    shop.client.cookies.clear()
    generations = [first]
    for _ in range(3):
        generations.append((await _refresh(shop, generations[-1]))[1])
    _age(addresses, timedelta(minutes=1))
    outcomes = await asyncio.gather(*(_refresh(shop, one) for one in generations[:-1]))
    assert {status for status, _ in outcomes} == {401}
    assert (await _refresh(shop, generations[-1]))[0] == 401
    assert (await shop.client.get("/me", headers=headers)).status_code == 401
    assert (await shop.client.get("/me", headers=other)).status_code == 200
    refused = [detail for outcome, detail in audited(addresses, "session.refresh") if outcome == "refused"]
    assert [detail["rule"] for detail in refused] == ["reuse"] * 3
    assert [detail["ended"] for detail in refused].count(True) == 1
    assert await noticed(shop) == ["Our shop: You were signed out"]


async def test_B5_an_unknown_refresh_token_is_refused_and_ends_nothing(shop: Shop) -> None:
    headers, cookie = await _signed_in(shop)
    for wrong in ("", "x", cookie[:-1], f"{cookie}x", cookie.swapcase(), "é"):
        sent = {b"cookie": f"{COOKIE}={wrong}".encode()}
        answer = await shop.client.post("/auth/refresh", headers=sent)
        assert answer.status_code == 401, wrong
    assert (await shop.client.get("/me", headers=headers)).status_code == 200
    assert (await _refresh(shop, cookie))[0] == 200
