"""Promises: what is said to be done or to come needs a committed action; questions, denials and offers do not."""

import pytest

from support_ai.agent.acts import Act
from tests.agent.guarding import CANCELLED, GUARD, PASSAGES, SHIPPED, known

KNOWN = known(SHIPPED, PASSAGES)
PROMISES = """
I have refunded it.
I am refunding it now.
I'll cancel that for you.
We've now cancelled your order.
Your refund has been issued.
A replacement will be sent tomorrow.
I've gone ahead and refunded you.
Done! Your order is cancelled.
Refund issued.
You'll get your money back.
I just issued a refund.
Let me cancel that for you.
Consider it done.
If you must know, I have refunded it.
I've cancelled it, okay?
A colleague will call you.
I've passed this to a colleague.
Your order has been cancelled.
The refund is on its way.
I will send you a replacement.
I have саncelled it.
No problem, I've changed the address.
We guarantee it.
He reembolsado su pedido.
Voy a cancelar tu pedido.
Su pedido ha sido cancelado.
Le reembolsaremos el importe.
Cancelé tu pedido.
Ich habe Ihre Bestellung storniert.
Ihre Bestellung wurde storniert.
Ich werde das Geld erstatten.
Wir erstatten Ihnen den Betrag.
J'ai annulé votre commande.
Votre commande a été annulée.
Nous vous rembourserons.
Cancelei o seu pedido.
Seu pedido foi cancelado.
Vou reembolsar o valor.
Ho annullato il suo ordine.
Ik heb uw bestelling geannuleerd.
मैंने आपका ऑर्डर रद्द कर दिया है।
आपका रिफंड हो जाएगा।
Maine aapka order cancel kar diya.
Aapka refund ho jayega.
لقد تم إلغاء طلبك.
سأقوم باسترداد المبلغ.
تم رد المبلغ.
We refund the difference.
Order ORD-789 is cancelled.
"""
NONE = """
Would you like me to cancel it?
I can cancel it for you.
It can't be refunded.
Once it is refunded, you get a mail.
Shall I cancel it?
Has your refund been issued?
Your order is not cancelled.
I haven't cancelled anything.
If you confirm, I'll cancel it.
I'll refund it once you say yes.
I cannot make refunds myself yet.
Delivered items can be exchanged.
You wrote that I refunded you.
No refund has been issued.
Your order ORD-789 was shipped.
I found your order.
¿Quiere que cancele su pedido?
Puedo cancelar su pedido.
No he cancelado nada.
Soll ich die Bestellung stornieren?
Ich kann Ihre Bestellung stornieren.
Die Bestellung wurde nicht storniert.
Voulez-vous que j'annule la commande?
Je peux annuler votre commande.
Je n'ai pas annulé la commande.
Quer que eu cancele o pedido?
Posso cancelar o pedido.
क्या मैं ऑर्डर रद्द कर दूँ?
मैं ऑर्डर रद्द कर सकता हूँ।
ऑर्डर रद्द नहीं किया गया है।
Kya main cancel kar du?
هل تريد إلغاء الطلب؟
يمكنني إلغاء الطلب.
لم يتم إلغاء الطلب.
If you find the same item cheaper at another authorised shop within 14 days, we refund the difference.
Our policy says: We repair or replace the item, or refund it.
"""


@pytest.mark.parametrize("sentence", PROMISES.strip().splitlines())
def test_a_promise_without_a_commit_stays_inside(sentence: str) -> None:
    assert GUARD.judge(sentence, KNOWN).rule == "promise"


@pytest.mark.parametrize("sentence", NONE.strip().splitlines())
def test_what_promises_nothing_may_be_said(sentence: str) -> None:
    assert GUARD.judge(sentence, KNOWN).rule == ""


def test_a_promise_may_leave_once_that_kind_of_deed_is_committed() -> None:
    cancelled = "I have cancelled your order."
    for committed in ({"cancel_order"}, {Act.CANCEL}):
        assert GUARD.judge(cancelled, KNOWN, committed=committed).may_leave
    assert GUARD.judge(cancelled, KNOWN, committed={"change_customer_address"}).rule == "promise"
    assert GUARD.judge("I have cancelled it for $1.", KNOWN, committed={"cancel_order"}).rule == "figure"


def test_a_state_that_a_tool_returned_may_be_told_of_that_order_alone() -> None:
    grounds = known(SHIPPED, CANCELLED)
    assert GUARD.judge("Order ORD-123 is cancelled.", grounds).may_leave
    assert GUARD.judge("Your refund of $228.00 has been booked.", grounds).may_leave
    assert GUARD.judge("Order ORD-789 is cancelled.", grounds).rule == "promise"
    assert GUARD.judge("I have cancelled order ORD-123.", grounds).rule == "promise"
    assert GUARD.judge("Order ORD-123 will be cancelled.", grounds).rule == "promise"


def test_what_was_done_before_may_be_told_in_later_turns() -> None:
    first = known(SHIPPED)
    first.did("hand_over")
    later = known()
    later.load(first.dump())
    assert GUARD.judge("I've passed this conversation to a colleague.", later).may_leave


def test_an_unknown_language_says_nothing_about_money_but_in_the_shops_words() -> None:
    grounds = known(SHIPPED)
    polish = "Zwróciłem ci $228.00 na kartę."
    assert GUARD.judge(polish, grounds).rule == "promise"
    grounds.cite(polish)
    assert GUARD.judge(polish, grounds).may_leave
    assert GUARD.judge("• ORD-789: $228.00", known(SHIPPED)).may_leave
