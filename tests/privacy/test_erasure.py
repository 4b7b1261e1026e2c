"""Row K8: who is erased stands nowhere any more, the books and the audit log stay whole, nobody else is touched."""

import asyncio
import io
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from support_ai.audit.heads import Signer
from support_ai.core.database import Database
from tests.audit.logbook import sealer, verified
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner, audited
from tests.privacy.zelda import (
    CANARIES,
    EMAIL,
    FILES_WITH_ZELDA,
    ID,
    PASSPHRASE,
    PHONE,
    Zelda,
    everything_stored,
    found_in,
    move_in,
    settled,
)
from tests.serving import Shop
from tests.shop_files import import_shop

pytestmark = pytest.mark.row("K8")
_BOOKS = (
    "select sum(quantity * unit_price_minor - discount_minor) from order_items",
    "select sum(shipping_minor), sum(tax_minor), sum(discount_minor), count(*) from orders",
    "select kind, sum(amount_minor), count(*) from payments group by kind",
    "select sum(amount_minor), count(*) from balance_entries",
    "select sum(amount_minor), count(*) from order_returns",
    "select status, count(*) from shipments group by status order by status",
)
# Whose rows are somebody else's.
_OTHERS = {
    "customers": f"customer_id <> '{ID}'",
    "payment_methods": f"customer_id <> '{ID}'",
    "orders": f"customer_id <> '{ID}'",
    "order_items": "true",
    "payments": "true",
    "balance_entries": "true",
    "proposals": f"customer_id <> '{ID}'",
    "transfers": f"customer_id <> '{ID}'",
    "adjustments": f"customer_id <> '{ID}'",
    "order_returns": "true",
    "shipments": f"customer_id <> '{ID}'",
    "audit_entries": "entry_id <= {last}",
}


