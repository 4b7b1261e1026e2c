"""Pure decisions about the second factor: which codes fit, how long a sign-in waits, how often it may be wrong.

Codes of the device are those of RFC 6238: HMAC-SHA-1, six digits, a step of 30 seconds.
"""

import hmac
import secrets
from base64 import b32encode
from datetime import datetime, timedelta
from enum import StrEnum

from pyotp.totp import TOTP

CHALLENGE_LIFE = timedelta(minutes=10)
CHALLENGE_TRIES = 5
# NIST SP 800-63B, 5.2.2: no more wrong codes than these, one after the other; then only a recovery code helps.
MAX_FAILURES = 100
RECOVERY_CODES = 10
_STEP_SECONDS = 30
_SECRET_BYTES = 20
_RECOVERY_BYTES = 10


class Judged(StrEnum):
    """What became of a code, as the audit log is told."""

    RIGHT = "right"
    WRONG = "wrong_code"
    LOCKED = "too_many_failures"


def new_secret() -> str:
    """Return the secret of a new device: 160 random bits in base 32."""
    return b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def otpauth_uri(secret: str, email: str, shop_name: str) -> str:
    """Return what a device reads as a QR code."""
    return TOTP(secret).provisioning_uri(name=email, issuer_name=shop_name)


def fitting_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """Return the step of time that a code belongs to: the present one or a neighbour, and later than the last used."""
    present = int(now.timestamp()) // _STEP_SECONDS
    device = TOTP(secret)
    fitting = [
        step
        for step in (present - 1, present, present + 1)
        if hmac.compare_digest(device.generate_otp(step), code) and step > last_step
    ]
    return fitting[0] if fitting else None


def judge(step: int | None, failures: int) -> Judged:
    """Say whether a device's code is accepted, after so many wrong ones before it."""
    if failures >= MAX_FAILURES:
        return Judged.LOCKED
    return Judged.WRONG if step is None else Judged.RIGHT


def new_recovery_codes() -> list[str]:
    """Return ten codes of 80 random bits each, in groups of four letters."""
    return [_grouped(secrets.token_bytes(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]


def _grouped(random: bytes) -> str:
    letters = b32encode(random).decode().lower()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def plain_recovery_code(typed: str) -> str:
    """Return a recovery code without what people add while they copy it."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())
