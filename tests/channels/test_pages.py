"""The pages for people: a chat that needs no script, the demonstration shop, and the files that other sites load."""

import gzip
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from support_ai.bootstrap import Thought
from support_ai.channels.web.asset_routes import assets
from support_ai.core.database import Database
from tests.channels.threads import SENT
from tests.conftest import Addresses, Demo
from tests.identity.asking import settled
from tests.identity.signing_in import as_owner
from tests.serving import serving
from tests.shop.figures import set_figures

OWN = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}


class Browser:
    """A browser without scripts: it keeps cookies, sends the form of the page that it sees, and follows where it is led."""

    def __init__(self, demo: Demo) -> None:
        """Begin without cookies."""
        transport = httpx.ASGITransport(demo.shop.app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://localhost")

    async def read(self) -> str:
        """Return the page."""
        answer = await self.client.get("/support")
        assert answer.status_code == 200
        return answer.text

    async def send(self, message: str, **fields: str) -> httpx.Response:
        """Send the form of the page as it is now."""
        found = re.search(r'name="message_id" value="([^"]+)"', await self.read())
        assert found is not None
        form = {"message": message, "message_id": found[1], **fields}
        return await self.client.post("/support", data=form, headers=OWN, follow_redirects=True)


def said(page: str) -> list[str]:
    """Return who said the messages on a page, in their order."""
    return re.findall(r'<li class="said (\w+)"', page)


async def test_a_visitor_without_scripts_asks_is_answered_and_comes_back(demo: Demo) -> None:
    browser = Browser(demo)
    assert said(await browser.read()) == []
    page = (await browser.send("What is your return policy?")).text
    assert said(page) == ["person", "assistant"]
    assert "within 30 days" in page
    assert "From: Return policy" in page
    page = (await browser.send("", person="yes")).text
    assert said(page) == ["person", "assistant"] * 2
    assert "passed this conversation on to a colleague" in page
    assert said(await browser.read()) == said(page)
    assert said(await Browser(demo).read()) == []


async def test_the_same_form_sent_twice_is_one_message(demo: Demo, addresses: Addresses) -> None:
    browser, form = Browser(demo), {"message": "hello", "message_id": str(uuid4())}
    await browser.client.post("/support", data=form, headers=OWN)
    await browser.client.post("/support", data=form, headers=OWN)
    assert as_owner(addresses, "select count(*) from messages where speaker = 'person'") == [(1,)]


async def test_what_people_write_is_no_html(demo: Demo) -> None:
    page = (await Browser(demo).send('<img src=x onerror=alert(1)> "quoted" & more')).text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize("message", ["", "  \n "])
async def test_nothing_written_is_said_on_the_form(demo: Demo, message: str) -> None:
    answer = await Browser(demo).send(message)
    assert answer.status_code == 422
    assert 'role="alert">Please write your message first.' in answer.text


async def test_too_many_messages_are_told_and_what_was_written_stays(
    demo: Demo, addresses: Addresses
) -> None:
    set_figures(demo.shop, addresses, messages_per_account_per_minute=5)
    browser = Browser(demo)
    # The first is counted by its address, the others by the visitor whom it made.
    for _ in range(6):
        assert (await browser.send("hello")).status_code == 200
    answer = await browser.send("Where is it <now>?")
    assert answer.status_code == 429
    assert "Where is it &lt;now&gt;?</textarea>" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_other_sites_pages_send_nothing(
    demo: Demo, addresses: Addresses, headers: dict[str, str]
) -> None:
    form = {"message": "hello", "message_id": str(uuid4())}
    answer = await demo.client.post("/support", data=form, headers=headers)
    assert answer.status_code == 403
    assert as_owner(addresses, "select count(*) from messages") == [(0,)]


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-ndjson"])
async def test_forms_of_other_kinds_are_refused(demo: Demo, kind: str) -> None:
    answer = await demo.client.post("/support", content=b"message=x", headers={"content-type": kind})
    assert answer.status_code == 415


async def test_a_visitors_cookie_opens_their_thread_and_nothing_of_a_customers(demo: Demo) -> None:
    browser = Browser(demo)
    await browser.send("What is your return policy?")
    (cookie,) = [one for one in browser.client.cookies.jar if one.name == "support_ai_visitor"]
    assert (cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == ("/support", True)
    stranger = Browser(demo)
    stranger.client.cookies.set("support_ai_visitor", f"{cookie.value}x", domain="localhost", path="/support")
    assert said(await stranger.read()) == []
    token = (await demo.headers("rohan"))["authorization"].removeprefix("Bearer ")
    stranger.client.cookies.clear()
    stranger.client.cookies.set("support_ai_visitor", token, domain="localhost", path="/support")
    assert said(await stranger.read()) == []


async def test_G3_a_code_signs_in_and_its_answer_is_shown_once_outside_the_thread(
    demo: Demo, addresses: Addresses
) -> None:
    browser = Browser(demo)
    await browser.send("Where is my order?")
    assert SENT in (await browser.send("rohan@example.com")).text
    await settled(addresses)
    answer = await browser.send(demo.shop.mail.code())
    assert "Your order ORD-789 is arriving tomorrow!" in answer.text
    assert "support_ai_refresh" in answer.headers["set-cookie"]
    assert "ORD-789" not in await browser.read()


async def test_the_pages_run_no_foreign_script_and_are_framed_by_nobody(demo: Demo) -> None:
    for path in ("/support", "/demo"):
        answer = await demo.client.get(path)
        policy = answer.headers["content-security-policy"]
        for part in (
            "script-src 'self'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ):
            assert part in policy
        assert "<style" not in answer.text
        assert not re.search(r"\s(?:style|on\w+)=", answer.text)
        assert re.findall(r"<script(?![^>]* src=)", answer.text) == []


async def test_the_shops_looks_are_on_the_page_at_once(demo: Demo) -> None:
    admin = await demo.headers("admin")
    looks = {"version": 0, "settings": {"colour": "#1A5FB4", "privacy_url": "https://shop.example/privacy"}}
    answer = await demo.client.put("/shop/appearance", json=looks, headers=admin)
    assert answer.json()["settings"]["colour"] == "#1a5fb4"
    page = (await demo.client.get("/support")).text
    assert 'data-primary="#1a5fb4"' in page
    assert 'href="https://shop.example/privacy"' in page
    told = (await demo.client.get("/support/settings")).json()
    assert (told["shop"], told["colour"], told["privacy_url"]) == (
        "The Demo Shop",
        "#1a5fb4",
        "https://shop.example/privacy",
    )


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"colour": "red"}, "settings.colour"),
        ({"colour": "#12345"}, "settings.colour"),
        ({"colour": "#123456;x"}, "settings.colour"),
        ({"privacy_url": "javascript:alert(1)"}, "settings.privacy_url"),
        ({"privacy_url": "http://shop.example"}, "settings.privacy_url"),
        ({"size": 3}, "settings.size"),
    ],
)
async def test_other_looks_are_refused_by_name(demo: Demo, settings: dict[str, Any], field: str) -> None:
    sent = {"version": 0, "settings": settings}
    answer = await demo.client.put("/shop/appearance", json=sent, headers=await demo.headers("admin"))
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_the_demonstration_shop_is_there_in_local_mode_only(
    demo: Demo, database: Database, tmp_path: Path, thought: Thought
) -> None:
    page = (await demo.client.get("/demo")).text
    assert '<div id="support-chat"' in page
    assert "Wireless Headphones" in page
    public = "https://shop.example"
    async with serving(database, tmp_path / "other", thought, public_url=public) as shop:
        transport = httpx.ASGITransport(shop.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=public) as client:
            assert (await client.get("/demo")).status_code == 404
            answer = await client.get("/support")
            assert answer.status_code == 200


