"""The chat on somebody else's pages: nothing is refused by the strictest policy, and no style of the page reaches in."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import VIEWS, Visit
from tests.browser.hosts import PLACES, host_pages
from tests.browser.walk import propose_a_return
from tests.browser.widget import Window
from tests.channels.threads import ARRIVING
from tests.security.scene import DEMO_PASSWORD

_RED = """() => {
  const root = document.querySelector("#support-chat").shadowRoot;
  const names = ["color", "background-color", "border-top-color", "outline-color", "fill", "stroke"];
  const red = (element) => names.some((name) => getComputedStyle(element)[name] === "rgb(255, 0, 0)");
  return [...root.querySelectorAll("*")].filter(red).map((element) => element.outerHTML.slice(0, 80));
}"""


async def opened(page: Page, address: str) -> Window:
    """Open the chat on a page."""
    await page.goto(address)
    return await Window.opened(page)


async def test_wherever_the_two_lines_stand_there_is_one_chat_and_it_answers(visit: Visit) -> None:
    async with host_pages(visit.origin) as host:
        page = await (await visit.device()).new_page()
        for place in PLACES:
            window = await opened(page, f"{host}/{place}")
            await expect(page.locator("#support-chat")).to_have_count(1)
            await expect(window.launcher).to_have_count(1)
            if place == "before":
                await window.ask("What is your return policy?")
            # One visitor of one site goes on, whichever page of it they read.
            await window.reads("within 30 days of delivery")


@pytest.mark.parametrize("kind", ["", "hostile/"])
async def test_under_the_strictest_policy_and_styles_that_mean_ill_everything_works(
    visit: Visit, kind: str
) -> None:
    async with host_pages(visit.origin) as host:
        page = await (await visit.device(viewport={"width": 1100, "height": 760})).new_page()
        window = await opened(page, f"{host}/{kind}twice")
        await window.say("What is your return policy?", "within 30 days of delivery", "Return policy")
        await window.sign_in("rohan@example.com", DEMO_PASSWORD)
        assert ARRIVING in await window.ask("Where is my order?")
        await expect(window.card("order", number="ORD-789")).to_be_visible()
        await propose_a_return(window)
        await visit.shoot(page, f"host {kind} proposal")
        assert await violations(page, "#support-chat") == []
        await window.button("confirm").click()
        await expect(window.card("proposal_committed")).to_be_visible()
        await window.button("menu").click()
        assert await page.evaluate(_RED) == []
        async with page.expect_download() as saved:
            await window.button("saveTranscript").click()
        assert ARRIVING in (await (await saved.value).path()).read_text("utf-8")
        await window.choose("rate")
        await page.locator(".stars label").nth(4).click()
        await visit.shoot(page, f"host {kind} rating")
        assert await page.evaluate(_RED) == []
        await window.button("rateSend").click()
        await expect(page.get_by_text(window.words["rateThanks"])).to_be_visible()
        await window.sign_out()


@pytest.mark.parametrize("view", ["light", "mobile"])
async def test_where_no_cookie_renews_it_a_session_ends_with_a_warning(visit: Visit, view: str) -> None:
    async with host_pages(visit.origin) as host:
        page = await (await visit.device(**VIEWS[view])).new_page()
        # The quarter of an hour passes on the page's clock alone.
        await page.clock.install()
        window = await opened(page, f"{host}/before")
        await window.sign_in("rohan@example.com", DEMO_PASSWORD)
        await window.ask("Where is my order?")
        await page.clock.fast_forward("12:01")
        await page.clock.fast_forward("01:00")
        await expect(window.button("stay")).to_be_visible()
        await visit.shoot(page, f"session ends {view}")
        assert await violations(page, "#support-chat") == []
        await page.clock.fast_forward("02:00")
        await expect(page.get_by_text(window.words["sessionEnded"])).to_be_visible()
        await expect(window.transcript.get_by_text("ORD-789")).to_have_count(0)
        await visit.shoot(page, f"session ended {view}")


async def test_an_app_that_did_not_come_is_asked_for_again_by_the_next_press(visit: Visit) -> None:
    visit.mean("Failed to load resource")
    async with host_pages(visit.origin) as host:
        page = await (await visit.device()).new_page()
        await page.route(re.compile("/chat-app.js"), lambda route: route.abort())
        await page.goto(f"{host}/before")
        failed = page.get_by_role("button", name="The chat could not be loaded.")
        await page.locator(".support-launcher").click()
        await expect(failed).to_be_visible()
        await visit.shoot(page, "not loaded")
        await page.unroute_all()
        await failed.click()
        await expect(Window.on(page).composer).to_be_focused()
