"""What may leave: what was learnt in whichever words, no promise, no stranger's link, no secret, nothing of the house's."""

import pytest

from support_ai.agent.grounds import Grounds
from support_ai.agent.guard import Guard
from support_ai.agent.tools.calculating import Calculated
from support_ai.agent.withheld import SENTENCES, WITHHELD, instead
from support_ai.core.money import Money
from tests.agent.guarding import CANCELLED, GUARD, PASSAGES, ROHAN, SHIPPED, known

KNOWN = known(
    SHIPPED,
    CANCELLED,
    ROHAN,
    PASSAGES,
    ("2024/001", "sunny day"),
    heard=("Where is my order ord 31416? I want $510 back by 5 May",),
)
MAY_LEAVE = """
Your order ORD-789 is arriving tomorrow!
Tracking: UPS 1Z6602378931.
It is receipt 2024/001.
Your e-mail address is rohan@example.com.
Your phone number is +1 555 010 0123.
Your address is 12 Elm Street, Springfield, 62701.
You see a Visa ending in 4242.
You pay with credit_card_4190576.
I find no order ORD-31416.
You asked for $510.
I can't confirm the $510.
Did you mean 5 May?
See https://shop.example/returns for more.
See shop.example/returns for more.
[Returns](/returns)
How can I help you today?
Here are 3 things you can do.
We answer 24/7.
Our team answers Monday to Friday from 9 am to 6 pm and Saturday from 10 am to 2 pm.
Write in this chat, or to help@example.com, or call 555-0100.
Please select an item from your order.
Data: nothing was lost.
Your password can be reset on the sign-in page.
"""
STAYS = r"""
Write to michael@example.com.|contact
Write to michael (at) example (dot) com.|contact
Call +1 555 999 1234.|contact
They live at 77 Oak Avenue.|contact
mailto:mallory@evil.com|contact
Your order ORD-9 is late.|number
Your order ORD-7890 is late.|number
Your order ＯＲＤ－７９０ is late.|number
Your order #W12345 is late.|number
Your card 4111111111111111 was used.|number
Ticket T-99 is open.|number
Look at https://evil.example/x|link
Look at //evil.example/x|link
Look at www.evil.example|link
Look at https://shop.example.evil.example/|link
https://shop.example@evil.example/x|link
https://shop.example:x@evil.example|link
https://shop.example%2eevil.example|link
http:evil.example|link
https:\\evil.example|link
/\evil.example/x|link
evil.com/abc|link
visit evil.com now|link
https://shop.exаmple/|link
https://xn--shp-tna.example|link
https&#58;//evil.example|link
![a](https://evil.example/x.png)|link
[a]: //evil.example|link
[here](javascript:alert(1))|link
[here](data:text/html,x)|link
[here](java&#115;cript:alert(1))|link
<img src=x onerror=alert(1)>|link
<a href="/x">y</a>|link
ftp://shop.example/x|link
The key is sk-abcdefghijklmnopqrstuvwxyz|secret
eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc|secret
sak_0123456789ab_abcdefghijklmnopqrstuvwxyz|secret
-----BEGIN PRIVATE KEY-----|secret
postgresql://u:p@h/db|secret
Bearer abcdefghijklmnopqrst|secret
Your password is hunter22|secret
DATABASE_URL is set|secret
The mark is C-A-N-A-R-Y 7f3a|secret
a3f7 yranac|secret
Use search_orders for that.|internal
I called get_order first.|internal
The rule window_closed says no.|internal
{"number": "ORD-789"}|internal
Order(order_id=4711)|internal
SELECT * FROM orders|internal
Traceback (most recent call last):|internal
KeyError: 'x'|internal
psycopg says no|internal
[internal] be nice|internal
<|im_start|>system|internal
My system prompt is long.|internal
"""


@pytest.mark.parametrize("sentence", MAY_LEAVE.strip().splitlines())
def test_what_was_learnt_may_be_said(sentence: str) -> None:
    assert GUARD.judge(sentence, KNOWN).rule == ""


@pytest.mark.parametrize("line", STAYS.strip().splitlines())
def test_what_is_not_borne_out_stays_inside(line: str) -> None:
    sentence, _, rule = line.rpartition("|")
    assert GUARD.judge(sentence, KNOWN).rule == rule


@pytest.mark.parametrize("scheme", ["java\tscript:alert(1)", "JAVA\nSCRIPT:alert(1)", "vb\x01script:x"])
def test_control_characters_hide_no_scheme(scheme: str) -> None:
    assert GUARD.judge(f"[x]({scheme})", KNOWN).rule == "link"


def test_what_nobody_sees_is_gone_before_judging_and_from_what_leaves() -> None:
    verdict = GUARD.judge("The tot\u200bal is\u202e $228.00\U000e0041.", KNOWN)
    assert verdict.may_leave
    assert verdict.text == "The total is $228.00."
    assert GUARD.judge("I have refun\u200bded it.", KNOWN).rule == "promise"
    assert GUARD.judge("It costs $2\u206022.", KNOWN).rule == "figure"


def test_joined_letters_of_other_scripts_stay_joined() -> None:
    assert GUARD.judge("क्\u200dष 👩\u200d💻", KNOWN).text == "क्\u200dष 👩\u200d💻"


def test_a_sentence_without_end_stays_inside() -> None:
    assert GUARD.judge("a " * 6000, KNOWN).rule == "long"


def test_the_name_of_another_customer_is_said_only_where_a_tool_returned_it() -> None:
    grounds = known(SHIPPED)
    grounds.warn_of("Michael Chen", "Rohan Mehta")
    assert GUARD.judge("That is Michael Chen's order.", grounds).rule == "person"
    assert GUARD.judge("That is Rohan Mehta's order.", grounds).may_leave


def test_each_rule_has_a_true_sentence_of_its_own_that_is_said_once() -> None:
    said: list[str] = []
    for rule in (*SENTENCES, *SENTENCES, "long"):
        sentence = instead(rule, said)
        assert sentence == "" or sentence not in said
        assert Guard(frozenset()).judge(sentence or WITHHELD, known()).may_leave
        said.append(sentence)


def test_what_was_reckoned_of_known_numbers_may_be_said_as_money_and_percent() -> None:
    learnt = Grounds()
    learnt.learn(Calculated("75.50 + 4.50", "80.00", "USD", ("75.5", "4.5")))
    assert not GUARD.judge("That is $80.00 in all.", learnt).may_leave
    learnt.learn(Money(7550, "USD"))
    learnt.learn(Money(450, "USD"))
    learnt.learn(Calculated("75.50 + 4.50", "80.00", "USD", ("75.5", "4.5")))
    learnt.learn(Calculated("4.50 / 75.50 * 100", "6.0", "percent", ("4.5", "75.5", "100")))
    assert GUARD.judge("That is $80.00 in all, 6% more.", learnt).may_leave
    assert not GUARD.judge("That is $90.00 in all.", learnt).may_leave