@pytest.fixture
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the operator's own folder, where the shop's files lie."""
    return tmp_path_factory.mktemp("operator") / "files"


@pytest.fixture
async def zelda(shop: Shop, files: Path, addresses: Addresses) -> Zelda:
    """Give the shop in which she has been at home."""
    return await move_in(shop, files, addresses)


async def _erase(zelda: Zelda, confirmed: str = ID) -> httpx.Response:
    return await zelda.shop.client.post(
        f"/customers/{ID}/erasure", headers=zelda.owner, json={"customer_id": confirmed}
    )


def _of_others(addresses: Addresses, last: int) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {
        table: as_owner(
            addresses, f"select t::text from {table} t where {condition.format(last=last)} order by 1"
        )
        for table, condition in _OTHERS.items()
    }
    others = f"(select account_id from accounts where customer_id is distinct from '{ID}')"
    for table in ("accounts", "conversations", "messages"):
        found[table] = as_owner(
            addresses, f"select t::text from {table} t where account_id in {others} order by 1"
        )
    return found


def _files_of(directory: Path) -> str:
    return "\n".join(
        path.read_bytes().decode("utf-8", "replace") for path in directory.rglob("*") if path.is_file()
    )


async def test_K8_after_an_erasure_no_word_of_the_person_stands_anywhere_and_the_rest_is_whole(
    log: io.StringIO, zelda: Zelda, addresses: Addresses, tmp_path: Path, database: Database
) -> None:
    before = everything_stored(addresses, zelda.shop)
    # The search finds whatever is there: all of it but the password, which is stored as a hash only.
    assert found_in("\n".join(before.values())) == {*CANARIES} - {PASSPHRASE}
    books = [as_owner(addresses, statement) for statement in _BOOKS]
    ((last,),) = as_owner(addresses, "select max(entry_id) from audit_entries")
    others = _of_others(addresses, last)
    erased = await _erase(zelda)
    assert erased.status_code == 200, erased.text
    await settled(addresses)
    after = everything_stored(addresses, zelda.shop)
    assert {table: found for table, text in after.items() if (found := found_in(text))} == {}
    assert found_in(log.getvalue()) == set()
    assert found_in(_files_of(tmp_path)) == set()
    assert [as_owner(addresses, statement) for statement in _BOOKS] == books
    assert _of_others(addresses, last) == others
    profile = await zelda.shop.client.get(f"/customers/{ID}", headers=zelda.owner)
    assert profile.json()["name"] == "Erased"
    assert profile.json()["email"] == profile.json()["phone"] == ""
    order = (await zelda.shop.client.get("/orders/ORD-Z", headers=zelda.owner)).json()
    assert (order["total_minor"], order["address"]["city"]) == (9800, "")
    assert audited(addresses, "customer.erase")[0][1] == {
        "by": f"account:{_account_of(addresses, 'owner')}",
        "again": False,
        "accounts": 1,
        "mentions": 0,
        "payment_methods": 2,
        "orders": 1,
        "proposals": 2,
    }
    signer = Signer.in_directory(tmp_path / "signing")
    with sealer(addresses, database.keys) as conn:
        assert verified(conn, signer).is_whole


def _account_of(addresses: Addresses, role: str) -> str:
    return str(as_owner(addresses, "select account_id from accounts where role = %s", role)[0][0])


async def test_K8_who_was_erased_is_signed_out_and_cannot_sign_in(zelda: Zelda, addresses: Addresses) -> None:
    assert (await _erase(zelda)).status_code == 200
    client = zelda.shop.client
    client.cookies.clear()
    assert (await client.get("/me", headers=zelda.headers)).status_code == 401
    assert (await client.post("/chat", headers=zelda.headers, json={"message": "Hello"})).status_code == 401
    login = await client.post("/auth/login", json={"email": EMAIL, "password": PASSPHRASE})
    assert login.status_code == 401
    mails, texts = len(zelda.shop.mail.mails), len(zelda.shop.sms.texts)
    for sent in ({"email": EMAIL}, {"phone": PHONE, "channel": "sms"}):
        assert (await client.post("/auth/otp/request", json=sent)).is_success
    await settled(addresses)
    assert (len(zelda.shop.mail.mails), len(zelda.shop.sms.texts)) == (mails, texts)
    assert (await client.get("/me", headers=zelda.michael)).status_code == 200


async def test_K8_erasing_again_erases_what_came_since_and_keeps_the_day(
    zelda: Zelda, addresses: Addresses
) -> None:
    path = f"/customers/{ID}/erasure"
    assert (await zelda.shop.client.get(path, headers=zelda.owner)).json()["erased_at"] is None
    first = (await _erase(zelda)).json()
    again = await _erase(zelda)
    assert again.json() == first == (await zelda.shop.client.get(path, headers=zelda.owner)).json()
    assert [detail["again"] for _, detail in audited(addresses, "customer.erase")] == [False, True]


async def test_K8_an_older_file_does_not_bring_the_person_back(
    zelda: Zelda, addresses: Addresses, files: Path
) -> None:
    assert (await _erase(zelda)).status_code == 200
    before = everything_stored(addresses, zelda.shop)
    new_order = FILES_WITH_ZELDA["orders"].splitlines()[-1].replace("ORD-Z", "ORD-Z2")
    late = "ORD-Z,refund,10.00,zcard,2026-01-09T10:00:01Z,9\n"
    report = await import_shop(
        zelda.shop.resources.database,
        files,
        **FILES_WITH_ZELDA
        | {
            "orders": f"{FILES_WITH_ZELDA['orders']}{new_order}\n",
            "payments": FILES_WITH_ZELDA["payments"] + late,
        },
    )
    conflicts = {one.file: len(one.conflicts) for one in report.files if one.conflicts}
    assert conflicts == {
        "customers.csv": 1,
        "payment_methods.csv": 2,
        "orders.csv": 2,
        "shipments.csv": 1,
    }
    after = everything_stored(addresses, zelda.shop)
    assert {table for table, text in after.items() if found_in(text)} == set()
    # What says nothing about her, the books take: late refunds too.
    assert (
        len(after["support_ai.payments"].splitlines()) == len(before["support_ai.payments"].splitlines()) + 1
    )


async def test_K8_nothing_is_written_under_an_identity_that_is_being_erased(
    zelda: Zelda, addresses: Addresses
) -> None:
    erased = asyncio.Event()
    client = zelda.shop.client
    account = f"account:{zelda.person.account_id}"

    async def talk(number: int) -> set[int]:
        answers: set[int] = set()
        while not erased.is_set():
            sent = {"message": f"zeldawhispers {number}"}
            answers.add((await client.post("/chat", headers=zelda.headers, json=sent)).status_code)
        return answers

    async def sign_in() -> set[int]:
        answers: set[int] = set()
        while not erased.is_set():
            sent = {"email": EMAIL, "password": PASSPHRASE}
            answers.add((await client.post("/auth/login", json=sent)).status_code)
        return answers

    async def tickets() -> set[int]:
        answers: set[int] = set()
        while not erased.is_set():
            answers.add((await client.post("/auth/socket-ticket", headers=zelda.headers)).status_code)
        return answers

    working = [asyncio.create_task(work) for work in (talk(1), talk(2), talk(3), sign_in(), tickets())]
    await asyncio.sleep(0.5)
    answer = await _erase(zelda)
    await asyncio.sleep(0.3)
    erased.set()
    seen = set[int]().union(*await asyncio.gather(*working))
    assert answer.status_code == 200, answer.text
    # Answered before, refused afterwards, or too often: never a fault.
    assert seen <= {200, 201, 401, 404, 409, 429, 503}
    await settled(addresses)
    stored = everything_stored(addresses, zelda.shop)
    assert {table for table, text in stored.items() if found_in(text)} == set()
    left = {
        table
        for table, text in stored.items()
        if str(zelda.person.account_id) in text and table != "support_ai.audit_entries"
    }
    # Whose yes the shop's books rest on, as a number.
    assert left == {"support_ai.proposals"}
    assert as_owner(addresses, "select 1 from person_keys where person = %s", account) == []


async def test_K8_an_account_of_somebody_who_is_no_customer_is_erased_by_its_number(
    zelda: Zelda, addresses: Addresses
) -> None:
    client = zelda.shop.client
    await zelda.shop.register("lonely@example.com", "lonely long words", "Lonely")
    headers = await zelda.shop.login("lonely@example.com", "lonely long words")
    assert (await client.post("/chat", headers=headers, json={"message": "Hello"})).status_code == 200
    number = (await client.get("/me", headers=headers)).json()["account_id"]

    async def erase(account: str, confirmed: str) -> int:
        path = f"/accounts/{account}/erasure"
        answer = await client.post(path, headers=zelda.owner, json={"account_id": confirmed})
        return answer.status_code

    assert await erase(number, str(zelda.person.account_id)) == 422
    assert await erase(str(zelda.person.account_id), str(zelda.person.account_id)) == 409
    staff = _account_of(addresses, "owner")
    assert await erase(staff, staff) == 404
    assert await erase(number, number) == 204
    assert await erase(number, number) == 404
    assert (await client.get("/me", headers=headers)).status_code == 401
    stored = everything_stored(addresses, zelda.shop)
    assert {
        table for table, text in stored.items() if number in text and table != "support_ai.audit_entries"
    } == set()
    assert "lonely@example.com" not in "\n".join(stored.values())


async def test_K8_an_erasure_is_confirmed_by_the_number_and_names_somebody(zelda: Zelda) -> None:
    wrong = await _erase(zelda, "CUST-123")
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (
        422,
        "erasure_unconfirmed",
        "customer_id",
    )
    for number in ("CUST-0", "%00"):
        answer = await zelda.shop.client.post(
            f"/customers/{number}/erasure", headers=zelda.owner, json={"customer_id": number}
        )
        assert answer.status_code in (404, 422), number
    assert (await zelda.shop.client.get("/me", headers=zelda.headers)).status_code == 200


async def test_K8_an_erasure_waits_for_others_for_ten_seconds_only_and_then_erases_nothing(
    zelda: Zelda, addresses: Addresses
) -> None:
    with psycopg.connect(addresses.owner) as other:
        other.execute("select pg_advisory_xact_lock(%s)", (0x5350_494D,))
        answer = await _erase(zelda)
    assert (answer.status_code, answer.json()["code"]) == (503, "erasure_waits")
    assert (await zelda.shop.client.get("/me", headers=zelda.headers)).status_code == 200
