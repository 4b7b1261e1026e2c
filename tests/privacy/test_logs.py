"""Row K5: whatever people and machines send, no log line and no metric repeats it; one event is one line, in UTC."""

import io
import json
import re
from pathlib import Path

import psycopg
import pytest

from tests.conftest import Addresses
from tests.identity.signing_in import as_owner
from tests.privacy.zelda import EMAIL, ID, PASSPHRASE, Zelda, found_in, move_in, settled
from tests.serving import Shop

pytestmark = pytest.mark.row("K5")
# Ends a line, colours a terminal, and looks like one of our own lines.
_EVIL = 'zeldawhispers\r\n{"event": "forged"}\n\x1b[31mred\x1b]0;title\x07'


async def _live(zelda: Zelda, addresses: Addresses) -> list[str]:
    """Do whatever one can do, well and badly, and return the secrets that were handed out on the way."""
    client, headers = zelda.shop.client, zelda.headers
    secrets = [headers["authorization"].removeprefix("Bearer "), zelda.owner["authorization"][7:]]
    login = await client.post("/auth/login", json={"email": EMAIL, "password": PASSPHRASE})
    secrets += [login.json()["access_token"], *login.cookies.values()]
    secrets.append((await client.post("/auth/socket-ticket", headers=headers)).json()["ticket"])
    for sent in (_EVIL, "Where is order ORD-Z?", "I want to talk to a person", "Show me ORD-999"):
        await client.post("/chat", headers=headers, json={"message": sent})
    for path in (f"/orders/{EMAIL}", "/orders/%0D%0Azeldawhispers", f"/customers/{EMAIL}", "/zeldawhispers"):
        await client.get(path, headers=headers)
    await client.get("/orders", headers=headers, params={"cursor": EMAIL, "zeldawhispers": _EVIL})
    for body in ({"email": _EVIL, "password": PASSPHRASE}, {"email": EMAIL, "password": _EVIL}, {EMAIL: 1}):
        await client.post("/auth/login", json=body)
    await client.post("/auth/login", content=f'{{"email": "{EMAIL}'.encode())
    await client.patch("/me", headers=headers, json={"name": _EVIL})
    await client.get("/me", headers={"authorization": f"Bearer {_EVIL.splitlines()[0]}"})
    await client.get("/me", headers=headers | {"x-request-id": "zeldawhispers and more", "user-agent": EMAIL})
    await client.post("/auth/otp/request", json={"email": EMAIL})
    await client.post("/auth/otp/verify", json={"challenge": EMAIL, "code": "123456"})
    await client.get(f"/customers/{ID}", headers=zelda.owner)
    await client.get("/customers", headers=zelda.owner, params={"email": EMAIL})
    await settled(addresses)
    secrets += [code for mail in zelda.shop.mail.mails for code in re.findall(r"\b\d{6}\b", mail.body)]
    return secrets


async def _fail(zelda: Zelda, addresses: Addresses) -> None:
    """Let PostgreSQL refuse rows while people write, with the rows in its words."""
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        owner.execute("set search_path = support_ai")
        owner.execute("alter table accounts add constraint broken check (name = 'x') not valid")
        owner.execute("alter table messages add constraint broken check (speaker = 'x') not valid")
        try:
            sent = {"email": EMAIL, "password": PASSPHRASE, "name": "Zeldanickname"}
            first = await zelda.shop.client.post("/auth/register", json=sent)
            chat = {"message": "zeldawhispers"}
            second = await zelda.shop.client.post("/chat", headers=zelda.headers, json=chat)
        finally:
            owner.execute("alter table accounts drop constraint broken")
            owner.execute("alter table messages drop constraint broken")
    assert (first.status_code, second.status_code) == (500, 500)
    assert found_in(first.text + second.text) == set()


async def test_K5_a_whole_day_of_a_shop_leaves_nothing_of_anybody_in_logs_and_metrics(
    log: io.StringIO, shop: Shop, tmp_path_factory: pytest.TempPathFactory, addresses: Addresses
) -> None:
    zelda = await move_in(shop, tmp_path_factory.mktemp("operator") / "files", addresses)
    secrets = await _live(zelda, addresses)
    await _fail(zelda, addresses)
    metrics = await shop.client.get("/metrics")
    assert metrics.status_code == 200, metrics.text
    written = log.getvalue()
    assert written.count('"level": "error"') >= 2
    assert len(secrets) > 6
    for text in (written, metrics.text):
        assert found_in(text) == set()
        assert [secret for secret in secrets if secret in text] == []
        assert "\x1b" not in text
        assert "forged" not in text
    lines = [json.loads(line) for line in written.splitlines()]
    assert all(str(line["timestamp"]).endswith("Z") and line["event"] for line in lines)


async def test_K5_a_name_that_is_tried_as_a_number_is_not_what_a_refusal_was_about(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory, addresses: Addresses
) -> None:
    zelda = await move_in(shop, tmp_path_factory.mktemp("operator") / "files", addresses)
    for path in ("/customers/Canaryson", "/orders/zelda.canary", "/customers/CUST-0", "/orders/ORD-0"):
        assert (await shop.client.get(path, headers=zelda.owner)).status_code == 404
    subjects = as_owner(
        addresses, "select subject from audit_entries where outcome = 'refused' order by entry_id"
    )
    assert subjects == [("-",), ("-",), ("CUST-0",), ("ORD-0",)]


def test_K5_the_search_would_find_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"login of {EMAIL} failed")
    assert found_in((tmp_path / "log").read_text()) == {EMAIL}
    assert found_in(EMAIL.encode().hex()) == {EMAIL}
