"""Access tokens for operators and tests, each in a session of its own and in the audit log."""

from uuid import uuid4

from support_ai.access.actor import Reason, System
from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.customers import service as customers
from support_ai.identity import queries, session_queries
from support_ai.identity.models import Method
from support_ai.identity.service import AccountUnknownError, Identity, now


async def mint_token(identity: Identity, reason: Reason, email: str) -> str:
    """Return an access token for the verified account of an address, in a session of its own."""
    moment = identity.clock()
    async with identity.database.transaction(System(reason)) as conn:
        found = await queries.verified_account(conn, identity.index(email))
        if found is None:
            raise AccountUnknownError
        session_id = uuid4()
        await session_queries.insert_session(
            conn, session_id, found[0], moment + identity.access_life, now=moment, method=Method.TOKEN
        )
        await audit.append(conn, "token.mint", f"account:{found[0]}")
    return identity.sessions.access_token(found[0], session_id)


async def mint_customer_token(identity: Identity, reason: Reason, customer_id: str) -> str:
    """Return an access token for a customer who may have no account yet: a local one is made for the session."""
    return (await mint_customer_tokens(identity, reason, [customer_id]))[0]


async def mint_customer_tokens(identity: Identity, reason: Reason, customer_ids: list[str]) -> list[str]:
    """Return an access token for each customer, in one transaction; for operators and tests."""
    tokens: list[str] = []
    moment = identity.clock()
    async with identity.database.transaction(System(reason)) as conn:
        for customer_id in customer_ids:
            # Under the exact number, which no address can be: customers whose numbers differ in case are two.
            index = conn.keys.blind("account.token", customer_id)
            found = await queries.verified_account(conn, index)
            account_id = found[0] if found else uuid4()
            if found is None:
                await customers.get_customer(conn, customer_id)
                await queries.insert_account(
                    conn,
                    account_id,
                    email=f"{customer_id}@token.invalid",
                    email_index=index,
                    name=customer_id,
                    password_hash=None,
                    role=Role.CUSTOMER,
                    verified_at=now(),
                    customer_id=customer_id,
                )
            session_id = uuid4()
            await session_queries.insert_session(
                conn,
                session_id,
                account_id,
                moment + identity.access_life,
                now=moment,
                method=Method.TOKEN,
            )
            await audit.append(conn, "token.mint", f"account:{account_id}")
            tokens.append(identity.sessions.access_token(account_id, session_id))
    return tokens
