"""Row K3: what only the signed heads can tell, a tail that was cut off and a chain that was written anew."""

from pathlib import Path

import pytest

from support_ai.audit import seal_queries
from support_ai.audit.heads import Signer
from support_ai.audit.models import Fault
from support_ai.core.database import Database
from tests.audit.logbook import entry_of, export, only_finding, seal_all, tamper, verified, write, write_line
from tests.conftest import Addresses


@pytest.mark.usefixtures("log")
class TestRowK3:
    """Heads of the untouched log, and what was done to it afterwards."""

    async def test_K3_a_cut_tail_is_named_by_the_signed_heads(
        self, conn: seal_queries.Connection, addresses: Addresses, signer: Signer, tmp_path: Path
    ) -> None:
        heads = tmp_path / "heads.jsonl"
        await export(conn, signer, heads)
        assert verified(conn, signer, heads).is_whole
        last = entry_of(addresses, "identity", 17)
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
            entry_of(addresses, "identity", 17),
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
            entry_of(addresses, "orders", 7),
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
