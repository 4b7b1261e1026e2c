"""The shop's business hours as managers write them down."""

from typing import Any

import pytest

from tests.conftest import Demo


async def _put(demo: Demo, settings: dict[str, Any], version: int = 0) -> tuple[int, dict[str, Any]]:
    sent = {"version": version, "settings": settings}
    answer = await demo.client.put("/shop/hours", headers=await demo.headers("admin"), json=sent)
    return answer.status_code, answer.json()


async def test_a_new_shop_works_monday_to_friday_nine_to_five(demo: Demo) -> None:
    found = (await demo.client.get("/shop/hours", headers=await demo.headers("admin"))).json()
    assert found["version"] == 0
    week = found["settings"]["week"]
    assert [day for day, intervals in week.items() if not intervals] == ["saturday", "sunday"]
    assert week["monday"] == [{"opens": "09:00", "closes": "17:00"}]
    assert (found["settings"]["holidays"], found["settings"]["special_days"]) == ([], [])


async def test_hours_are_kept_in_versions_that_say_who_changed_them(demo: Demo) -> None:
    changed = {"week": {"saturday": [{"opens": "10:00", "closes": "24:00"}]}}
    status, stored = await _put(demo, changed)
    assert (status, stored["version"]) == (200, 1)
    assert stored["settings"]["week"]["saturday"] == changed["week"]["saturday"]
    assert stored["settings"]["week"]["monday"] == [{"opens": "09:00", "closes": "17:00"}]
    status, refused = await _put(demo, {})
    assert (status, refused["code"]) == (409, "version_outdated")
    versions = await demo.client.get("/shop/hours/versions", headers=await demo.headers("owner"))
    assert [one["version"] for one in versions.json()["items"]] == [1]


@pytest.mark.parametrize(
    ("settings", "field", "code"),
    [
        (
            {
                "week": {
                    "monday": [{"opens": "09:00", "closes": "12:00"}, {"opens": "18:00", "closes": "02:00"}]
                }
            },
            "settings.week.monday.1",
            "hours.interval.backwards",
        ),
        (
            {"special_days": [{"day": "2026-12-24", "intervals": [{"opens": "09:00", "closes": "09:00"}]}]},
            "settings.special_days.0.intervals.0",
            "hours.interval.backwards",
        ),
        ({"week": {"monday": [{"opens": "24:00", "closes": "24:00"}]}}, "opens", "invalid"),
        ({"week": {"monday": [{"opens": "9:00", "closes": "10:00"}]}}, "opens", "invalid"),
        ({"holidays": [{"day": 20_000, "name": "New Year"}]}, "day", "invalid"),
        ({"holidays": [{"day": "2026-02-30", "name": "New Year"}]}, "day", "invalid"),
        ({"targets": {"low": {"first_answer": 0, "resolution": 1}}}, "first_answer", "invalid"),
    ],
)
async def test_what_is_no_opening_is_refused_and_named(
    demo: Demo, settings: dict[str, Any], field: str, code: str
) -> None:
    status, refused = await _put(demo, settings)
    assert (status, refused["code"]) == (422, code)
    assert refused["field"].endswith(field)
