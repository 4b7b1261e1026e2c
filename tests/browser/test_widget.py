"""The contract's conversations in the chat's window, under our strictest policy; axe, several tabs, and no network."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import VIEWS, Visit
from tests.browser.widget import Window
from tests.channels.threads import SENT
from tests.conftest import Addresses, Demo
from tests.identity.asking import settled
from tests.identity.signing_in import as_owner
from tests.security.scene import DEMO_PASSWORD

PAGES = ("/demo", "/support")
ROHAN = "rohan@example.com"


@pytest.mark.parametrize("path", PAGES)
async def test_a_visitor_reads_a_policy_proves_who_they_are_and_is_answered(
    visit: Visit, demo: Demo, addresses: Addresses, path: str
) -> None:
    window = await Window.opened(await visit.page(path))
    await window.say("What is your return policy?", "within 30 days of delivery", "Return policy")
    await window.say("Where is my order?", "Please tell me your e-mail address, phone number or order number")
    await window.say(ROHAN, SENT)
    await settled(addresses)
    await window.composer.fill(demo.shop.mail.code())
    await window.composer.press("Enter")
    await window.reads("Your order ORD-789 is arriving tomorrow!")
    # What was said before belongs to the visitor's thread, and stays there.
    await expect(window.transcript.get_by_text("within 30 days")).to_have_count(0)
    await visit.shoot(window.page, f"proven {path}")


@pytest.mark.parametrize("path", PAGES)
async def test_rohan_signs_in_and_returns_what_he_bought_by_a_button(
    visit: Visit, addresses: Addresses, path: str
) -> None:
    window = await Window.opened(await visit.page(path))
    await window.sign_in(ROHAN, DEMO_PASSWORD)
    await window.say("Show me order ORD-999", "I can only show you your own orders.")
    await window.say("I want to return the headphones from my last order")
    confirm = window.page.get_by_role("button", name="Confirm", exact=True)
    for answer in ("yes", "to the original payment method", "yes"):
        await window.page.wait_for_timeout(1500)
        if await confirm.count():
            break
        await window.say(answer)
    await visit.shoot(window.page, f"proposal {path}")
    assert as_owner(addresses, "select count(*) from order_returns where customer_id = 'CUST-123'") == [(0,)]
    await confirm.click()
    await expect(window.page.get_by_role("article", name="Please confirm").last).to_contain_text(
        re.compile("done|confirmed", re.IGNORECASE)
    )
    assert as_owner(addresses, "select count(*) from order_returns where customer_id = 'CUST-123'") == [(1,)]
    await visit.shoot(window.page, f"committed {path}")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("view", VIEWS)
async def test_axe_finds_nothing(visit: Visit, path: str, view: str) -> None:
    page = await visit.page(path, **VIEWS[view], bypass_csp=True)
    await page.wait_for_timeout(500)
    launcher = page.locator("#support-chat button").first
    if path == "/demo":
        await launcher.click()
    await expect(page.get_by_role("textbox").first).to_be_visible()
    await page.get_by_role("textbox").first.fill("What is your return policy?")
    await page.get_by_role("textbox").first.press("Enter")
    await expect(page.get_by_role("log").get_by_text("within 30 days").last).to_be_visible()
    await visit.shoot(page, f"policy {path} {view}")
    assert await violations(page) == []


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
    assert await one.transcript.inner_text() == await other.transcript.inner_text()


async def test_what_was_written_offline_is_sent_once_after_a_reload(
    visit: Visit, addresses: Addresses
) -> None:
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
    assert as_owner(addresses, "select count(*) from messages where speaker = 'person'") == [(1,)]
    await device.unroute_all()
    await window.reads("Canada")
    await expect(window.transcript.get_by_text("Will be sent when you are back online")).to_have_count(0)
    await expect(window.transcript.get_by_text("AI assistant")).to_have_count(2)
    assert as_owner(addresses, "select count(*) from messages where speaker = 'person'") == [(2,)]
    await visit.shoot(page, "back online")
    visit.complaints[:] = [one for one in visit.complaints if "Failed to load resource" not in one]
