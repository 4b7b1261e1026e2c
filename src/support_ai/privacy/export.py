"""A person's data as one JSON document, read as that person, so that row security keeps everybody else's out of it.

Each part is read in a transaction of its own: none stays open while somebody reads slowly.
"""

import json
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from support_ai.access.actor import Customer, Reason, Staff, System
from support_ai.actions import personal as actions
from support_ai.audit import personal as acts
from support_ai.audit import service as audit
from support_ai.conversations import file_queries, rating_queries
from support_ai.conversations import personal as conversations
from support_ai.conversations import queries as conversation_queries
from support_ai.core.clock import now
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Database
from support_ai.core.errors import UnauthenticatedError
from support_ai.customers import personal as customer_personal
from support_ai.customers import service as customers
from support_ai.customers.models import CustomerProfile
from support_ai.customers.service import CustomerNotFoundError
from support_ai.identity import personal as identity
from support_ai.identity.personal import AccountData
from support_ai.orders import personal as order_personal
from support_ai.orders import service as orders
from support_ai.orders.models import OrderFilter
from support_ai.payments import personal as payments
from support_ai.privacy.schemas import MessageOut, OrderOut
from support_ai.tickets import personal as tickets
from support_ai.tickets.schemas import TicketDetailsOut

_PAGE = 100
_NOBODY = UUID(int=0)
Json = AsyncGenerator[bytes]
Person = Customer | Staff
_ANYTHING: TypeAdapter[object] = TypeAdapter(object)
_PROFILE = TypeAdapter(CustomerProfile)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose data go out: as whom each account is read, and as whom the customer record, where there is one."""

    accounts: tuple[tuple[Person, AccountData], ...]
    customer: Customer | None


async def export_own(database: Database, person: Person) -> Json:
    """Yield everything about the person who asks, written to the audit log first; UnauthenticatedError where they are gone."""
    async with database.transaction(person) as conn:
        account = await identity.read_own_account(conn, person.account_id)
        if account is None:
            raise UnauthenticatedError
        await audit.append(conn, "person.export", f"account:{person.account_id}")
    has_record = isinstance(person, Customer) and person.customer_id is not None
    customer = person if has_record and isinstance(person, Customer) else None
    async with aclosing(_document(database, _Asked(((person, account),), customer))) as document:
        async for part in document:
            yield part


async def export_customer(database: Database, owner: Staff, customer_id: str) -> Json:
    """Yield everything about a customer, as they would read it themselves; CustomerNotFoundError where there is none."""
    async with database.transaction(System(Reason.PERSON_EXPORT), read_only=True) as conn:
        is_there, _erased_at = await customer_personal.read_erased_at(conn, customer_id)
        if not is_there:
            raise CustomerNotFoundError
        found = await identity.accounts_of(conn, customer_id)
    async with database.transaction(owner) as conn:
        await audit.append(conn, "person.export", f"customer:{customer_id}")
    accounts: list[tuple[Person, AccountData]] = []
    for account_id in found:
        person = Customer(account_id, _NOBODY, customer_id, verified=True)
        async with database.transaction(person, read_only=True) as conn:
            account = await identity.read_own_account(conn, account_id)
        if account is not None:
            accounts.append((person, account))
    customer = Customer(_NOBODY, _NOBODY, customer_id, verified=True)
    async with aclosing(_document(database, _Asked(tuple(accounts), customer))) as document:
        async for part in document:
            yield part


async def _document(database: Database, asked: _Asked) -> Json:
    yield b'{"format":1,"exported_at":%b,"accounts":[' % _ANYTHING.dump_json(now())
    for number, (person, account) in enumerate(asked.accounts):
        yield b"," if number else b""
        async for part in _account(database, person, account):
            yield part
    yield b'],"customer":'
    if asked.customer is None:
        yield b"null"
    else:
        async for part in _customer(database, asked.customer):
            yield part
    yield b"}"


async def _account(database: Database, person: Person, account: AccountData) -> Json:
    async with database.transaction(person, read_only=True) as conn:
        sessions = await identity.read_own_sessions(conn, person.account_id)
    yield b'{"account":%b,"sessions":%b,"conversations":[' % (
        _ANYTHING.dump_json(account),
        _ANYTHING.dump_json(sessions),
    )
    async for part in _conversations(database, person):
        yield part
    yield b'],"acts":['
    async for part in _acts(database, person):
        yield part
    yield b"]}"


async def _conversations(database: Database, person: Person) -> Json:
    after: UUID | None = None
    while True:
        async with database.transaction(person, read_only=True) as conn:
            page = await conversations.own_conversations(conn, person, after=after, limit=_PAGE)
            ratings = [await rating_queries.read(conn, one.conversation_id, key) for one, key in page]
        for (one, key), rating in zip(page, ratings, strict=True):
            yield b"," if after is not None else b""
            after = one.conversation_id
            told = {
                "conversation_id": one.conversation_id,
                "handled_by": one.handled_by,
                "created_at": one.created_at,
                "updated_at": one.updated_at,
                "memory": None if one.memory is None else json.loads(one.memory),
                "rating": rating,
            }
            yield _ANYTHING.dump_json(told)[:-1] + b',"messages":['
            async for part in _messages(database, person, one.conversation_id, key):
                yield part
            yield b'],"files":['
            async for part in _files(database, person, one.conversation_id, key):
                yield part
            yield b"]}"
        if len(page) < _PAGE:
            return


async def _files(database: Database, person: Person, conversation_id: UUID, key: SealingKey) -> Json:
    """Yield a conversation's files, one at a time: each may be of some megabytes."""
    async with database.transaction(person, read_only=True) as conn:
        numbers = await file_queries.list_ids(conn, conversation_id)
    is_first = True
    for file_id in numbers:
        async with database.transaction(person, read_only=True) as conn:
            found = await file_queries.read(conn, conversation_id, key, file_id)
        if found is None:
            continue
        stored, content = found
        yield b"" if is_first else b","
        is_first = False
        yield _ANYTHING.dump_json(stored)[:-1] + b',"content":"%b"}' % b64encode(content)


