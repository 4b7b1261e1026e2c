"""Row K7: another data key while everything runs; whatever happens meanwhile, every value opens afterwards."""

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from psycopg import errors

from support_ai.access.actor import Reason, System
from support_ai.access.role import Role
from support_ai.core import key_file
from support_ai.core.crypto import LOOK_SECONDS, RING_FILE, Keyring, SealBrokenError
from support_ai.core.database import Database
from support_ai.privacy.rotation import SEALED, RotationRunsError, SealsBrokenError, rotate
from tests.conftest import Addresses
from tests.identity.factors import MovingClock, Office
from tests.identity.signing_in import PASSWORD, as_owner, audited
from tests.privacy.sealing import envelopes, key_ids
from tests.security.filling import Filled
from tests.shop_files import import_shop

pytestmark = pytest.mark.row("K7")
_COLUMNS = """
    select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'support_ai'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
        and not a.attisdropped and a.atttypid = 'bytea'::regtype
"""
# Bytes that are no envelope of the ring: digests and blind indexes, which nothing opens, and texts under a person's key.
DIGESTS = {
    "accounts.email_index",
    "api_keys.secret_hash",
    "audit_seals.hash",
    "challenges.challenge_hash",
    "customers.digest",
    "customers.email_index",
    "customers.name_postal_index",
    "customers.phone_index",
    "idempotency_keys.key_digest",
    "idempotency_keys.request_digest",
    "identity_tokens.token_hash",
    "invitations.token_hash",
    "knowledge_articles.checksum",
    "oidc_attempts.browser_hash",
    "oidc_attempts.state_hash",
    "oidc_links.subject_hash",
    "one_time_codes.challenge_hash",
    "one_time_codes.code_hash",
    "one_time_codes.recipient",
    "order_items.digest",
    "order_returns.digest",
    "orders.digest",
    "payment_methods.digest",
    "payments.digest",
    "product_variants.digest",
    "recovery_codes.code_hash",
    "refresh_tokens.token_hash",
    "setup_links.token_hash",
    "shipments.digest",
    # A picture that everybody may see.
    "shop_logo.image",
    "socket_tickets.ticket_hash",
}
OF_PERSONS = {
    "messages.body",
    "conversations.memory",
    "hand_overs.summary",
    "conversation_notes.body",
    "conversation_ratings.comment",
    "conversation_files.name",
    "conversation_files.content",
    "tool_calls.arguments",
    "offers.draft",
    "tickets.subject",
    "ticket_comments.body",
}


def other_columns(addresses: Addresses) -> dict[str, list[Any]]:
    """Return every row of the tables with envelopes, without these."""
    tables: dict[str, list[str]] = {}
    for column in SEALED:
        tables.setdefault(column.table, []).append(column.column)
    return {
        table: as_owner(addresses, f"select to_jsonb(t) - %s::text[] from {table} t order by 1", columns)
        for table, columns in tables.items()
    }


def test_K6_every_column_of_bytes_is_declared_as_sealed_or_as_a_digest(addresses: Addresses) -> None:
    found = [row[0] for row in as_owner(addresses, _COLUMNS)]
    declared = [column.name for column in SEALED]
    assert sorted(found) == sorted([*declared, *DIGESTS, *OF_PERSONS])


async def test_K7_a_rotation_seals_everything_anew_and_changes_nothing_else(
    filled: Filled, ring: Path, addresses: Addresses
) -> None:
    keys = filled.database.keys
    await _enrol_halfway(filled)
    running = Keyring.in_directory(ring)
    once = keys.seal("customers", "contact", "CUST-123", "once")
    before, others, password = envelopes(addresses, keys), other_columns(addresses), keys.derive("role")
    (old_id,) = key_ids(addresses)
    assert {name.partition(" ")[0] for name in before} == {column.name for column in SEALED}
    told: dict[str, tuple[int, int]] = {}
    rotation = await rotate(
        filled.database, ring, progress=lambda column, done, whole: told.update({column: (done, whole)})
    )
    assert key_ids(addresses) == {keys.newest_id} != {old_id}
    assert (rotation.rows, rotation.retired, rotation.resumed) == (len(before), 1, False)
    assert told["orders.address"] == (4, 4)
    assert other_columns(addresses) == others
    for reader in (keys, running, Keyring.in_directory(ring)):
        assert envelopes(addresses, reader) == before
        assert reader.derive("role") == password
    # The old key is in no file any more, and what it once sealed is lost with it.
    with pytest.raises(SealBrokenError):
        Keyring.in_directory(ring).open("customers", "contact", "CUST-123", once)
    assert audited(addresses, "keys.rotate") == [("done", {"rows": len(before), "keep_old": False})]
    chat = await filled.shop.client.post(
        "/chat", headers=await _login(filled, "rohan"), json={"message": "Where is my order?"}
    )
    assert chat.status_code == 200, chat.text


