"""An approval: of exactly what was shown, once, in time, by a different person of the right role who proved themselves."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from support_ai.access.actor import Customer
from support_ai.actions import service
from support_ai.actions.registry import ACTIONS
from tests.identity.signing_in import person_of
from tests.orders.contract.scene import PRODUCED, Scene
from tests.orders.making import Made, Spec

pytestmark = pytest.mark.anyio
PRODUCED.update(
    {
        "approvals.own_request",
        "approvals.role_too_low",
        "approvals.other_digest",
        "proposals.not_open",
        "proposals.expired",
        "proposals.not_yours",
        "proposals.changed",
    }
)
_RICH = Spec(status="delivered", lines=[("S", 1, 1_000_000, 0)])
_OVER = {"amount": 300_01, "reason": "x"}


async def asked(
    scene: Scene, who: str = "emma", amount: int = 300_01, made: Made | None = None
) -> dict[str, Any]:
    """Return a refund that waits for an approval."""
    made = made or scene.make(_RICH)
    body = {"amount": amount, "reason": "x"}
    answer = await scene.tried(who, "/orders/{number}/refunds", body, made=made)
    assert answer.body["state"] == "awaiting_approval", answer.body
    found = await scene.send("owner", "GET", f"/approvals/{answer.body['proposal_id']}")
    return found.json()


async def say(
    scene: Scene, who: str, verb: str, proposal: dict[str, Any], digest: str | None = None
) -> httpx.Response:
    """Approve or turn down; what is refused changes nothing."""
    before = scene.rows()
    path = f"/approvals/{proposal['proposal_id']}/{verb}"
    answer = await scene.send(who, "POST", path, {"digest": digest or proposal["digest"]})
    if answer.status_code >= 400:
        assert scene.rows() == before
    return answer


def code(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of a refusal."""
    return answer.status_code, answer.json().get("code", "")


async def test_a_second_person_approves_and_it_is_done_once(scene: Scene) -> None:
    proposal = await asked(scene)
    done = await say(scene, "admin", "approve", proposal)
    assert (done.status_code, done.json()["state"]) == (200, "committed"), done.text
    assert done.json()["preview"] == proposal["preview"]
    assert code(await say(scene, "ada", "approve", proposal)) == (409, "proposals.not_open")
    assert code(await say(scene, "admin", "decline", proposal)) == (409, "proposals.not_open")
    booked = "select sum(amount_minor)::bigint from payments where proposal_id = %s"
    assert scene.ask(booked, proposal["proposal_id"]) == [(300_01,)]
    noted = "select action, actor from audit_entries where detail->>'proposal' = %s order by entry_id"
    assert [row[0] for row in scene.ask(noted, proposal["proposal_id"])] == [
        "approval.request",
        "approval.approve",
        "refund.create",
    ]


async def test_nobody_approves_their_own_request(scene: Scene) -> None:
    for who, amount in (("emma", 300_01), ("admin", 2000_01)):
        proposal = await asked(scene, who, amount)
        assert code(await say(scene, who, "approve", proposal)) == (403, "approvals.own_request")
        assert code(await say(scene, who, "decline", proposal)) == (403, "approvals.own_request")
    with scene.under("limits", {"owner": {"refund": {"per_action": 1}}}):
        proposal = await asked(scene, "owner", 2_00)
        assert code(await say(scene, "owner", "approve", proposal)) == (403, "approvals.own_request")


@pytest.mark.parametrize(
    ("asker", "amount", "who", "status"),
    [
        ("emma", 300_01, "eve", 403),
        ("emma", 2000_01, "admin", 403),
        ("emma", 2000_01, "owner", 200),
        ("admin", 2000_01, "ada", 403),
        ("admin", 2000_01, "emma", 403),
        ("admin", 2000_01, "owner", 200),
        ("emma", 300_01, "rohan", 403),
        ("emma", 300_01, "nobody", 401),
    ],
)
async def test_whoever_approves_stands_high_enough(
    scene: Scene, asker: str, amount: int, who: str, status: int
) -> None:
    answer = await say(scene, who, "approve", await asked(scene, asker, amount))
    assert answer.status_code == status, answer.text
    if status == 403 and who != "rohan":
        assert answer.json()["code"] == "approvals.role_too_low"


