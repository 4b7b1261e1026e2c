"""Webhooks over HTTP: the owner's alone, addresses outside only, and everything through the running worker."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.messaging.webhooks.announcing import announce
from support_ai.messaging.webhooks.events import Event
from tests.conftest import Addresses, Cast, Demo
from tests.identity.signing_in import as_owner, audited, noticed
from tests.messaging.webhooks.receiver import Receiver, receiving, signers
from tests.serving import serving

PATH = "/integration/webhooks"
_OUTSIDE = "https://warehouse.example/hooks"


async def _made(demo: Demo, url: str, **more: object) -> dict[str, Any]:
    headers = await demo.headers("owner")
    answer = await demo.client.post(PATH, headers=headers, json={"url": url, **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


async def _until_heard(receiver: Receiver, count: int) -> None:
    for _ in range(200):
        if len(receiver.heard) >= count:
            return
        await asyncio.sleep(0.05)
    pytest.fail("nothing arrived within ten seconds")


async def test_only_the_owner_configures_webhooks_and_proves_it_recently(
    demo: Demo, addresses: Addresses
) -> None:
    made = await _made(demo, _OUTSIDE)
    one = f"{PATH}/{made['webhook']['webhook_id']}"
    doors = (
        ("POST", PATH, {"url": _OUTSIDE}),
        ("PATCH", one, {"enabled": False}),
        ("POST", f"{one}/rotate-secret", None),
        ("DELETE", one, None),
        ("GET", PATH, None),
        ("GET", one, None),
        ("POST", f"{one}/test", None),
        ("GET", f"{one}/deliveries", None),
        ("POST", f"{one}/deliveries/{uuid4()}/replay", None),
        ("POST", f"{one}/replay", {"since": "2026-01-31T12:00:00Z"}),
    )
    for method, path, body in doors:
        assert (await demo.client.request(method, path, json=body)).status_code == 401
        for name in ("rohan", "michael", "emma", "admin"):
            headers = await demo.headers(name)
            assert (await demo.client.request(method, path, json=body, headers=headers)).status_code == 403
    headers = await demo.headers("owner")
    as_owner(addresses, "update sessions set proven_at = now() - interval '6 minutes' returning 1")
    for method, path, body in doors[:4]:
        old = await demo.client.request(method, path, json=body, headers=headers)
        assert (old.status_code, old.json()["code"]) == (403, "step_up_required")


async def test_a_secret_is_shown_once_and_stored_sealed(demo: Demo, addresses: Addresses) -> None:
    made = await _made(demo, f"{_OUTSIDE}?token=hidden", description="Warehouse", events=["refund.created"])
    secret = made["secret"].removeprefix("whsec_")
    headers = await demo.headers("owner")
    found = await demo.client.get(PATH, headers=headers)
    [listed] = found.json()["items"]
    assert listed == made["webhook"]
    assert (listed["description"], listed["events"], listed["enabled"]) == (
        "Warehouse",
        ["refund.created"],
        True,
    )
    assert secret not in found.text
    stored = str(as_owner(addresses, "select encode(secret, 'escape') from webhook_endpoints"))
    log = str(as_owner(addresses, "select action, subject, detail from audit_entries"))
    assert secret not in stored + log
    assert "hidden" not in log
    told = {"host": "warehouse.example", "events": "refund.created", "enabled": True}
    assert audited(addresses, "webhook.register") == [("done", told)]


@pytest.mark.row("F7")
async def test_an_address_that_nothing_is_sent_to_is_refused_with_its_field(demo: Demo) -> None:
    headers = await demo.headers("owner")
    for url in (
        "http://warehouse.example/hook",
        "ftp://warehouse.example/hook",
        "warehouse.example/hook",
        "https://",
        "https://user:secret@warehouse.example/hook",
        "https://warehouse.example/hook#part",
        "https://10.0.0.1/hook",
        "https://192.168.1.1:8443/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00:ec2::254]/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://warehouse.example./",
        "https://warehouse.example:99999/",
        "https://xn--zz/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://127.0.0.2/",
        "https://ware house.example/",
        "\u0000",
        "x" * 2001,
    ):
        answer = await demo.client.post(PATH, headers=headers, json={"url": url})
        assert (answer.status_code, answer.json()["field"]) == (422, "url"), url
    for url in (
        _OUTSIDE,
        "https://8.8.8.8:8443/",
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "https://[::1]/",
    ):
        answer = await demo.client.post(PATH, headers=headers, json={"url": url})
        assert answer.status_code == 201, url


async def test_in_production_this_machine_is_not_told_and_a_named_host_only_over_https(
    demo: Demo, tmp_path: Path, database: Database, thought: Thought
) -> None:
    headers = await demo.headers("owner")
    changed: dict[str, Any] = {
        "public_url": "https://support.example",
        "internal_hosts": ["10.0.0.7"],
        "worker": False,
    }
    async with serving(database, tmp_path, thought, **changed) as shop:
        for url, status in (
            ("http://127.0.0.1:9/", 422),
            ("https://localhost/", 201),
            ("http://10.0.0.7/", 422),
            ("https://10.0.0.7/", 201),
            ("https://10.0.0.8/", 422),
        ):
            answer = await shop.client.post(
                "https://support.example" + PATH, headers=headers, json={"url": url}
            )
            assert answer.status_code == status, (url, answer.text)


async def test_a_webhook_is_changed_in_parts_and_removed(demo: Demo, addresses: Addresses) -> None:
    made = (await _made(demo, _OUTSIDE, events=["refund.created"]))["webhook"]
    one, headers = f"{PATH}/{made['webhook_id']}", await demo.headers("owner")
    parts: tuple[dict[str, Any], ...] = (
        {"description": "Till"},
        {"events": []},
        {"url": "https://till.example/"},
        {"events": ["ticket.opened", "order.cancelled"]},
    )
    for sent in parts:
        answer = await demo.client.patch(one, headers=headers, json=sent)
        made |= sent
        assert answer.json() == made
    for sent in ({"events": ["order.nothing"]}, {"events": ["ticket.opened"] * 2}, {"secret": "x"}):
        assert (await demo.client.patch(one, headers=headers, json=sent)).status_code == 422
    assert as_owner(addresses, "select events from webhook_subscriptions") == [
        (["ticket.opened", "order.cancelled"],)
    ]
    assert (await demo.client.delete(one, headers=headers)).status_code == 204
    for method, path in (("GET", one), ("PATCH", one), ("DELETE", one), ("POST", f"{one}/test")):
        body = {"description": "x"} if method == "PATCH" else None
        gone = await demo.client.request(method, path, headers=headers, json=body)
        assert (gone.status_code, gone.json()["code"]) == (404, "webhook_not_found")
    assert as_owner(addresses, "select from webhook_subscriptions") == []


async def test_a_shop_has_twenty_webhooks_and_no_more(demo: Demo) -> None:
    for _ in range(20):
        await _made(demo, _OUTSIDE)
    answer = await demo.client.post(PATH, headers=await demo.headers("owner"), json={"url": _OUTSIDE})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_webhooks")


async def test_what_is_announced_reaches_the_receiver_through_the_running_worker(
    demo: Demo, cast: Cast
) -> None:
    headers = await demo.headers("owner")
    async with receiving() as receiver:
        made = await _made(demo, receiver.url)
        one = f"{PATH}/{made['webhook']['webhook_id']}"
        answer = await demo.client.post(f"{one}/test", headers=headers)
        assert answer.status_code == 202
        await _until_heard(receiver, 1)
        async with demo.shop.resources.database.transaction(cast.rohan) as conn:
            await announce(conn, Event.ORDER_CANCELLED, "order:ORD-123")
        await _until_heard(receiver, 2)
        replayed = f"{one}/deliveries/{answer.json()['delivery_id']}/replay"
        assert (await demo.client.post(replayed, headers=headers)).status_code == 202
        await _until_heard(receiver, 3)
        names = [heard.name for heard in receiver.heard]
        assert names[0] == names[2] != names[1]
        assert all(signers(heard, made["secret"]) == [0] for heard in receiver.heard)
        listed = (await demo.client.get(f"{one}/deliveries", headers=headers)).json()
        assert [(row["type"], row["event_id"]) for row in listed["items"]] == [
            ("order.cancelled", names[1]),
            ("webhook.test", names[0]),
        ]
        strange = await demo.client.post(f"{one}/deliveries/{uuid4()}/replay", headers=headers)
        assert (strange.status_code, strange.json()["code"]) == (404, "webhook_delivery_not_found")
        receiver.always(410)
        assert (await demo.client.post(f"{one}/test", headers=headers)).status_code == 202
        assert any("webhook was disabled" in subject for subject in await noticed(demo.shop))
    refused = await demo.client.post(f"{one}/test", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_disabled")


async def test_a_file_is_not_taken_for_a_webhook_nor_a_webhook_for_a_file(demo: Demo) -> None:
    headers = await demo.headers("owner")
    # The owner's token opens no file, and a file's address knows no owner.
    assert (await demo.client.get(PATH, headers=headers)).status_code == 200
    assert (await demo.client.get("/integration/products", headers=headers)).status_code == 401
    assert (await demo.client.get("/integration/webhooks/products", headers=headers)).status_code == 422
