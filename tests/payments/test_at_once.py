"""Row J2: refunds of one order at once, from many connections, and from processes that die: what was paid goes back once."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.core.errors import ConflictError
from support_ai.core.rule import RuleRefusedError
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner, audited
from tests.payments.moving import OWNER, ROWS, act, process, refund
from tests.shop_files import import_shop

pytestmark = [pytest.mark.row("J2"), pytest.mark.usefixtures("accounts", "imported")]
_PAID = 11_790


@pytest.fixture
async def imported(database: Database, tmp_path: Path) -> None:
    """Give the small shop, whose ORD-123 was paid with $117.90."""
    await import_shop(database, tmp_path / "files")


@pytest.fixture
async def wide(addresses: Addresses, keys: Keyring) -> AsyncGenerator[Database]:
    """Give a pool of twelve connections."""
    opened = await Database.open(addresses.application, keys, connections=12)
    yield opened
    await opened.close()


async def _try(database: Database, amount: int) -> str:
    try:
        await act(database, OWNER, "refund_order", number="ORD-123", amount=amount, reason="late")
    except RuleRefusedError as error:
        return error.code
    except ConflictError as error:
        return f"conflict {error.code}"
    return "done"


async def test_J2_of_fifty_competing_refunds_exactly_those_succeed_that_were_paid_for(
    wide: Database, addresses: Addresses
) -> None:
    answers = Counter(await asyncio.gather(*(_try(wide, 1_000) for _ in range(50))))
    assert answers == {"done": 11, "payments.refund.more_than_paid": 39}
    back = [row for row in as_owner(addresses, ROWS, "ORD-123") if row[1] == "refund"]
    assert [row[2] for row in back] == [1_000] * 11
    assert as_owner(addresses, "select count(*), count(distinct line) from transfers") == [(11, 11)]
    assert len(audited(addresses, "refund.create")) == 11
    assert as_owner(addresses, "select count(*) from proposals where state = 'committed'") == [(11,)]
    # The rest fits, and then nothing does.
    assert [await _try(wide, amount) for amount in (790, 1)] == ["done", "payments.refund.nothing_left"]


async def test_J2_refunds_of_many_amounts_at_once_pay_back_at_most_what_was_paid(
    wide: Database, addresses: Addresses
) -> None:
    amounts = [1 + 97 * number % 1_500 for number in range(50)]
    answers = await asyncio.gather(*(_try(wide, amount) for amount in amounts))
    done = [amount for amount, answer in zip(amounts, answers, strict=True) if answer == "done"]
    assert set(answers) <= {"done", "payments.refund.more_than_paid", "payments.refund.nothing_left"}
    back = sum(row[2] for row in as_owner(addresses, ROWS, "ORD-123") if row[1] == "refund")
    assert sum(done) == back <= _PAID
    # What was refused did not fit any more.
    refused = [amount for amount, answer in zip(amounts, answers, strict=True) if answer != "done"]
    assert all(back + amount > _PAID for amount in refused)
    assert len(audited(addresses, "refund.create")) == len(done)


async def test_J2_killed_between_its_lock_and_its_commit_a_refund_never_was_and_holds_nobody_up(
    database: Database, addresses: Addresses
) -> None:
    dying = await process(addresses, "ORD-123")
    assert dying.stdout is not None
    assert await dying.stdout.readline() == b"held\n"
    waiting = asyncio.create_task(refund(database, addresses, _PAID))
    await asyncio.sleep(0.2)
    assert not waiting.done(), "the order is held"
    dying.kill()
    await dying.communicate()
    await asyncio.wait_for(waiting, 20)
    assert as_owner(addresses, ROWS, "ORD-123") == [(1, "payment", _PAID, None), (2, "refund", _PAID, 1)]
    assert as_owner(addresses, "select count(*) from transfers") == [(1,)]
    assert len(audited(addresses, "refund.create")) == 1
    assert as_owner(addresses, "select count(*) from jobs.procrastinate_jobs") == [(1,)]
