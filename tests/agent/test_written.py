"""What a brain or a customer wrote on a ticket may be repeated as it is, and proves nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support_ai.agent.brain import Event, Refusal, Sentence, Turn
from support_ai.agent.tools.tickets import GET_TICKET, OPEN_TICKET, GetTicket, OpenTicket
from support_ai.agent.withheld import SENTENCES
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.tickets import service as tickets
from support_ai.tickets import working
from support_ai.tickets.models import Ticket, TicketDetails
from tests.agent.test_turn import answers
from tests.conftest import Cast
from tests.shop_files import import_shop

pytestmark = [pytest.mark.usefixtures("accounts")]
TEXT = "My order ORD-7714 came broken, and $77.31 are missing."


@pytest.fixture(autouse=True)
async def _shop(database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path)


async def _reads(turn: Turn) -> TicketDetails:
    newest = await turn.tools.use(GET_TICKET, GetTicket())
    assert not isinstance(newest, Refusal)
    assert isinstance(newest[0], Ticket)
    found = await turn.tools.use(GET_TICKET, GetTicket(ticket_number=newest[0].number))
    assert not isinstance(found, Refusal)
    details = found[0]
    assert isinstance(details, TicketDetails)
    return details


async def test_what_a_brain_wrote_on_a_ticket_is_no_fact(
    database: Database, thought: Thought, cast: Cast
) -> None:
    async def writes(turn: Turn) -> AsyncIterator[Event]:
        wanted = OpenTicket(subject="About $77.31", text=TEXT, order_number="ORD-7714")
        await turn.tools.use(OPEN_TICKET, wanted)
        yield Sentence("The order costs $77.31.")

    async def speaks(turn: Turn) -> AsyncIterator[Event]:
        details = await _reads(turn)
        assert details.ticket.order_numbers == ("ORD-7714",)
        assert details.comments[0].text == TEXT
        yield Sentence("Order ORD-7714 is on its way.")
        yield Sentence("The order costs $77.31.")

    async def repeats(turn: Turn) -> AsyncIterator[Event]:
        ticket = (await _reads(turn)).ticket
        yield Sentence(f"Ticket {ticket.number} is called “{ticket.subject}”.")
        yield Sentence(f"You wrote: “{TEXT}”")
        yield Sentence("“The order ORD-7714 costs $77.31.”")

    async def asserts(turn: Turn) -> AsyncIterator[Event]:
        assert TEXT in turn.history[-1].text
        yield Sentence("The order costs $77.31.")

    assert await answers(database, thought, cast.rohan, writes) == SENTENCES["figure"]
    said = await answers(database, thought, cast.rohan, speaks)
    assert said == f"{SENTENCES['number']} {SENTENCES['figure']}"
    said = await answers(database, thought, cast.rohan, repeats)
    assert said.endswith(f"is called “About $77.31”. You wrote: “{TEXT}” {SENTENCES['number']}")
    # What was repeated is no fact in the next turn either.
    said = await answers(database, thought, cast.rohan, repeats, asserts)
    assert said.startswith(SENTENCES["figure"])


async def test_what_a_colleague_answered_is_one(database: Database, thought: Thought, cast: Cast) -> None:
    async with database.transaction(cast.rohan) as conn:
        opened = await tickets.open_ticket(conn, "Where is it", "Where is it?", customer_id="CUST-123")
    async with database.transaction(cast.emma) as conn:
        await working.comment(conn, opened.number, "It costs $77.31 to send it again.")

    async def speaks(turn: Turn) -> AsyncIterator[Event]:
        await _reads(turn)
        yield Sentence("That costs $77.31.")

    assert await answers(database, thought, cast.rohan, speaks) == "That costs $77.31."


async def test_colleagues_hear_of_the_orders_that_a_ticket_names(
    database: Database, thought: Thought, cast: Cast
) -> None:
    async with database.transaction(cast.rohan) as conn:
        await tickets.open_ticket(conn, "Broken", TEXT, customer_id="CUST-123", order_number="ORD-7714")

    async def speaks(turn: Turn) -> AsyncIterator[Event]:
        await _reads(turn)
        yield Sentence("The ticket is about order ORD-7714.")
        yield Sentence("It costs $77.31.")

    said = await answers(database, thought, cast.emma, speaks)
    assert said == f"The ticket is about order ORD-7714. {SENTENCES['figure']}"
