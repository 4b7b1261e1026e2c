"""The life of a change: shown, answered by whom it was shown to, approved by a second person, committed once."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from support_ai.access.actor import Person
from support_ai.access.role import Role
from support_ai.actions import queries, service
from support_ai.actions.jobs import expire_proposals_task
from support_ai.actions.models import Proposal, ProposalFilter, ProposalState
from support_ai.actions.registry import ACTIONS
from support_ai.actions.service import ProposalNotFoundError
from support_ai.actions.telling import event_of
from support_ai.core.database import Database
from support_ai.core.errors import ForbiddenError, UnauthenticatedError
from support_ai.core.rule import RuleRefusedError
from support_ai.shop import documents
from support_ai.shop.limits import LIMITS, Limit, Limits, RoleLimits
from tests.conftest import Addresses, Cast
from tests.identity.signing_in import as_owner
from tests.shop_files import FILES, import_shop

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CANCEL = {"number": "ORD-999", "reason": "no longer needed"}
REFUND = {"number": "ORD-123", "amount": 10_000, "reason": "broken"}


@pytest.fixture(autouse=True)
async def _shop(database: Database, tmp_path: Path, accounts: None) -> None:
    del accounts
    paid = FILES["payments.csv"] + "ORD-999,payment,19.90,card,2026-01-03T11:00:01Z,1\n"
    assert (await import_shop(database, tmp_path / "shop", payments=paid)).is_clean


async def _propose(
    database: Database,
    person: Person,
    action: str,
    said: Mapping[str, object],
    *,
    conversation_id: UUID | None = None,
) -> Proposal:
    async with database.transaction(person) as conn:
        arguments = ACTIONS[action].arguments.model_validate(said)
        return await service.propose(conn, ACTIONS[action], arguments, NOW, conversation_id=conversation_id)


async def _perform(database: Database, person: Person, action: str, said: Mapping[str, object]) -> Proposal:
    async with database.transaction(person) as conn:
        return await service.perform(
            conn, ACTIONS[action], ACTIONS[action].arguments.model_validate(said), NOW
        )


async def _confirm(database: Database, person: Person, made: Proposal, now: datetime = NOW) -> Proposal:
    async with database.transaction(person) as conn:
        return await service.confirm(conn, made.proposal_id, now)


async def _approve(
    database: Database, person: Person, made: Proposal, digest: str | None = None, now: datetime = NOW
) -> Proposal:
    async with database.transaction(person) as conn:
        return await service.approve(conn, made.proposal_id, digest or made.digest, now)


async def _rule_of(refusing: object) -> str:
    with pytest.raises(RuleRefusedError) as error:
        await refusing  # pyright: ignore[reportGeneralTypeIssues] - a coroutine of the test's
    return error.value.code


def _booked(addresses: Addresses) -> int:
    return int(str(as_owner(addresses, "select count(*) from payments where proposal_id is not null")[0][0]))


async def _limit(database: Database, cast: Cast, limit: Limit) -> None:
    async with database.transaction(cast.owner) as conn:
        limited = Limits(support_agent=RoleLimits(refund=limit))
        await documents.change(conn, LIMITS, 0, limited)


async def test_what_is_proposed_changes_nothing_until_its_yes_and_then_once(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    made = await _propose(database, cast.michael, "cancel_order", CANCEL)
    assert made.state is ProposalState.PROPOSED
    assert made.preview.amount_minor == 1990
    assert (
        _booked(addresses),
        as_owner(addresses, "select status from orders where number = 'ORD-999'"),
    ) == (
        0,
        [("pending",)],
    )
    done = await _confirm(database, cast.michael, made)
    assert done.state is ProposalState.COMMITTED
    assert done.preview == made.preview
    assert _booked(addresses) == 1
    assert await _rule_of(_confirm(database, cast.michael, made)) == "proposals.not_open"
    assert _booked(addresses) == 1


async def test_what_colleagues_typed_for_a_change_stays_among_colleagues(
    database: Database, cast: Cast
) -> None:
    typed = {"number": "ORD-999", "kind": "goodwill_credit", "amount": 500, "reason": "shouted at us"}
    made = await _propose(database, cast.emma, "adjust_order", typed)
    own = await _propose(database, cast.michael, "cancel_order", CANCEL)
    for person, arguments in (
        (cast.michael, {}),
        (cast.emma, typed),
        (cast.admin, typed),
        (cast.owner, typed),
    ):
        async with database.transaction(person) as conn:
            one = await service.get_proposal(conn, made.proposal_id, NOW)
            listed = await service.list_proposals(conn, ProposalFilter(), None, 20, NOW)
        assert one.arguments == arguments
        assert [found.arguments for found in listed.items if found.proposal_id == made.proposal_id] == [
            arguments
        ]
        assert [found.arguments for found in listed.items if found.proposal_id == own.proposal_id] == [CANCEL]
    for person in (cast.rohan, cast.visitor):
        async with database.transaction(person) as conn:
            with pytest.raises(ProposalNotFoundError):
                await service.get_proposal(conn, made.proposal_id, NOW)


async def test_fifty_yeses_at_once_are_one(database: Database, cast: Cast, addresses: Addresses) -> None:
    made = await _propose(database, cast.michael, "cancel_order", CANCEL)
    said = await asyncio.gather(
        *(_confirm(database, cast.michael, made) for _ in range(50)), return_exceptions=True
    )
    assert sum(isinstance(one, Proposal) for one in said) == 1
    assert {one.code for one in said if isinstance(one, RuleRefusedError)} == {"proposals.not_open"}
    assert _booked(addresses) == 1


async def test_only_who_was_shown_it_answers(database: Database, cast: Cast, addresses: Addresses) -> None:
    made = await _propose(database, cast.michael, "cancel_order", CANCEL)
    with pytest.raises(ProposalNotFoundError):
        await _confirm(database, cast.rohan, made)
    with pytest.raises(ProposalNotFoundError):
        await _confirm(database, cast.visitor, made)
    for colleague in (cast.emma, cast.admin, cast.owner):
        assert await _rule_of(_confirm(database, colleague, made)) == "proposals.not_yours"
        assert await _rule_of(_approve(database, colleague, made)) == "proposals.not_open"
    assert _booked(addresses) == 0


async def test_a_no_is_for_ever(database: Database, cast: Cast) -> None:
    made = await _propose(database, cast.michael, "cancel_order", CANCEL)
    async with database.transaction(cast.michael) as conn:
        assert (await service.decline(conn, made.proposal_id, NOW)).state is ProposalState.DECLINED
    assert await _rule_of(_confirm(database, cast.michael, made)) == "proposals.not_open"


async def test_it_expires_at_once_for_who_asks_and_for_good_with_the_clean_up(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    made = await _propose(database, cast.michael, "cancel_order", CANCEL)
    late = NOW + timedelta(minutes=30)
    assert await _rule_of(_confirm(database, cast.michael, made, late)) == "proposals.expired"
    async with database.transaction(cast.michael) as conn:
        assert (await service.get_proposal(conn, made.proposal_id, late)).state is ProposalState.EXPIRED
    await expire_proposals_task(database, lambda: late)()
    assert as_owner(addresses, "select state from proposals") == [("expired",)]
    entry = "select subject from audit_entries where action = 'proposal.expire'"
    assert as_owner(addresses, entry) == [(f"proposal:{made.proposal_id}",)]


async def test_when_something_intervened_the_refusal_names_the_rule_that_now_says_no(
    database: Database, cast: Cast
) -> None:
    made = await _propose(database, cast.michael, "cancel_order", CANCEL)
    await _perform(database, cast.emma, "set_order_status", {"number": "ORD-999", "status": "processed"})
    assert await _rule_of(_confirm(database, cast.michael, made)) == "orders.cancel.not_pending"


async def test_what_would_do_something_else_by_now_is_refused(database: Database, cast: Cast) -> None:
    made = await _propose(database, cast.michael, "cancel_order", CANCEL)
    await _perform(
        database, cast.emma, "refund_order", {"number": "ORD-999", "amount": 100, "reason": "late"}
    )
    assert await _rule_of(_confirm(database, cast.michael, made)) == "proposals.changed"


async def test_a_conversation_leaves_its_older_proposals_behind(database: Database, cast: Cast) -> None:
    conversation = uuid4()
    made = await _propose(database, cast.michael, "cancel_order", CANCEL, conversation_id=conversation)
    other = await _propose(database, cast.michael, "cancel_order", CANCEL, conversation_id=uuid4())
    async with database.transaction(cast.michael) as conn:
        assert await queries.supersede(conn, conversation, NOW) == 1
    assert await _rule_of(_confirm(database, cast.michael, made)) == "proposals.not_open"
    assert (await _confirm(database, cast.michael, other)).state is ProposalState.COMMITTED


async def test_above_the_limit_a_second_person_of_the_right_role_approves_exactly_that(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    await _limit(database, cast, Limit(per_action=50))
    made = await _perform(database, cast.emma, "refund_order", REFUND)
    assert (made.state, made.needs_role) == (ProposalState.AWAITING_APPROVAL, Role.ADMIN)
    assert _booked(addresses) == 0
    other = replace(cast.emma, account_id=uuid4())
    assert await _rule_of(_approve(database, cast.emma, made)) == "approvals.own_request"
    assert await _rule_of(_approve(database, other, made)) == "approvals.role_too_low"
    assert await _rule_of(_approve(database, cast.admin, made, "0" * 64)) == "approvals.other_digest"
    late = NOW + timedelta(hours=72)
    assert await _rule_of(_approve(database, cast.admin, made, now=late)) == "proposals.expired"
    # The customer whose order it is sees that it waits; a stranger does not.
    async with database.transaction(cast.rohan) as conn:
        assert (await service.get_proposal(conn, made.proposal_id, NOW)).state is made.state
    async with database.transaction(cast.michael) as conn:
        with pytest.raises(ProposalNotFoundError):
            await service.get_proposal(conn, made.proposal_id, NOW)
    said = await asyncio.gather(
        _approve(database, cast.admin, made), _approve(database, cast.owner, made), return_exceptions=True
    )
    (done,) = (one for one in said if isinstance(one, Proposal))
    assert (done.state, done.asked_by) == (ProposalState.COMMITTED, cast.emma.account_id)
    assert done.approved_by in (cast.admin.account_id, cast.owner.account_id)
    assert _booked(addresses) == 1
    entries = "select count(*) from audit_entries where action = %s"
    assert as_owner(addresses, entries, "refund.create") == [(1,)]
    assert as_owner(addresses, entries, "approval.approve") == [(1,)]


async def test_nobody_approves_what_a_colleague_asked_who_is_none_any_more(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    await _limit(database, cast, Limit(per_action=50))
    made = await _perform(database, cast.emma, "refund_order", REFUND)
    async with database.transaction(cast.owner) as conn:
        await conn.execute(
            "update accounts set disabled_at = now() where account_id = %s", (cast.emma.account_id,)
        )
    assert as_owner(addresses, "select state from proposals") == [("declined",)]
    assert await _rule_of(_approve(database, cast.admin, made)) == "proposals.not_open"


async def test_a_days_limit_holds_for_many_at_once_and_approved_ones_do_not_count(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    await _limit(database, cast, Limit(per_action=50, per_day=50))
    said = {"number": "ORD-123", "amount": 1000, "reason": "late"}
    made = await asyncio.gather(*(_perform(database, cast.emma, "refund_order", said) for _ in range(9)))
    states = [one.state for one in made]
    assert states.count(ProposalState.COMMITTED) == 5
    waiting = [one for one in made if one.state is ProposalState.AWAITING_APPROVAL]
    await _approve(database, cast.admin, waiting[0])
    assert _booked(addresses) == 6
    async with database.transaction(cast.admin) as conn:
        found = await service.waiting(conn, None, 2, NOW)
        rest = await service.waiting(conn, found.next_cursor, 2, NOW)
    assert len(found.items) == 2
    assert {one.proposal_id for one in (*found.items, *rest.items)} == {
        one.proposal_id for one in waiting[1:]
    }


async def test_everybody_lists_what_they_may_see(database: Database, cast: Cast) -> None:
    made = await _propose(database, cast.michael, "cancel_order", CANCEL)
    for person, count in ((cast.michael, 1), (cast.rohan, 0), (cast.emma, 1), (cast.owner, 1)):
        async with database.transaction(person) as conn:
            found = await service.list_proposals(conn, ProposalFilter(subject="order:ORD-999"), None, 10, NOW)
        assert [one.proposal_id for one in found.items] == [made.proposal_id] * count


async def test_who_may_not_do_it_is_told_nothing_and_changes_nothing(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    with pytest.raises(ForbiddenError):
        await _perform(database, cast.rohan, "refund_order", REFUND)
    with pytest.raises((ForbiddenError, UnauthenticatedError, LookupError)):
        await _perform(database, cast.emma, "archive_order", {"number": "ORD-123"})
    assert as_owner(addresses, "select count(*) from proposals") == [(0,)]


async def test_every_action_is_told_to_the_shops_programs(database: Database, cast: Cast) -> None:
    made = await _propose(database, cast.michael, "cancel_order", CANCEL)
    assert {action.noted for action in ACTIONS.values() if event_of(action.noted, made) is None} == set()
