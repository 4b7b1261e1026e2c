"""Figures and days: what a tool returned passes in every usual rendering, anything else in none."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from support_ai.core.money import Money, decimal_text
from tests.agent.guarding import CANCELLED, GUARD, NOW, PASSAGES, ROHAN, SHIPPED, ZONE, known

KNOWN = known(SHIPPED, CANCELLED, ROHAN, PASSAGES, heard=("I want $510 back by 5 May",))
MAY_LEAVE = """
The total is $228.00.
That is 228 dollars.
That is USD 228.
The total is 228.00.
El total es de 228,00 $.
Der Gesamtbetrag ist 228 Dollar.
कुल $२२८ है
المبلغ الإجمالي ٢٢٨ دولار
Two hundred and twenty-eight dollars is the total.
It was placed on 20 November.
Placed on Nov 20, 2026.
It was placed on 11/20/2026.
Placed on the 20th of November.
Se hizo el 20 de noviembre de 2026.
Bestellt am 20. November.
Commandé le 20 novembre.
Pedido em 20 de novembro.
20 नवंबर को
في 20 نوفمبر
2026年11月20日
It arrives on Friday.
It arrives on Friday, 27 November.
It arrives at 1:30 pm.
Llega mañana.
Sie kommt morgen an.
Elle arrive demain.
It arrives in 1 day.
It was placed 6 days ago.
You can return most items within 30 days of delivery.
Refunds take 5 to 7 business days.
Standard shipping costs $4.95 and is free from $50.00.
It holds 12 × Desk lamp 5 W; the total is $228.00, placed on Friday, 20 November.
Students get 10 % off with a verified student e-mail address.
All electronics have a warranty of 2 years, everything else of 1 year from delivery.
Two weeks is 14 days.
"""
STAYS = """
It costs $22.|figure
It costs 22 euros.|figure
It costs €228.|figure
It costs twenty dollars.|figure
It costs ٢٣٠ دولار|figure
$२३० है|figure
The total is 229.00.|figure
You can return it within 45 days.|figure
You can return it within thirty-one days.|figure
There are 9 items in it.|figure
You get 20 % off.|figure
You get 20 percent off.|figure
It costs $2k.|figure
That is 510 dollars.|figure
Your order costs $510.|figure
You get $510.|figure
It arrives on 5 May.|date
It arrives on 28 November.|date
It arrives on Monday 30 November.|date
Llega el 28 de noviembre.|date
Sie kommt am 28. November an.|date
Elle arrive le 28 novembre.|date
Chega em 28 de novembro.|date
Arriva il 28 novembre.|date
Op 28 november.|date
28 नवंबर को आएगा|date
يصل في ٢٨ نوفمبر|date
It arrives on 2026-11-28.|date
It arrives on 28/11/2026.|date
It arrives at 9:45.|date
It arrived yesterday.|date
Llegó ayer.|date
Sie kam gestern.|date
Elle est arrivée hier.|date
"""


@pytest.mark.parametrize("sentence", MAY_LEAVE.strip().splitlines())
def test_what_was_learnt_may_be_said(sentence: str) -> None:
    assert GUARD.judge(sentence, KNOWN).rule == ""


@pytest.mark.parametrize("line", STAYS.strip().splitlines())
def test_what_was_not_learnt_stays_inside(line: str) -> None:
    sentence, _, rule = line.rpartition("|")
    assert GUARD.judge(sentence, KNOWN).rule == rule


def _renderings(minor: int) -> list[str]:
    plain = decimal_text(minor, "USD")
    whole, _, cents = plain.partition(".")
    grouped = f"{int(whole):,}"
    dotted = grouped.replace(",", ".")
    return [
        f"It is ${grouped}.{cents}.",
        f"It is {grouped}.{cents} USD.",
        f"It is USD {plain}.",
        f"Es sind {dotted},{cents} $.",
        f"C'est {grouped.replace(',', chr(0x202F))},{cents} $.",
        f"It is {plain} dollars.",
        "यह $" + plain.translate(str.maketrans("0123456789", "०१२३४५६७८९")) + " है",
        "المبلغ " + plain.translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")) + " دولار",
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**8), st.integers(1, 10**8))
def test_an_amount_passes_in_every_rendering_and_another_in_none(minor: int, other: int) -> None:
    grounds = known(Money(minor, "USD"))
    for sentence in _renderings(minor):
        assert GUARD.judge(sentence, grounds).rule == "", sentence
    if other != minor:
        for sentence in _renderings(other):
            assert GUARD.judge(sentence, grounds).rule == "figure", sentence


_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}


def _days(day: date) -> list[str]:
    by_name = [f"{day.day} {names.split()[day.month - 1]}" for names in _MONTHS.values()]
    return [
        *by_name,
        *(f"{name} {day.year}" for name in by_name),
        f"{_MONTHS['en'].split()[day.month - 1]} {day.day}, {day.year}",
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day:%m/%d/%Y}",
        f"{day:%d.%m.%Y}",
        day.isoformat().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    ]


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_a_day_passes_in_every_notation_and_another_in_none(day: date, other: date) -> None:
    grounds = known(day)
    for text in _days(day):
        assert GUARD.judge(f"→ {text}", grounds).rule == "", text
    is_twin = (other.month, other.day) in ((day.month, day.day), (day.day, day.month)) or (
        other.day,
        other.month,
    ) == (
        day.month,
        day.day,
    )
    if not is_twin:
        for text in _days(other):
            assert GUARD.judge(f"→ {text}", grounds).rule == "date", text


def test_a_weekday_of_no_known_day_stays_inside() -> None:
    assert GUARD.judge("It arrives on Wednesday.", known(SHIPPED)).rule == "date"
    assert GUARD.judge("It arrives on Friday.", known(SHIPPED)).may_leave


class _Report(BaseModel):
    """What a tool may return."""

    count: int
    takes: timedelta
    share_percent: Decimal
    at: datetime
    currency: str
    total_minor: int
    parts: tuple[Money, ...]


def test_models_of_every_kind_are_learnt() -> None:
    report = _Report(
        count=37,
        takes=timedelta(days=3),
        share_percent=Decimal("12.5"),
        at=NOW.astimezone(ZONE),
        currency="JPY",
        total_minor=4800,
        parts=(Money(150, "EUR"),),
    )
    grounds = known(report)
    for sentence in (
        "There are 37 orders.",
        "It takes 3 days.",
        "It takes 72 hours.",
        "That is 12.5 %.",
        "It was at 10:00.",
        "It was today.",
        "The total is ¥4,800.",
        "€1.50 is a part.",
    ):
        assert GUARD.judge(sentence, grounds).rule == "", sentence
    assert GUARD.judge("There are 38 orders.", grounds).rule == "figure"


def test_what_former_turns_learnt_is_kept_without_texts() -> None:
    first = known(SHIPPED, ROHAN)
    kept = first.dump()
    assert "Rohan" not in repr(kept)
    assert "Elm" not in repr(kept)
    assert "@" not in repr(kept)
    later = known()
    later.load(kept)
    for sentence in (
        "The total of ORD-789 is $228.00.",
        "It arrives on Friday, 27 November.",
        "ORD-789 was shipped.",
    ):
        assert GUARD.judge(sentence, later).rule == "", sentence
    assert GUARD.judge("It costs $229.00.", later).rule == "figure"


def test_the_address_that_somebody_typed_may_be_repeated_and_no_other() -> None:
    heard = known(heard=("send it to 418b w 23rd st apt 7, chicago il 60616",))
    assert not list(heard.unknown("So far I have 418b w 23rd st, apt 7, chicago, 60616."))
    assert list(heard.unknown("So far I have 418b w 24th st, apt 7."))
    assert list(heard.unknown("So far I have 418b w 23rd st, apt 17."))
