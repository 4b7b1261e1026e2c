"""What comes is read from its beginning: of something long the first lines come into view, and nobody is taken back."""

from playwright.async_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.cutting import Cutter
from tests.browser.walk import Walk
from tests.browser.widget import Window
from tests.conftest import Addresses, Demo
from tests.security.scene import DEMO_PASSWORD

_LONG = "\n\n".join(f"{number}. Please look at part {number} of the box." for number in range(1, 40))
_PLACE = """async (entry) => {
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
    const log = entry.closest("[role=log]").getBoundingClientRect();
    const own = entry.getBoundingClientRect();
    return {above: Math.round(own.top - log.top), below: Math.round(own.bottom - log.bottom)};
}"""
_TOP = "(log) => log.scrollTop"


async def place(entry: Locator) -> tuple[int, int]:
    """Return by how much an entry begins below the top of what is seen, and ends below its bottom, in pixels."""
    found = await entry.evaluate(_PLACE)
    return found["above"], found["below"]


async def test_of_a_long_answer_the_beginning_is_seen_and_who_read_on_stays_there(
    visit: Visit, demo: Demo, addresses: Addresses
) -> None:
    cutter = Cutter()
    page = await (await visit.device()).new_page()
    await cutter.stand_before(page)
    await page.goto("/demo")
    window = await Window.opened(page)
    await window.sign_in("rohan@example.com", DEMO_PASSWORD)
    await window.say("I want to talk to a person", "passed this conversation on")
    colleague = await Walk(visit, demo, addresses, window, "reading").colleague()
    entries = window.transcript.locator(".entry.colleague")

    await colleague.reply("Hello!")
    await expect(entries).to_have_count(1)
    above, below = await place(entries.last)
    assert above > 0
    assert below <= 0

    await colleague.reply(_LONG)
    await expect(entries).to_have_count(2)
    above, below = await place(entries.last)
    assert 0 <= above < 10
    assert below > 100

    await window.transcript.evaluate("(log) => log.scrollBy({top: 200, behavior: 'instant'})")
    read_to = await window.transcript.evaluate(_TOP)
    await cutter.tell({"type": "typing", "speaker": "colleague", "is_typing": True, "name": "Emma"})
    await expect(window.transcript.locator(".typing")).to_be_visible()
    assert await window.transcript.evaluate(_TOP) == read_to

    await colleague.reply("That is all.")
    await expect(entries).to_have_count(3)
    above, below = await place(entries.last)
    assert above > 0
    assert below <= 0

    await colleague.reply(_LONG)
    await expect(entries).to_have_count(4)
    await page.reload()
    await Window.opened(page)
    await expect(entries).to_have_count(4)
    above, below = await place(entries.last)
    assert 0 <= above < 10
    assert below > 100
