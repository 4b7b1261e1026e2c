"""The contract's conversations in the window, on every page and in every view, under our strictest policy; axe sees each state."""

import pytest

from tests.browser.conftest import VIEWS, Visit
from tests.browser.walk import Walk
from tests.browser.widget import Window
from tests.conftest import Addresses, Demo


@pytest.mark.parametrize("path", ["/demo", "/support"])
@pytest.mark.parametrize("view", VIEWS)
async def test_everybody_of_the_table_is_answered(
    visit: Visit, demo: Demo, addresses: Addresses, path: str, view: str
) -> None:
    page = await visit.page(path, **VIEWS[view])
    window = await Window.opened(page, VIEWS[view].get("language", "en"))
    walk = Walk(visit, demo, addresses, window, f"{view} {path}")
    await walk.as_visitor()
    await walk.as_rohan()
    await walk.to_a_person()
    await walk.as_emma()
    await walk.as_the_owner()
