"""What was done is read from the copy: proposals by conversation, and data sets of one's own."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from support_ai.actions import service
from support_ai.actions.registry import ACTIONS
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.evals import observing
from support_ai.evals.data_sets import DataSetInvalidError, fill
from support_ai.evals.databases import Databases, ShopRunsThereError, given_server
from support_ai.evals.observing import OBSERVER
from support_ai.evals.playing import play
from support_ai.evals.script import Conversation, DataSet, Script
from support_ai.evals.stage import Stage
from tests.conftest import Cast
from tests.evals.test_playing import on
from tests.shop_files import FILES, import_shop, write_files

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.usefixtures("accounts")
async def test_what_was_committed_and_what_waits_is_told_apart(
    database: Database, cast: Cast, tmp_path: Path
) -> None:
    paid = FILES["payments.csv"] + "ORD-999,payment,19.90,card,2026-01-03T11:00:01Z,1\n"
    await import_shop(database, tmp_path / "shop", payments=paid)
    conversation, action = uuid4(), ACTIONS["cancel_order"]
    said = action.arguments.model_validate({"number": "ORD-999", "reason": "no longer needed"})
    async with database.transaction(cast.michael) as conn:
        shown = await service.propose(conn, action, said, NOW, conversation_id=conversation)
    async with database.transaction(OBSERVER, read_only=True) as conn:
        assert await observing.proposals(conn, conversation) == ((), ("cancel_order",))
        assert await observing.proposals(conn, uuid4()) == ((), ())
        assert await observing.statuses(conn, ["ord-999", "ORD-0"]) == {"ord-999": "pending", "ORD-0": None}
    async with database.transaction(cast.michael) as conn:
        await service.confirm(conn, shown.proposal_id, NOW)
    async with database.transaction(OBSERVER, read_only=True) as conn:
        assert await observing.proposals(conn, conversation) == ((("cancel_order",),), ())
        assert await observing.statuses(conn, ["ORD-999"]) == {"ORD-999": "cancelled"}


async def test_a_directory_of_files_is_a_data_set(
    databases: Databases, stage: Stage, thought: Thought, tmp_path: Path
) -> None:
    data = DataSet(write_files(tmp_path / "shop"))
    template = await fill(databases, "template_empty", data, thought.embedder)
    turns = [{"say": "Show me order W456", "has": ["W456"], "tools": ["get_order"]}]
    for who in ("customer:CUST-123", "emma"):
        talk = Conversation.model_validate({"id": "x", "as": who, "data": "shop", "turns": turns})
        played = await play(on(stage, data, template), Script("here:1", talk, data))
        assert played.is_right, (who, played)
    await asyncio.to_thread(databases.drop, template)


async def test_a_data_set_with_rows_that_were_not_taken_is_refused(
    databases: Databases, thought: Thought, tmp_path: Path
) -> None:
    bad = FILES["customers.csv"] + "CUST-1,No Address,not-an-address,,,,,,,\n"
    data = DataSet(write_files(tmp_path / "shop", customers=bad))
    with pytest.raises(DataSetInvalidError, match=r"customers\.csv"):
        await fill(databases, "template_empty", data, thought.embedder)


@pytest.mark.usefixtures("database")
async def test_a_server_from_which_a_shop_is_served_is_left_alone(databases: Databases) -> None:
    with pytest.raises(ShopRunsThereError):
        async with given_server(databases.url):
            pass
