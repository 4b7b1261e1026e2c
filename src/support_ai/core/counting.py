"""How often one address and one person may ask, by the shop's figures as they are now."""

from starlette.datastructures import State
from starlette.types import Scope

from support_ai.access.actor import Person, describe
from support_ai.core.addresses import UNKNOWN, address_key
from support_ai.core.limits import Allowance, Limits, Rates

_MINUTE = 60
_TYPING = Allowance("typing", 60, _MINUTE)
_UPLOADS = Allowance("uploads", 20, 10 * _MINUTE)
# Whoever has no account is somebody else as often as they like; their address is not.
_UPLOADS_OF_ADDRESS = Allowance("uploads_address", 60, 60 * _MINUTE)
_TRANSCRIPTS = Allowance("transcripts", 5, 60 * _MINUTE)


async def count_address(scope: Scope) -> None:
    """Count one request of an address; what proves people is counted apart, and fails closed."""
    limits, rates = _of(scope["app"].state)
    proves = scope["path"].startswith("/auth/")
    allowance = Allowance(
        "address_auth" if proves else "address",
        rates.requests_per_address_per_minute,
        _MINUTE,
        fails_closed=proves,
    )
    await limits.count(allowance, caller_key(scope))


def caller_key(scope: Scope) -> str:
    """Return under which key the address of a request is counted."""
    client = scope.get("client")
    return UNKNOWN if client is None else address_key(client[0])


async def count_request(state: State, person: Person) -> None:
    """Count one request of somebody; TooManyError beyond what one account may."""
    await count_caller(state, describe(person))


async def count_caller(state: State, caller: str) -> None:
    """Count one request of somebody, or of a program by the name of its key; TooManyError beyond what one may."""
    limits, rates = _of(state)
    await limits.count(Allowance("account", rates.requests_per_account_per_minute, _MINUTE), caller)


async def count_message(state: State, key: str) -> None:
    """Count one message, by whatever channel; `key` describes the person, or the address of one who is new."""
    limits, rates = _of(state)
    await limits.count(Allowance("messages", rates.messages_per_account_per_minute, _MINUTE), key)


async def count_typing(state: State, person: Person) -> None:
    """Count one sign that somebody types, or does not any more; TooManyError beyond sixty a minute."""
    limits, _ = _of(state)
    await limits.count(_TYPING, describe(person))


async def count_transcript(state: State, person: Person) -> None:
    """Count one transcript that somebody wants to be mailed; TooManyError beyond five an hour."""
    limits, _ = _of(state)
    await limits.count(_TRANSCRIPTS, describe(person))


async def count_upload(state: State, person: Person, address: str | None) -> None:
    """Count one file that somebody attaches; TooManyError beyond twenty in ten minutes.

    With an address it counts there too: sixty an hour.
    """
    limits, _ = _of(state)
    await limits.count(_UPLOADS, describe(person))
    if address is not None:
        await limits.count(_UPLOADS_OF_ADDRESS, address)


def _of(state: State) -> tuple[Limits, Rates]:
    return state.limits, state.security.settings
