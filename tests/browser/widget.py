"""The chat's window as somebody uses it, in any of its languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.browser.words import words_of

expect.set_options(timeout=20_000)


@dataclass(frozen=True, slots=True)
class Window:
    """The open window of the chat on a page."""

    page: Page
    words: Mapping[str, str]

    @classmethod
    def on(cls, page: Page, language: str = "en") -> "Window":
        """Return it as it is."""
        return cls(page, words_of(language))

    @classmethod
    async def opened(cls, page: Page, language: str = "en") -> "Window":
        """Open it where it is closed, and wait until one can write."""
        window = cls.on(page, language)
        if await window.launcher.count():
            await window.launcher.click()
        await expect(window.composer).to_be_visible()
        return window

    @property
    def launcher(self) -> Locator:
        """Return the round button, which a part of a page does not have."""
        return self.page.locator("#support-chat .support-launcher")

    @property
    def composer(self) -> Locator:
        """Return where one writes."""
        return self.page.get_by_role("textbox", name=self.words["write"])

    @property
    def transcript(self) -> Locator:
        """Return what was said."""
        return self.page.get_by_role("log")

    @property
    def answers(self) -> Locator:
        """Return the assistant's answers that are stored."""
        return self.transcript.locator(".entry.assistant:has(> time)")

    @property
    def unfinished(self) -> Locator:
        """Return what is on its way, or still being said: neither has a time yet."""
        return self.transcript.locator(".entry:not(:has(> time))")

    def button(self, key: str, **values: str) -> Locator:
        """Return a button by the key of its words."""
        return self.page.get_by_role("button", name=self.words[key].format(**values), exact=True)

    def card(self, key: str, **values: str) -> Locator:
        """Return the newest card by the key of its title."""
        return self.page.get_by_role("article", name=self.words[key].format(**values), exact=True).last

    async def write(self, text: str) -> None:
        """Write and send."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def say(self, text: str, *answers: str) -> None:
        """Write and send, and wait until each of the answers is there."""
        await self.write(text)
        await self.reads(text, *answers)

    async def ask(self, text: str) -> str:
        """Write and send, and return the answer once it is whole."""
        await expect(self.unfinished).to_have_count(0)
        answered = await self.answers.count()
        await self.write(text)
        await expect(self.answers).to_have_count(answered + 1)
        return await self.answers.last.inner_text()

    async def reads(self, *texts: str) -> None:
        """Wait until everything of this can be read."""
        for text in texts:
            await expect(self.transcript.get_by_text(text).last).to_be_visible()

    async def choose(self, key: str) -> None:
        """Choose something of the menu."""
        await self.button("menu").click()
        await self.button(key).click()

    async def sign_in(self, email: str, password: str) -> None:
        """Sign in by the window's own form."""
        await self.choose("signIn")
        await self.enter(email, password)

    async def sign_out(self) -> None:
        """Sign out by the menu, and wait until it is done: until then the menu is still the account's."""
        told = self.page.get_by_text(self.words["signedOut"])
        await expect(told).to_have_count(0)
        await self.choose("signOut")
        await expect(told).to_be_visible()

    async def enter(self, email: str, password: str) -> None:
        """Fill the form in and send it."""
        page, words = self.page, self.words
        await page.get_by_text(words["withPassword"], exact=True).first.click()
        await page.get_by_role("textbox", name=words["email"]).fill(email)
        await page.locator("input[type=password]").fill(password)
        await page.locator("input[type=password]").press("Enter")
        await expect(self.composer).to_be_visible()
