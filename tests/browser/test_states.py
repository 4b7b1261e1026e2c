"""What the window looks like where things are in between, long, or go wrong, in every view; axe sees each state."""

import re
from contextlib import suppress

import pytest
from playwright.async_api import Error, Page, expect

from tests.browser.conftest import VIEWS, Visit
from tests.browser.cutting import CUT_EARLY, Cutter
from tests.browser.walk import Walk
from tests.browser.widget import Window
from tests.conftest import Addresses, Demo
from tests.conversations.test_file_content import picture
from tests.security.scene import DEMO_PASSWORD

_MARKDOWN = """Here is **what we need**, *please*:

1. The number of the order, such as `ORD-789`
2. A picture of the box: https://example.com/how-to-take-a-picture-of-a-box-that-is-broken?step=1&more=yes

- [How returns work](https://example.com/returns)
- Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft
"""
_ERROR = {"type": "error", "code": "invalid", "detail": "This cannot be sent here.", "field": "message"}


async def begun(visit: Visit, demo: Demo, addresses: Addresses, view: str) -> tuple[Walk, Cutter]:
    """Open the chat of the demonstration page, with somebody between it and the server."""
    cutter = Cutter()
    page = await (await visit.device(**_options(view))).new_page()
    await cutter.stand_before(page)
    await visit.speak(page, "/demo", VIEWS[view].get("language", ""))
    await page.goto("/demo")
    walk = Walk(visit, demo, addresses, Window.on(page, VIEWS[view].get("language", "en")), f"{view} state")
    await visit.shoot(page, f"closed {view}")
    await Window.opened(page, VIEWS[view].get("language", "en"))
    return walk, cutter


def _options(view: str) -> dict[str, object]:
    return {key: value for key, value in VIEWS[view].items() if key != "language"}


@pytest.mark.parametrize("view", VIEWS)
async def test_a_visitor_sees_what_goes_on(visit: Visit, demo: Demo, addresses: Addresses, view: str) -> None:
    visit.mean("Failed to load resource", CUT_EARLY)
    walk, cutter = await begun(visit, demo, addresses, view)
    window, page = walk.window, walk.window.page
    await window.ask("Where is my order?")
    await cutter.tell({"type": "working", "tool": "search_knowledge"})
    await walk.glance("working")
    await cutter.tell({"type": "sentence", "text": "You can return most items"})
    await walk.glance("sentence")
    await page.route(re.compile("/auth/"), lambda route: route.abort())
    await cutter.cut_all()
    await window.write("Do you ship to Canada?")
    await expect(window.button("reconnect")).to_be_visible()
    await walk.glance("no network")
    async with page.expect_request(re.compile("/auth/")):
        await window.button("reconnect").click()
    await page.unroute_all()
    await visit.speak(page, "/demo", VIEWS[view].get("language", ""))
    # It may have come back by itself in this very moment.
    with suppress(Error):
        await window.button("reconnect").click(timeout=3_000)
    await expect(window.answers).to_have_count(2)
    cutter.holds = True
    await window.write("Something that is refused")
    await expect(window.transcript.locator(".outgoing")).to_be_visible()
    await cutter.tell(_ERROR)
    cutter.holds = False
    await expect(window.button("tryAgain")).to_be_visible()
    await walk.glance("not taken")
    await window.button("discard").click()
    await window.composer.fill("A long text. " * 590)
    await walk.glance("many letters")
    await window.composer.fill("")
    await window.choose("signIn")
    await page.get_by_text(window.words["withPassword"], exact=True).first.click()
    await page.get_by_role("textbox", name=window.words["email"]).fill("rohan@example.com")
    await page.locator("input[type=password]").fill("not that")
    await page.locator("input[type=password]").press("Enter")
    await expect(page.get_by_role("alert").filter(has_text=re.compile("."))).to_be_visible()
    await walk.glance("sign-in refused")
    await page.get_by_text(window.words["withCode"], exact=True).first.click()
    await page.get_by_role("textbox").first.fill("rohan@example.com")
    await window.button("sendCode").click()
    await expect(page.locator("input.code")).to_be_focused()
    await walk.glance("sign-in code")


@pytest.mark.parametrize("view", VIEWS)
async def test_rohan_talks_with_a_colleague(
    visit: Visit, demo: Demo, addresses: Addresses, view: str
) -> None:
    walk, cutter = await begun(visit, demo, addresses, view)
    window, page = walk.window, walk.window.page
    await window.sign_in("rohan@example.com", DEMO_PASSWORD)
    paid = {"amount": 1000, "reason": "goodwill"}
    emma = await demo.headers("emma")
    assert (await demo.client.post("/orders/ORD-456/refunds", headers=emma, json=paid)).is_success
    await window.ask("Where is my refund?")
    await expect(window.card("refund", number="ORD-456")).to_be_visible()
    await walk.glance("refund")
    await window.ask("I want to return something")
    await walk.glance("choices")
    await window.say("I want to talk to a person", "passed this conversation on")
    colleague = await walk.colleague()
    await colleague.reply("Hello!")
    await window.reads("Hello!")
    await cutter.tell({"type": "typing", "speaker": "colleague", "is_typing": True, "name": "Emma"})
    await walk.glance("colleague types")
    await colleague.reply(_MARKDOWN)
    await window.reads("How returns work")
    await walk.glance("markdown")
    await attach(page, "a receipt of a very long name that does not end so soon.png", picture("PNG"))
    await attach(page, "wrong.exe", b"MZ")
    await expect(page.locator(".uploads small")).to_have_count(1)
    await walk.glance("files chosen")
    await window.say("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft")
    await expect(window.unfinished).to_have_count(0)
    await walk.glance("files sent")
    await window.transcript.evaluate("(log) => { log.scrollTop = 0; }")
    await colleague.reply("Thank you.")
    await expect(window.button("newMessages")).to_be_visible()
    await walk.glance("new messages below")
    await page.keyboard.press("Escape")
    await colleague.reply("Are you still there?")
    await expect(window.launcher).to_contain_text("2")
    await walk.glance("unread")


async def attach(page: Page, name: str, content: bytes) -> None:
    """Choose a file."""
    kind = "image/png" if name.endswith(".png") else "application/octet-stream"
    file = {"name": name, "mimeType": kind, "buffer": content}
    await page.locator("#support-chat input[type=file]").set_input_files([file])  # pyright: ignore[reportArgumentType] - a FilePayload
