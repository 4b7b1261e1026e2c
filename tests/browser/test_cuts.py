"""A socket that is cut after any frame of a conversation: nothing is lost, and nothing is there twice."""

import json

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.cutting import CUT_EARLY, Cutter
from tests.browser.widget import Window
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner
from tests.security.scene import DEMO_PASSWORD

QUESTIONS = (
    "Where is my order?",
    "What is your return policy?",
    "I want to return the headphones from my last order",
)
# The next try comes at once: full jitter below its lowest.
_AT_ONCE = "Math.random = () => -0.333"
_STORED = """select speaker, count(*), count(distinct sequence) from messages where conversation_id =
    (select conversation_id from conversations order by created_at desc limit 1) group by speaker order by speaker"""


async def said(window: Window) -> list[str]:
    """Return everything that stands there, but for the times and what became of proposals."""
    parts = window.transcript.locator(".entry :is(.bubble, .sources, .card dl, .card .changes)")
    return [" ".join(one.split()) for one in await parts.all_inner_texts()]


@pytest.mark.parametrize("loses", [False, True], ids=["arrived", "lost"])
async def test_cut_after_any_frame_of_any_answer_the_conversation_is_the_same(
    visit: Visit, addresses: Addresses, loses: bool
) -> None:
    visit.mean(CUT_EARLY)
    page = await (await visit.device()).new_page()
    await page.add_init_script(_AT_ONCE)
    cutter = Cutter(loses)
    await cutter.stand_before(page)
    await page.goto("/support")
    window = await Window.opened(page)
    await window.sign_in("rohan@example.com", DEMO_PASSWORD)
    schedule: list[tuple[str, int]] = []
    uncut: dict[str, list[str]] = {}
    for question in QUESTIONS:
        before = len(await said(window))
        cutter.cut_after(0)
        await window.ask(question)
        uncut[question] = (await said(window))[before:]
        schedule += [(question, frame) for frame in range(1, cutter.seen + 1)]
    await window.choose("newConversation")
    for question, frame in schedule:
        cutter.cut_after(frame)
        await window.ask(question)
    cutter.cut_after(0)
    expected = [part for question, _ in schedule for part in uncut[question]]
    assert await said(window) == expected
    stored = [(who, len(schedule), len(schedule)) for who in ("assistant", "person")]
    assert as_owner(addresses, _STORED) == stored
    await page.reload()
    window = await Window.opened(page)
    await expect(window.answers).to_have_count(len(schedule))
    assert await said(window) == expected
    kinds = {json.loads(frame)["type"] for frame in cutter.cuts}
    assert {"message", "working", "sentence", "card", "source"} <= kinds
