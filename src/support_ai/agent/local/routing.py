"""What a piece of a message is to what was said before: a task of its own, an answer, a correction, a change of mind. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from support_ai.agent.local.adding import goes_on, repeats
from support_ai.agent.local.amounts import BARE_AMOUNT, WHOLE_AMOUNT
from support_ai.agent.local.concerning import (
    BARE_CANCEL,
    MEANS_THIS,
    SHOWS,
    concerns,
    keeps_something,
    mends_address,
)
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import ABOUT_THINGS, BRINGS, CHANGES, LOOKS_LIKE, SMALL, is_alike
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.leaving import FORGET, NO_FIRST, RID_OF_IT, is_turned_away, leaves, turns_away
from support_ai.agent.local.memory import Form
from support_ai.agent.local.other_change import (
    ADDS,
    VERY_SURE,
    WITH_MONEY,
    is_other_change,
    names_other_detail,
)
from support_ai.agent.local.said import Said, read
from support_ai.agent.local.understanding import Understood


class Manner(StrEnum):
    """How a piece is taken."""

    DO = "do"  # a task of its own: something to look up, to say, to begin
    START = "start"  # a change is begun
    ADD = "add"  # more of the change that waits
    FILL = "fill"  # it answers what was asked
    REVISE = "revise"  # it corrects or narrows what waits for a yes
    GO_ON = "go_on"  # what waits is wanted as it is, with words that are no plain yes
    LEAVE = "leave"  # the change is not wanted any more
    RESUME = "resume"  # what was left is wanted after all
    UNKNOWN = "unknown"


SURE = 0.40
_SURE_ASIDE = 0.80
# `No, the bottle`: it is another thing that is meant.
_NO_BUT = re.compile(
    r"^\W*(?:(?:oh|ah|sorry|wait|hm+)\W+)*no\W+(?:(?:sorry|wait|rather|actually|only|just|i mean\w*|i meant)\W+)*(?:the|my) (?:[\w-]+\W*){1,4}$",
    re.IGNORECASE,
)
# What is only turned down so far; what is wanted in its place comes behind it.
_TURNS_DOWN = re.compile(
    r"^\W*(?:(?:oh|ah|no+|nope|nah|wait|sorry|hm+|hang on|hold on|actually|stop|not that(?: one)?|wrong(?: one)?|(?:scratch|scrap|forget|strike|ignore|undo) (?:that|it)|my mistake|i was wrong|correction|i meant|i mean)\b\W*)+",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    r"^\W*(?:it'?s|it is|it should be|i meant|i mean|make (?:it|that)|rather|that should be|just|only)\b",
    re.IGNORECASE,
)
_WITH_ADDRESS = frozenset({"change_order_address", "change_customer_address"})
_AFTER_ALL = re.compile(
    r"\b(?:after all|do it anyway|go (?:on|ahead) with|continue|let'?s do it|do it then|back to|as (?:i|we) said|resume)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the message comes upon: the form whose slot was asked for, what waits for a yes, what was left."""

    form: Form | None = None
    waiting: tuple[Form, ...] = ()
    left: Form | None = None

    @property
    def asked(self) -> str | None:
        """Return the slot that was asked for last."""
        return None if self.form is None else self.form.asked


def route(said: Said, wish: Understood, scene: Scene) -> Manner:
    """Return how a piece is taken."""
    if scene.asked is not None and scene.form is not None and _still_counts(said, wish, scene.form):
        return _to_a_question(said, wish, scene.form, scene.asked)
    if scene.waiting and is_turned_away(said, wish, scene.waiting):
        return Manner.LEAVE
    if scene.waiting:
        return _to_an_offer(said, wish, scene.waiting)
    if scene.left is not None and _resumes(said, wish, scene.left):
        return Manner.RESUME
    if scene.left is not None and (goes_on(said, wish) or repeats(said, wish, scene.left)):
        return Manner.ADD
    return _alone(wish)


