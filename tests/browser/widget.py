"""The chat's window as somebody uses it."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

expect.set_options(timeout=20_000)


@dataclass(frozen=True, slots=True)
class Window:
    """The open window of the chat on a page."""

    page: Page

    @classmethod
    async def opened(cls, page: Page) -> "Window":
        """Open it where it is closed, and wait until one can write."""
        window = cls(page)
        launcher = page.get_by_role("button", name="Chat")
        if await launcher.count():
            await launcher.first.click()
        await expect(window.composer).to_be_visible()
        return window

    @property
    def composer(self) -> Locator:
        """Return where one writes."""
        return self.page.get_by_role("textbox", name="Write a message")

    @property
    def transcript(self) -> Locator:
        """Return what was said."""
        return self.page.get_by_role("log")

    async def say(self, text: str, *answers: str) -> None:
        """Write and send, and wait until each of the answers is there."""
        await self.composer.fill(text)
        await self.composer.press("Enter")
        await self.reads(text, *answers)

    async def reads(self, *texts: str) -> None:
        """Wait until everything of this can be read."""
        for text in texts:
            await expect(self.transcript.get_by_text(text).last).to_be_visible()

    async def sign_in(self, email: str, password: str) -> None:
        """Sign in by the window's own form."""
        page = self.page
        await page.get_by_role("button", name="More", exact=True).click()
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await page.get_by_role("radio", name="Password").check(force=True)
        await page.get_by_role("textbox", name="E-mail address").fill(email)
        await page.locator("input[type=password]").fill(password)
        await page.locator("input[type=password]").press("Enter")
        await expect(self.composer).to_be_visible()
