"""Ratings and transcripts in the reports, as figures and in words."""

import pytest

from tests.channels.after import After
from tests.conftest import Addresses, Demo

_ASKED = "How satisfied are our customers this month?"


@pytest.fixture
def after(demo: Demo, addresses: Addresses) -> After:
    return After(demo, addresses)


async def _say(after: After, who: str, message: str) -> str:
    headers = await after.headers(who)
    answer = await after.demo.client.post("/chat", headers=headers, json={"message": message})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["reply"])


async def _rated(after: After) -> None:
    """Let the assistant get a five and a two, and a colleague a four; one transcript goes by mail, two are downloaded."""
    first, second = await after.talk("rohan"), await after.talk("michael")
    third, key = await after.visitor()
    emma = await after.headers("emma")
    for verb, body in (("take", None), ("reply", {"message": "Hello"})):
        done = await after.demo.client.post(f"/conversations/{third}/{verb}", headers=emma, json=body)
        assert done.is_success, done.text
    for talk, who, score in ((first, "rohan", 5), (second, "michael", 2), (third, key, 4)):
        assert (await after.rate(talk, who, score)).status_code == 200
    assert (await after.mail(first, "rohan")).status_code == 202
    await after.mailed()
    assert (await after.transcript(first, "rohan")).status_code == 200
    assert (await after.transcript(third, "emma")).status_code == 200


async def test_managers_read_how_satisfied_people_are_by_who_answered(after: After) -> None:
    await _rated(after)
    path = "/reports/analytics"
    told = await after.demo.client.get(path, headers=await after.headers("admin"))
    whole = told.json()["whole"]
    assert whole["ratings"] == {
        "whole": {"ratings": 3, "average": 3.67, "satisfied_share": 0.666667},
        "assistant": {"ratings": 2, "average": 3.5, "satisfied_share": 0.5},
        "colleague": {"ratings": 1, "average": 4.0, "satisfied_share": 1.0},
    }
    assert whole["transcripts"] == {"downloaded": 2, "mailed": 1}
    table = await after.demo.client.get(path, headers=await after.headers("owner"), params={"format": "csv"})
    assert "ratings.colleague.average,,,4.0" in table.text
    assert "transcripts.mailed,,,1" in table.text
    for who in ("emma", "rohan", "michael"):
        assert (await after.demo.client.get(path, headers=await after.headers(who))).status_code == 403


async def test_managers_may_ask_the_assistant_for_it_and_nobody_else(after: After) -> None:
    assert "No conversation was rated" in await _say(after, "owner", _ASKED)
    await _rated(after)
    for who in ("admin", "owner"):
        reply = await _say(after, who, _ASKED)
        assert "3 ratings, 3.67 of 5 on average." in reply
        assert "of them are fours and fives." in reply
        assert "3.5" in reply
    for who in ("emma", "rohan"):
        assert "3.67" not in await _say(after, who, _ASKED)