def _still_counts(said: Said, wish: Understood, form: Form) -> bool:
    """Tell whether a form is still spoken of. One that a rule refused is open without a question: only a new value goes on with it."""
    is_of_nothing = wish.intent is Intent.OUT_OF_SCOPE and wish.confidence >= _SURE_ASIDE
    asked = form.asked or ""
    if form.times or (is_of_nothing and said.is_question) or (asked == "order" and SHOWS.search(said.text)):
        return bool(form.times)
    brings = any(said.wanted(kind) for kind in BRINGS.get(asked, frozenset()))
    looks_like = wish.intent in LOOKS_LIKE.get(asked, frozenset()) or wish.intent in SMALL
    is_amount = BARE_AMOUNT.search(said.text) or WHOLE_AMOUNT.search(said.text)
    brings = brings or (asked == "amount" and is_amount is not None)
    is_number = asked == "order" and bool(said.of(EntityType.ORDER_NUMBER)) and not said.of(EntityType.OPTION)
    is_unsure = wish.confidence < (_SURE_ASIDE if is_number else VERY_SURE) or is_alike(
        wish.intent, form.kind
    )
    return brings and (looks_like or is_unsure) and (not said.is_question or looks_like)


def _alone(wish: Understood) -> Manner:
    if wish.intent in CHANGES and wish.confidence >= SURE:
        return Manner.START
    return Manner.DO


def _resumes(said: Said, wish: Understood, left: Form) -> bool:
    is_other = wish.intent in CHANGES and not is_alike(wish.intent, left.kind)
    if wish.confidence >= VERY_SURE and (is_other or said.of(EntityType.ORDER_NUMBER)):
        return False
    return bool(_AFTER_ALL.search(said.text)) or (wish.intent is Intent.RESUME and wish.confidence >= SURE)


def _to_a_question(said: Said, wish: Understood, form: Form, asked: str) -> Manner:
    """Take an answer to a question for what it is, whatever the head says; a side question is answered in between."""
    if not form.times or (wish.intent is Intent.GOODBYE and said.says_that_is_all):
        # `That's all` beside an open question says goodbye to nobody.
        return Manner.FILL
    brings = any(said.of(kind) for kind in BRINGS.get(asked, frozenset()))
    looks_like = wish.intent in LOOKS_LIKE.get(asked, frozenset())
    if BARE_CANCEL.match(said.text) and form.kind != "cancel_order":
        return Manner.LEAVE
    is_reason = asked == "reason" and brings
    is_other = (
        not is_alike(wish.intent, form.kind) and not looks_like and is_other_change(said, wish, {form.kind})
    )
    is_gone = turns_away(said) or (not is_other and leaves(said, wish))
    if not is_reason and is_gone and (not brings or FORGET.search(said.text)):
        return Manner.LEAVE
    is_money = wish.intent is Intent.CHANGE_PAYMENT and form.kind in WITH_MONEY
    if is_money or is_alike(wish.intent, form.kind) or (looks_like and not said.is_question):
        return Manner.FILL
    # `How much is on my gift card?` chooses none.
    is_answer = brings and looks_like and not (wish.intent is Intent.PROFILE and said.is_question)
    if _comes_between(said, wish, is_answer=is_answer, brings=brings):
        return Manner.START if wish.intent in CHANGES else Manner.DO
    return Manner.FILL


def _comes_between(said: Said, wish: Understood, *, is_answer: bool, brings: bool) -> bool:
    """Tell whether a message is a task of its own while a question is open."""
    if wish.intent is Intent.TALK_TO_PERSON:
        return wish.confidence >= SURE
    if wish.intent not in SMALL and wish.confidence >= VERY_SURE:
        return not is_answer
    if brings:
        return False
    if wish.intent is Intent.HOLD_ON:
        return wish.confidence >= VERY_SURE
    return said.is_question and wish.intent not in CHANGES and wish.confidence >= SURE


def _to_an_offer(said: Said, wish: Understood, waiting: tuple[Form, ...]) -> Manner:
    """Take what is said while something waits for a yes, and is no plain yes or no."""
    if mends_address(said, waiting):
        return Manner.REVISE
    kinds = {one.kind for one in waiting}
    same = any(is_alike(wish.intent, kind) for kind in kinds)
    calls_off = BARE_CANCEL.match(said.text) is not None and "cancel_order" not in kinds
    if not same and not calls_off and is_other_change(said, wish, kinds):
        return Manner.START
    keeps = keeps_something(said) and kinds & WITH_MONEY
    is_corrected = (_NO_BUT.match(said.text) or MEANS_THIS.search(said.text)) and concerns(said, waiting)
    is_fewer = (len(waiting) > 1 and said.says_only) or names_other_detail(said, kinds)
    if is_fewer or ((keeps or is_corrected) and said.of(EntityType.ITEM)):
        return Manner.REVISE
    if any(repeats(said, wish, one) for one in waiting):
        return Manner.ADD
    if not _is_aside(said, wish) and _says_another(said, wish, waiting, same=same):
        return Manner.REVISE
    return _beside_an_offer(said, wish, waiting, same=same)