async def _enrol_halfway(filled: Filled) -> None:
    """Let somebody see the secret of a second factor, and not confirm it yet."""
    office = Office(filled.shop, MovingClock())
    identity, email = filled.shop.resources.identity, "late@example.com"
    await identity.make_account(
        Reason.STAFF_COMMAND, email, name="Late", role=Role.SUPPORT_AGENT, password=PASSWORD
    )
    challenge = (await office.challenged(email))["challenge"]
    assert (await office.post("/auth/second-factor/enrol", challenge=challenge)).status_code == 200


async def _login(filled: Filled, name: str) -> dict[str, str]:
    return await filled.shop.login(f"{name}@example.com", PASSWORD)


async def test_K7_old_keys_stay_in_the_ring_where_that_is_asked_for(
    database: Database, ring: Path, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "files")
    old = database.keys.newest_id
    sealed = database.keys.seal("t", "c", "1", "of an old backup")
    rotation = await rotate(database, ring, keep_old=True)
    assert rotation.retired == 0
    assert Keyring.in_directory(ring).newest_id != old
    assert Keyring.in_directory(ring).open("t", "c", "1", sealed) == "of an old backup"
    assert (await rotate(database, ring)).retired == 2
    with pytest.raises(SealBrokenError):
        database.keys.open("t", "c", "1", sealed)


async def test_K7_an_import_again_after_a_rotation_changes_nothing(
    database: Database, ring: Path, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "files")
    await rotate(database, ring)
    again = await import_shop(database, tmp_path / "files")
    assert again.is_clean
    assert again.written == 0


async def test_K7_keys_are_rotated_by_one_at_a_time(database: Database, ring: Path) -> None:
    first = asyncio.create_task(rotate(database, ring))
    await asyncio.sleep(0.3)
    with pytest.raises(RotationRunsError):
        await rotate(database, ring)
    assert (await first).retired == 1


async def test_K7_an_old_key_stays_while_something_opens_with_no_key(
    database: Database, ring: Path, tmp_path: Path, addresses: Addresses
) -> None:
    await import_shop(database, tmp_path / "files")
    as_owner(
        addresses, "update customers set contact = '\\x0102030405' where customer_id = 'CUST-9' returning 1"
    )
    with pytest.raises(SealsBrokenError, match=r"customers\.contact: 1 values"):
        await rotate(database, ring)
    assert len(json.loads((ring / RING_FILE).read_bytes())["data"]) == 2
    as_owner(addresses, "delete from customers where customer_id = 'CUST-9' returning 1")
    rotation = await rotate(database, ring)
    assert rotation.resumed
    assert rotation.retired == 1


async def test_K7_no_key_leaves_while_a_transaction_of_before_may_still_write_with_it(
    database: Database, ring: Path, tmp_path: Path, addresses: Addresses
) -> None:
    await import_shop(database, tmp_path / "files")
    async with database.transaction(System(Reason.IMPORT)) as conn:
        late = conn.keys.seal("customers", "contact", "CUST-9", '["late@example.com","","","","","","",""]')
        task = asyncio.create_task(rotate(database, ring))
        await asyncio.sleep(2 * LOOK_SECONDS + 1)
        assert not task.done()
        await conn.execute("update customers set contact = %s where customer_id = 'CUST-9'", (late,))
    await task
    assert "late@example.com" in envelopes(addresses, Keyring.in_directory(ring))["customers.contact CUST-9"]


async def test_K7_a_running_process_uses_a_new_key_within_seconds_and_opens_at_once(ring: Path) -> None:
    running, slow = Keyring.in_directory(ring), Keyring.in_directory(ring)
    assert key_file.add_data_key(ring)
    fresh = Keyring.in_directory(ring)
    assert slow.open("t", "c", "1", fresh.seal("t", "c", "1", "new")) == "new"
    await asyncio.sleep(LOOK_SECONDS + 0.1)
    assert running.seal("t", "c", "1", "new")[:4] == fresh.newest_id


def test_K7_the_ring_is_replaced_whole_with_its_mode_and_a_broken_one_is_not_taken(ring: Path) -> None:
    running = Keyring.in_directory(ring)
    path = ring / RING_FILE
    (ring / f"{RING_FILE}.new").write_text("what a crash left")
    key_file.add_data_key(ring)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not key_file.add_data_key(ring)
    sealed = running.seal("t", "c", "1", "kept")
    path.write_text("{")
    running.reread()
    assert running.open("t", "c", "1", sealed) == "kept"


async def test_E9_the_reason_of_a_rotation_changes_envelopes_only(filled: Filled) -> None:
    refused = 0
    for statement in (
        "update customers set name = 'changed'",
        "update customers set digest = null",
        "update orders set status = 'cancelled'",
        "update payment_methods set type = 'other'",
        "update second_factors set failures = 1",
        "update oidc_providers set issuer = 'changed'",
        "update accounts set name = 'changed'",
        "update person_keys set person = person || 'x'",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            async with filled.database.transaction(System(Reason.KEYS)) as conn:
                await conn.execute(statement.encode())
        refused += 1
    assert refused == 8
