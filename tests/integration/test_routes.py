"""The shop's programs send and read rows over HTTP: as the files do, row by row, with every refusal named."""

import json
from pathlib import Path
from typing import Any

import pytest

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.core.database import Database
from support_ai.identity.minting import mint_token
from support_ai.integration.kinds import KINDS
from support_ai.integration.models import FileInvalidError
from support_ai.integration.routes import FileName
from support_ai.integration.sent import sent_records
from tests.conftest import Addresses
from tests.identity.signing_in import PASSWORD, audited
from tests.serving import Shop
from tests.shop_files import import_shop

LINES = "application/x-ndjson"
CUSTOMER = {
    "customer_id": "CUST-1",
    "name": "Ada",
    "email": "ada@example.com",
    "phone": "",
    "address1": "1 Road",
    "address2": "",
    "city": "Town",
    "state": "",
    "postal_code": "1",
    "country": "US",
}


@pytest.fixture
async def key(shop: Shop) -> dict[str, str]:
    """Give the headers of a program with both scopes."""
    identity = shop.resources.identity
    await identity.make_account(
        Reason.STAFF_COMMAND, "o@example.com", name="O", role=Role.OWNER, password=PASSWORD
    )
    token = await mint_token(identity, Reason.STAFF_COMMAND, "o@example.com")
    made = await shop.client.post(
        "/integration/keys",
        headers={"authorization": f"Bearer {token}"},
        json={"name": "till", "scopes": ["import", "export"]},
    )
    return {"authorization": f"Bearer {made.json()['key']}"}


def lines(*rows: object) -> str:
    """Write rows as JSON Lines."""
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def test_every_file_of_an_import_has_its_address() -> None:
    assert [file.value for file in FileName] == [kind.name for kind in KINDS]


@pytest.mark.parametrize("kind", ["application/json", LINES, f"{LINES}; charset=utf-8"])
async def test_rows_are_taken_as_an_array_or_as_lines_and_again_change_nothing(
    shop: Shop, key: dict[str, str], addresses: Addresses, kind: str
) -> None:
    rows = [CUSTOMER, CUSTOMER | {"customer_id": "CUST-2", "email": ""}]
    body = lines(*rows) if LINES in kind else json.dumps(rows, indent=2)
    headers = key | {"content-type": kind}
    for written in (2, 0):
        answer = await shop.client.post("/integration/customers", headers=headers, content=body)
        assert answer.status_code == 200, answer.text
        assert answer.json() == {
            "file": "customers",
            "rows": 2,
            "written": written,
            "unchanged": 2 - written,
            "rejected": [],
            "conflicts": [],
        }
    key_id = key["authorization"].split("_")[1]
    details = [detail for _, detail in audited(addresses, "import.file")]
    assert [detail["key"] for detail in details] == [key_id, key_id]


async def test_a_bad_row_is_told_with_its_reason_and_stops_nobody_elses(
    shop: Shop, key: dict[str, str]
) -> None:
    rows = [
        CUSTOMER,
        {"customer_id": "CUST-2"},
        CUSTOMER | {"customer_id": "CUST-3", "name": ["x"]},
        7,
        CUSTOMER,
        CUSTOMER | {"customer_id": "CUST-4", "name": "x\x00"},
        CUSTOMER | {"customer_id": "CUST-5", "name": "\ud800"},
    ]
    for kind, body in (("application/json", json.dumps(rows)), (LINES, lines(*rows))):
        headers = key | {"content-type": kind}
        answer = await shop.client.post("/integration/customers", headers=headers, content=body)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert found["rows"] == 7
        assert [row["line"] for row in found["rejected"]] == [2, 3, 4, 5, 6, 7]
        assert found["rejected"][0]["row"].strip() == json.dumps(rows[1])
        assert "name is missing" in found["rejected"][0]["reason"]
        assert found["rejected"][3]["reason"] == "repeats line 1"