async def test_the_digest_of_another_one_approves_nothing(scene: Scene) -> None:
    first, second = await asked(scene), await asked(scene)
    for verb in ("approve", "decline"):
        answer = await say(scene, "admin", verb, first, second["digest"])
        assert code(answer) == (409, "approvals.other_digest")
        assert code(await say(scene, "admin", verb, first, first["digest"][:-1] + "x")) == (422, "invalid")


async def test_what_expired_is_approved_by_nobody(scene: Scene) -> None:
    proposal = await asked(scene)
    _shift(scene, proposal["proposal_id"])
    assert code(await say(scene, "admin", "approve", proposal)) == (409, "proposals.expired")
    assert code(await say(scene, "admin", "decline", proposal)) == (409, "proposals.expired")
    seen = await scene.send("emma", "GET", f"/proposals/{proposal['proposal_id']}")
    assert seen.json()["state"] == "expired"
    waiting = await scene.send("admin", "GET", "/approvals")
    assert proposal["proposal_id"] not in {one["proposal_id"] for one in waiting.json()["items"]}
    _forget(scene, proposal["proposal_id"])


def _forget(scene: Scene, proposal_id: str) -> None:
    """Leave nothing behind that the worker ends while another test compares."""
    scene.maker.conn.execute("delete from proposals where proposal_id = %s", (proposal_id,))


def _shift(scene: Scene, proposal_id: str) -> None:
    scene.maker.conn.execute(
        "update proposals set expires_at = now() - interval '1 second' where proposal_id = %s", (proposal_id,)
    )


async def test_two_approvers_at_once_make_one_refund(scene: Scene) -> None:
    proposal = await asked(scene)
    path, body = f"/approvals/{proposal['proposal_id']}/approve", {"digest": proposal["digest"]}
    answers = await asyncio.gather(
        *(scene.send(who, "POST", path, body) for who in ("admin", "ada", "owner"))
    )
    assert sorted(one.status_code for one in answers) == [200, 409, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"proposals.not_open"}
    assert scene.ask("select count(*) from payments where proposal_id = %s", proposal["proposal_id"]) == [
        (1,)
    ]


async def test_an_approval_needs_a_proof_of_the_last_minutes(scene: Scene) -> None:
    proposal = await asked(scene)
    await scene.shop.login("ada@example.com", "secure123")
    headers = await scene.headers("ada")
    person = await person_of(scene.shop, headers)
    old = "update sessions set proven_at = now() - interval '5 minutes 1 second' where session_id = %s"
    scene.maker.conn.execute(old, (person.session_id,))
    answer = await say(scene, "ada", "approve", proposal)
    del scene.signed_in["ada"]
    assert code(answer) == (403, "step_up_required")


@pytest.mark.parametrize("way", ["role", "disable"])
async def test_with_their_role_goes_what_a_colleague_asked_for(scene: Scene, way: str) -> None:
    proposal = await asked(scene, "eve")
    place = f"/staff/{proposal['asked_by']}"
    changed = (
        await scene.send("owner", "PATCH", place, {"role": "admin"})
        if way == "role"
        else await scene.send("owner", "POST", f"{place}/disable")
    )
    assert changed.status_code < 300, changed.text
    assert code(await say(scene, "owner", "approve", proposal)) == (409, "proposals.not_open")
    restored = "update accounts set role = 'support_agent', disabled_at = null where account_id = %s"
    scene.maker.conn.execute(restored.encode(), (proposal["asked_by"],))
    scene.signed_in.pop("eve", None)


async def test_what_intervened_is_named_by_the_rule_that_says_no_now(scene: Scene) -> None:
    made = scene.make(_RICH)
    proposal = await asked(scene, amount=2000_00, made=made)
    spent = await scene.tried(
        "owner", "/orders/{number}/refunds", {"amount": 999_000, "reason": "x"}, made=made
    )
    assert spent.status == 200
    assert code(await say(scene, "admin", "approve", proposal)) == (409, "payments.refund.more_than_paid")
    gone = await scene.tried("owner", "/orders/{number}/refunds", {"amount": 1_000, "reason": "x"}, made=made)
    assert gone.status == 200
    assert code(await say(scene, "admin", "approve", proposal)) == (409, "payments.refund.nothing_left")
    assert code(await say(scene, "admin", "decline", proposal))[0] == 200


async def test_what_would_do_something_else_by_now_is_asked_for_again(scene: Scene) -> None:
    proposal = await asked(scene)
    with scene.under("rules", {"refund_days_most": 9}):
        assert code(await say(scene, "admin", "approve", proposal)) == (409, "proposals.changed")
    assert (await say(scene, "admin", "approve", proposal)).status_code == 200


