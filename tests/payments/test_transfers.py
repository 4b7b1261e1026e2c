"""Row J4: money leaves once, whatever happens to the provider, to our process, or on the way between them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from support_ai.core.clock import now
from support_ai.core.database import Database
from support_ai.orders.change_queries import hold_order
from support_ai.payments.provider import ByHand, Instruction, Outcome
from support_ai.payments.transfer_jobs import Mover, resume_task, send_transfer
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner, audited
from tests.payments.moving import LATER, OWNER, ROWS, act, mover, process, refund, state_of
from tests.payments.providers import BookProvider
from tests.shop_files import import_shop

pytestmark = [pytest.mark.row("J4"), pytest.mark.usefixtures("accounts", "imported")]


@pytest.fixture
async def imported(database: Database, tmp_path: Path) -> None:
    """Give the small shop."""
    await import_shop(database, tmp_path / "files")


@pytest.fixture
def book(tmp_path: Path) -> BookProvider:
    """Give a provider with a list."""
    return BookProvider(tmp_path / "book.jsonl")


def _paid_back(addresses: Addresses) -> list[int]:
    return [row[2] for row in as_owner(addresses, ROWS, "ORD-123") if row[1] == "refund"]


async def test_J4_a_provider_is_told_an_amount_a_method_and_an_order_and_nothing_else(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    transfer = await refund(database, addresses, 250)
    await send_transfer(mover(database, book), transfer)
    assert book.entries == [
        {
            "kind": "refund",
            "key": str(transfer),
            "reference": "ref-1",
            "amount_minor": 250,
            "currency": "USD",
            "order_number": "ORD-123",
            "method_type": "credit_card",
            "brand": "visa",
            "last_four": "4242",
        }
    ]
    assert state_of(addresses, transfer) == "done"
    ((outcome, detail),) = audited(addresses, "transfer.settle")
    assert (outcome, detail["order"], detail["amount_minor"]) == ("done", "ORD-123", 250)


async def test_J4_one_transfer_run_fifty_times_at_once_moves_once(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    transfer = await refund(database, addresses)
    await asyncio.gather(*(send_transfer(mover(database, book), transfer) for _ in range(50)))
    assert len(book.entries) == 1
    assert state_of(addresses, transfer) == "done"
    assert len(audited(addresses, "transfer.settle")) == 1


async def test_J4_killed_between_the_providers_yes_and_our_commit_it_is_found_and_not_sent_again(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    transfer = await refund(database, addresses)
    dying = await process(addresses, str(book.book), str(transfer), "crash")
    await dying.communicate()
    assert dying.returncode == 9
    assert (len(book.entries), state_of(addresses, transfer)) == (1, "sending")
    # While the claim lasts nobody touches it; then it is looked up.
    await send_transfer(mover(database, book), transfer)
    assert state_of(addresses, transfer) == "sending"
    await send_transfer(mover(database, book, after=LATER), transfer)
    assert (len(book.entries), state_of(addresses, transfer)) == (1, "done")
    assert _paid_back(addresses) == [100]


async def test_J4_what_was_accepted_too_late_for_us_to_hear_is_found_at_once(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    book.faults = ["late"]
    transfer = await refund(database, addresses)
    await send_transfer(mover(database, book), transfer)
    assert (len(book.entries), state_of(addresses, transfer)) == (1, "done")


async def test_J4_what_got_lost_on_the_way_is_looked_up_and_sent_once_more(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    book.faults = ["lost"]
    transfer = await refund(database, addresses)
    await send_transfer(mover(database, book), transfer)
    assert (book.entries, state_of(addresses, transfer)) == ([], "queued")
    await send_transfer(mover(database, book), transfer)
    assert book.entries == [], "it waits before the next try"
    await send_transfer(mover(database, book, after=LATER), transfer)
    assert (len(book.entries), state_of(addresses, transfer)) == (1, "done")


@pytest.mark.parametrize("fault", ["lost", "late"])
async def test_J4_where_the_provider_cannot_tell_it_is_unknown_and_never_sent_again_by_itself(
    database: Database, addresses: Addresses, book: BookProvider, fault: str
) -> None:
    book.faults, book.lists = [fault], False
    transfer = await refund(database, addresses)
    await send_transfer(mover(database, book), transfer)
    assert state_of(addresses, transfer) == "unknown"
    sent = len(book.entries)
    for hours in (1, 30, 900):
        await send_transfer(mover(database, book, after=timedelta(hours=hours)), transfer)
    await resume_task(database, lambda: now() + LATER)()
    assert (len(book.entries), state_of(addresses, transfer)) == (sent, "unknown")
    assert len(audited(addresses, "transfer.lose")) == 1


async def test_J4_killed_while_a_provider_without_a_list_was_asked_it_is_unknown(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    transfer = await refund(database, addresses)
    await (await process(addresses, str(book.book), str(transfer), "crash")).communicate()
    book.lists = False
    await send_transfer(mover(database, book, after=LATER), transfer)
    assert (len(book.entries), state_of(addresses, transfer)) == (1, "unknown")


async def test_J4_a_busy_provider_is_asked_again_and_waits_longer_each_time(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    book.faults = ["busy"] * 3
    transfer = await refund(database, addresses)
    waits: list[float] = []
    for hours in range(3):
        await send_transfer(mover(database, book, after=timedelta(hours=2 * hours)), transfer)
        asked = "select extract(epoch from next_at - changed_at)::float from transfers where transfer_id = %s"
        waits.append(as_owner(addresses, asked, transfer)[0][0])
    assert waits == [30, 60, 120]
    assert state_of(addresses, transfer) == "queued"
    await send_transfer(mover(database, book, after=timedelta(hours=9)), transfer)
    assert (len(book.entries), state_of(addresses, transfer)) == (1, "done")


async def test_J4_a_definite_refusal_is_taken_back_once_and_can_be_paid_back_anew(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    book.faults = ["refuse"]
    transfer = await refund(database, addresses, 11_790)
    await send_transfer(mover(database, book), transfer)
    assert as_owner(addresses, ROWS, "ORD-123") == [
        (1, "payment", 11_790, None),
        (2, "refund", 11_790, 1),
        (3, "reversal", 11_790, 2),
    ]
    for _ in range(3):
        await send_transfer(mover(database, book, after=LATER), transfer)
    assert len(as_owner(addresses, ROWS, "ORD-123")) == 3
    ((_, detail),) = audited(addresses, "transfer.refuse")
    assert (detail["reason"], detail["amount_minor"]) == ("account_closed", 11_790)
    kept = "select customer_id, origin, priority, business_key from tickets"
    assert as_owner(addresses, kept) == [("CUST-123", "system", "high", f"transfer:{transfer}")]
    again = await refund(database, addresses, 11_790)
    await send_transfer(mover(database, book), again)
    assert [entry["amount_minor"] for entry in book.entries] == [11_790]


async def test_J4_by_hand_it_waits_for_a_person_until_it_is_due(
    database: Database, addresses: Addresses
) -> None:
    transfer = await refund(database, addresses)
    hand = Mover(database, ByHand(), hold_order, now)
    await send_transfer(hand, transfer)
    kept = "select state, provider, due_at - created_at from transfers where transfer_id = %s"
    assert as_owner(addresses, kept, transfer) == [("waiting", "by_hand", timedelta(hours=24))]


async def test_J4_what_a_dead_worker_left_is_taken_up_again(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    left, sent = await refund(database, addresses), await refund(database, addresses)
    await (await process(addresses, str(book.book), str(sent), "crash")).communicate()
    as_owner(addresses, "delete from jobs.procrastinate_jobs returning 1")
    jobs = "select args ->> 'transfer_id' from jobs.procrastinate_jobs where task_name = 'send_transfer'"
    await resume_task(database, now)()
    assert as_owner(addresses, jobs) == [], "they are not left yet"
    for _ in range(2):
        await resume_task(database, lambda: now() + LATER)()
    assert {UUID(row[0]) for row in as_owner(addresses, jobs)} == {left, sent}


async def test_J4_no_transaction_is_open_while_a_provider_takes_its_time(
    database: Database, addresses: Addresses, book: BookProvider
) -> None:
    transfer = await refund(database, addresses)
    open_ones = (
        "select count(*) from pg_stat_activity where datname = current_database() and usename = 'support_ai_app'"
        " and xact_start is not null"
    )
    counted: list[int] = []

    class Slow(BookProvider):
        """Looks at the database while it is asked."""

        async def refund(self, key: str, instruction: Instruction) -> Outcome:
            counted.append(as_owner(addresses, open_ones)[0][0])
            # Nor does it hold the order: somebody else books meanwhile.
            await act(database, OWNER, "refund_order", number="ORD-123", amount=100, reason="late")
            return await super().refund(key, instruction)

    patient = replace(mover(database, Slow(book.book)), sending_seconds=30.0)
    await send_transfer(patient, transfer)
    assert counted == [0]
    assert state_of(addresses, transfer) == "done"
