"""Row K3: whatever somebody with every right does to the log, `verify` names the row."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support_ai.audit import seal_queries
from support_ai.audit.chain import link
from support_ai.audit.heads import Signer
from support_ai.audit.models import Fault
from support_ai.audit.sealing import seal_batch
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from tests.audit.logbook import (
    export,
    look,
    only_finding,
    seal_all,
    sealer,
    tamper,
    verified,
    write,
    write_line,
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


@pytest.fixture
def conn(addresses: Addresses, keys: Keyring) -> Iterator[seal_queries.Connection]:
    """Give the sealer's connection."""
    with sealer(addresses, keys) as opened:
        yield opened


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    """Give a key."""
    return Signer.in_directory(tmp_path / "keys")


@pytest.fixture
async def log(database: Database, conn: seal_queries.Connection) -> None:
    """Give 100 sealed entries in five streams."""
    await write(database, 100)
    seal_all(conn, 100)


def _entry(addresses: Addresses, stream: str, sequence: int) -> int:
    found = look(
        addresses, "select entry_id from audit_seals where (stream, sequence) = (%s, %s)", stream, sequence
    )
    return int(str(found[0][0]))


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
        entry = _entry(addresses, "orders", 7)
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
        entry = _entry(addresses, "shop", 20)
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
        entry = _entry(addresses, "shop", 5)
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
        first, second = _entry(addresses, "orders", 7), _entry(addresses, "orders", other)
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
        second = _entry(addresses, "orders", other)
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

    async def test_K3_a_cut_tail_is_named_by_the_signed_heads(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer, tmp_path: Path
    ) -> None:
        heads = tmp_path / "heads.jsonl"
        await export(conn, signer, heads)
        assert verified(conn, signer, heads).is_whole
        last = _entry(addresses, "identity", 17)
        tamper(addresses, "delete from audit_entries where stream = 'identity' and entry_id > %s", last)
        tamper(addresses, "delete from audit_seals where stream = 'identity' and sequence > 17")
        assert verified(conn, signer).is_whole
        found = only_finding(verified(conn, signer, heads))
        assert (found.stream, found.fault, found.sequence, found.entry_id) == (
            "identity",
            Fault.CUT,
            17,
            last,
        )

    async def test_K3_a_stream_that_is_gone_whole_is_named(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer, tmp_path: Path
    ) -> None:
        heads = tmp_path / "heads.jsonl"
        await export(conn, signer, heads)
        tamper(addresses, "delete from audit_entries where stream = 'shop'")
        tamper(addresses, "delete from audit_seals where stream = 'shop'")
        found = only_finding(verified(conn, signer, heads))
        assert (found.stream, found.fault, found.sequence) == ("shop", Fault.CUT, 0)

    async def test_K3_a_tail_that_was_cut_and_grew_again_is_a_fork(
        self,
        conn: seal_queries.Connection,
        database: Database,
        addresses: Addresses,
        signer: Signer,
        tmp_path: Path,
    ) -> None:
        heads = tmp_path / "heads.jsonl"
        await export(conn, signer, heads)
        tamper(
            addresses,
            "delete from audit_entries where stream = 'identity' and entry_id > %s",
            _entry(addresses, "identity", 17),
        )
        tamper(addresses, "delete from audit_seals where stream = 'identity' and sequence > 17")
        await write(database, 50)
        seal_all(conn, 50)
        await export(conn, signer, heads)
        found = only_finding(verified(conn, signer, heads))
        assert (found.stream, found.fault, found.sequence) == ("identity", Fault.FORKED, 20)

    async def test_K3_a_chain_written_anew_by_somebody_who_knows_how_is_a_fork(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer, tmp_path: Path
    ) -> None:
        heads = tmp_path / "heads.jsonl"
        await export(conn, signer, heads)
        tamper(
            addresses,
            "update audit_entries set subject = 'nothing' where entry_id = %s",
            _entry(addresses, "orders", 7),
        )
        tamper(addresses, "delete from audit_seals")
        seal_all(conn, 100)
        assert verified(conn, signer).is_whole
        found = only_finding(verified(conn, signer, heads))
        assert (found.stream, found.fault, found.sequence) == ("orders", Fault.FORKED, 20)

    async def test_K3_a_head_that_somebody_else_signed_is_named(
        self, conn: seal_queries.Connection, signer: Signer, tmp_path: Path
    ) -> None:
        heads, stranger = tmp_path / "heads.jsonl", Signer.in_directory(tmp_path / "other-keys")
        await export(conn, signer, heads)
        digest = seal_queries.find_seal(conn, "orders", 9)
        assert digest is not None
        write_line(heads, stranger, "orders", 9, digest)
        found = only_finding(verified(conn, signer, heads))
        assert (found.stream, found.fault, found.sequence) == ("orders", Fault.FORGED, 9)

    async def test_K3_heads_out_of_order_and_torn_lines_do_no_harm(
        self, conn: seal_queries.Connection, database: Database, signer: Signer, tmp_path: Path
    ) -> None:
        heads = tmp_path / "heads.jsonl"
        await export(conn, signer, heads)
        with heads.open("a", encoding="utf-8") as lines:
            lines.write('{"stream": "orders", "sequence": 21, "ha')
        await write(database, 10)
        seal_all(conn, 10)
        await export(conn, signer, heads)
        digest = seal_queries.find_seal(conn, "orders", 9)
        assert digest is not None
        write_line(heads, signer, "orders", 9, digest)
        report = verified(conn, signer, heads)
        assert report.is_whole
        assert report.unreadable == 1
        assert {one.stream: one.heads for one in report.streams}["orders"] == 3


async def test_K3_the_first_bad_row_of_every_stream_is_named_at_once(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, signer: Signer
) -> None:
    await write(database, 100)
    seal_all(conn, 100)
    for stream, sequence in (("orders", 3), ("orders", 9), ("shop", 11)):
        tamper(
            addresses,
            "update audit_entries set actor = 'x' where entry_id = %s",
            _entry(addresses, stream, sequence),
        )
    found = [(one.stream, one.sequence) for one in verified(conn, signer).findings]
    assert found == [("orders", 3), ("shop", 11)]
