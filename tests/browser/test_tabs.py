"""Several tabs of one browser, and no network."""

import re

from playwright.async_api import CDPSession, expect

from tests.browser.conftest import Visit
from tests.browser.cutting import CUT_EARLY, Cutter
from tests.browser.protocol import command
from tests.browser.widget import Window
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner

_WRITTEN = "select count(*) from messages where speaker = 'person'"


async def network(browser: CDPSession, *, is_there: bool) -> None:
    """Give one tab a network, or take it away; the other tabs keep theirs."""
    speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    await command(browser, "Network.emulateNetworkConditions", offline=not is_there, **speed)


async def are_finished(*windows: Window) -> None:
    """Wait until nothing is on its way in any of them."""
    for window in windows:
        await expect(window.unfinished).to_have_count(0)


async def test_two_tabs_of_one_browser_are_in_step(visit: Visit) -> None:
    device = await visit.device()
    first, second = await device.new_page(), await device.new_page()
    await first.goto("/support")
    one = await Window.opened(first)
    await one.say("What is your return policy?", "within 30 days of delivery")
    await second.goto("/support")
    other = await Window.opened(second)
    await other.reads("within 30 days of delivery")
    await other.say("I want to talk to a person", "passed this conversation on to a colleague")
    await one.reads("passed this conversation on to a colleague")
    await are_finished(one, other)
    assert await one.transcript.inner_text() == await other.transcript.inner_text()


async def test_what_was_written_offline_is_sent_once_after_a_reload(
    visit: Visit, addresses: Addresses
) -> None:
    visit.mean("Failed to load resource")
    device = await visit.device()
    page = await device.new_page()
    await page.goto("/support")
    window = await Window.opened(page)
    await window.say("What is your return policy?", "within 30 days of delivery")
    # The page comes from the network, and nothing that the chat needs: no socket opens without a ticket.
    await device.route(re.compile(r"/auth/"), lambda route: route.abort())
    await page.reload()
    window = await Window.opened(page)
    await window.composer.fill("Do you ship to Canada?")
    await window.composer.press("Enter")
    await page.reload()
    window = await Window.opened(page)
    await expect(window.transcript.get_by_text("Do you ship to Canada?")).to_be_visible()
    assert as_owner(addresses, _WRITTEN) == [(1,)]
    await device.unroute_all()
    await window.reads("Canada")
    await expect(window.transcript.get_by_text("Will be sent when you are back online")).to_have_count(0)
    await expect(window.transcript.get_by_text("AI assistant")).to_have_count(2)
    assert as_owner(addresses, _WRITTEN) == [(2,)]
    await visit.shoot(page, "back online")


async def test_a_tab_that_was_offline_for_a_minute_has_what_the_other_has(
    visit: Visit, addresses: Addresses
) -> None:
    visit.mean("Failed to load resource", "ERR_INTERNET_DISCONNECTED", CUT_EARLY)
    device = await visit.device()
    first, second = await device.new_page(), await device.new_page()
    cutter = Cutter()
    await cutter.stand_before(second)
    browser = await device.new_cdp_session(second)
    # The minute passes on this tab's clock alone.
    await second.clock.install()
    await first.goto("/support")
    one = await Window.opened(first)
    await one.ask("What is your return policy?")
    await second.goto("/support")
    other = await Window.opened(second)
    await other.reads("within 30 days of delivery")
    await expect(second.locator(".presence.open")).to_be_visible()
    await network(browser, is_there=False)
    await cutter.cut_all()
    await second.clock.run_for("00:30")
    await other.write("Do you ship to Canada?")
    await expect(second.get_by_text(other.words["offline"])).to_be_visible()
    await expect(other.transcript.get_by_text(other.words["waitingForNetwork"])).to_be_visible()
    await visit.shoot(second, "offline")
    await one.ask("Do you sell gift cards?")
    await one.say("I want to talk to a person", "passed this conversation on to a colleague")
    await second.clock.run_for("00:30")
    assert as_owner(addresses, _WRITTEN) == [(3,)]
    await network(browser, is_there=True)
    await expect(other.answers).to_have_count(4)
    await expect(one.answers).to_have_count(4)
    await are_finished(one, other)
    assert await one.transcript.inner_text() == await other.transcript.inner_text()
    assert as_owner(addresses, _WRITTEN) == [(4,)]
