"""Row K3: whatever somebody with every right does to the log, `verify` names the row."""

import pytest

from support_ai.audit import seal_queries
from support_ai.audit.chain import link
from support_ai.audit.heads import Signer
from support_ai.audit.models import Fault
from support_ai.audit.sealing import seal_batch
from support_ai.core.database import Database
from tests.audit.logbook import (
    entry_of,
    look,
    only_finding,
    seal_all,
    tamper,
    verified,
    write,
)
from tests.conftest import Addresses

_COLUMNS = {
    "actor": "'account:somebody-else'",
    "role": "'owner'",
    "action": "'session.end'",
    "subject": "'subject:other'",
    "outcome": "'failed'",
    "request_id": "'another-request'",
    "detail": "detail || '{\"number\": 1000}'",
    "at": "at + interval '1 microsecond'",
    "transaction": "'1'::xid8",
    "stream": "'shop'",
}


@pytest.mark.usefixtures("log")
class TestRowK3:
    """Each kind of tampering, somewhere in the middle of a stream."""

    async def test_K3_an_untouched_log_is_whole(self, conn: seal_queries.Connection, signer: Signer) -> None:
        report = verified(conn, signer)
        assert report.is_whole
        assert {one.stream: one.seals for one in report.streams} == {
            "identity": 20,
            "orders": 20,
            "conversations": 20,
            "shop": 20,
            "integration": 20,
        }
        assert report.waiting == 0

    async def test_K3_every_column_of_an_entry_is_part_of_its_seal(self, addresses: Addresses) -> None:
        names = look(
            addresses,
            "select attname::text from pg_attribute where attrelid = 'audit_entries'::regclass and attnum > 0",
        )
        assert {str(row[0]) for row in names} == {*_COLUMNS, "entry_id"}

    @pytest.mark.parametrize("column", _COLUMNS)
    async def test_K3_an_edited_entry_is_named(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer, column: str
    ) -> None:
        entry = entry_of(addresses, "orders", 7)
        assert (
            tamper(
                addresses,
                f"update audit_entries set {column} = {_COLUMNS[column]} where entry_id = %s",
                entry,
            )
            == 1
        )
        found = only_finding(verified(conn, signer))
        assert (found.stream, found.fault, found.sequence, found.entry_id) == (
            "orders",
            Fault.EDITED,
            7,
            entry,
        )

    async def test_K3_an_edited_seal_is_named(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer
    ) -> None:
        tamper(
            addresses, "update audit_seals set hash = sha256('x') where (stream, sequence) = ('orders', 7)"
        )
        found = only_finding(verified(conn, signer))
        assert (found.stream, found.fault, found.sequence) == ("orders", Fault.EDITED, 7)

    async def test_K3_a_deleted_entry_is_named(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer
    ) -> None:
        entry = entry_of(addresses, "shop", 20)
        tamper(addresses, "delete from audit_entries where entry_id = %s", entry)
        found = only_finding(verified(conn, signer))
        assert (found.stream, found.fault, found.sequence, found.entry_id) == (
            "shop",
            Fault.DELETED,
            20,
            entry,
        )

    async def test_K3_an_entry_deleted_with_its_seal_is_named(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer
    ) -> None:
        entry = entry_of(addresses, "shop", 5)
        tamper(addresses, "delete from audit_entries where entry_id = %s", entry)
        tamper(addresses, "delete from audit_seals where entry_id = %s", entry)
        found = only_finding(verified(conn, signer))
        assert (found.stream, found.fault, found.sequence) == ("shop", Fault.DELETED, 5)
        # With the gap closed the chain still does not fit.
        tamper(
            addresses,
            "update audit_seals set sequence = sequence + 1000 where stream = 'shop' and sequence > 5",
        )
        tamper(addresses, "update audit_seals set sequence = sequence - 1001 where sequence > 1000")
        found = only_finding(verified(conn, signer))
        assert (found.stream, found.sequence) == ("shop", 5)

    async def test_K3_an_inserted_entry_is_named(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer
    ) -> None:
        tamper(
            addresses,
            "insert into audit_entries (actor, action, subject, outcome, request_id, stream, transaction)"
            " select actor, action, subject, outcome, request_id, stream, transaction from audit_entries limit 1",
        )
        entry = int(str(look(addresses, "select max(entry_id) from audit_entries")[0][0]))
        # The sealer has passed its transaction, and does not lend it a seal.
        assert seal_batch(conn) == 0
        found = only_finding(verified(conn, signer))
        assert (found.fault, found.entry_id) == (Fault.INSERTED, entry)

    @pytest.mark.parametrize("is_linked", [False, True])
    async def test_K3_an_entry_inserted_with_a_seal_is_named(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer, is_linked: bool
    ) -> None:
        tamper(
            addresses,
            "insert into audit_entries (entry_id, actor, action, subject, outcome, request_id, stream, transaction)"
            " overriding system value select 5000, actor, action, subject, outcome, request_id, stream, transaction"
            " from audit_entries where stream = 'orders' limit 1",
        )
        tamper(
            addresses,
            "update audit_seals set sequence = sequence + 1000 where stream = 'orders' and sequence > 5",
        )
        tamper(addresses, "update audit_seals set sequence = sequence - 999 where sequence > 1000")
        tamper(
            addresses,
            "insert into audit_seals (stream, sequence, entry_id, transaction, hash)"
            " select stream, 6, 5000, transaction, sha256('x') from audit_entries where entry_id = 5000",
        )
        if is_linked:
            conn.execute("begin")
            rows = {row.sequence: row for row in seal_queries.walk(conn, "orders")}
            conn.execute("rollback")
            tamper(
                addresses,
                "update audit_seals set hash = %s where entry_id = 5000",
                link(rows[5].hash, rows[6].columns),
            )
        found = only_finding(verified(conn, signer))
        assert (found.stream, found.fault, found.sequence, found.entry_id) == (
            "orders",
            Fault.INSERTED,
            6,
            5000,
        )

    @pytest.mark.parametrize("other", [8, 15])
    async def test_K3_entries_that_changed_places_are_named(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer, other: int
    ) -> None:
        first, second = entry_of(addresses, "orders", 7), entry_of(addresses, "orders", other)
        for old, new in ((first, 0), (second, first), (0, second)):
            tamper(addresses, "update audit_seals set entry_id = %s where entry_id = %s", new, old)
        found = only_finding(verified(conn, signer))
        assert (found.stream, found.fault, found.sequence, found.entry_id) == (
            "orders",
            Fault.REORDERED,
            7,
            second,
        )

    @pytest.mark.parametrize("other", [8, 15])
    async def test_K3_seals_that_changed_places_are_named(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer, other: int
    ) -> None:
        second = entry_of(addresses, "orders", other)
        for old, new in ((7, 100), (other, 7), (100, other)):
            tamper(
                addresses,
                "update audit_seals set sequence = %s where stream = 'orders' and sequence = %s",
                new,
                old,
            )
        found = only_finding(verified(conn, signer))
        assert (found.stream, found.fault, found.sequence, found.entry_id) == (
            "orders",
            Fault.REORDERED,
            7,
            second,
        )


async def test_K3_the_first_bad_row_of_every_stream_is_named_at_once(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, signer: Signer
) -> None:
    await write(database, 100)
    seal_all(conn, 100)
    for stream, sequence in (("orders", 3), ("orders", 9), ("shop", 11)):
        tamper(
            addresses,
            "update audit_entries set actor = 'x' where entry_id = %s",
            entry_of(addresses, stream, sequence),
        )
    found = [(one.stream, one.sequence) for one in verified(conn, signer).findings]
    assert found == [("orders", 3), ("shop", 11)]
