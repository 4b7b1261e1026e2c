"""Which customer record an account opens: the one whose address it has proven, and never one that looks alike."""

from pathlib import Path

import pytest

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.core.database import Database
from tests.conftest import Addresses
from tests.identity.signing_in import (
    EMAIL,
    PASSWORD,
    as_owner,
    audited,
    own_orders,
    signed,
    verified,
    verify,
)
from tests.serving import Shop
from tests.shop_files import FILES, import_shop

ROHAN = "rohan@example.com"
HIS_ORDERS = ["#W456", "ORD-123"]


def _customers(**addresses: str) -> str:
    """Return the customers' file with other addresses."""
    rohan, michael = addresses.get("rohan", ROHAN), addresses.get("michael", "michael@example.com")
    content = FILES["customers.csv"]
    return content.replace("Rohan@example.com", rohan).replace("michael@example.com", michael)


async def _answer_of(shop: Shop, email: str) -> tuple[dict[str, str], dict[str, object]]:
    await shop.register(email, PASSWORD)
    answer = await verify(shop, await shop.login(email, PASSWORD))
    return signed(answer), answer


async def test_verifying_an_address_opens_the_customer_record_with_it(
    shop: Shop, database: Database, tmp_path: Path, addresses: Addresses
) -> None:
    await import_shop(database, tmp_path / "in")
    headers, answer = await _answer_of(shop, "ROHAN@example.com")
    assert answer["customer_id"] == "CUST-123"
    assert "your orders are open" in str(answer["detail"])
    assert await own_orders(shop, headers) == HIS_ORDERS
    assert audited(addresses, "account.attach") == [("done", {"customer": "CUST-123"})]


@pytest.mark.parametrize(
    ("stored", "proven"),
    [
        ("anna@strasse.de", "anna@straße.de"),
        ("anna@straße.de", "anna@strasse.de"),
        ("fiona@example.com", "ﬁona@example.com"),
        ("strauss@example.com", "strauß@example.com"),
    ],
)
async def test_an_address_that_looks_like_a_customers_opens_nothing_of_theirs(
    shop: Shop, database: Database, tmp_path: Path, stored: str, proven: str
) -> None:
    await import_shop(database, tmp_path / "in", customers=_customers(rohan=stored))
    headers, answer = await _answer_of(shop, proven)
    assert (answer["verified"], answer["customer_id"]) == (True, None)
    assert await own_orders(shop, headers) == []


async def test_one_domain_written_in_two_ways_is_one_address(
    shop: Shop, database: Database, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in", customers=_customers(rohan="Anna@XN--STRAE-OQA.de"))
    _, answer = await _answer_of(shop, "anna@straße.de")
    assert answer["customer_id"] == "CUST-123"


async def test_an_address_that_several_customers_share_opens_none_and_says_so(
    shop: Shop, database: Database, tmp_path: Path, addresses: Addresses
) -> None:
    await import_shop(database, tmp_path / "in", customers=_customers(michael=ROHAN))
    headers, answer = await _answer_of(shop, ROHAN)
    assert (answer["verified"], answer["customer_id"]) == (True, None)
    assert "Several customer records" in str(answer["detail"])
    assert await own_orders(shop, headers) == []
    assert audited(addresses, "account.verify")[0][1]["record"] == "ambiguous"
    await import_shop(database, tmp_path / "later")
    assert await own_orders(shop, await shop.login(ROHAN, PASSWORD)) == HIS_ORDERS


async def test_an_index_that_leads_to_a_record_with_another_address_opens_nothing(
    shop: Shop, database: Database, tmp_path: Path, addresses: Addresses
) -> None:
    await import_shop(database, tmp_path / "in")
    moved = (
        "update customers set email_index = (select email_index from customers where customer_id = 'CUST-123')"
        " where customer_id = 'CUST-456' returning 1"
    )
    as_owner(addresses, moved)
    as_owner(addresses, "update customers set email_index = null where customer_id = 'CUST-123' returning 1")
    _, answer = await _answer_of(shop, ROHAN)
    assert answer["customer_id"] is None


async def test_a_record_imported_after_the_verification_opens_at_the_next_sign_in(
    shop: Shop, database: Database, tmp_path: Path, addresses: Addresses
) -> None:
    headers, answer = await _answer_of(shop, ROHAN)
    assert answer["customer_id"] is None
    assert "no customer record" in str(answer["detail"])
    await import_shop(database, tmp_path / "in")
    assert await own_orders(shop, headers) == []
    headers = await shop.login(ROHAN, PASSWORD)
    assert await own_orders(shop, headers) == HIS_ORDERS
    assert audited(addresses, "account.attach") == [("done", {"customer": "CUST-123"})]
    await shop.login(ROHAN, PASSWORD)
    assert len(audited(addresses, "account.attach")) == 1


async def test_a_record_imported_after_the_verification_opens_at_the_next_refresh(
    shop: Shop, database: Database, tmp_path: Path, addresses: Addresses
) -> None:
    await _answer_of(shop, ROHAN)
    await import_shop(database, tmp_path / "in")
    token = (await shop.client.post("/auth/refresh")).json()["access_token"]
    assert await own_orders(shop, {"authorization": f"Bearer {token}"}) == HIS_ORDERS
    assert len(audited(addresses, "account.attach")) == 1


async def test_a_record_imported_after_the_verification_opens_when_verified_again(
    shop: Shop, database: Database, tmp_path: Path, addresses: Addresses
) -> None:
    headers, _ = await _answer_of(shop, ROHAN)
    await import_shop(database, tmp_path / "in")
    answer = await verify(shop, headers)
    assert answer["customer_id"] == "CUST-123"
    assert await own_orders(shop, signed(answer)) == HIS_ORDERS
    assert len(audited(addresses, "account.attach")) == 1


async def test_an_account_that_proved_nothing_opens_no_record(
    shop: Shop, database: Database, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    await shop.register(ROHAN, PASSWORD)
    await shop.login(ROHAN, PASSWORD)
    token = (await shop.client.post("/auth/refresh")).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    assert (await shop.client.get("/me", headers=headers)).json()["customer_id"] is None
    assert await own_orders(shop, headers) == []


async def test_a_colleague_gets_no_customer_record(shop: Shop, database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "in")
    await shop.resources.identity.make_account(
        Reason.STAFF_COMMAND, ROHAN, name="Rohan", role=Role.SUPPORT_AGENT, password=PASSWORD
    )
    headers = await shop.login(ROHAN, PASSWORD)
    answer = await verify(shop, headers)
    assert (answer["customer_id"], answer["detail"]) == (None, "Your address is verified.")


async def test_a_record_once_open_stays_the_accounts(shop: Shop, database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "in")
    await verified(shop, ROHAN)
    await import_shop(database, tmp_path / "later", customers=_customers(rohan=EMAIL, michael=ROHAN))
    assert await own_orders(shop, await shop.login(ROHAN, PASSWORD)) == HIS_ORDERS
