"""Row K3: signed heads leave the database's reach, to a file or to an object store, and nothing is lost on the way."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import ValidationError

from support_ai.audit.exporting import (
    HeadExport,
    HeadFile,
    HeadObjects,
    HeadsRefusedError,
    head_file,
    head_store,
)
from support_ai.audit.heads import PublicKeyInvalidError, Signer, read_heads, read_public_key
from support_ai.audit.models import Fault, Finding, Head, Report, StreamReport
from support_ai.bootstrap import Thought
from support_ai.cli.auditing import tell
from support_ai.config import Settings
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from tests.audit.logbook import seal_all, sealer, tamper, verified, write
from tests.conftest import Addresses
from tests.core.test_outbound import answering
from tests.serving import serving

_NOW = datetime(2026, 11, 25, 10, 0, 0, 5, tzinfo=UTC)
_HEAD = Head("orders", 7, bytes(range(32)))


class Bucket:
    """An object store that may be down."""

    def __init__(self) -> None:
        """Begin empty."""
        self.objects: dict[str, bytes] = {}
        self.is_down = False
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Keep what is PUT."""
        if self.is_down:
            return httpx.Response(503)
        assert request.method == "PUT"
        self.objects[str(request.url)] = request.content
        return httpx.Response(200)


def _settings(home: Path, place: str | None) -> Settings:
    return Settings(data_dir=home, audit_heads=place)  # pyright: ignore[reportCallIssue, reportArgumentType] - as the environment gives it


def test_K3_a_head_is_one_line_that_only_its_key_can_have_signed(tmp_path: Path) -> None:
    signer, file = Signer.in_directory(tmp_path), tmp_path / "heads.jsonl"
    line = signer.line(_HEAD, _NOW)
    assert line.count("\n") == 1
    assert list(json.loads(line)) == ["stream", "sequence", "hash", "at", "signature"]
    key = read_public_key(signer.public_key)
    for changed, is_genuine in (
        ({}, True),
        ({"stream": "shop"}, False),
        ({"sequence": 8}, False),
        ({"hash": "00" * 32}, False),
        ({"at": "2020-01-01T00:00:00.000+00:00"}, False),
        ({"signature": "AAAA"}, False),
    ):
        file.write_text(json.dumps(json.loads(line) | changed))
        (found,) = read_heads(file, key)
        assert found is not None
        assert found.is_genuine is is_genuine, changed


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        "null",
        '{"stream": "orders"}',
        '{"stream": 1, "sequence": [], "hash": "zz"}',
        "\x00",
        "[" * 5000,
        '{"stream": "orders", "sequence": Infinity, "hash": "", "at": "", "signature": ""}',
        '{"stream": "orders", "sequence": 1e999, "hash": "", "at": "", "signature": ""}',
        '{"stream": "orders", "sequence": 9223372036854775808, "hash": "", "at": "", "signature": ""}',
    ],
)
def test_K3_a_line_that_is_no_head_is_passed_over(tmp_path: Path, line: str) -> None:
    signer, file = Signer.in_directory(tmp_path), tmp_path / "heads.jsonl"
    file.write_text(f"{line}\n{signer.line(_HEAD, _NOW)}")
    found = list(read_heads(file, read_public_key(signer.public_key)))
    assert found[0] is None
    assert found[1] is not None
    assert (found[1].head, found[1].is_genuine) == (_HEAD, True)


def test_K3_what_somebody_wrote_into_the_heads_is_told_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding(
        "orders", Fault.FORGED, 7, None, "the head of [/red][bold]\x1b]0;x\x07 is not signed by this key"
    )
    tell(Report((StreamReport("[/or]", 7, 0, finding),), (finding,), 0, 0), None, "00")
    said = capsys.readouterr().out
    assert "forged head: orders: an entry, seal 7: the head of [/red][bold]" in said
    assert "[/or]" in said
    assert "\x1b]" not in said


@pytest.mark.parametrize("text", ["", "zz", "00" * 31, "00" * 33])
def test_a_public_key_that_is_none_is_named(text: str) -> None:
    with pytest.raises(PublicKeyInvalidError):
        read_public_key(text)


async def test_K3_an_object_store_gets_one_object_for_each_export(tmp_path: Path) -> None:
    bucket = Bucket()
    store = head_store(_settings(tmp_path, "https://store.example/heads/?signature=a%2Fb"), bucket.client)
    assert isinstance(store, HeadObjects)
    await store.keep(b"one\n", _NOW)
    await store.keep(b"two\n", _NOW + timedelta(seconds=1))
    paths = [urlsplit(address).path for address in bucket.objects]
    assert paths == ["/heads/20261125T100000.000005Z.jsonl", "/heads/20261125T100001.000005Z.jsonl"]
    assert {urlsplit(address).query for address in bucket.objects} == {"signature=a%2Fb"}
    assert list(bucket.objects.values()) == [b"one\n", b"two\n"]


