"""A real browser against the running demo shop; whatever it writes on its console, or refuses by a policy, fails the test."""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Route, async_playwright

from bench.browser import ARGUMENTS, CHROMIUM
from tests.conftest import Demo
from tests.serving import listening

# A page that a test has changed on its way counts as one of the internet's.
_ARGUMENTS = (*ARGUMENTS, "--disable-features=LocalNetworkAccessChecks")
SHOTS = Path("reports") / "screenshots"
_TELLING = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"""
VIEWS: Mapping[str, Mapping[str, Any]] = {
    "light": {"viewport": {"width": 1100, "height": 760}},
    "dark": {"viewport": {"width": 1100, "height": 760}, "color_scheme": "dark"},
    "right-to-left": {"viewport": {"width": 1100, "height": 760}, "language": "ar"},
    "mobile": {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True},
}


@dataclass
class Visit:
    """Browsers that visit the shop; `complaints` is what any of their pages wrote on the console."""

    browser: Browser
    port: int
    stack: AsyncExitStack
    complaints: list[str] = field(default_factory=list[str])
    _meant: list[str] = field(default_factory=list[str])

    @property
    def origin(self) -> str:
        """Return where the shop is."""
        return f"http://localhost:{self.port}"

    async def device(self, **options: Any) -> BrowserContext:
        """Return a browser of its own, with nothing kept in it."""
        context = await self.browser.new_context(base_url=self.origin, **options)
        self.stack.push_async_callback(context.close)
        context.on("console", self._note)
        await context.add_init_script(_TELLING)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context

    async def page(self, path: str, language: str = "", **options: Any) -> Page:
        """Return a page of a browser of its own; with a language the chat on it is told to speak that."""
        page = await (await self.device(**options)).new_page()
        await self.speak(page, path, language)
        await page.goto(path)
        return page

    async def speak(self, page: Page, path: str, language: str) -> None:
        """Tell the chat of a page which language to speak, where it is another one than the page's own."""
        if language:
            await page.route(f"**{path}", partial(_speaking, language))

    def mean(self, *complaints: str) -> None:
        """Expect complaints that hold one of these words: what the test itself makes go wrong."""
        self._meant += complaints

    def unmeant(self) -> list[str]:
        """Return what nobody expected."""
        return [one for one in self.complaints if not any(words in one for words in self._meant)]

    def _note(self, message: ConsoleMessage) -> None:
        # What browsers keep to themselves unless they are asked is advice, and no complaint.
        if str(message.type) != "verbose":
            self.complaints.append(f"{message.type}: {message.text}")

    async def shoot(self, page: Page, state: str) -> None:
        """Keep what a page looks like in a state."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        await page.screenshot(
            path=SHOTS / f"{re.sub('[^a-z0-9]+', '-', state.lower())}.png", animations="disabled"
        )


async def _speaking(language: str, route: Route) -> None:
    answer = await route.fetch()
    told = (await answer.text()).replace('id="support-chat"', f'id="support-chat" data-lang="{language}"')
    await route.fulfill(response=answer, body=told)


@pytest.fixture(scope="package")
async def chromium() -> AsyncGenerator[Browser]:
    """Start one browser; each device of a test is a profile of its own in it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*_ARGUMENTS])
        yield browser
        await browser.close()


@pytest.fixture
async def visit(demo: Demo, chromium: Browser) -> AsyncGenerator[Visit]:
    """Serve the demo shop to a browser, which complains of nothing."""
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(listening(demo.shop))
        visit = Visit(chromium, port, stack)
        yield visit
        assert visit.unmeant() == []
