"""The link of a mail by which somebody rates one conversation without signing in: signed, for fourteen days, for nothing else."""

from datetime import datetime, timedelta
from uuid import UUID

from support_ai.access.actor import Customer
from support_ai.core.errors import NotFoundError, UnauthenticatedError
from support_ai.core.logs import RATING_PATH
from support_ai.identity.tokens import TokenKind, TokenRing

LIFE = timedelta(days=14)
_NO_SESSION = UUID(int=0)


class LinkEndedError(NotFoundError):
    """This link is not valid, or not any more."""

    code = "link_ended"


def link(ring: TokenRing, public_url: str, account_id: UUID, conversation_id: UUID, now: datetime) -> str:
    """Return the address at which the account rates its conversation."""
    token = ring.sign(TokenKind.RATING, str(account_id), LIFE, now, session=str(conversation_id))
    return f"{public_url.rstrip('/')}{RATING_PATH}{token}"


def holder(ring: TokenRing, token: str) -> tuple[Customer, UUID]:
    """Return whose rating a token stands for, and of which conversation; LinkEndedError for everything else."""
    try:
        claims = ring.verify(TokenKind.RATING, token)
        conversation_id = UUID(claims.session or "")
        return Customer(UUID(claims.subject), _NO_SESSION, None, verified=True), conversation_id
    except (UnauthenticatedError, ValueError) as error:
        raise LinkEndedError from error
