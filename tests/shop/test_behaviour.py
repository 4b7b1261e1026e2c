"""The document of the assistant's settings: what it takes, and how it names what it does not."""

from typing import Any

import pytest
from pydantic import ValidationError

from support_ai.actions.registry import ACTIONS
from support_ai.core.errors import AppError
from support_ai.core.http import of_validation
from support_ai.shop.behaviour import Behaviour, Language, OutsideHours, Tone, checked
from support_ai.shop.behaviour_changes import differences
from support_ai.shop.behaviour_schemas import DraftIn
from support_ai.shop.tool_names import ALWAYS_ON, CHANGING, ToolName, ToolSetting


def _topic(**changed: Any) -> dict[str, Any]:
    return {"name": "Politics", "phrases": ["election"], "answer": "I leave that to others."} | changed


def _answer(**changed: Any) -> dict[str, Any]:
    return {"name": "Parking", "questions": ["where can I park"], "answer": "Behind the shop."} | changed


def _refusal(settings: dict[str, Any]) -> AppError:
    """Return how a request with these settings is refused."""
    try:
        checked(DraftIn.model_validate({"version": 0, "made_from": 0, "settings": settings}).settings)
    except ValidationError as error:
        return of_validation([{**one} for one in error.errors()])
    except AppError as error:
        return error
    pytest.fail("these settings were taken")


def test_a_new_shops_assistant_is_called_support_and_may_do_everything() -> None:
    behaviour = checked(Behaviour())
    assert (behaviour.name, behaviour.tone, behaviour.languages) == (
        "Support",
        Tone.FRIENDLY,
        (Language.ENGLISH,),
    )
    assert set(behaviour.tools) == {*ToolName}
    assert set(behaviour.tools.values()) == {ToolSetting.ON}
    assert behaviour.hand_over.outside_hours is OutsideHours.HAND_OVER


def test_what_changes_something_is_every_action_of_the_house() -> None:
    assert set(ACTIONS) == CHANGING
    assert not CHANGING & ALWAYS_ON


def test_settings_survive_being_stored_and_read_as_text_or_as_values() -> None:
    behaviour = Behaviour.model_validate(
        {
            "name": "Ada",
            "languages": ["fr"],
            "tools": {"cancel_order": "with_approval"},
            "forbidden_topics": [_topic()],
            "verbatim_answers": [_answer(answer="One.\nTwo.")],
            "hand_over": {"order_total_above": 500, "phrases": ["lawyer"]},
        }
    )
    assert Behaviour.model_validate(behaviour.model_dump(mode="json")) == behaviour
    assert Behaviour.model_validate_json(behaviour.model_dump_json()) == behaviour


def test_english_is_always_among_the_languages() -> None:
    assert Behaviour.model_validate({"languages": ["de", "fr"]}).languages == ("en", "de", "fr")
    assert Behaviour.model_validate({"languages": []}).languages == ("en",)
    assert Behaviour.model_validate({"languages": ["de", "en"]}).languages == ("de", "en")


def test_a_tool_that_is_not_named_is_on() -> None:
    assert Behaviour.model_validate({"tools": {"get_order": "on"}}) == Behaviour()


