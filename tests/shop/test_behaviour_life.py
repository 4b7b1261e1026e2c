"""The life of the assistant's settings over HTTP: draft, publish, roll back, history, and what everybody sees."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest

from support_ai.core.database import Database
from support_ai.shop.behaviour_service import behaviour_for
from tests.conftest import Addresses, Cast, Demo
from tests.identity.signing_in import as_owner, audited

_PATH = "/shop/assistant"


async def _call(demo: Demo, method: str, path: str = "", name: str = "admin", **sent: Any) -> httpx.Response:
    headers = await demo.headers(name) if name else {}
    return await demo.client.request(method, f"{_PATH}{path}", headers=headers, **sent)


async def _save(
    demo: Demo, version: int, made_from: int, by: str = "admin", **settings: Any
) -> httpx.Response:
    sent = {"version": version, "made_from": made_from, "settings": settings}
    return await _call(demo, "PUT", "/draft", by, json=sent)


async def _publish(demo: Demo, made_from: int, **settings: Any) -> int:
    """Publish settings, and return their version."""
    saved = await _save(demo, 0, made_from, **settings)
    assert saved.status_code == 200, saved.text
    done = await _call(demo, "POST", "/publish", json={"version": saved.json()["version"]})
    assert done.status_code == 200, done.text
    return int(done.json()["version"])


def _is_outdated(answer: httpx.Response, field: str = "version") -> bool:
    return (answer.status_code, answer.json().get("code"), answer.json().get("field")) == (
        409,
        "version_outdated",
        field,
    )


async def test_a_new_shop_has_version_0_and_no_draft(demo: Demo) -> None:
    found = (await _call(demo, "GET", name="emma")).json()
    assert (found["version"], found["settings"]["name"], found["changed_by"]) == (
        0,
        "Support",
        "system:start",
    )
    missing = await _call(demo, "GET", "/draft")
    assert (missing.status_code, missing.json()["code"]) == (404, "assistant.no_draft")
    assert (await _call(demo, "GET", "/versions", name="emma")).json() == {"items": []}


async def test_a_draft_counts_for_nobody_before_it_is_published(demo: Demo, addresses: Addresses) -> None:
    saved = await _save(demo, 0, 0, greeting="Good day.", tools={"cancel_order": "off"})
    assert saved.status_code == 200, saved.text
    draft = saved.json()
    assert draft["changes"] == {"greeting": "Good day.", "tools": "cancel_order: off"}
    assert not draft["is_outdated"]
    assert draft["changed_by"].startswith("account:")
    assert (await _call(demo, "GET")).json()["version"] == 0
    # The owner sees the same draft, and publishes it.
    assert (await _call(demo, "GET", "/draft", "owner")).json() == draft
    done = (await _call(demo, "POST", "/publish", "owner", json={"version": draft["version"]})).json()
    assert (done["version"], done["settings"]["greeting"]) == (1, "Good day.")
    assert done["settings"]["tools"]["cancel_order"] == "off"
    assert (await _call(demo, "GET", "/draft")).status_code == 404
    assert (await _call(demo, "GET", name="emma")).json() == done
    changed = {"greeting": "Good day.", "tools": "cancel_order: off"}
    assert audited(addresses, "assistant.draft") == [("done", {"made_from": 0, **changed})]
    assert audited(addresses, "assistant.publish") == [("done", {"draft": draft["version"], **changed})]


async def test_only_managers_write_and_only_colleagues_read(demo: Demo, addresses: Addresses) -> None:
    body = {"version": 0, "made_from": 0, "settings": {"name": "Eve"}}
    for name, status in (("", 401), ("rohan", 403), ("michael", 403), ("emma", 403)):
        assert (await _call(demo, "PUT", "/draft", name, json=body)).status_code == status
        assert (await _call(demo, "GET", "/draft", name)).status_code == status
        assert (await _call(demo, "DELETE", "/draft?version=1", name)).status_code == status
        assert (await _call(demo, "POST", "/publish", name, json={"version": 1})).status_code == status
        assert (await _call(demo, "POST", "/roll-back", name, json={"version": 0})).status_code == status
        for path in ("", "/versions", "/versions/0"):
            expected = 200 if name == "emma" else status
            assert (await _call(demo, "GET", path, name)).status_code == expected
    assert as_owner(addresses, "select count(*) from assistant_draft") == [(0,)]


async def test_of_two_admins_who_change_one_draft_one_is_told_to_read_it_again(demo: Demo) -> None:
    first = (await _save(demo, 0, 0)).json()["version"]
    answers = await asyncio.gather(
        *(_save(demo, first, 0, who, unknown=f"Ask {who}.") for who in ("admin", "owner", "admin"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert all(_is_outdated(answer) for answer in answers if answer.status_code == 409)
    kept = next(answer.json() for answer in answers if answer.status_code == 200)
    assert (await _call(demo, "GET", "/draft")).json() == kept


async def test_of_two_admins_who_begin_a_draft_one_begins_it(demo: Demo, addresses: Addresses) -> None:
    answers = await asyncio.gather(*(_save(demo, 0, 0, who, unknown=who) for who in ("admin", "owner")))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [_is_outdated(answer) for answer in answers].count(True) == 1
    assert len(audited(addresses, "assistant.draft")) == 1


async def test_of_two_who_publish_one_draft_one_does(demo: Demo, addresses: Addresses) -> None:
    version = (await _save(demo, 0, 0, unknown="?!")).json()["version"]
    answers = await asyncio.gather(
        *(_call(demo, "POST", "/publish", who, json={"version": version}) for who in ("admin", "owner"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [_is_outdated(answer) for answer in answers].count(True) == 1
    assert as_owner(addresses, "select version from shop_documents where name = 'assistant'") == [(1,)]


async def test_a_draft_that_changed_since_it_was_looked_at_is_neither_published_nor_discarded(
    demo: Demo,
) -> None:
    seen = (await _save(demo, 0, 0, unknown="One.")).json()["version"]
    newer = (await _save(demo, seen, 0, "owner", unknown="Two.")).json()["version"]
    assert newer > seen
    assert _is_outdated(await _call(demo, "POST", "/publish", json={"version": seen}))
    assert _is_outdated(await _call(demo, "DELETE", f"/draft?version={seen}"))
    assert (await _call(demo, "GET", "/draft")).json()["settings"]["unknown"] == "Two."


async def test_a_discarded_draft_is_gone_and_its_number_never_comes_back(
    demo: Demo, addresses: Addresses
) -> None:
    seen = (await _save(demo, 0, 0, unknown="One.")).json()["version"]
    assert (await _call(demo, "DELETE", f"/draft?version={seen}")).status_code == 204
    assert audited(addresses, "assistant.discard") == [("done", {})]
    assert (await _save(demo, 0, 0, "owner", unknown="Two.")).json()["version"] > seen
    # Whoever still has the old one open does not write over the new one.
    assert _is_outdated(await _save(demo, seen, 0, unknown="Three."))
    assert _is_outdated(await _save(demo, 0, 0, unknown="Three."))


async def test_a_draft_made_from_older_settings_is_published_only_once_it_was_looked_at_again(
    demo: Demo,
) -> None:
    assert await _publish(demo, 0, unknown="One.") == 1
    draft = (await _save(demo, 0, 1, unknown="Two.")).json()["version"]
    assert (await _call(demo, "POST", "/roll-back", "owner", json={"version": 0})).json()["version"] == 2
    found = (await _call(demo, "GET", "/draft")).json()
    assert (found["is_outdated"], found["made_from"]) == (True, 1)
    assert _is_outdated(await _call(demo, "POST", "/publish", json={"version": draft}))
    # Nothing of the refused publishing stays: the draft is still there.
    assert (await _call(demo, "GET", "/draft")).json() == found
    again = (await _save(demo, draft, 2, unknown="Two.")).json()
    assert not again["is_outdated"]
    done = await _call(demo, "POST", "/publish", json={"version": again["version"]})
    assert (done.json()["version"], done.json()["settings"]["unknown"]) == (3, "Two.")


async def test_a_draft_is_made_from_a_version_that_there_is(demo: Demo) -> None:
    refused = await _save(demo, 0, 1, unknown="One.")
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
        422,
        "assistant.draft.unknown_version",
        "made_from",
    )


async def test_rolling_back_makes_a_new_version_that_equals_the_old_one(
    demo: Demo, addresses: Addresses
) -> None:
    await _publish(demo, 0, unknown="One.", tone="formal")
    await _publish(demo, 1, unknown="Two.")
    first = (await _call(demo, "GET", "/versions/1")).json()
    back = (await _call(demo, "POST", "/roll-back", json={"version": 1, "published": 2})).json()
    assert (back["version"], back["settings"]) == (3, first["settings"])
    assert audited(addresses, "assistant.roll_back") == [
        ("done", {"to": 1, "tone": "formal", "unknown": "One."})
    ]
    items = (await _call(demo, "GET", "/versions", name="emma")).json()["items"]
    assert [(one["version"], one["changes"]) for one in items] == [
        (3, {"tone": "formal", "unknown": "One."}),
        (2, {"tone": "friendly", "unknown": "Two."}),
        (1, {"tone": "formal", "unknown": "One."}),
    ]
    newest = (await _call(demo, "GET", "/versions?limit=1")).json()["items"]
    assert newest == items[:1]
    # What counts already is not published once more.
    assert (await _call(demo, "POST", "/roll-back", json={"version": 1})).json()["version"] == 3
    assert (await _call(demo, "POST", "/roll-back", json={"version": 0})).json()["version"] == 4


async def test_rolling_back_needs_a_version_and_what_was_looked_at(demo: Demo) -> None:
    await _publish(demo, 0, unknown="One.")
    missing = await _call(demo, "POST", "/roll-back", json={"version": 7})
    assert (missing.status_code, missing.json()["code"]) == (404, "version_not_found")
    assert (await _call(demo, "GET", "/versions/7")).status_code == 404
    stale = await _call(demo, "POST", "/roll-back", json={"version": 0, "published": 0})
    assert _is_outdated(stale, "published")


async def test_the_same_draft_again_makes_no_version_and_one_that_changes_nothing_publishes_none(
    demo: Demo, addresses: Addresses
) -> None:
    version = (await _save(demo, 0, 0)).json()["version"]
    assert (await _save(demo, version, 0)).json()["version"] == version
    assert len(audited(addresses, "assistant.draft")) == 1
    done = await _call(demo, "POST", "/publish", json={"version": version})
    assert done.json()["version"] == 0
    assert (await _call(demo, "GET", "/draft")).status_code == 404


async def test_settings_out_of_bounds_are_no_draft(demo: Demo, addresses: Addresses) -> None:
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"greeting": "Hello {customer}"}, "settings.greeting", "invalid"),
        ({"tools": {"hand_over": "off"}}, "settings.tools.hand_over", "assistant.tool.needed"),
    ]
    for settings, field, code in cases:
        refused = await _save(demo, 0, 0, **settings)
        assert (refused.status_code, refused.json()["field"], refused.json()["code"]) == (422, field, code)
    assert as_owner(addresses, "select count(*) from assistant_draft") == [(0,)]


async def test_everybody_sees_name_greeting_and_languages_and_nothing_else(demo: Demo) -> None:
    await _publish(
        demo, 0, name="Ada", greeting="I am {name} of {shop}.", languages=["en", "fr"], unknown="inside"
    )
    seen = (await _call(demo, "GET", "/public", "")).json()
    assert set(seen) == {"name", "greeting", "languages"}
    assert (seen["name"], seen["languages"]) == ("Ada", ["en", "fr"])
    assert seen["greeting"].startswith("I am Ada of ")
    assert "{" not in seen["greeting"]


async def test_what_everybody_sees_may_be_kept_and_is_asked_for_again_by_its_tag(demo: Demo) -> None:
    first = await _call(demo, "GET", "/public", "")
    assert first.headers["cache-control"] == "public, max-age=300"
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    tag = {"if-none-match": first.headers["etag"]}
    again = await demo.client.get(f"{_PATH}/public", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    await _publish(demo, 0, name="Ada")
    renewed = await demo.client.get(f"{_PATH}/public", headers=tag)
    assert (renewed.status_code, renewed.json()["name"]) == (200, "Ada")


async def test_a_turn_reads_what_is_published_and_a_preview_the_draft(
    demo: Demo, database: Database, cast: Cast
) -> None:
    async def read(*, draft: bool) -> str:
        async with database.transaction(cast.visitor, read_only=True) as conn:
            return (await behaviour_for(conn, draft=draft)).name

    assert (await read(draft=False), await read(draft=True)) == ("Support", "Support")
    version = (await _save(demo, 0, 0, name="Ada")).json()["version"]
    assert (await read(draft=False), await read(draft=True)) == ("Support", "Ada")
    await _call(demo, "POST", "/publish", json={"version": version})
    assert (await read(draft=False), await read(draft=True)) == ("Ada", "Ada")
    async with database.transaction(cast.visitor, read_only=True) as conn:
        # What was read before is not parsed again.
        assert await behaviour_for(conn, draft=False) is await behaviour_for(conn, draft=True)


@pytest.mark.parametrize("name", ["emma", "rohan", "visitor"])
async def test_the_database_itself_lets_only_managers_write(
    database: Database, cast: Cast, name: str
) -> None:
    for statement in (
        b"insert into assistant_draft (made_from, settings, changed_by) values (0, '{}', 'x')",
        b"insert into shop_documents (name, version, settings, changed_by) values ('assistant', 1, '{}', 'x')",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with database.transaction(cast.people()[name]) as conn:
                await conn.execute(statement)
