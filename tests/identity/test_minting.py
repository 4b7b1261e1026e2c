"""Tokens for operators and tests: for exactly the customer that was named."""

from pathlib import Path

import pytest

from support_ai.access.actor import Reason
from support_ai.core.database import Database
from support_ai.customers.service import CustomerNotFoundError
from support_ai.identity.minting import mint_customer_token, mint_token
from support_ai.identity.service import AccountUnknownError
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner, own_orders
from tests.serving import Shop
from tests.shop_files import FILES, import_shop


async def test_customers_whose_numbers_differ_in_case_get_tokens_of_their_own(
    shop: Shop, database: Database, tmp_path: Path, addresses: Addresses
) -> None:
    await import_shop(
        database, tmp_path / "in", customers=FILES["customers.csv"].replace("CUST-9,", "cust-123,")
    )
    identity = shop.resources.identity
    for _ in range(2):
        for customer_id, orders in (("CUST-123", ["#W456", "ORD-123"]), ("cust-123", [])):
            token = await mint_customer_token(identity, Reason.STAFF_COMMAND, customer_id)
            headers = {"authorization": f"Bearer {token}"}
            assert (await shop.client.get("/me", headers=headers)).json()["customer_id"] == customer_id
            assert await own_orders(shop, headers) == orders
    assert as_owner(addresses, "select count(*) from accounts") == [(2,)]


async def test_nobody_else_can_register_the_address_of_such_an_account(
    shop: Shop, database: Database, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    await mint_customer_token(shop.resources.identity, Reason.STAFF_COMMAND, "CUST-123")
    with pytest.raises(AccountUnknownError):
        await mint_token(shop.resources.identity, Reason.STAFF_COMMAND, "CUST-123@token.invalid")


async def test_a_token_is_made_for_known_people_only(shop: Shop) -> None:
    with pytest.raises(CustomerNotFoundError):
        await mint_customer_token(shop.resources.identity, Reason.STAFF_COMMAND, "CUST-0")
    with pytest.raises(AccountUnknownError):
        await mint_token(shop.resources.identity, Reason.STAFF_COMMAND, "nobody@example.com")
