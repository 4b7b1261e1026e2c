"""Pure decisions about passwords and addresses."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from support_ai.core.errors import InvalidError

MIN_PASSWORD = 8
MAX_PASSWORD = 512
SETUP_LIFE = timedelta(hours=24)
TICKET_LIFE = timedelta(seconds=30)
UNVERIFIED_LIFE = timedelta(days=7)
# How many hashes every login computes: the verified account's and the newest unverified ones', else dummies.
LOGIN_HASHES = 3
# So many failures in a row end logins by password, until the account is proven in another way.
MAX_FAILURES = 100
_CONTEXT_WORDS = ("support-ai", "supportai", "support_ai")


class PasswordWeakError(InvalidError):
    """Choose another password: at least 8 characters, and none of the common ones."""

    code = "weak_password"


class EmailInvalidError(InvalidError):
    """This is not an e-mail address."""

    code = "invalid_email"


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split())


def check_password(password: str, *, email: str, least: int = MIN_PASSWORD) -> None:
    """Raise PasswordWeakError for a password that is short, common, or made of what everybody knows here.

    `least` is how many characters the shop asks for; it can only ask for more than we do.
    """
    if len(password) < max(least, MIN_PASSWORD):
        message = f"The password needs at least {max(least, MIN_PASSWORD)} characters."
        raise PasswordWeakError(message, field="password")
    if len(password) > MAX_PASSWORD:
        raise PasswordWeakError(f"The password may have {MAX_PASSWORD} characters at most.", field="password")
    plain = password.casefold()
    if plain in _common_passwords() or len(set(plain)) == 1:
        raise PasswordWeakError("This password is one of the commonest: choose another.", field="password")
    bare = re.sub(r"[\d\W_]+$", "", plain)
    known = {*_CONTEXT_WORDS, email.casefold(), email.casefold().partition("@")[0]}
    # An account may have no address, and a password no letters: nothing is no name.
    if plain in known or (bare and bare in known):
        raise PasswordWeakError(
            "The password must not be a name that everybody knows here.", field="password"
        )


def checked_email(address: str) -> str:
    """Return an address in its usual form; EmailInvalidError where it is none."""
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise EmailInvalidError(field="email") from error