def _beside_an_offer(said: Said, wish: Understood, waiting: tuple[Form, ...], *, same: bool) -> Manner:
    if _is_aside(said, wish):
        return Manner.DO
    is_out = {one.kind for one in waiting} == {"cancel_order"} and RID_OF_IT.search(said.text)
    if is_out and not NO_FIRST.match(said.text):
        return Manner.GO_ON
    calls_off = BARE_CANCEL.match(said.text) is not None and "cancel_order" not in {
        one.kind for one in waiting
    }
    if calls_off or leaves(said, wish):
        return Manner.LEAVE
    return _of_the_offer(said, wish, waiting, same=same)


def _says_another(said: Said, wish: Understood, waiting: tuple[Form, ...], *, same: bool) -> bool:
    """Tell whether what waits is turned down only for something else of the same kind: `no, scratch that, it's the lamp going back`."""
    opening = _TURNS_DOWN.match(said.text)
    if opening is None or ADDS.search(said.text):
        return False
    rest = read(said.text[opening.end() :])
    names = rest.of(EntityType.ITEM) if same or _IT_IS.match(rest.text) else rest.wanted(EntityType.OPTION)
    return bool(names) and concerns(rest, waiting) and not leaves(rest, wish)


def _is_aside(said: Said, wish: Understood) -> bool:
    """Tell whether something is asked or said beside what waits."""
    if wish.intent is Intent.TALK_TO_PERSON:
        return wish.confidence >= (VERY_SURE if said.quantities else SURE)
    if wish.intent is Intent.HOLD_ON:
        return wish.confidence >= VERY_SURE and not FORGET.search(said.text)
    if not said.is_question and (wish.intent in ABOUT_THINGS or said.says_that_is_all):
        return False
    is_task = wish.intent not in CHANGES and wish.intent not in SMALL
    return is_task and wish.confidence >= (VERY_SURE if said.is_question else _SURE_ASIDE)


def _of_the_offer(said: Said, wish: Understood, waiting: tuple[Form, ...], *, same: bool) -> Manner:
    if concerns(said, waiting):
        is_more = ADDS.search(said.text) and _names_things(said) and not _only_method(said)
        return Manner.ADD if is_more else Manner.REVISE
    if _is_beside(said, wish, waiting):
        return Manner.START
    is_all = said.says_that_is_all and not said.wanted(EntityType.OPTION)
    if same and not is_all and (_names_things(said) or said.of(EntityType.ORDER_NUMBER)):
        return Manner.ADD
    if is_all or same or wish.intent is Intent.RESUME:
        return Manner.GO_ON
    if _points_elsewhere(said, wish):
        return Manner.REVISE
    return _alone(wish) if wish.confidence >= SURE else Manner.UNKNOWN


def _is_beside(said: Said, wish: Understood, waiting: tuple[Form, ...]) -> bool:
    """Tell whether a change like the one that waits is wanted too, of something else: the order's address beside the account's."""
    begun = CHANGES.get(wish.intent)
    return (
        begun in _WITH_ADDRESS
        and begun not in {one.kind for one in waiting}
        and ADDS.search(said.text) is not None
    )


def _points_elsewhere(said: Said, wish: Understood) -> bool:
    """Tell whether another order may be meant: something else is named, and nothing is asked."""
    is_vague = wish.intent in SMALL or wish.confidence < VERY_SURE
    kinds = (EntityType.ORDER_NUMBER, EntityType.ITEM, EntityType.PLACE, EntityType.DAYS)
    return is_vague and not said.is_question and any(said.wanted(kind) for kind in kinds)


def _names_things(said: Said) -> bool:
    return bool(said.of(EntityType.ITEM) or said.wanted(EntityType.OPTION) or said.quantities)


def _only_method(said: Said) -> bool:
    return (
        bool(said.of(EntityType.PAYMENT)) and not said.of(EntityType.ITEM) and not said.of(EntityType.OPTION)
    )