async def test_limits_that_rose_or_fell_meanwhile_count(scene: Scene) -> None:
    proposal = await asked(scene, amount=1000_00)
    with scene.under("limits", {"admin": {"refund": {"per_action": 999}}}):
        assert code(await say(scene, "admin", "approve", proposal)) == (403, "approvals.role_too_low")
    assert (await say(scene, "admin", "approve", proposal)).status_code == 200


async def test_whoever_asked_takes_it_back_and_nobody_else_does(scene: Scene) -> None:
    proposal = await asked(scene)
    path = f"/proposals/{proposal['proposal_id']}"
    assert code(await scene.send("eve", "POST", f"{path}/decline")) == (403, "proposals.not_yours")
    assert code(await scene.send("emma", "POST", f"{path}/confirm")) == (409, "proposals.not_open")
    assert code(await scene.send("michael", "POST", f"{path}/decline"))[0] == 404
    taken = await scene.send("emma", "POST", f"{path}/decline")
    assert (taken.status_code, taken.json()["state"]) == (200, "declined")
    assert code(await say(scene, "admin", "approve", proposal)) == (409, "proposals.not_open")


async def _proposed(scene: Scene, made: Made, ago: timedelta = timedelta()) -> str:
    """Return a cancellation that was shown to Rohan, as the assistant does."""
    person = await person_of(scene.shop, await scene.headers("rohan"))
    assert isinstance(person, Customer)
    action = ACTIONS["cancel_order"]
    said = action.arguments.model_validate({"number": made.number, "reason": "no longer needed"})
    async with scene.shop.resources.database.transaction(person) as conn:
        shown = await service.propose(conn, action, said, datetime.now(UTC) - ago)
    return str(shown.proposal_id)


async def test_what_colleagues_type_stays_among_colleagues_and_what_customers_type_is_theirs(
    scene: Scene,
) -> None:
    made = scene.make(_RICH)
    asked_by_emma = (await asked(scene, made=made))["proposal_id"]
    asked_by_rohan = await _proposed(scene, scene.make(Spec()))
    for who in ("emma", "admin", "owner", "rohan"):
        of_emma = (await scene.send(who, "GET", f"/proposals/{asked_by_emma}")).json()["arguments"]
        of_rohan = (await scene.send(who, "GET", f"/proposals/{asked_by_rohan}")).json()["arguments"]
        assert of_emma.get("reason") == (None if who == "rohan" else "x"), who
        assert of_rohan["reason"] == "no longer needed", who
    _forget(scene, asked_by_emma)
    _forget(scene, asked_by_rohan)


async def test_only_who_was_shown_a_proposal_says_yes_and_only_once(scene: Scene) -> None:
    made = scene.make(Spec())
    path = f"/proposals/{await _proposed(scene, made)}"
    before = scene.rows()
    for who, expected in (("emma", (403, "proposals.not_yours")), ("michael", (404, "proposal_not_found"))):
        for verb in ("confirm", "decline"):
            assert code(await scene.send(who, "POST", f"{path}/{verb}")) == expected
    assert scene.rows() == before
    done = await scene.send("rohan", "POST", f"{path}/confirm")
    assert (done.json()["state"], scene.status(made)) == ("committed", "cancelled")
    for verb in ("confirm", "decline"):
        assert code(await scene.send("rohan", "POST", f"{path}/{verb}")) == (409, "proposals.not_open")


async def test_a_yes_after_half_an_hour_is_too_late(scene: Scene) -> None:
    made = scene.make(Spec())
    path = f"/proposals/{await _proposed(scene, made, timedelta(minutes=30))}"
    assert code(await scene.send("rohan", "POST", f"{path}/confirm")) == (409, "proposals.expired")
    assert scene.status(made) == "pending"
    _forget(scene, path.rpartition("/")[2])


async def test_a_yes_to_what_is_forbidden_by_now_names_the_rule(scene: Scene) -> None:
    made = scene.make(Spec())
    path = f"/proposals/{await _proposed(scene, made)}"
    await scene.tried("emma", "/orders/{number}/status", {"status": "shipped"}, made=made)
    assert code(await scene.send("rohan", "POST", f"{path}/confirm")) == (409, "orders.cancel.not_pending")