async def _messages(database: Database, person: Person, conversation_id: UUID, key: SealingKey) -> Json:
    after = 0
    while True:
        async with database.transaction(person, read_only=True) as conn:
            page = await conversation_queries.read_messages(
                conn, conversation_id, key, after=after, limit=_PAGE
            )
        for message in page:
            yield b"," if after else b""
            after = message.sequence
            told = MessageOut(
                sequence=message.sequence,
                message_id=message.message_id,
                speaker=message.speaker,
                content=json.loads(message.content),
                created_at=message.created_at,
                client_message_id=message.client_message_id,
            )
            yield told.model_dump_json().encode()
        if len(page) < _PAGE:
            return


async def _acts(database: Database, person: Person) -> Json:
    name = f"account:{person.account_id}"
    subjects = [name]
    if isinstance(person, Customer) and person.customer_id is not None:
        subjects.append(f"customer:{person.customer_id}")
    after = 0
    while True:
        async with database.transaction(person, read_only=True) as conn:
            page = await acts.own_acts(conn, [name, f"assistant:{name}"], subjects, after=after, limit=_PAGE)
        for act in page:
            yield b"," if after else b""
            after = act.entry_id
            yield _ANYTHING.dump_json(act)
        if len(page) < _PAGE:
            return


async def _customer(database: Database, person: Customer) -> Json:
    customer_id = person.customer_id or ""
    async with database.transaction(person, read_only=True) as conn:
        profile = await customers.get_customer(conn, customer_id)
        balances = await payments.balances_of(conn, customer_id)
        adjustments = await payments.adjustments_of(conn, customer_id)
        transfers = await payments.transfers_of(conn, customer_id)
    yield b'{"profile":%b,"balances":%b,"adjustments":%b,"transfers":%b,"orders":[' % (
        _PROFILE.dump_json(profile),
        _ANYTHING.dump_json(balances),
        _ANYTHING.dump_json(adjustments),
        _ANYTHING.dump_json(transfers),
    )
    async for part in _orders(database, person, customer_id):
        yield part
    yield b'],"tickets":['
    async for part in _tickets(database, person, customer_id):
        yield part
    yield b'],"proposals":['
    async for part in _proposals(database, person, customer_id):
        yield part
    yield b"]}"


async def _tickets(database: Database, person: Customer, customer_id: str) -> Json:
    after = 0
    while True:
        async with database.transaction(person, read_only=True) as conn:
            page = await tickets.own_tickets(conn, customer_id, after=after, limit=_PAGE)
        for one in page:
            yield b"," if after else b""
            after = one.ticket.ticket_id
            yield TicketDetailsOut.whole(one, for_staff=False).model_dump_json().encode()
        if len(page) < _PAGE:
            return


async def _proposals(database: Database, person: Customer, customer_id: str) -> Json:
    after: UUID | None = None
    while True:
        async with database.transaction(person, read_only=True) as conn:
            page = await actions.proposals_of(conn, customer_id, after=after, limit=_PAGE)
        for proposal in page:
            yield b"," if after is not None else b""
            after = proposal.proposal_id
            yield _ANYTHING.dump_json(proposal)
        if len(page) < _PAGE:
            return


async def _orders(database: Database, person: Customer, customer_id: str) -> Json:
    cursor: str | None = None
    is_first = True
    while True:
        async with database.transaction(person, read_only=True) as conn:
            page = await orders.list_orders(conn, OrderFilter(customer_id=customer_id), cursor, _PAGE)
            found = [await orders.get_order(conn, one.number) for one in page.items]
            returns = await order_personal.returns_of(conn, customer_id, [one.order_id for one in found])
        for order in found:
            yield b"" if is_first else b","
            is_first = False
            yield OrderOut(order=order, returns=returns.get(order.order_id, [])).model_dump_json().encode()
        cursor = page.next_cursor
        if cursor is None:
            return
