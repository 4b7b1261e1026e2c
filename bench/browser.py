"""A browser on a slow machine and a slow network, and a page of a shop with the chat on it."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from playwright.async_api import Browser, CDPSession, Page, Route, async_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">
<h1>A shop</h1><div id="support-chat"></div><script src="/chat-widget.js"></script></html>"""
# 1.6 Mbit/s down, half of it up, 150 ms there and back.
_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}


@asynccontextmanager
async def browsing() -> AsyncGenerator[Browser]:
    """Give a browser until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
        yield browser
        await browser.close()


@dataclass
class Visit:
    """A page that has loaded, its inspector, and what it has asked for since its document."""

    page: Page
    inspector: CDPSession
    requests: list[str] = field(default_factory=list[str])

    async def inspect(self, method: str, **given: object) -> dict[str, Any]:
        """Ask the inspector."""
        send = cast("Callable[..., Awaitable[dict[str, Any]]]", self.inspector.send)  # pyright: ignore[reportUnknownMemberType] - the library has no types for its answers
        return await send(method, given)

    async def slow_down(self, processor: int) -> None:
        """Slow the network, and the processor so many times."""
        await self.inspect("Network.emulateNetworkConditions", **_NETWORK)
        await self.inspect("Emulation.setCPUThrottlingRate", rate=processor)

    async def busy_seconds(self) -> float:
        """Return how much processor time the page's main thread has taken since it began."""
        metrics = (await self.inspect("Performance.getMetrics"))["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")


@asynccontextmanager
async def visiting(browser: Browser, port: int, kept: str = "") -> AsyncGenerator[Visit]:
    """Visit a shop's page with nothing kept in the browser, but what a script has kept before."""
    address = f"http://localhost:{port}"
    async with await browser.new_context(viewport={"width": 1100, "height": 760}) as context:
        page = await context.new_page()
        await page.route(f"{address}/shop", _shop)
        if kept:
            await page.add_init_script(kept)
        inspector = await context.new_cdp_session(page)
        visit = Visit(page, inspector)
        await visit.inspect("Network.enable")
        await visit.inspect("Performance.enable", timeDomain="threadTicks")
        page.on("request", lambda request: visit.requests.append(request.url))
        await page.goto(f"{address}/shop", wait_until="networkidle")
        # The document itself is the shop's.
        visit.requests.remove(f"{address}/shop")
        yield visit


async def _shop(route: Route) -> None:
    await route.fulfill(body=_PAGE, content_type="text/html; charset=utf-8")
