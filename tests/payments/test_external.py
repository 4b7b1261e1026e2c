"""Money that the back end moved: how its rows meet the ledger, and which rule of ours each breaks."""

from datetime import UTC, datetime, timedelta

from support_ai.core.rule import Rule
from support_ai.payments import external, rules
from support_ai.payments.external import BookedRow, Due, ExternalRow, Meeting, flags, in_turn, meet
from support_ai.payments.models import Cause, Payment, PaymentKind
from support_ai.payments.policy import refundable

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PAYMENT, REFUND = PaymentKind.PAYMENT, PaymentKind.REFUND
OPEN = Due(is_cancelled=False, total_minor=100, gift_cards=frozenset({"gift"}))
CANCELLED = Due(is_cancelled=True, total_minor=100, gift_cards=frozenset())


def row(
    external_id: str, kind: PaymentKind = PAYMENT, amount: int = 100, method: str | None = "card"
) -> ExternalRow:
    return ExternalRow(external_id, kind, amount, method, NOW, b"")


def booked(line: int, key: str, amount: int = 100, cause: Cause = Cause.EXTERNAL) -> BookedRow:
    return BookedRow(Payment(line, PAYMENT, amount, "card", NOW, cause), key)


def test_a_row_is_known_by_its_id_and_contradicts_what_was_booked_otherwise() -> None:
    ledger = [booked(1, "external:a"), booked(2, "external:b", 50)]
    sent = [row("a"), row("b"), row("c"), row("c"), row("c", amount=1)]
    assert meet(sent, ledger) == (
        Meeting.KNOWN,
        Meeting.CONTRADICTS,
        Meeting.NEW,
        Meeting.KNOWN,
        Meeting.CONTRADICTS,
    )


def test_each_row_of_a_file_stands_for_one_that_is_sent_and_rows_of_ours_for_none() -> None:
    ledger = [booked(1, "import:1", cause=Cause.IMPORT), booked(2, "p:0", cause=Cause.ITEMS)]
    assert meet([row("a"), row("b")], ledger) == (Meeting.KNOWN, Meeting.NEW)
    assert meet([row("a", amount=99)], ledger) == (Meeting.NEW,)


def ids(found: tuple[Rule | None, ...]) -> list[str | None]:
    return [None if rule is None else rule.id for rule in found]


def test_rows_that_keep_our_rules_are_not_flagged() -> None:
    paid = [booked(1, "import:1").payment]
    assert ids(flags([row("a")], (), OPEN)) == [None]
    assert ids(flags([row("a", REFUND, 60), row("b", REFUND, 40)], paid, OPEN)) == [None, None]
    assert ids(flags([row("a", REFUND, 60, "gift")], paid, OPEN)) == [None]
    assert ids(flags([row("a", REFUND, 60, None)], paid, OPEN)) == [None]
    assert ids(flags([row("a"), row("b", REFUND)], (), CANCELLED)) == [None, None]
    assert ids(flags([row("a", amount=100), row("b", REFUND, 100)], paid, OPEN)) == [None, None]
    assert ids(flags([row("a", amount=900)], (), Due(False, None, frozenset()))) == [None]


def test_rows_that_break_a_rule_are_flagged_with_it() -> None:
    paid = [booked(1, "import:1").payment]
    assert ids(flags([row("a", REFUND, 60), row("b", REFUND, 41)], paid, OPEN)) == [
        None,
        rules.REFUND_MORE_THAN_PAID.id,
    ]
    assert ids(flags([row("a", REFUND, 1)], (), OPEN)) == [rules.REFUND_MORE_THAN_PAID.id]
    assert ids(flags([row("a", REFUND, 60, "other")], paid, OPEN)) == [rules.REFUND_METHOD.id]
    assert ids(flags([row("a")], (), CANCELLED)) == [external.PAYMENT_ON_CANCELLED.id]
    assert ids(flags([row("a", amount=1)], paid, OPEN)) == [external.PAYMENT_MORE_THAN_DUE.id]


def test_payments_are_booked_before_what_pays_them_back_and_the_oldest_first() -> None:
    later = ExternalRow("c", PAYMENT, 1, None, NOW + timedelta(days=1), b"")
    undated = ExternalRow("d", PAYMENT, 1, None, None, b"")
    assert [one.external_id for one in in_turn([row("a", REFUND), later, row("b"), undated])] == list("dbca")


def test_a_refund_from_outside_leaves_that_much_less_even_where_it_is_too_much() -> None:
    paid = Payment(1, PAYMENT, 100, "card", NOW)
    for back, left in ((40, 60), (100, 0), (140, 0)):
        assert refundable((paid, Payment(2, REFUND, back, "card", NOW, Cause.EXTERNAL))) == left