@pytest.mark.parametrize("name", sorted(assets()))
async def test_files_are_for_every_site_small_and_kept_by_their_content(demo: Demo, name: str) -> None:
    plain = await demo.client.get(f"/{name}", headers={"accept-encoding": "identity"})
    assert plain.content == assets()[name].content
    assert plain.headers["access-control-allow-origin"] == "*"
    assert plain.headers["cache-control"] == "public, max-age=300"
    packed = await demo.client.get(f"/{name}", headers={"accept-encoding": "gzip"})
    assert packed.content == plain.content
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, mtime=0))
    named = await demo.client.get(f"/{name}?v={assets()[name].digest}")
    assert "immutable" in named.headers["cache-control"]
    same = await demo.client.get(f"/{name}", headers={"if-none-match": plain.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")


@pytest.mark.parametrize("path", ["/nothing.js", "/nothing.css", "/..%2Fpage.js", "/%2e%2e/page.js"])
async def test_no_other_file_is_sent(demo: Demo, path: str) -> None:
    assert (await demo.client.get(path)).status_code == 404


async def test_the_name_that_people_look_for_leads_to_the_script(demo: Demo) -> None:
    answer = await demo.client.get("/chat_widget.js")
    assert (answer.status_code, answer.headers["location"]) == (308, "/chat-widget.js")


async def test_a_form_with_a_letter_that_no_browser_writes_is_refused(
    demo: Demo, addresses: Addresses
) -> None:
    form = {"message": "hello\x00", "message_id": str(uuid4())}
    answer = await Browser(demo).client.post("/support", data=form, headers=OWN)
    assert (answer.status_code, answer.json()["field"]) == (422, "message")
    assert as_owner(addresses, "select count(*) from messages") == [(0,)]
