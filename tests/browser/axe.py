"""What axe finds on a page, under the page's own policy."""

from typing import Any, cast

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page


async def violations(page: Page, within: str = "") -> list[str]:
    """Return each violation by its rule, with the first piece of the page, or of a part of it, that breaks it."""
    found = await Axe().run(page, within or None)  # pyright: ignore[reportUnknownMemberType] - the library has no types for its options
    broken = cast("list[dict[str, Any]]", found.response["violations"])  # pyright: ignore[reportUnknownMemberType]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in broken]
