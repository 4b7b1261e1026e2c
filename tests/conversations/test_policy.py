"""Who may do what with a conversation: every act, in every state, by every kind of colleague, said once more as a table."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.conversations.models import HandledBy
from support_ai.conversations.policy import (
    Act,
    Decision,
    Standing,
    after_hand_over,
    after_message,
    assistant_may_speak,
    decide,
)

ME, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
A, W, C, X = HandledBy.ASSISTANT, HandledBy.WAITING, HandledBy.COLLEAGUE, HandledBy.CLOSED
# What follows for me: of a conversation that the assistant has, that waits, that is mine, that is another's, that is closed.
TABLE = {
    Act.TAKE: ((C, ME), (C, ME), (C, ME), "not_yours", "conversation_closed"),
    Act.REPLY: ("not_yours", "not_yours", (C, ME), "not_yours", "not_yours"),
    Act.TRANSFER: ("not_yours", (C, THIRD), (C, THIRD), "not_yours", "conversation_closed"),
    Act.RELEASE: ((A, None), (A, None), (A, None), "not_yours", "conversation_closed"),
    Act.CLOSE: ((X, None), (X, None), (X, None), "not_yours", (X, None)),
}
STANDINGS = (Standing(A), Standing(W), Standing(C, ME), Standing(C, OTHER), Standing(X))


def test_the_table_speaks_of_every_act() -> None:
    assert TABLE.keys() == {*Act}


@pytest.mark.parametrize("act", Act)
def test_a_colleague_may_what_the_table_says(act: Act) -> None:
    for standing, expected in zip(STANDINGS, TABLE[act], strict=True):
        decided = decide(act, standing, ME, to=THIRD)
        if isinstance(expected, str):
            assert decided == Decision(standing.handled_by, standing.assignee, expected)
        else:
            assert decided == Decision(*expected)


@pytest.mark.parametrize("act", Act)
def test_a_manager_may_nothing_more_than_pass_on_what_somebody_else_has(act: Act) -> None:
    for standing in STANDINGS:
        usual = decide(act, standing, ME, to=THIRD)
        decided = decide(act, standing, ME, is_manager=True, to=THIRD)
        if act is Act.TRANSFER and standing == Standing(C, OTHER):
            assert decided == Decision(C, THIRD)
        else:
            assert decided == usual


def test_a_transfer_to_nobody_goes_back_to_the_queue() -> None:
    assert decide(Act.TRANSFER, Standing(C, ME), ME) == Decision(W)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("handled_by", HandledBy)
def test_nobody_does_anything_with_their_own_conversation(act: Act, handled_by: HandledBy) -> None:
    decided = decide(act, Standing(handled_by, None, is_own=True), ME, is_manager=True)
    assert decided.refused_by == ("not_yours" if act is Act.REPLY else "own_conversation")


def test_the_assistant_is_silent_once_a_colleague_has_it_or_closed_it() -> None:
    assert [assistant_may_speak(one) for one in (A, W, C, X)] == [True, True, False, False]


def test_a_message_opens_what_is_closed_and_moves_nothing_else() -> None:
    assert [after_message(one) for one in (A, W, C, X)] == [A, W, C, A]


def test_a_hand_over_takes_nothing_from_a_colleague_and_loses_nobody() -> None:
    assert [after_hand_over(one) for one in (A, W, C, X)] == [W, W, C, W]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*Act, None]),
            st.sampled_from([ME, OTHER]),
            st.booleans(),
            st.sampled_from([None, ME, OTHER]),
        )
    )
)
def test_a_colleague_has_it_exactly_while_somebody_is_named(
    steps: list[tuple[Act | None, UUID, bool, UUID | None]],
) -> None:
    standing = Standing(A)
    for act, who, is_manager, to in steps:
        if act is None:
            standing = Standing(after_message(standing.handled_by), standing.assignee)
        else:
            decided = decide(act, standing, who, is_manager=is_manager, to=to)
            standing = Standing(decided.handled_by, decided.assignee)
        assert (standing.handled_by is C) == (standing.assignee is not None)
