"""Row K6: who steals a dump of the database reads nothing that is sealed, and cannot put it where it would be opened."""

import json
from pathlib import Path

import pytest

from support_ai.core.binaries import find_binaries
from support_ai.core.crypto import Keyring, SealBrokenError
from support_ai.customers.service import get_customer
from support_ai.privacy.rotation import SEALED
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner
from tests.privacy.sealing import envelopes
from tests.privacy.zelda import ACCOUNT_NAME, CANARIES, NAME, everything_stored, forms, found_in, move_in
from tests.security.filling import Filled
from tests.serving import Shop

pytestmark = pytest.mark.row("K6")
# What stays readable: names for search, the number under which a carrier knows a parcel, a client's own message id.
READABLE = {NAME, NAME.casefold(), "canaryson", ACCOUNT_NAME, "1ZELDATRACK", "zelda-client-message"}


def dump_of(addresses: Addresses) -> str:
    """Return the whole database as `pg_dump` writes it, as the tables' owner."""
    return find_binaries().run("pg_dump", "--dbname", addresses.owner, "--inserts")


async def test_K6_a_dump_holds_no_word_that_is_sealed(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory, addresses: Addresses
) -> None:
    await move_in(shop, tmp_path_factory.mktemp("operator") / "files", addresses)
    dump = dump_of(addresses)
    assert "Headphones" in dump
    assert found_in(dump) == READABLE
    # With the keys all of it would be there, but for the password.
    assert found_in("\n".join(everything_stored(addresses, shop).values())) >= {*CANARIES} - {
        "zeldas canary passphrase"
    }


async def test_K6_a_dump_holds_no_part_of_any_sealed_value(filled: Filled, addresses: Addresses) -> None:
    dump = dump_of(addresses).casefold()
    secrets = {word for text in envelopes(addresses, filled.database.keys).values() for word in _words(text)}
    assert len(secrets) > 20
    assert [word for word in secrets for form in forms(word) if form.casefold() in dump] == []


def _words(text: str) -> set[str]:
    """Return the parts of a sealed value that are long enough to be told from chance."""
    try:
        parts: object = json.loads(text)
    except ValueError:
        parts = [text]
    return {part for part in parts if len(part) > 8} if isinstance(parts, list) else {text}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - texts, as they were sealed


async def test_K6_an_envelope_opens_in_its_own_row_and_column_only(
    filled: Filled, addresses: Addresses
) -> None:
    keys = filled.database.keys
    rows = [
        (column, row, envelope)
        for column in SEALED
        for row, envelope in as_owner(
            addresses,
            f"select {column.row}, {column.column} from {column.table} where {column.column} <> ''",
        )
    ]
    assert len({column.name for column, _, _ in rows}) >= len(SEALED) - 1
    tried = 0
    for column, row, _ in rows:
        for other, other_row, envelope in rows:
            if (column, row) == (other, other_row):
                continue
            tried += 1
            with pytest.raises(SealBrokenError):
                keys.open(column.table, column.column, row, envelope)
    assert tried > 500


async def _reads(filled: Filled) -> str:
    """Return the street that a customer reads of themselves, or what became of it."""
    async with filled.database.transaction(filled.people["rohan"], read_only=True) as conn:
        try:
            return (await get_customer(conn, "CUST-123")).address.address1
        except SealBrokenError:
            return "broken"


async def test_K6_whoever_swaps_or_flips_stored_values_is_noticed_by_the_next_reader(
    filled: Filled, addresses: Addresses
) -> None:
    kept = as_owner(addresses, "select contact from customers where customer_id = 'CUST-123'")[0][0]
    for change in (
        (
            "update customers c set contact = o.contact from customers o"
            " where c.customer_id = 'CUST-123' and o.customer_id = 'CUST-456' returning 1"
        ),
        (
            "update customers c set contact = o.address from orders o"
            " where c.customer_id = 'CUST-123' and o.order_key = 'ORD-123' returning 1"
        ),
        (
            "update customers set contact = set_byte(contact, 20, get_byte(contact, 20) # 1)"
            " where customer_id = 'CUST-123' returning 1"
        ),
    ):
        assert await _reads(filled) == "1 Canary Street"
        assert as_owner(addresses, change) == [(1,)]
        assert await _reads(filled) == "broken"
        back = "update customers set contact = %s where customer_id = 'CUST-123' returning 1"
        assert as_owner(addresses, back, kept) == [(1,)]


def test_K6_keys_of_another_installation_open_nothing(tmp_path: Path) -> None:
    one, other = Keyring.in_directory(tmp_path / "one"), Keyring.in_directory(tmp_path / "other")
    sealed = one.seal("customers", "contact", "CUST-1", "secret")
    with pytest.raises(SealBrokenError):
        other.open("customers", "contact", "CUST-1", sealed)
    assert one.blind("customers.email", "a@b.example") != other.blind("customers.email", "a@b.example")
