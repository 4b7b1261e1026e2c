"""How what waits for a yes is corrected."""

from pydantic import JsonValue

from support_ai.agent.local.form_fields import form_of
from support_ai.agent.local.memory import Form
from support_ai.agent.local.revising import exclude_each_other, joined, merged, revised, without
from support_ai.agent.local.said import read
from support_ai.agent.local.several_waiting import kept
from support_ai.agent.models import Change
from support_ai.customers.models import Address
from support_ai.orders.models import Order, OrderItem, OrderStatus


def line(number: int, item_id: str, name: str, quantity: int) -> OrderItem:
    return OrderItem(number, item_id, name, name, (), quantity, 1000, 0)


ORDER = Order(
    1, "ORD-1", "C", "Emma", OrderStatus.DELIVERED, None, "USD",
    (line(1, "H", "Headphones", 1), line(2, "B", "Water Bottle", 2)), (), (), Address(), 0, 0, 0, 0, 0,
)  # fmt: skip
WAITING = Form("return_items", order="ORD-1", items=("H", "B", "B"))


def items(text: str, form: Form = WAITING) -> tuple[str, ...] | None:
    found = revised(form, ORDER, read(text))
    return None if found is None else found.items


def test_what_waits_is_narrowed() -> None:
    assert items("yes but only the bottles") == ("B", "B")
    assert items("yes, except the headphones") == ("B", "B")
    assert items("or no, just one", Form("return_items", order="ORD-1", items=("B", "B"))) == ("B",)


def test_one_thing_takes_the_place_of_another() -> None:
    bottle = Form("return_items", order="ORD-1", items=("B",))
    assert items("not the bottle, I meant the headphones", bottle) == ("H",)
    assert items("no scratch that, it's the headphones going back. bottle stays", bottle) == ("H",)
    assert items("no not the bottles") == ("H",)


def test_another_method_keeps_the_items() -> None:
    found = revised(WAITING, ORDER, read("can the money go to my gift card instead?"))
    assert found is not None
    assert (found.items, found.method) == (WAITING.items, None)


def test_another_order_opens_what_depends_on_it() -> None:
    found = revised(WAITING, ORDER, read("I meant ORD-2"))
    assert found is not None
    assert (found.order, found.items) == (None, ())


def test_what_says_nothing_of_it_changes_nothing() -> None:
    assert items("my son just said yes but I am still thinking") is None


def test_more_items_of_an_order_join_one_change() -> None:
    more = Form("return_items", order="ORD-1", items=("H",))
    first = Form("return_items", order="ORD-1", items=("B",))
    assert [sorted(one.items) for one in merged((first, more))] == [["B", "H"]]


def test_only_the_named_change_is_kept() -> None:
    cancel = Form("cancel_order", order="ORD-2")
    assert kept((cancel, WAITING), read("yes but only the cancellation")) == (cancel,)
    assert kept((cancel, WAITING), read("not the return please")) == (cancel,)


def test_an_order_is_cancelled_or_returned_never_both() -> None:
    cancel = Form("cancel_order", order="ORD-1")
    assert exclude_each_other(cancel, WAITING)
    assert not exclude_each_other(WAITING, Form("change_order_payment", order="ORD-1"))


def test_a_waiting_change_is_the_form_that_it_was_made_of() -> None:
    told: dict[str, JsonValue] = {"number": "ORD-1", "item_ids": ["B", "B"], "payment_method_id": "paypal_1"}
    form = form_of(Change("return_items", told))
    assert (form.kind, form.order, form.items, form.method) == (
        "return_items",
        "ORD-1",
        ("B", "B"),
        "paypal_1",
    )


BOTTLES = Form("return_items", order="ORD-1", items=("B", "B"))
SWAP = Form("exchange_items", order="ORD-1", items=("B",), new_items=("S",))


def test_what_is_kept_is_counted() -> None:
    assert items("sorry, I'd like to keep one of the bottles") == ("H", "B")
    assert items("one will do, keep the other", BOTTLES) == ("B",)
    assert items("actually leave the headphones, only the bottles") == ("B", "B")


def test_more_of_the_same_joins() -> None:
    one = Form("return_items", order="ORD-1", items=("B",))
    assert items("no wait both", one) == ("B", "B")
    found = revised(SWAP, ORDER, read("and the other one as well"))
    assert found is not None
    assert (found.items, found.new_items) == (("B", "B"), ("S", "S"))


def test_another_size_opens_what_is_wanted_instead() -> None:
    found = revised(SWAP, ORDER, read("no 43"))
    assert found is not None
    assert (found.items, found.new_items) == (("B",), ())


def test_another_reason_opens_the_reason_and_another_order_the_order() -> None:
    cancel = Form("cancel_order", order="ORD-1", items=("H",), reason="ordered by mistake")
    found = revised(cancel, ORDER, read("no wait, rather no longer needed"))
    assert found is not None
    assert (found.order, found.reason) == ("ORD-1", None)
    other = revised(WAITING, ORDER, read("not that order, the other one"))
    assert other is not None
    assert (other.order, other.items) == (None, ())


def test_what_waits_joins_the_question_how_to_pay_for_more() -> None:
    asked = Form("exchange_items", order="ORD-1", items=("H",), new_items=("W",), asked="method", times=1)
    whole = joined(SWAP, asked)
    assert whole is not None
    assert (whole.items, whole.new_items, whole.asked) == (("B", "H"), ("S", "W"), "method")
    assert joined(WAITING, asked) is None
    left = without(whole, ORDER, read("without the headphones please"))
    assert left is not None
    assert (left.items, left.new_items) == (("B",), ("S",))
