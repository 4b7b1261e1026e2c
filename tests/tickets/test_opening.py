"""Opening tickets: by whom, about whom, and once."""

import asyncio
from uuid import UUID, uuid4

import pytest

from support_ai.access.actor import Actor, Assistant, Customer, Reason, System
from support_ai.core.database import Database
from support_ai.core.errors import AppError
from support_ai.orders.policy import order_key as form_of_orders
from support_ai.tickets import service
from support_ai.tickets.models import Author, Priority, TicketStatus
from support_ai.tickets.policy import order_key
from tests.conftest import Addresses, Cast, Demo
from tests.identity.signing_in import as_owner, audited, person_of

PAY = System(Reason.PAY)


async def test_a_job_opens_a_ticket_about_a_customer_once(
    demo: Demo, database: Database, addresses: Addresses
) -> None:
    async def open_once() -> str:
        async with database.transaction(PAY) as conn:
            ticket = await service.open_ticket(
                conn,
                "A refund was refused",
                "The bank refused it.",
                customer_id="CUST-123",
                order_number="#ord-456",
                priority=Priority.HIGH,
                business_key="refund_refused:7",
                is_internal=True,
            )
        assert ticket.status is TicketStatus.OPEN
        assert (ticket.origin, ticket.priority, ticket.order_numbers) == (
            Author.SYSTEM,
            Priority.HIGH,
            ("#ord-456",),
        )
        return ticket.number

    before = len(audited(addresses, "ticket.open"))
    numbers = await asyncio.gather(*(open_once() for _ in range(8)))
    assert len(set(numbers)) == 1
    (number,) = set(numbers)
    assert len(audited(addresses, "ticket.open")) == before + 1
    headers = await demo.headers("emma")
    found = (await demo.client.get(f"/tickets/{number}", headers=headers)).json()
    assert found["subject"] == "A refund was refused"
    assert [one["text"] for one in found["comments"]] == ["The bank refused it."]
    # The customer sees that there is one, and not what colleagues are told.
    own = (await demo.client.get(f"/tickets/{number}", headers=await demo.headers("rohan"))).json()
    assert (own["subject"], own["comments"]) == ("A refund was refused", [])


async def test_the_same_key_of_another_customer_opens_another_ticket(demo: Demo, database: Database) -> None:
    async with database.transaction(PAY) as conn:
        opened = [
            await service.open_ticket(conn, "Subject", "Text", customer_id=customer, business_key="key")
            for customer in ("CUST-123", "CUST-456", None, None)
        ]
    assert len({ticket.number for ticket in opened}) == 3


@pytest.mark.parametrize("customer", ["CUST-123", "CUST-456", None])
async def test_customers_open_tickets_about_themselves_alone(
    demo: Demo, database: Database, customer: str | None
) -> None:
    rohan = await person_of(demo.shop, await demo.headers("rohan"))
    actors: list[Actor] = [rohan, Assistant(rohan)]
    for actor in actors:
        async with database.transaction(actor) as conn:
            if customer == "CUST-123":
                opened = await service.open_ticket(conn, "Where is it?", "I wait.", customer_id=customer)
                assert opened.origin is (Author.CUSTOMER if actor is rohan else Author.ASSISTANT)
                assert opened.timing.first_answered_at is None
            else:
                with pytest.raises(service.NotYoursToDecideError):
                    await service.open_ticket(conn, "Where is it?", "I wait.", customer_id=customer)


async def test_an_account_without_a_record_opens_none(demo: Demo, database: Database, cast: Cast) -> None:
    nobody = Customer(cast.rohan.account_id, cast.rohan.session_id, None)
    async with database.transaction(nobody) as conn:
        with pytest.raises(service.NoRecordError):
            await service.open_ticket(conn, "Where is it?", "I wait.", customer_id=None)
        assert (await service.list_tickets(conn, service.TicketFilter())).items == ()


async def test_what_a_ticket_is_linked_with_exists_and_is_the_callers_to_see(
    demo: Demo, database: Database
) -> None:
    headers = await demo.headers("michael")
    talk = (await demo.client.post("/chat", headers=headers, json={"message": "Hello"})).json()
    foreign = UUID(talk["conversation_id"])
    rohan = await person_of(demo.shop, await demo.headers("rohan"))
    for actor, customer, conversation, code in (
        (rohan, "CUST-123", foreign, "conversation_not_found"),
        (rohan, "CUST-123", uuid4(), "conversation_not_found"),
        (PAY, "CUST-0", None, "customer_not_found"),
        (PAY, "CUST-123", uuid4(), "conversation_not_found"),
    ):
        with pytest.raises(AppError) as refused:
            async with database.transaction(actor) as conn:
                await service.open_ticket(
                    conn, "Subject", "Text", customer_id=customer, conversation_id=conversation
                )
        assert refused.value.code == code


async def test_subject_and_texts_are_sealed(demo: Demo, database: Database, addresses: Addresses) -> None:
    async with database.transaction(PAY) as conn:
        for customer in ("CUST-123", None):
            await service.open_ticket(conn, "Canarysubject", "Canarytext", customer_id=customer)
    for table in ("tickets", "ticket_comments", "ticket_events", "ticket_orders", "audit_entries"):
        stored = str(as_owner(addresses, f"select t::text from {table} t"))
        for word in ("Canarysubject", "Canarytext"):
            assert word not in stored
            assert word.encode().hex() not in stored
    keys = as_owner(addresses, "select person from person_keys where person ~ '^(customer|shop):' order by 1")
    assert ("shop:tickets",) in keys
    assert ("customer:CUST-123",) in keys


@pytest.mark.parametrize("number", ["ORD-1", "#w23 ", " ord-1", "##x", "straße", "#", ""])
def test_orders_are_found_under_the_form_that_orders_have(number: str) -> None:
    assert order_key(number) == form_of_orders(number)
