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
Good news: the cancellation went through.
All set — your money is coming back to you.
I went ahead and took care of the refund.
Your order's been cancelled as requested.
We have processed your return.
I've put a stop to the shipment.
Your new address is saved.
The address on your order is now updated.
I have swapped the blue lamp for the red one.
Expect the refund on your card soon.
The amount has been returned to your gift card.
I've escalated this.
Someone from our team will reach out shortly.
I have notified the warehouse.
You're getting a replacement.
Your account has been deleted.
A credit has been added to your account.
I'll make sure you get your money back.
I am going to process the exchange right away.
Rest assured, it will be refunded.
Ya he tramitado la devolución de su dinero.
Hemos procedido a cancelar el pedido.
El reembolso está en camino.
Die Erstattung ist unterwegs.
Ihr Geld kommt zurück.
Ich kümmere mich um die Stornierung und habe alles veranlasst.
La commande est annulée.
Le remboursement est en route.
O reembolso já foi feito.
Já cancelei tudo para você.
आपके पैसे वापस भेज दिए गए हैं।
ऑर्डर कैंसिल हो चुका है।
Refund process kar diya gaya hai.
Order cancel ho gaya hai bhai.
تم إرسال المبلغ إلى حسابك.
لقد ألغيت الطلب.
I have, as you asked, cancelled it.
Cancelled. Anything else?
Refunding now...
I did cancel it.
Your order is now cancelled and the money goes back to your card.
We have reversed the charge.
I've just emailed you the label.
Your exchange has been booked.
I took the liberty of cancelling your order.
The lamp is being replaced free of charge.
You have been refunded in full.
I've removed the second lamp from your order.
I've updated your shipping address to 5 Elm Street.
Our manager has approved your refund.
Done, it's cancelled.
I'll have a colleague call you back.
We'll ship a new one today.
I'm sending you a gift card.
Your complaint has been forwarded to our team.
El pedido queda anulado.
Te hemos enviado un reemplazo.
Te devolveremos el dinero mañana.
Mañana recibirás tu reembolso.
Wir haben die Adresse geändert.
Die Bestellung ist storniert.
Sie bekommen Ihr Geld zurück.
Nous avons modifié l'adresse.
Vous allez recevoir un remboursement.
Je viens d'annuler la commande.
Estornei o valor no seu cartão.
Você vai receber o dinheiro de volta.
O pedido está cancelado.
हमने आपका पता बदल दिया है।
मैं अभी रिफंड कर दूँगा।
Main abhi cancel kar deta hoon.
Paise wapas bhej diye hain.
تم تغيير العنوان.
سنرسل لك بديلا غدا.
Abbiamo rimborsato l'importo.
We hebben uw geld teruggestort.
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
I can help you cancel that order.
Do you want me to start a return?
To cancel it, I need your confirmation.
Which item would you like to exchange?
That order can't be cancelled because it was shipped.
You may return it within 30 days.
I'm sorry to hear that the lamp is damaged.
What reason should I note for the cancellation?
A refund is only possible for delivered items.
I could not find a refund for this order.
Please tell me which address you want to use.
Your order is on its way with UPS.
If you'd like, a colleague can take a look.
Our return policy covers unused items.
Your order contains a desk lamp.
You can change the address while it is pending.
Let me check that for you.
I'll look into it.
I have found two orders.
Thanks for waiting!
I understand that you want your money back.
Would you rather get a refund or an exchange?
Nothing has been changed yet.
I can't promise anything.
¿Desea cancelar el pedido o cambiar la dirección?
Su pedido está en camino.
Möchten Sie die Bestellung stornieren?
Ihre Bestellung ist unterwegs.
Ihre Bestellung wurde verschickt.
Souhaitez-vous annuler la commande ?
Votre commande est en route.
Você gostaria de cancelar?
Seu pedido está a caminho.
आपका ऑर्डर रास्ते में है।
क्या आप ऑर्डर रद्द करना चाहते हैं?
Aapka order raste mein hai.
طلبك في الطريق.
هل ترغب في إلغاء الطلب؟
Your refund request needs a photo first.
I can exchange it for another colour.
Returns are free within the country.
Did you receive a refund already?
You have no open returns.
The refund amount depends on what you paid.
Your order can still be changed.
If the parcel is lost, we can send a replacement.
Please confirm that you want to cancel.
I am not able to delete orders.
What would you like to change?
Let me know which item you mean.
That address is not complete.
I don't see any refunds on this order.
Would a gift card be all right?
This order was never paid.
Before anything is changed, I will show you the details.
A change of address is possible while it is pending.
That needs a moment to change.
The lamp comes in blue and red.
Sorry, I didn't understand.
You asked whether it was refunded.
Refunds go to the original payment method.
No, it has not been sent yet.
Puede devolver el artículo si está sin usar.
¿Qué artículo quiere cambiar?
Todavía no se ha cancelado nada.
Welchen Artikel möchten Sie umtauschen?
Bisher wurde nichts geändert.
Sie können den Artikel zurückgeben.
Quel article voulez-vous échanger ?
Rien n'a été modifié.
Vous pouvez retourner l'article.
Qual item você quer trocar?
Nada foi alterado.
आप क्या बदलना चाहते हैं?
कुछ भी नहीं बदला गया है।
Kuch bhi change nahi hua hai.
لم يتغير أي شيء.
يمكنك إرجاع المنتج.
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
