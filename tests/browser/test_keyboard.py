"""Everything that can be done in the window is done by keys alone, and the focus is always where one looks for it."""

from collections.abc import Sequence

import pytest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError
from playwright.async_api import expect

from tests.browser.conftest import VIEWS, Visit
from tests.browser.protocol import command
from tests.browser.walk import ROHANS_RETURNS
from tests.browser.widget import Window
from tests.conftest import Addresses
from tests.conversations.test_file_content import picture
from tests.identity.signing_in import as_owner
from tests.security.scene import DEMO_PASSWORD

_MOST_STEPS = 60
_FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.getAttribute("aria-label") || at?.labels?.[0]?.textContent || at?.textContent || at?.tagName || "";
}"""


async def focused(window: Window) -> str:
    """Return the name of what has the focus."""
    return str(await window.page.evaluate(_FOCUSED)).strip()


async def lands_on(window: Window, name: str) -> None:
    """Wait until what has this name has the focus."""
    try:
        await window.page.wait_for_function(f"(name) => ({_FOCUSED})().trim() === name", arg=name)
    except PlaywrightTimeoutError:
        assert await focused(window) == name


async def reach(window: Window, name: str, key: str = "Tab") -> None:
    """Press Tab until something of this name has the focus."""
    passed: list[str] = []
    for _ in range(_MOST_STEPS):
        if (at := await focused(window)) == name:
            return
        passed.append(at)
        await window.page.keyboard.press(key)
    pytest.fail(f"{name} is not reached: {passed}")


async def press(window: Window, keys: Sequence[str]) -> None:
    """Press one key after the other."""
    for key in keys:
        await window.page.keyboard.press(key)


async def opened(visit: Visit, view: str) -> Window:
    """Open the chat of the demonstration page by keys."""
    window = Window.on(await visit.page("/demo", **VIEWS[view]))
    await expect(window.launcher).to_be_visible()
    await reach(window, "Open support chat")
    await press(window, ["Enter"])
    await expect(window.composer).to_be_focused()
    return window


@pytest.mark.parametrize("view", ["light", "mobile"])
async def test_rohan_signs_in_confirms_rates_and_closes_by_keys_alone(
    visit: Visit, addresses: Addresses, view: str
) -> None:
    window = await opened(visit, view)
    keyboard = window.page.keyboard
    await reach(window, "More", "Shift+Tab")
    await press(window, ["Enter"])
    await lands_on(window, "Sign in")
    await press(window, ["Enter"])
    await expect(window.page.get_by_role("textbox")).to_be_focused()
    await reach(window, "One-time code", "Shift+Tab")
    await press(window, ["ArrowRight"])
    await reach(window, "E-mail address")
    await keyboard.type("rohan@example.com")
    await press(window, ["Tab"])
    await keyboard.type(DEMO_PASSWORD)
    await press(window, ["Enter"])
    await expect(window.composer).to_be_focused()
    for said in ("I want to return the headphones from my last order", "yes", "yes"):
        if await window.button("confirm").count():
            break
        await expect(window.unfinished).to_have_count(0)
        answered = await window.answers.count()
        await keyboard.type(said)
        await press(window, ["Enter"])
        await expect(window.answers).to_have_count(answered + 1)
        await expect(window.composer).to_be_focused()
    await reach(window, "Confirm", "Shift+Tab")
    await press(window, ["Enter"])
    await expect(window.card("proposal_committed")).to_be_focused()
    assert as_owner(addresses, ROHANS_RETURNS) == [(1,)]
    await reach(window, "More", "Shift+Tab")
    await press(window, ["Enter"])
    await reach(window, "Rate this conversation")
    await press(window, ["Enter"])
    await lands_on(window, "1 of 5 stars")
    await press(window, ["Space", "ArrowRight", "ArrowRight", "ArrowRight"])
    await lands_on(window, "4 of 5 stars")
    await press(window, ["Tab"])
    await keyboard.type("Quick.")
    await press(window, ["Tab", "Enter"])
    await expect(window.page.get_by_text("Thank you for your rating.")).to_be_visible()
    await expect(window.composer).to_be_focused()
    assert as_owner(addresses, "select score from conversation_ratings") == [(4,)]
    await press(window, ["Escape"])
    await expect(window.composer).to_be_hidden()
    await expect(window.launcher).to_be_focused()
    await lands_on(window, "Open support chat")


async def test_the_menu_opens_and_closes_by_keys_and_escape_ends_only_what_is_on_top(visit: Visit) -> None:
    window = await opened(visit, "light")
    await reach(window, "More", "Shift+Tab")
    await press(window, ["Space"])
    await lands_on(window, "Sign in")
    await press(window, ["Escape"])
    await lands_on(window, "More")
    await expect(window.composer).to_be_visible()
    await press(window, ["Escape"])
    await expect(window.launcher).to_be_focused()
    await press(window, ["Space"])
    await expect(window.composer).to_be_focused()
    await reach(window, "Close", "Shift+Tab")
    await press(window, ["Enter"])
    await expect(window.launcher).to_be_focused()


async def test_beside_the_page_the_window_lets_the_focus_go_and_over_it_it_keeps_it(visit: Visit) -> None:
    window = await opened(visit, "light")
    await reach(window, "Close support chat")
    window = await opened(visit, "mobile")
    await expect(window.page.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    seen = set[str]()
    for _ in range(_MOST_STEPS):
        await press(window, ["Tab"])
        seen.add(await focused(window))
    assert {"More", "Close", "Conversation", "Write a message", "Talk to a person"} <= seen
    assert not seen & {"BODY", "Help", "Close support chat"}
    await expect(window.composer).to_be_visible()


async def choose_a_file(window: Window) -> None:
    """Choose a picture by the button that has the focus."""
    file = {"name": "receipt.png", "mimeType": "image/png", "buffer": picture("PNG")}
    async with window.page.expect_file_chooser() as chosen:
        await press(window, ["Enter"])
    await (await chosen.value).set_files([file])  # pyright: ignore[reportArgumentType] - a FilePayload
    await expect(window.page.locator(".uploads small")).to_have_text("1 kB")


async def test_a_file_is_chosen_removed_chosen_again_and_sent_by_keys_alone(visit: Visit) -> None:
    window = await opened(visit, "light")
    page = window.page
    # Whoever waits for each chooser by itself may ask too late.
    page.on("filechooser", lambda _: None)
    await page.keyboard.type("What is your return policy?")
    await press(window, ["Enter"])
    await expect(window.answers).to_have_count(1)
    await reach(window, "Attach a file", "Shift+Tab")
    await choose_a_file(window)
    await reach(window, "Remove receipt.png")
    await press(window, ["Enter"])
    await lands_on(window, "Attach a file")
    await choose_a_file(window)
    await reach(window, "Write a message")
    await page.keyboard.type("See this")
    await press(window, ["Enter"])
    await window.reads("See this")
    await expect(window.composer).to_be_focused()
    await expect(window.unfinished).to_have_count(0)
    await expect(window.button("removeFile", name="receipt.png")).to_have_count(0)
    await reach(window, "receipt.png1 kB", "Shift+Tab")
    async with page.expect_download() as saved:
        await press(window, ["Enter"])
    assert (await saved.value).suggested_filename == "receipt.png"


async def test_enter_sends_but_with_shift_or_within_a_composition(visit: Visit) -> None:
    window = await opened(visit, "light")
    keyboard = window.page.keyboard
    await keyboard.type("What is")
    await press(window, ["Shift+Enter"])
    await keyboard.type("your return policy?")
    await expect(window.composer).to_have_value("What is\nyour return policy?")
    await press(window, ["Enter"])
    await window.reads("within 30 days of delivery")
    await expect(window.transcript.locator(".entry.person p")).to_have_text("What is\nyour return policy?")
    browser = await window.page.context.new_cdp_session(window.page)
    await command(browser, "Input.imeSetComposition", text="にほん", selectionStart=3, selectionEnd=3)
    await expect(window.composer).to_have_value("にほん")
    # What an input method makes of Enter while it composes.
    taken = {"windowsVirtualKeyCode": 229, "key": "Enter", "code": "Enter"}
    await command(browser, "Input.dispatchKeyEvent", type="rawKeyDown", **taken)
    await command(browser, "Input.dispatchKeyEvent", type="keyUp", **taken)
    await command(browser, "Input.insertText", text="日本")
    await expect(window.composer).to_have_value("日本")
    await expect(window.transcript.locator(".entry.person")).to_have_count(1)
    await press(window, ["Enter"])
    await expect(window.transcript.locator(".entry.person")).to_have_count(2)
    await window.reads("日本")
