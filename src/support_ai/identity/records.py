"""Which customer record an account opens: the one whose address it has proven."""

from dataclasses import replace
from enum import StrEnum

from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.customers import service as customers
from support_ai.identity import queries
from support_ai.identity.models import Account


class Record(StrEnum):
    """What became of an account's customer record."""

    OPEN = "open"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    NOT_NEEDED = "not_needed"


async def attach_record(conn: Connection, account: Account) -> tuple[Account, Record]:
    """Give a verified account without a record the one with its address, and return the account as it is now.

    An address that several records share opens none of them. Where the record is imported later, a later sign-in
    attaches it.
    """
    if not account.awaits_record:
        return account, Record.NOT_NEEDED if account.customer_id is None else Record.OPEN
    found = [] if account.email is None else await customers.with_email(conn, account.email)
    if len(found) != 1:
        return account, Record.AMBIGUOUS if found else Record.UNKNOWN
    await queries.set_customer(conn, account.account_id, found[0])
    await audit.append(conn, "account.attach", f"account:{account.account_id}", detail={"customer": found[0]})
    return replace(account, customer_id=found[0]), Record.OPEN
