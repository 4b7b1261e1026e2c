"""How what waits for a yes is corrected."""

from pydantic import JsonValue

from support_ai.agent.local.form_fields import form_of
from support_ai.agent.local.memory import Form
from support_ai.agent.local.revising import exclude_each_other, kept, merged, revised
from support_ai.agent.local.said import read
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
