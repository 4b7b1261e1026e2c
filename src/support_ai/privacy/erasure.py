"""Erasing a person: in one transaction, for good, and so that the shop's books and the audit log stay whole.

What stays is a number without a name: the customer's, their orders', an account's in the audit log and beside what it
said yes to.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from psycopg import errors

from support_ai.access.actor import Reason, Staff, System, describe
from support_ai.access.role import Role
from support_ai.actions import personal as actions
from support_ai.audit import service as audit
from support_ai.conversations.mentions import forget_mentions
from support_ai.conversations.personal import lock_conversations
from support_ai.core.clock import now
from support_ai.core.crypto import normalise_email
from support_ai.core.database import Connection, Database, forget_person_keys, lock_person_keys
from support_ai.core.errors import ConflictError, NotFoundError, UnavailableError
from support_ai.core.idempotency_queries import forget_answers
from support_ai.customers import personal as customers
from support_ai.customers import service as customer_service
from support_ai.customers.service import CustomerNotFoundError
from support_ai.identity import personal as identity
from support_ai.integration.merging import wait_for_imports
from support_ai.orders import personal as orders
from support_ai.payments import personal as payments
from support_ai.privacy.models import Erasure
from support_ai.tickets import personal as tickets

_T = TypeVar("_T")
_ATTEMPTS = 3
_PATIENCE = "10s"


class AccountNotFoundError(NotFoundError):
    """There is no customer's account with this number."""

    code = "account_not_found"


class AccountOfCustomerError(ConflictError):
    """This account opens a customer's record: erase that customer."""

    code = "account_of_customer"


class ErasureWaitsError(UnavailableError):
    """Something is being written about this person, or a file is being imported: try again when that has ended."""

    code = "erasure_waits"


async def erase_customer(database: Database, owner: Staff, customer_id: str) -> Erasure:
    """Erase a customer with their accounts, conversations and contact details, and return since when they are.

    Doing it again erases what came since, and changes nothing else. Raises CustomerNotFoundError, and
    ErasureWaitsError where others hold what must be erased for longer than ten seconds.
    """

    async def erase(conn: Connection) -> Erasure:
        return await _erase_customer(conn, owner, customer_id, now())

    return await _patiently(database, erase)


async def erase_account(database: Database, owner: Staff, account_id: UUID) -> None:
    """Erase the account of somebody who is no customer; AccountNotFoundError, AccountOfCustomerError otherwise."""

    async def erase(conn: Connection) -> None:
        found = await identity.find_account(conn, account_id)
        if found is None or found[0] is not Role.CUSTOMER:
            raise AccountNotFoundError
        if found[1] is not None:
            raise AccountOfCustomerError
        await lock_conversations(conn, [f"account:{account_id}"])
        await lock_person_keys(conn, [f"account:{account_id}"])
        addresses = await identity.erase_accounts(conn, [account_id])
        await identity.erase_codes(conn, None, [normalise_email(address) for address in addresses])
        await forget_person_keys(conn, [f"account:{account_id}"])
        await forget_answers(conn)
        await audit.append(conn, "account.erase", f"account:{account_id}", detail={"by": describe(owner)})

    await _patiently(database, erase)


async def erasure_of(conn: Connection, customer_id: str) -> Erasure:
    """Return since when a customer is erased; CustomerNotFoundError where there is none."""
    is_there, erased_at = await customers.read_erased_at(conn, customer_id)
    if not is_there:
        raise CustomerNotFoundError
    return Erasure(customer_id, erased_at)


async def _patiently(database: Database, erase: Callable[[Connection], Awaitable[_T]]) -> _T:
    """Erase in a transaction of its own, once more where somebody else waited for the same rows the other way round."""
    for left in reversed(range(_ATTEMPTS)):
        try:
            async with database.transaction(System(Reason.ERASURE)) as conn:
                await conn.execute("select set_config('lock_timeout', %s, true)", (_PATIENCE,))
                return await erase(conn)
        except errors.DeadlockDetected as error:
            if not left:
                raise ErasureWaitsError from error
        except errors.LockNotAvailable as error:
            raise ErasureWaitsError from error
    raise AssertionError


async def _erase_customer(conn: Connection, owner: Staff, customer_id: str, moment: datetime) -> Erasure:
    # No file may bring rows of this customer while they are erased: it would have looked before, and written after.
    await wait_for_imports(conn)
    # In the order of a turn: conversation, proposal, order, and by what is inserted then, the customer and the key.
    first = await identity.accounts_of(conn, customer_id)
    await lock_conversations(conn, [f"account:{account_id}" for account_id in first])
    await actions.lock_proposals(conn, customer_id)
    await orders.lock_orders(conn, customer_id)
    known = await customers.lock_customer(conn, customer_id)
    if known is None:
        raise CustomerNotFoundError
    email = known.contact.email
    reached = await customer_service.destinations(conn, customer_id)
    accounts = await identity.accounts_of(conn, customer_id)
    # Where several records share an address, an account of it may be the other one's.
    if email and await customer_service.with_email(conn, email) == [customer_id]:
        accounts += await identity.accounts_with_address(conn, email)
    persons = [f"customer:{customer_id}", *(f"account:{account_id}" for account_id in accounts)]
    await lock_conversations(conn, persons)
    await lock_person_keys(conn, persons)
    addresses = await identity.erase_accounts(conn, accounts)
    recipients = {normalise_email(address) for address in (*addresses, email) if address} | {
        *reached.values()
    }
    await identity.erase_codes(conn, customer_id, recipients)
    await forget_person_keys(conn, persons)
    methods = await customers.erase_customer(conn, customer_id, moment)
    words = {customer_id, known.contact.phone, known.contact.address.address1, *recipients}
    if known.erased_at is None:
        words.add(known.name)
    words |= await orders.places_of(conn, customer_id)
    mentions = await forget_mentions(conn, words) + await tickets.forget_mentions(conn, words)
    count = await orders.erase_orders(conn, customer_id)
    proposals = await actions.erase_proposals(conn, customer_id, moment)
    await payments.erase_notes(conn, customer_id)
    # Others may have been answered with what this one was called; which of them, no index of sealed texts tells.
    await forget_answers(conn)
    detail = {
        "by": describe(owner),
        "again": known.erased_at is not None,
        "accounts": len(accounts),
        "mentions": mentions,
        "payment_methods": methods,
        "orders": count,
        "proposals": proposals,
    }
    await audit.append(conn, "customer.erase", f"customer:{customer_id}", detail=detail)
    return Erasure(customer_id, known.erased_at or moment)
