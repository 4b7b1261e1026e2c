"""Whom a sign-in's code is for: found by what somebody typed, and sent to the address on file, whatever that was.

Each function costs the same for people whom nobody knows: what is wanted then is a code for nobody.
"""

from dataclasses import dataclass

from support_ai.access.role import Role
from support_ai.core.crypto import normalise_email, normalise_phone
from support_ai.core.database import Connection
from support_ai.customers import service as customers
from support_ai.identity import code_policy, queries
from support_ai.identity.code_policy import Purpose
from support_ai.identity.codes import Wanted
from support_ai.identity.service import Identity
from support_ai.shop import service as shop
from support_ai.shop.security import CodeChannel


async def by_email(
    conn: Connection, identity: Identity, email: str, channel: CodeChannel | None = None
) -> Wanted:
    """Return the code for whom an e-mail address belongs to; for colleagues, who never sign in by a code, for nobody."""
    address = normalise_email(email)
    account = await queries.customer_account(conn, identity.index(email))
    if account is not None and account.email is not None and channel in (None, CodeChannel.EMAIL):
        return Wanted(
            Purpose.SIGN_IN,
            CodeChannel.EMAIL,
            normalise_email(account.email),
            account_id=account.account_id,
        )
    customer_id = await customers.find_by_email(conn, email)
    is_staff = customer_id is not None and account is None and await _is_of_staff(conn, identity, email)
    asked = _Asked(CodeChannel.EMAIL, address, channel)
    return await _wanted(conn, identity, asked, None if is_staff else customer_id)


async def by_phone(
    conn: Connection, identity: Identity, phone: str, channel: CodeChannel | None = None
) -> Wanted:
    """Return the code for the customer with a phone number, written in any way."""
    region = (await shop.settings(conn)).default_region
    number = normalise_phone(phone, region)
    customer_id = None if number is None else await customers.find_by_phone(conn, number)
    asked = _Asked(CodeChannel.SMS, number or phone.strip(), channel)
    return await _wanted(conn, identity, asked, customer_id)


async def of_customer(
    conn: Connection,
    identity: Identity,
    customer_id: str | None,
    typed: str,
    channel: CodeChannel | None = None,
) -> Wanted:
    """Return the code for a customer whom something else named; without one it is for nobody, counted by what was typed."""
    return await _wanted(conn, identity, _Asked(CodeChannel.EMAIL, typed, channel), customer_id)


@dataclass(frozen=True, slots=True)
class _Asked:
    """By what somebody asked for a code: the address as typed, the way it stands for, the way they would like."""

    by: CodeChannel
    typed: str
    wanted: CodeChannel | None


async def _wanted(conn: Connection, identity: Identity, asked: _Asked, customer_id: str | None) -> Wanted:
    found = {} if customer_id is None else await customers.destinations(conn, customer_id)
    destinations = {CodeChannel(name): address for name, address in found.items()}
    allowed = [
        channel
        for channel in (await shop.security(conn)).settings.code_channels
        if channel in identity.channels
    ]
    channel = code_policy.choose_channel(asked.by, destinations, allowed, asked.wanted)
    return Wanted(
        Purpose.SIGN_IN,
        channel or asked.by,
        destinations[channel] if channel else asked.typed,
        customer_id=customer_id if channel else None,
    )


async def _is_of_staff(conn: Connection, identity: Identity, email: str) -> bool:
    """Tell whether an address is a colleague's: they never sign in by a code."""
    found = await queries.verified_account(conn, identity.index(email))
    return found is not None and found[1] is not Role.CUSTOMER
