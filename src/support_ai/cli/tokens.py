"""Tokens for operators, by the names that the terminal takes."""

from support_ai.access.actor import Reason
from support_ai.identity.minting import mint_customer_token, mint_token
from support_ai.identity.service import Identity

_CUSTOMER = "customer:"


async def token_for(identity: Identity, name: str) -> str:
    """Return a token for `EMAIL` or `customer:CUSTOMER_ID`, written to the audit log."""
    if name.startswith(_CUSTOMER):
        return await mint_customer_token(identity, Reason.STAFF_COMMAND, name.removeprefix(_CUSTOMER))
    return await mint_token(identity, Reason.STAFF_COMMAND, name)
