"""Pure decisions about one-time codes: how many, how long, how often one may try, and on which way they travel."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from support_ai.shop.security import CodeChannel, SecuritySettings

CODE_LIFE = timedelta(minutes=5)
# A request whose code was never drawn, because nothing could be sent, ends after this.
REQUEST_LIFE = timedelta(minutes=10)
TRIES = 5
# Wrong tries in a row against one recipient, over all codes of thirty days (NIST SP 800-63B, 5.2.2).
MAX_FAILURES = 100
SHORT, DAY, HOUR = timedelta(minutes=10), timedelta(days=1), timedelta(hours=1)
KEPT = timedelta(days=30)


class Purpose(StrEnum):
    """What a code is good for; it opens nothing else."""

    VERIFY_EMAIL = "verify_email"
    SIGN_IN = "sign_in"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, no password
    STEP_UP = "step_up"


@dataclass(frozen=True, slots=True)
class Asked:
    """How often codes were asked for: by one recipient in ten minutes and a day, by the whole shop in an hour."""

    in_ten_minutes: int
    in_a_day: int
    of_shop_in_an_hour: int
    failures: int


def is_withheld(asked: Asked, settings: SecuritySettings) -> bool:
    """Tell whether one more code would be too many."""
    return (
        asked.in_ten_minutes >= settings.codes_per_ten_minutes
        or asked.in_a_day >= settings.codes_per_day
        or asked.of_shop_in_an_hour >= settings.codes_of_shop_per_hour
        or asked.failures >= MAX_FAILURES
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What a try at a code depends on."""

    is_drawn: bool
    is_used: bool
    tries: int
    tried_at: datetime | None
    expires_at: datetime


def is_open(code: Standing, now: datetime) -> bool:
    """Tell whether a code may be tried at all."""
    return code.is_drawn and not code.is_used and code.tries < TRIES and now < code.expires_at


def is_awaited(code: Standing, now: datetime) -> bool:
    """Tell whether a code may still be tried, or will be once it was sent."""
    return not code.is_used and code.tries < TRIES and now < code.expires_at


def wait(code: Standing, now: datetime) -> timedelta:
    """Return how long the next try has to wait: one second after the first wrong one, then twice as long each time."""
    if code.tried_at is None or code.tries == 0:
        return timedelta()
    return max(code.tried_at + timedelta(seconds=2 ** (code.tries - 1)) - now, timedelta())


def choose_channel(
    asked_by: CodeChannel,
    destinations: Mapping[CodeChannel, str],
    allowed: Collection[CodeChannel],
    wanted: CodeChannel | None = None,
) -> CodeChannel | None:
    """Return the way a code takes to somebody: the wanted one, else the kind they were asked by, else the first allowed.

    None where the shop, this installation or the person's record has no way.
    """
    possible = [channel for channel in allowed if destinations.get(channel)]
    if wanted is not None:
        return wanted if wanted in possible else None
    is_phone = asked_by is not CodeChannel.EMAIL
    fitting = [channel for channel in possible if (channel is not CodeChannel.EMAIL) == is_phone]
    return next(iter([*fitting, *possible]), None)
