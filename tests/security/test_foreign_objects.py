"""Row D2 over HTTP: what is Rohan's is not there for Michael or a visitor, by its id, in a list, or by a search."""

import json
from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest

from tests.security.knocking import knock
from tests.security.operations import OPERATIONS, Operation
from tests.security.scene import Caller, Scene, Sent
from tests.shop.figures import set_figures

STRANGERS = (Caller.MICHAEL, Caller.VISITOR)
_WITH_ID = [one for one in OPERATIONS if "{" in one.path and not one.is_shared]
_READING = [one for one in OPERATIONS if one.method == "GET" and not one.is_shared]
_ROHANS = ("CUST-123", "ORD-123", "ORD-456", "ORD-789", "rohan@example.com", "Rohan")
# What people may put into a query to get at somebody else.
_SEARCHES = (
    {"customer_id": "CUST-123"},
    {"account_id": "CUST-123"},
    {"email": "rohan@example.com"},
    {"name": "Rohan"},
    {"queue": "true"},
    {"limit": "100"},
)


def _of_nobody(sent: Sent) -> Sent:
    """Return the same request for something that does not exist."""
    return replace(sent, ids={name: _other(value) for name, value in sent.ids.items()})


def _other(value: str) -> str:
    try:
        UUID(value)
    except ValueError:
        return f"{value}0815"
    return str(uuid4())


def _said(answer: httpx.Response) -> tuple[int, object, object]:
    content = answer.json()
    return answer.status_code, content["code"], content["detail"]


def test_D2_there_are_operations_with_an_id() -> None:
    assert len(_WITH_ID) >= 6


@pytest.mark.parametrize("operation", _WITH_ID, ids=lambda one: one.name)
async def test_D2_what_is_somebody_elses_answers_like_what_does_not_exist(
    scene: Scene, operation: Operation
) -> None:
    for caller in STRANGERS:
        sent = await operation.example(scene, caller)
        foreign = await knock(scene, operation, caller, sent)
        assert not foreign.is_success, (caller, foreign.text)
        assert _said(foreign) == _said(await knock(scene, operation, caller, _of_nobody(sent))), caller


async def test_D2_no_list_and_no_search_shows_a_stranger_a_word_of_rohan(scene: Scene) -> None:
    # More is asked than one address or account may ask in a minute.
    set_figures(
        scene.demo.shop,
        scene.addresses,
        requests_per_address_per_minute=100_000,
        requests_per_account_per_minute=100_000,
    )
    foreign = (*_ROHANS, await scene.conversation())
    shown = 0
    for operation in _READING:
        for query in ({}, *_SEARCHES):
            for caller in STRANGERS:
                sent = await operation.example(scene, caller)
                answer = await knock(scene, operation, caller, replace(sent, query=query))
                assert answer.status_code < 500, (operation.name, query)
                shown += answer.is_success
                if not answer.is_success:
                    continue
                assert [word for word in foreign if word in _shown(answer)] == [], (
                    operation.name,
                    query,
                    caller,
                )
    assert shown > 10


def _shown(answer: httpx.Response) -> str:
    """Return what an answer tells; in the own export not what its reader was refused, which names what they asked for."""
    if '"acts":[' not in answer.text:
        return answer.text
    content = answer.json()
    for account in content["accounts"]:
        account["acts"] = [act for act in account["acts"] if act["outcome"] != "refused"]
    return json.dumps(content)


async def test_D2_the_same_lists_show_rohan_his_own(scene: Scene) -> None:
    headers = await scene.headers(Caller.ROHAN)
    orders = await scene.demo.client.get("/orders", headers=headers)
    assert all(number in orders.text for number in ("ORD-123", "ORD-456", "ORD-789"))
