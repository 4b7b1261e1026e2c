"""How the assistant behaves: a document of the shop's, of which managers keep a draft before they publish it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from support_ai.core.errors import InvalidError
from support_ai.core.page import WHOLE
from support_ai.shop.behaviour_text import AssistantName, EntryName, Greeting, Phrase, Said
from support_ai.shop.documents import Document
from support_ai.shop.limits import Units
from support_ai.shop.phrases import words_of
from support_ai.shop.security import UNIQUE, different
from support_ai.shop.tool_names import ALWAYS_ON, CHANGING, ToolName, ToolSetting

_STRICT = ConfigDict(frozen=True, extra="forbid")
_Times = Annotated[int, Field(ge=1, le=10), WHOLE]
_Phrases = Annotated[tuple[Phrase, ...], Field(min_length=1, max_length=50)]


class Tone(StrEnum):
    """How the assistant speaks."""

    FRIENDLY = "friendly"
    NEUTRAL = "neutral"
    FORMAL = "formal"


class Language(StrEnum):
    """The languages that the assistant may be told to answer in (ISO 639-1)."""

    ENGLISH = "en"
    ARABIC = "ar"
    BULGARIAN = "bg"
    CATALAN = "ca"
    CHINESE = "zh"
    CROATIAN = "hr"
    CZECH = "cs"
    DANISH = "da"
    DUTCH = "nl"
    ESTONIAN = "et"
    FINNISH = "fi"
    FRENCH = "fr"
    GERMAN = "de"
    GREEK = "el"
    HEBREW = "he"
    HINDI = "hi"
    HUNGARIAN = "hu"
    INDONESIAN = "id"
    ITALIAN = "it"
    JAPANESE = "ja"
    KOREAN = "ko"
    LATVIAN = "lv"
    LITHUANIAN = "lt"
    MALAY = "ms"
    NORWEGIAN = "no"
    POLISH = "pl"
    PORTUGUESE = "pt"
    ROMANIAN = "ro"
    RUSSIAN = "ru"
    SERBIAN = "sr"
    SLOVAK = "sk"
    SLOVENIAN = "sl"
    SPANISH = "es"
    SWEDISH = "sv"
    THAI = "th"
    TURKISH = "tr"
    UKRAINIAN = "uk"
    VIETNAMESE = "vi"


class OutsideHours(StrEnum):
    """What becomes of somebody who needs a person while nobody works."""

    HAND_OVER = "hand_over"
    OPEN_TICKET = "open_ticket"


def _with_english(given: tuple[Language, ...]) -> tuple[Language, ...]:
    return given if Language.ENGLISH in given else (Language.ENGLISH, *given)


def _of_all(given: Mapping[ToolName, ToolSetting]) -> Mapping[ToolName, ToolSetting]:
    """Say of every tool what counts for it, so that settings which mean the same are the same."""
    return {tool: given.get(tool, ToolSetting.ON) for tool in ToolName}


class ForbiddenTopic(BaseModel):
    """What the assistant does not talk about: it says the answer to whoever uses one of the phrases, and nothing else."""

    model_config = _STRICT

    name: EntryName
    phrases: _Phrases
    answer: Said


class VerbatimAnswer(BaseModel):
    """What leaves word for word, for questions like the examples."""

    model_config = _STRICT

    name: EntryName
    questions: _Phrases
    answer: Said


class HandOverRules(BaseModel):
    """When a colleague takes over, beside whenever somebody asks for one.

    The counts are messages of one conversation; an order's total is compared in whole units of its currency, None never.
    """

    model_config = _STRICT

    after_misunderstood: _Times = 3
    after_blocked: _Times = 2
    phrases: Annotated[tuple[Phrase, ...], Field(max_length=200)] = ()
    order_total_above: Units | None = None
    when_frustrated: StrictBool = True
    outside_hours: OutsideHours = OutsideHours.HAND_OVER


class Behaviour(BaseModel):
    """The settings of the assistant; each default is a new shop's.

    In the greeting `{name}` is the assistant's name and `{shop}` the shop's. English is always among the languages. A tool
    that is not named is on.
    """

    model_config = _STRICT

    name: AssistantName = "Support"
    tone: Tone = Tone.FRIENDLY
    greeting: Greeting = "Hello! I am {name}, the assistant of {shop}. How can I help you?"
    languages: Annotated[
        tuple[Language, ...],
        Field(max_length=len(Language), json_schema_extra=UNIQUE),
        AfterValidator(different),
        AfterValidator(_with_english),
    ] = (Language.ENGLISH,)
    tools: Annotated[Mapping[ToolName, ToolSetting], AfterValidator(_of_all)] = Field(
        default_factory=lambda: _of_all({})
    )
    forbidden_topics: Annotated[tuple[ForbiddenTopic, ...], Field(max_length=200)] = ()
    verbatim_answers: Annotated[tuple[VerbatimAnswer, ...], Field(max_length=200)] = ()
    hand_over: HandOverRules = HandOverRules()
    unknown: Said = "I don't know that. Would you like me to ask a person to help you?"


BEHAVIOUR = Document("assistant", Behaviour)


class ApprovalNotPossibleError(InvalidError):
    """Only a tool that changes something can need an approval: switch this one on or off."""

    code = "assistant.tool.no_approval"


class ToolNeededError(InvalidError):
    """This tool stays on: customers always have a way to a person, and to the shop's own words."""

    code = "assistant.tool.needed"


class NameTakenError(InvalidError):
    """Another entry of this list has the same name."""

    code = "assistant.name.taken"


class WordlessPhraseError(InvalidError):
    """There is no letter and no figure in this to look for."""

    code = "assistant.phrase.wordless"


def checked(behaviour: Behaviour) -> Behaviour:
    """Return the settings; what no bound of a single field can say is refused by name, with the field."""
    for tool, setting in behaviour.tools.items():
        if setting is ToolSetting.WITH_APPROVAL and tool not in CHANGING:
            raise ApprovalNotPossibleError(field=f"settings.tools.{tool}")
        if setting is ToolSetting.OFF and tool in ALWAYS_ON:
            raise ToolNeededError(field=f"settings.tools.{tool}")
    taken = set[tuple[str, str]]()
    for place, number, name in _names(behaviour):
        if (place, name.casefold().strip()) in taken:
            raise NameTakenError(field=f"settings.{place}.{number}.name")
        taken.add((place, name.casefold().strip()))
    for place, phrase in _phrases(behaviour):
        if not words_of(phrase):
            raise WordlessPhraseError(field=f"settings.{place}")
    return behaviour


def _names(behaviour: Behaviour) -> Iterator[tuple[str, int, str]]:
    for number, topic in enumerate(behaviour.forbidden_topics):
        yield "forbidden_topics", number, topic.name
    for number, answer in enumerate(behaviour.verbatim_answers):
        yield "verbatim_answers", number, answer.name


def _phrases(behaviour: Behaviour) -> Iterator[tuple[str, str]]:
    for number, topic in enumerate(behaviour.forbidden_topics):
        yield from ((f"forbidden_topics.{number}.phrases.{n}", one) for n, one in enumerate(topic.phrases))
    for number, answer in enumerate(behaviour.verbatim_answers):
        yield from (
            (f"verbatim_answers.{number}.questions.{n}", one) for n, one in enumerate(answer.questions)
        )
    yield from ((f"hand_over.phrases.{n}", one) for n, one in enumerate(behaviour.hand_over.phrases))
