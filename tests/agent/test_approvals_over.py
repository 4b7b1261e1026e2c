"""Who waits in a conversation for an approval hears of it when nobody gave one in time."""

from datetime import timedelta

import pytest

from support_ai.actions.jobs import expire_proposals_task
from support_ai.core.database import Database
from tests.agent.test_behaving import publish, texts
from tests.agent.test_offers import CANCEL, Talks, talks
from tests.conftest import Cast
from tests.identity.signing_in import as_owner as look

__all__ = ["talks"]
pytestmark = [pytest.mark.usefixtures("accounts")]


async def test_an_approval_that_nobody_gave_in_time_is_told_once_and_changes_nothing(
    talks: Talks, database: Database, cast: Cast
) -> None:
    await publish(database, cast, tools={"cancel_order": "with_approval"})
    talk = talks(cast.michael)
    await talk.say("cancel my order", CANCEL)
    await talk.say("yes")
    ((until,),) = look(talk.addresses, "select expires_at from proposals")
    for late in (until - timedelta(seconds=1), until, until):
        await expire_proposals_task(database, lambda late=late: late)()
    assert (talk.order(), talk.states()) == ("pending", ["cancel_order expired"])
    told = [
        text for speaker, text in await texts(database, cast, talk.conversation_id) if speaker == "notice"
    ]
    assert len(told) == 1
    assert told[0].startswith(
        "No colleague approved it in time, so nothing was changed: Cancel order ORD-999"
    )
    noted = "select count(*) from audit_entries where action in ('proposal.expire', 'conversation.notice')"
    assert look(talk.addresses, noted) == [(2,)]
