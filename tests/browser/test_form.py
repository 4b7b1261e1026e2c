"""`/support` and `/demo` without scripts: everything that matters is there."""

import pytest

from tests.browser.conftest import VIEWS, Visit


@pytest.mark.parametrize("view", VIEWS)
async def test_somebody_without_scripts_asks_and_calls_for_a_person(visit: Visit, view: str) -> None:
    page = await visit.page("/support", java_script_enabled=False, **VIEWS[view])
    await page.get_by_label("Your message").fill("What is your return policy?")
    await page.get_by_role("button", name="Send").click()
    assert "within 30 days" in await page.get_by_label("What was said").inner_text()
    await page.get_by_role("button", name="Talk to a person").click()
    assert (
        "passed this conversation on to a colleague" in await page.get_by_label("What was said").inner_text()
    )
    await visit.shoot(page, f"form-{view}")


async def test_the_demonstration_shop_shows_its_goods(visit: Visit) -> None:
    for view, options in VIEWS.items():
        page = await visit.page("/demo", java_script_enabled=False, **options)
        assert await page.get_by_label("Products").get_by_role("listitem").count() > 5
        await visit.shoot(page, f"demo-{view}")
