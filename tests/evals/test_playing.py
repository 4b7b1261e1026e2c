"""Conversations with the whole program: what holds today passes, and whatever is wrong is a failure, not a crash."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from support_ai.agent.brain import Event, Sentence, Turn
from support_ai.bootstrap import Thought
from support_ai.config import Settings
from support_ai.core.clock import now
from support_ai.evals.databases import Databases
from support_ai.evals.playing import Opening, Played, play
from support_ai.evals.running import Playing, play_all
from support_ai.evals.script import Conversation, DataSet, Script, read_scripts
from support_ai.evals.stage import Stage, clock_of, stage_settings

SAMPLE = Path(__file__).with_name("sample.jsonl")
TEMPLATE = "template_demo"
NOW = DataSet()


def _script(who: str, *turns: dict[str, Any], end: dict[str, Any] | None = None) -> Script:
    line = json.dumps({"id": "x", "as": who, "turns": turns, "end": end})
    return Script("here:1", Conversation.model_validate_json(line), DataSet())


def on(stage: Stage, data: DataSet = NOW, template: str = TEMPLATE) -> Opening:
    """Return what opens a fresh copy of the demo shop."""
    return lambda: stage.on(template, clock_of(data))


def _faults(played: Played) -> list[str]:
    return [fault for one in played.exchanges for fault in one.faults] + list(played.faults)


@pytest.mark.parametrize("shared", [False, True])
async def test_what_works_today_is_right_and_told_in_the_order_of_the_file(
    databases: Databases, settings: Settings, thought: Thought, shared: bool
) -> None:
    scripts = read_scripts([SAMPLE])
    told: list[str] = []
    how = Playing(settings, databases, {DataSet(): TEMPLATE}, thought, jobs=2, shared=shared)
    played = await play_all(how, scripts, lambda one: told.append(one.script.talk.id))
    assert {one.script.talk.id: _faults(one) for one in played if not one.is_right} == {}
    assert [one.script for one in played] == scripts
    assert sorted(told) == sorted(script.talk.id for script in scripts)


async def test_every_kind_of_wrong_expectation_fails(stage: Stage) -> None:
    turn = {
        "say": "Where is my order?",
        "has": ["ORD-111"],
        "lacks": ["ORD-789"],
        "tools": ["hand_over"],
        "no_tools": ["list_orders"],
        "refused": ["order_not_found"],
        "cards": ["refund"],
        "sources": ["Returns"],
    }
    end = {
        "orders": {"ORD-789": "cancelled", "ORD-000": "pending"},
        "committed": ["cancel_order"],
        "proposed": ["cancel_order"],
        "handled_by": "waiting",
        "tickets": 1,
    }
    played = await play(on(stage), _script("rohan", turn, end=end))
    assert not played.is_right
    assert len(played.exchanges[0].faults) == 7
    assert len(played.faults) == 6


async def test_one_stage_plays_one_conversation_after_the_other_each_on_its_own_copy(stage: Stage) -> None:
    script = _script("rohan", {"say": "I want to talk to a person"}, end={"handled_by": "waiting"})
    assert (await play(on(stage), script)).is_right
    script = _script(
        "rohan", {"say": "Where is my order?", "has": ["ORD-789"]}, end={"handled_by": "assistant"}
    )
    assert (await play(on(stage), script)).is_right


async def test_somebody_unknown_an_error_and_a_code_that_never_came_are_failures(stage: Stage) -> None:
    unknown = await play(on(stage), _script("customer:CUST-0", {"say": "hello", "has": ["hello"]}))
    assert len(unknown.faults) == 1
    too_long = await play(on(stage), _script("rohan", {"say": "x" * 9000, "has": ["x"]}, {"say": "hello"}))
    assert "/chat answered 422" in too_long.faults[0]
    assert len(too_long.exchanges) == 1


class _Slow:
    """A brain that thinks longer than anybody waits."""

    async def respond(self, turn: Turn) -> AsyncIterator[Event]:
        await asyncio.sleep(2)
        yield Sentence(turn.text)


async def test_an_answer_that_does_not_come_in_time_is_a_failure(
    databases: Databases, settings: Settings, thought: Thought
) -> None:
    slow = Stage(stage_settings(settings, databases), databases, Thought(thought.embedder, _Slow()))
    played = await play(
        on(slow), _script("rohan", {"say": "are you there?", "has": ["hello"]}), turn_seconds=0.5
    )
    assert played.faults == ("no answer after 0.5 seconds",)
    assert [one.said for one in played.exchanges] == [("are you there?",)]


async def test_the_code_that_was_mailed_last_can_be_typed(stage: Stage) -> None:
    async with stage.on(TEMPLATE, now) as shop:
        asked = await shop.client.post("/auth/otp/request", json={"email": "rohan@example.com"})
        proof = {"challenge": asked.json()["challenge"], "code": await shop.outbox.code()}
        assert (await shop.client.post("/auth/otp/verify", json=proof)).status_code == 200
        # Nothing came since: it is still the last one.
        assert await shop.outbox.code(patience=0.01) == proof["code"]


class _Calendar:
    """A brain that tells whether it is the day of the test: a day itself is no fact that a tool returned."""

    async def respond(self, turn: Turn) -> AsyncIterator[Event]:
        is_right = turn.now.isoformat().startswith("2027-05-03T12")
        yield Sentence("It is the day." if is_right else "It is another day.")


async def test_a_script_has_its_own_day(databases: Databases, settings: Settings, thought: Thought) -> None:
    day = datetime(2027, 5, 3, 12, tzinfo=UTC)
    script = _script("rohan", {"say": "what day is it?", "has": ["It is the day"]})
    dated = Script(script.place, script.talk, DataSet(day=day))
    stage = Stage(stage_settings(settings, databases), databases, Thought(thought.embedder, _Calendar()))
    assert _faults(await play(on(stage, dated.data), dated)) == []