WRONG = (
    b"",
    b" ",
    b"[",
    b"[1",
    b"[1,]",
    b"[1]2",
    b"[1 2]",
    b"[,1]",
    b"[\xff]",
    b"[}",
    b"{}",
    b"7",
    b"[" * 30,
    b"\xff\xfe[",
)


async def test_a_body_that_holds_no_rows_is_named(shop: Shop, key: dict[str, str]) -> None:
    for kind, bodies in (("application/json", WRONG), (LINES, (b"", b"\n\n", b"\xff\xfe{\x00"))):
        for body in bodies:
            headers = key | {"content-type": kind}
            answer = await shop.client.post("/integration/customers", headers=headers, content=body)
            assert (answer.status_code, answer.json()["field"]) == (422, "body"), (kind, body)


def test_an_array_nested_without_end_is_no_fault() -> None:
    for body in (b"[" * 100_000, b'[{"a":' * 50_000, b"[" + b'{"a":' * 50_000):
        with pytest.raises(FileInvalidError):
            sent_records(body, KINDS[0], as_lines=False)
        assert all(one.fault is not None for one in sent_records(body, KINDS[0], as_lines=True))
    assert sent_records(b" [ ] ", KINDS[0], as_lines=False) == []
    assert [one.line for one in sent_records(b" [ {} , {}\n] ", KINDS[0], as_lines=False)] == [1, 2]


async def test_an_empty_array_brings_nothing(shop: Shop, key: dict[str, str]) -> None:
    answer = await shop.client.post("/integration/customers", headers=key, json=[])
    assert (answer.status_code, answer.json()["rows"]) == (200, 0)


async def test_other_files_types_and_sizes_are_refused(shop: Shop, key: dict[str, str]) -> None:
    for path in ("/integration/accounts", "/integration/customers.csv", "/integration/..%2fcustomers"):
        assert (await shop.client.post(path, headers=key, json=[])).status_code in (404, 422)
    for kind in ("text/csv", "text/plain", "multipart/form-data"):
        headers = key | {"content-type": kind}
        answer = await shop.client.post("/integration/customers", headers=headers, content=b"[]")
        assert answer.status_code == 415
    packed = key | {"content-type": LINES, "content-encoding": "gzip"}
    assert (await shop.client.post("/integration/customers", headers=packed, content=b"x")).status_code == 415
    large = await shop.client.post("/integration/customers", headers=key, content=b"[" + b" " * 300_000)
    assert large.status_code in (413, 415)
    elsewhere = key | {"content-type": LINES}
    assert (await shop.client.post("/auth/login", headers=elsewhere, content=b"{}")).status_code == 415


async def test_what_is_read_can_be_sent_again_and_changes_nothing(
    shop: Shop, database: Database, key: dict[str, str], tmp_path: Path, addresses: Addresses
) -> None:
    await import_shop(database, tmp_path / "in")
    read: dict[str, list[dict[str, Any]]] = {}
    for file in FileName:
        answer = await shop.client.get(f"/integration/{file}", headers=key)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(LINES)
        assert answer.headers["cache-control"] == "no-store"
        read[file] = [json.loads(line) for line in answer.text.splitlines()]
        assert read[file], file
        sent = await shop.client.post(
            f"/integration/{file}", headers=key | {"content-type": LINES}, content=answer.content
        )
        assert (sent.json()["written"], sent.json()["rejected"]) == (0, []), (file, sent.text)
    assert {row["customer_id"] for row in read["orders"]} >= {"CUST-123", "CUST-456"}
    assert len(audited(addresses, "export.file")) == len(FileName)


async def test_two_are_read_at_once_and_a_third_waits(shop: Shop, key: dict[str, str]) -> None:
    running = shop.app.state.exports
    async with running, running:
        busy = await shop.client.get("/integration/customers", headers=key)
        assert (busy.status_code, busy.json()["code"], busy.headers["retry-after"]) == (429, "busy", "10")
    assert (await shop.client.get("/integration/customers", headers=key)).status_code == 200
