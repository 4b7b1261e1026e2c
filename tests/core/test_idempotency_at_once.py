"""Row J3 under overlap: many at once, in two processes' worth of applications; a holder that is slow; one that dies."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path

import psycopg
import pytest

from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.core.idempotency_policy import HEADER
from tests.conftest import HOME, Addresses, Demo
from tests.core.acts import ACT, DIED, Death, Door, acting
from tests.identity.signing_in import as_owner, audited
from tests.serving import Shop, serving

_RUN_OUT = "update idempotency_keys set lease_until = now() - interval '1 second' returning 1"
_IN_PROGRESS, _NOT_KEPT = "idempotency_in_progress", "idempotency_answer_not_kept"


@pytest.fixture
def door(demo: Demo) -> Door:
    """Give the door at which `/acts/slowly` of the demo shop waits."""
    found = Door()
    demo.shop.app.include_router(acting(found))
    return found


@pytest.fixture
async def other(demo: Demo, addresses: Addresses, tmp_path: Path, thought: Thought) -> AsyncGenerator[Shop]:
    """Give another application on the same database, with connections of its own."""
    opened = await Database.open(addresses.application, demo.shop.resources.database.keys, connections=8)
    async with serving(opened, tmp_path, thought, worker=False) as shop:
        shop.app.include_router(acting())
        yield shop
    await opened.close()


async def test_J3_of_fifty_at_once_in_two_processes_one_is_executed(
    demo: Demo, other: Shop, addresses: Addresses
) -> None:
    headers = await demo.headers("rohan") | {HEADER: "fifty"}
    both = (demo.client, other.client)
    answers = await asyncio.gather(
        *(both[number % 2].patch("/me", headers=headers, json={"name": "Fifty"}) for number in range(50))
    )
    assert len(audited(addresses, "account.rename")) == 1
    good = [answer for answer in answers if answer.status_code == 200]
    assert [answer.headers.get("idempotent-replayed") for answer in good].count(None) == 1
    assert len({answer.content for answer in good}) == 1
    rest = [answer for answer in answers if answer.status_code != 200]
    assert Counter(answer.json()["code"] for answer in rest).keys() <= {_IN_PROGRESS}
    assert all(answer.status_code == 409 and answer.headers["retry-after"] == "1" for answer in rest)
    later = await other.client.patch("/me", headers=headers, json={"name": "Fifty"})
    assert (later.content, later.headers["idempotent-replayed"]) == (good[0].content, "true")


async def test_J3_fifty_at_once_with_fifty_keys_are_all_executed(demo: Demo, addresses: Addresses) -> None:
    headers = await demo.headers("rohan")
    answers = await asyncio.gather(
        *(
            demo.client.patch("/me", headers=headers | {HEADER: f"k{number}"}, json={"name": f"N{number}"})
            for number in range(50)
        )
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len(audited(addresses, "account.rename")) == 50


async def test_J3_while_the_first_one_runs_the_same_request_waits_and_another_is_refused(
    demo: Demo, other: Shop, addresses: Addresses
) -> None:
    headers = await demo.headers("rohan") | {HEADER: "k1"}
    with psycopg.connect(addresses.owner) as held:
        # Whoever changes the account waits for us; the key's row, which refers to it, does not.
        held.execute("select from support_ai.accounts for no key update")
        first = asyncio.create_task(demo.client.patch("/me", headers=headers, json={"name": "Slow"}))
        await _until(addresses, "select count(*) from idempotency_keys", 1)
        for client in (demo.client, other.client):
            again = await client.patch("/me", headers=headers, json={"name": "Slow"})
            assert (again.status_code, again.json()["code"]) == (409, _IN_PROGRESS)
            assert again.headers["retry-after"] == "1"
        reused = await other.client.patch("/me", headers=headers, json={"name": "Other"})
        assert reused.json()["code"] == "idempotency_key_reused"
        held.rollback()
    answer = await first
    assert answer.status_code == 200
    again = await other.client.patch("/me", headers=headers, json={"name": "Slow"})
    assert again.content == answer.content
    assert len(audited(addresses, "account.rename")) == 1


async def test_J3_a_credit_that_is_asked_for_fifty_times_at_once_is_booked_once(
    demo: Demo, other: Shop, addresses: Addresses
) -> None:
    booked = "select count(*), coalesce(sum(amount_minor), 0)::int from balance_entries"
    ((count, total),) = as_owner(addresses, booked)
    headers = await demo.headers("owner") | {HEADER: "credit"}
    sent = {"kind": "goodwill_credit", "amount": 500, "reason": "late"}
    answers = await asyncio.gather(
        *(
            client.post("/orders/ORD-456/adjustments", headers=headers, json=sent)
            for client in (demo.client, other.client) * 25
        )
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert 200 in {answer.status_code for answer in answers}, answers[0].text
    assert as_owner(addresses, booked) == [(count + 1, total + 500)]


async def _until(addresses: Addresses, statement: str, count: int) -> None:
    for _ in range(500):
        if as_owner(addresses, statement) == [(count,)]:
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"never {count}: {statement}")


async def test_J3_who_is_slower_than_the_lease_commits_nothing_once_another_has_taken_over(
    demo: Demo, door: Door, addresses: Addresses
) -> None:
    headers = await demo.headers("rohan") | {HEADER: "k1"}
    slow = asyncio.create_task(demo.client.post("/acts/slowly", headers=headers))
    await door.reached.wait()
    assert as_owner(addresses, _RUN_OUT) == [(1,)]
    door.reached.clear()
    second = asyncio.create_task(demo.client.post("/acts/slowly", headers=headers))
    await door.reached.wait()
    # Both stand where they act, in a transaction each; only one of them holds the key.
    door.open.set()
    answers = {"slow": await slow, "second": await second}
    assert answers["second"].json() == {"said": "done"}
    assert (answers["slow"].status_code, answers["slow"].json()["code"]) == (409, _IN_PROGRESS)
    assert len(audited(addresses, ACT)) == 1
    again = await demo.client.post("/acts/slowly", headers=headers)
    assert (again.content, again.headers["idempotent-replayed"]) == (answers["second"].content, "true")


async def test_J3_a_slow_one_that_nobody_took_over_ends_as_if_it_had_been_quick(
    demo: Demo, door: Door, addresses: Addresses
) -> None:
    headers = await demo.headers("rohan") | {HEADER: "k1"}
    slow = asyncio.create_task(demo.client.post("/acts/slowly", headers=headers))
    await door.reached.wait()
    assert as_owner(addresses, _RUN_OUT) == [(1,)]
    door.open.set()
    assert (await slow).status_code == 200
    again = await demo.client.post("/acts/slowly", headers=headers)
    assert again.headers["idempotent-replayed"] == "true"
    assert len(audited(addresses, ACT)) == 1


async def _die(addresses: Addresses, folder: Path, death: Death, headers: dict[str, str]) -> None:
    """Let another process die in a request to `/acts/pass`."""
    (folder / "ring").symlink_to(Path(os.environ[HOME]) / "keys")
    token = headers["authorization"].removeprefix("Bearer ")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.core.dying", addresses.application, str(folder), death),
        *(token, headers[HEADER]),
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert await process.wait() == DIED


@pytest.mark.parametrize("death", Death)
async def test_J3_what_a_dead_process_committed_is_not_done_again_and_what_it_did_not_is(
    demo: Demo, door: Door, addresses: Addresses, tmp_path: Path, death: Death
) -> None:
    assert not door.open.is_set()
    headers = await demo.headers("rohan") | {HEADER: "k1"}
    await _die(addresses, tmp_path, death, headers)
    has_acted = death is Death.BEHIND_COMMIT
    assert len(audited(addresses, ACT)) == has_acted
    held = await demo.client.post("/acts/pass", headers=headers)
    assert (held.status_code, held.json()["code"]) == (409, _IN_PROGRESS)
    assert as_owner(addresses, _RUN_OUT) == [(1,)]
    after = [await demo.client.post("/acts/pass", headers=headers) for _ in range(2)]
    if has_acted:
        assert [answer.json()["code"] for answer in after] == [_NOT_KEPT] * 2
    else:
        assert [answer.json() for answer in after] == [{"said": "done"}] * 2
        assert after[1].headers["idempotent-replayed"] == "true"
    assert len(audited(addresses, ACT)) == 1
