"""The buttons of a card answer exactly what it shows: all of its changes or none, once, whatever else is said meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from support_ai.access.actor import Person
from support_ai.actions.models import Proposal
from support_ai.agent.pressing import OfferNotFoundError, press
from support_ai.agent.showing import STILL_WAITING
from support_ai.channels.inbound import Reply
from support_ai.core.database import Database
from support_ai.core.errors import AppError
from support_ai.core.rule import RuleRefusedError
from tests.agent.test_offers import CANCEL, MOVE, MOVE_HOUSE, Plan, Talks, talks
from tests.conftest import Addresses, Cast
from tests.identity.signing_in import as_owner as look

pytestmark = [pytest.mark.usefixtures("accounts")]
__all__ = ["talks"]
NOW = timedelta(0)


def _offer(reply: Reply) -> UUID:
    return UUID(str(reply.cards[0]["offer_id"]))


async def pressed(
    database: Database, person: Person, offer_id: UUID, *, is_yes: bool = True, later: timedelta = NOW
) -> tuple[Proposal, ...]:
    async with database.transaction(person) as conn:
        return await press(conn, offer_id, datetime.now(UTC) + later, is_yes=is_yes)


async def test_one_press_is_a_yes_to_everything_that_the_card_shows(
    talks: Talks, cast: Cast, database: Database, addresses: Addresses
) -> None:
    talk = talks(cast.michael)
    offer_id = _offer(await talk.say("move my order and my home", MOVE_HOUSE, MOVE))
    done = await pressed(database, cast.michael, offer_id)
    assert sorted(one.action for one in done) == ["change_customer_address", "change_order_address"]
    assert {one.state.value for one in done} == {"committed"}
    assert sorted(talk.states()) == ["change_customer_address committed", "change_order_address committed"]
    assert look(addresses, "select state from offers") == [("accepted",)]
    told = look(addresses, "select count(*) from messages where speaker = 'notice'")
    assert told == [(2,)]
    # It is over: neither a second press nor a yes does anything more.
    with pytest.raises(RuleRefusedError):
        await pressed(database, cast.michael, offer_id)
    assert (await talk.say("yes", reply="To what?")).text == "To what?"


async def test_of_several_changes_all_are_done_or_none(
    talks: Talks, cast: Cast, database: Database, addresses: Addresses
) -> None:
    talk = talks(cast.michael)
    offer_id = _offer(await talk.say("move my order and my home", MOVE_HOUSE, MOVE))
    look(addresses, "update orders set status = 'shipped' where number = 'ORD-999' returning 1")
    with pytest.raises(RuleRefusedError):
        await pressed(database, cast.michael, offer_id)
    assert sorted(talk.states()) == ["change_customer_address proposed", "change_order_address proposed"]
    assert look(addresses, "select state from offers") == [("open",)]


async def test_a_no_ends_all_of_it(talks: Talks, cast: Cast, database: Database) -> None:
    talk = talks(cast.michael)
    offer_id = _offer(await talk.say("move my order and my home", MOVE_HOUSE, MOVE))
    await pressed(database, cast.michael, offer_id, is_yes=False)
    assert sorted(talk.states()) == ["change_customer_address declined", "change_order_address declined"]
    with pytest.raises(RuleRefusedError):
        await pressed(database, cast.michael, offer_id)


async def test_nobody_presses_what_was_shown_to_somebody_else(
    talks: Talks, cast: Cast, database: Database
) -> None:
    talk = talks(cast.michael)
    offer_id = _offer(await talk.say("cancel my order", CANCEL))
    for person in (cast.rohan, cast.visitor):
        with pytest.raises(OfferNotFoundError):
            await pressed(database, person, offer_id)
    for colleague in (cast.emma, cast.admin, cast.owner):
        with pytest.raises(RuleRefusedError) as refused:
            await pressed(database, colleague, offer_id)
        assert refused.value.rule == "proposals.not_yours"
    with pytest.raises(OfferNotFoundError):
        await pressed(database, cast.michael, uuid4())
    assert talk.states() == ["cancel_order proposed"]


async def test_what_was_replaced_is_pressed_in_vain(talks: Talks, cast: Cast, database: Database) -> None:
    talk = talks(cast.michael)
    old = _offer(await talk.say("cancel my order", CANCEL))
    await talk.say("no, just send it elsewhere", MOVE)
    with pytest.raises(RuleRefusedError):
        await pressed(database, cast.michael, old)
    assert talk.states() == ["cancel_order superseded", "change_order_address proposed"]
    assert talk.order() == "pending"


async def test_presses_and_yeses_at_once_commit_once(talks: Talks, cast: Cast, database: Database) -> None:
    talk = talks(cast.michael)
    offer_id = _offer(await talk.say("move my order and my home", MOVE_HOUSE, MOVE))
    talk.plans = ["To what?"] * 3
    presses = [pressed(database, cast.michael, offer_id) for _ in range(6)]
    answers = await asyncio.gather(*presses, talk.say("yes", reply="To what?"), return_exceptions=True)
    unexpected = [one for one in answers if isinstance(one, BaseException) and not isinstance(one, AppError)]
    assert unexpected == []
    assert sum(isinstance(one, tuple) for one in answers) <= 1
    assert sorted(talk.states()) == ["change_customer_address committed", "change_order_address committed"]


@pytest.mark.parametrize("is_yes", [True, False])
async def test_what_expired_is_answered_no_more(
    talks: Talks, cast: Cast, database: Database, addresses: Addresses, is_yes: bool
) -> None:
    talk = talks(cast.michael)
    offer_id = _offer(await talk.say("move my order and my home", MOVE_HOUSE, MOVE))
    with pytest.raises(RuleRefusedError) as refused:
        await pressed(database, cast.michael, offer_id, is_yes=is_yes, later=timedelta(days=1))
    assert refused.value.rule == "proposals.expired"
    assert sorted(talk.states()) == ["change_customer_address proposed", "change_order_address proposed"]
    assert look(addresses, "select count(*) from messages where speaker = 'notice'") == [(0,)]


async def test_a_colleague_presses_what_was_shown_to_them_and_nobody_else_does(
    talks: Talks, cast: Cast, database: Database
) -> None:
    talk = talks(cast.emma)
    offer_id = _offer(await talk.say("cancel ORD-999", CANCEL))
    for person in (cast.michael, cast.rohan, cast.visitor):
        with pytest.raises(OfferNotFoundError):
            await pressed(database, person, offer_id)
    for colleague in (cast.admin, cast.owner):
        with pytest.raises((OfferNotFoundError, RuleRefusedError)):
            await pressed(database, colleague, offer_id)
    assert (talk.order(), talk.states()) == ("pending", ["cancel_order proposed"])
    (done,) = await pressed(database, cast.emma, offer_id)
    assert (done.state.value, talk.order()) == ("committed", "cancelled")


@pytest.mark.parametrize(("plans", "reply"), [((MOVE,), ""), ((), "We open at nine.")])
async def test_a_press_during_a_turn_counts_and_the_turn_goes_on_from_there(
    talks: Talks, cast: Cast, database: Database, plans: tuple[Plan, ...], reply: str
) -> None:
    talk = talks(cast.michael)
    offer_id = _offer(await talk.say("cancel my order", CANCEL))
    begun, was_pressed = asyncio.Event(), asyncio.Event()

    async def think() -> None:
        begun.set()
        await was_pressed.wait()

    talk.think = think
    turn = asyncio.create_task(talk.say("and send the rest elsewhere", *plans, reply=reply))
    await begun.wait()
    (done,) = await pressed(database, cast.michael, offer_id)
    was_pressed.set()
    said = await turn
    assert (done.state.value, talk.order()) == ("committed", "cancelled")
    # What the turn wanted is judged by what the press has done.
    assert talk.states() == ["cancel_order committed"]
    assert len(talk.refused) == len(plans)
    assert said.cards == ()
    assert STILL_WAITING not in (said.text or "")
    assert reply in (said.text or "")