@pytest.mark.parametrize(
    ("settings", "field", "words"),
    [
        ({"name": ""}, "name", "at least 1 character"),
        ({"name": "x" * 61}, "name", "at most 60 characters"),
        ({"name": " "}, "name", "one line of text that people can see"),
        ({"name": "Ada\nLovelace"}, "name", "one line of text"),
        ({"name": "Ada\x00"}, "name", "without control characters"),
        ({"name": "Ada\u202egnp"}, "name", "one line of text"),
        ({"name": "Ada\U000e0041"}, "name", "one line of text"),
        ({"name": 7}, "name", "valid string"),
        ({"tone": "rude"}, "tone", "'friendly', 'neutral' or 'formal'"),
        ({"greeting": "Hello {customer}"}, "greeting", "only {name} and {shop} may stand in braces"),
        ({"greeting": "Hello {name"}, "greeting", "only {name} and {shop}"),
        ({"greeting": "Hello {{name}}"}, "greeting", "only {name} and {shop}"),
        ({"greeting": "Hello {name.__class__}"}, "greeting", "only {name} and {shop}"),
        ({"greeting": "\n \n"}, "greeting", "must be text"),
        ({"greeting": "x" * 501}, "greeting", "at most 500 characters"),
        ({"languages": ["xx"]}, "languages.0", "Input should be 'en'"),
        ({"languages": ["de", "de"]}, "languages", "must not name anything twice"),
        ({"tools": {"fly": "on"}}, "tools.fly.[key]", "'get_customer'"),
        ({"tools": {"get_order": "maybe"}}, "tools.get_order", "'on', 'off' or 'with_approval'"),
        ({"tools": []}, "tools", "valid dictionary"),
        ({"forbidden_topics": [_topic(phrases=[])]}, "forbidden_topics.0.phrases", "at least 1 item"),
        (
            {"forbidden_topics": [_topic(phrases=["x"] * 51)]},
            "forbidden_topics.0.phrases",
            "at most 50 items",
        ),
        (
            {"forbidden_topics": [_topic(phrases=["x" * 201])]},
            "forbidden_topics.0.phrases.0",
            "at most 200 characters",
        ),
        ({"forbidden_topics": [_topic(answer="")]}, "forbidden_topics.0.answer", "at least 1 character"),
        (
            {"forbidden_topics": [_topic(answer="x" * 2001)]},
            "forbidden_topics.0.answer",
            "at most 2000 characters",
        ),
        (
            {"forbidden_topics": [_topic(name=str(n)) for n in range(201)]},
            "forbidden_topics",
            "at most 200 items",
        ),
        ({"forbidden_topics": [_topic(pattern=".*")]}, "forbidden_topics.0.pattern", "no such field"),
        (
            {"verbatim_answers": [_answer(name=str(n)) for n in range(201)]},
            "verbatim_answers",
            "at most 200 items",
        ),
        ({"verbatim_answers": [_answer(answer="a\tb")]}, "verbatim_answers.0.answer", "control characters"),
        (
            {"hand_over": {"after_misunderstood": 0}},
            "hand_over.after_misunderstood",
            "greater than or equal to 1",
        ),
        ({"hand_over": {"after_blocked": 11}}, "hand_over.after_blocked", "less than or equal to 10"),
        ({"hand_over": {"after_blocked": "3"}}, "hand_over.after_blocked", "must be a whole number"),
        ({"hand_over": {"when_frustrated": "yes"}}, "hand_over.when_frustrated", "valid boolean"),
        (
            {"hand_over": {"order_total_above": -1}},
            "hand_over.order_total_above",
            "greater than or equal to 0",
        ),
        (
            {"hand_over": {"outside_hours": "sleep"}},
            "hand_over.outside_hours",
            "'hand_over' or 'open_ticket'",
        ),
        ({"hand_over": {"phrases": ["x"] * 201}}, "hand_over.phrases", "at most 200 items"),
        ({"unknown": ""}, "unknown", "at least 1 character"),
        ({"secret": "x"}, "secret", "no such field"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_its_field_and_its_bound(
    settings: dict[str, Any], field: str, words: str
) -> None:
    refused = _refusal(settings)
    assert (refused.code, refused.field) == ("invalid", f"settings.{field}")
    assert words in refused.message


@pytest.mark.parametrize(
    ("settings", "field", "code"),
    [
        ({"tools": {"get_order": "with_approval"}}, "tools.get_order", "assistant.tool.no_approval"),
        ({"tools": {"open_ticket": "with_approval"}}, "tools.open_ticket", "assistant.tool.no_approval"),
        ({"tools": {"hand_over": "with_approval"}}, "tools.hand_over", "assistant.tool.no_approval"),
        ({"tools": {"hand_over": "off"}}, "tools.hand_over", "assistant.tool.needed"),
        ({"tools": {"search_knowledge": "off"}}, "tools.search_knowledge", "assistant.tool.needed"),
        (
            {"forbidden_topics": [_topic(), _topic(name=" politics")]},
            "forbidden_topics.1.name",
            "assistant.name.taken",
        ),
        (
            {"verbatim_answers": [_answer(), _answer(name="Toilets"), _answer()]},
            "verbatim_answers.2.name",
            "assistant.name.taken",
        ),
        (
            {"forbidden_topics": [_topic(phrases=["war", "?!"])]},
            "forbidden_topics.0.phrases.1",
            "assistant.phrase.wordless",
        ),
        (
            {"verbatim_answers": [_answer(questions=["…"])]},
            "verbatim_answers.0.questions.0",
            "assistant.phrase.wordless",
        ),
        ({"hand_over": {"phrases": ["’"]}}, "hand_over.phrases.0", "assistant.phrase.wordless"),
    ],
)
def test_what_no_single_bound_says_is_refused_by_a_named_rule(
    settings: dict[str, Any], field: str, code: str
) -> None:
    refused = _refusal(settings)
    assert (refused.status, refused.code, refused.field) == (422, code, f"settings.{field}")


def test_a_topic_and_an_answer_may_share_a_name_and_every_changing_tool_may_need_approval() -> None:
    settings = {
        "tools": dict.fromkeys(CHANGING, "with_approval"),
        "forbidden_topics": [_topic(name="Parking")],
        "verbatim_answers": [_answer(name="Parking")],
    }
    checked(Behaviour.model_validate(settings))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, {}),
        ({"name": "Ada", "tone": "formal"}, {"name": "Ada", "tone": "formal"}),
        ({"languages": ["fr", "en"]}, {"languages": "added fr"}),
        (
            {"tools": {"cancel_order": "off", "refund_order": "with_approval"}},
            {"tools": "cancel_order: off; refund_order: with_approval"},
        ),
        ({"forbidden_topics": []}, {}),
        (
            {"hand_over": {"order_total_above": 0, "when_frustrated": False}},
            {"hand_over.order_total_above": "0", "hand_over.when_frustrated": "no"},
        ),
        ({"unknown": "x" * 2000}, {"unknown": "x" * 300}),
    ],
)
def test_differences_are_told_in_words(settings: dict[str, Any], told: dict[str, str]) -> None:
    assert differences(Behaviour(), Behaviour.model_validate(settings)) == told


def test_differences_of_lists_name_what_came_went_and_changed() -> None:
    before = Behaviour.model_validate(
        {"forbidden_topics": [_topic(name="a"), _topic(name="b"), _topic(name="c")]}
    )
    after = Behaviour.model_validate(
        {"forbidden_topics": [_topic(name="a"), _topic(name="b", answer="No."), _topic(name="d")]}
    )
    turned = before.model_copy(update={"forbidden_topics": before.forbidden_topics[::-1]})
    assert differences(before, after) == {"forbidden_topics": "added d; removed c; changed b"}
    assert differences(before, turned) == {"forbidden_topics": "in another order"}