def test_heads_go_where_the_settings_say(tmp_path: Path) -> None:
    assert head_file(_settings(tmp_path, None)) == tmp_path / "audit-heads.jsonl"
    assert head_file(_settings(tmp_path, "away/heads")) == Path("away/heads")
    assert head_file(_settings(tmp_path, "https://store.example/heads")) is None


async def test_K3_what_a_store_did_not_take_is_in_the_next_export(
    database: Database, addresses: Addresses, keys: Keyring, tmp_path: Path
) -> None:
    bucket, signer = Bucket(), Signer.in_directory(tmp_path)
    exporting = HeadExport(signer, HeadObjects("https://store.example", bucket.client))
    with sealer(addresses, keys) as conn:
        await write(database, 10)
        seal_all(conn, 10)
        bucket.is_down = True
        with pytest.raises(HeadsRefusedError):
            await exporting.hand_out(exporting.collect(conn))
        bucket.is_down = False
        await exporting.hand_out(exporting.collect(conn))
        assert len(bucket.objects) == 1
        # Nothing changed: nothing is put.
        await exporting.hand_out(exporting.collect(conn))
        assert len(bucket.objects) == 1
        file = tmp_path / "fetched.jsonl"
        file.write_bytes(b"".join(bucket.objects.values()))
        assert verified(conn, signer, file).is_whole
        tamper(addresses, "delete from audit_seals where stream = 'orders'")
        assert verified(conn, signer, file).findings[0].stream == "orders"


async def test_K3_a_store_that_fails_is_asked_again_long_before_the_next_export(tmp_path: Path) -> None:
    bucket = Bucket()
    bucket.is_down = True
    store = HeadObjects("https://store.example", bucket.client)
    exporting = HeadExport(Signer.in_directory(tmp_path), store, again=0)
    with pytest.raises(HeadsRefusedError):
        await exporting.hand_out([_HEAD])
    assert exporting.is_due()
    bucket.is_down = False
    await exporting.hand_out([_HEAD])
    assert not exporting.is_due()


@pytest.mark.parametrize("place", ["http://", "s3://heads", "HTTPS://store.example", "https://"])
def test_K3_an_address_that_would_be_taken_for_a_file_stops_the_start(tmp_path: Path, place: str) -> None:
    with pytest.raises(ValidationError, match="https://"):
        _settings(tmp_path, place)


async def test_K3_half_a_line_does_not_spoil_the_next_one(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "heads.jsonl"
    await HeadFile(file).keep(b"whole\n", _NOW)
    with file.open("a") as lines:
        lines.write("hal")
    await HeadFile(file).keep(b"whole again\n", _NOW)
    assert file.read_text() == "whole\nhal\nwhole again\n"


async def _hand_out(database: Database, home: Path, thought: Thought, **settings: object) -> None:
    """Run a shop in which somebody does something; at its end the heads go out."""
    async with serving(database, home, thought, **settings) as shop:  # pyright: ignore[reportArgumentType] - settings only
        await shop.register("rohan@example.com", "correct horse battery")


@pytest.mark.row("K3")
async def test_F7_heads_go_to_a_store_of_the_own_network_that_is_named(
    database: Database, tmp_path: Path, thought: Thought
) -> None:
    async with answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (port, heard):
        place = f"http://localhost:{port}/heads?signature=1"
        await _hand_out(database, tmp_path, thought, audit_heads=place, internal_hosts=["localhost"])
    assert [request.partition(b"/2")[0] for request in heard] == [b"PUT /heads"]


async def test_F7_heads_go_to_no_other_place_inside(
    database: Database, tmp_path: Path, thought: Thought, capsys: pytest.CaptureFixture[str]
) -> None:
    async with answering(b"") as (port, heard):
        await _hand_out(database, tmp_path, thought, audit_heads=f"https://localhost:{port}/heads")
    assert heard == []
    assert "TargetRefusedError" in capsys.readouterr().out


async def test_K6_a_store_that_refuses_is_told_without_the_signature_of_its_address(
    database: Database, tmp_path: Path, thought: Thought, capsys: pytest.CaptureFixture[str]
) -> None:
    async with answering(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n") as (port, _):
        place = f"http://localhost:{port}/heads?signature=canary"
        await _hand_out(database, tmp_path, thought, audit_heads=place, internal_hosts=["localhost"])
    said = capsys.readouterr().out
    assert "HeadsRefusedError" in said
    assert "canary" not in said
