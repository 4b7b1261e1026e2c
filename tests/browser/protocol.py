"""What only the browser's own protocol can do to a page."""

from playwright.async_api import CDPSession


async def command(browser: CDPSession, name: str, **values: object) -> None:
    """Give the browser a command."""
    await browser.send(name, values)  # pyright: ignore[reportUnknownMemberType] - the library has no types for its answers
