"""The SQL by which files of orders, items, shipments and returns come in and go out."""

from typing import LiteralString

from support_ai.core.staging import MOST_MINOR_SQL, Merge, numbered, repeated
from support_ai.customers.staging import OF_ERASED, UNKNOWN_CUSTOMER, UNKNOWN_METHOD
from support_ai.payments.staging import HAS_PAYMENTS

_SET_ORDER: LiteralString = """
    update pg_temp.staged s set order_id = o.order_id, customer_id = o.customer_id
    from orders o where o.order_key = s.group_key
"""
_SET_CURRENCY: LiteralString = """
    update pg_temp.staged s set order_id = o.order_id, customer_id = o.customer_id, currency = o.currency,
        factor = coalesce(f.factor, 100)
    from orders o left join pg_temp.currency_factors f using (currency) where o.order_key = s.group_key
"""
_UNKNOWN_ORDER: LiteralString = """
    select s.line_no, 'order_number', 'there is no order ' || s.group_key
    from pg_temp.staged s where s.order_id is null
"""
_REPEATED_LINE: LiteralString = repeated("order_id, coalesce(line, -line_no)", "line")


def _too_exact(column: LiteralString, field: LiteralString) -> LiteralString:
    return f"""
        select line_no, '{field}', 'has more decimals than ' || currency || ' has' from pg_temp.staged
        where {column} * factor <> trunc({column} * factor)
    """  # noqa: S608 - parts are constants, as LiteralString proves


def _too_large(amount: LiteralString, field: LiteralString, reason: LiteralString) -> LiteralString:
    return f"""
        select line_no, '{field}', '{reason}' from pg_temp.staged where {amount} * factor > {MOST_MINOR_SQL}
    """  # noqa: S608 - parts are constants, as LiteralString proves


def _changed(table: LiteralString) -> LiteralString:
    return f"""
        select s.line_no, s.group_key, s.digest from pg_temp.staged s
        join {table} t on t.order_id = s.order_id and t.line = s.line where t.digest is null
    """  # noqa: S608 - parts are constants, as LiteralString proves


# Lines, payments and returns are amounts of the order's currency: they would be worth something else.
CURRENCY: LiteralString = "currency"
_OTHER_CURRENCY: LiteralString = f"""
    select s.line_no, '{CURRENCY}',
           'the order is booked in ' || o.currency || ', and its books never change their currency'
    from pg_temp.staged s join orders o on o.order_key = s.group_key
    where o.currency <> s.currency and (
        exists (select from order_items i where i.order_id = o.order_id)
        or exists (select from order_returns r where r.order_id = o.order_id)
        or {HAS_PAYMENTS}
    )
"""  # noqa: S608 - parts are constants, as LiteralString proves
_TOO_LARGE_AMOUNT: LiteralString = _too_large("abs(amount)", "amount", "is more than can be kept")
_TOO_MUCH_OFF: LiteralString = """
    select line_no, 'discount', 'is larger than the quantity times the unit price'
    from pg_temp.staged where discount > quantity * unit_price
"""
ORDERS = Merge(
    table="orders",
    same="t.order_key = s.group_key",
    erased=OF_ERASED,
    columns='number text, customer_id text collate "C", status text, placed_at timestamptz, currency text,'
    " address bytea, shipping_minor bigint, tax_minor bigint, discount_minor bigint",
    names="number, customer_id, status, placed_at, currency, address, shipping_minor, tax_minor, discount_minor",
    prepare=(),
    problems=(
        repeated("group_key", "order_number"),
        UNKNOWN_CUSTOMER,
        """
        select s.line_no, 'customer_id', 'the order belongs to another customer' from pg_temp.staged s
        join orders o on o.order_key = s.group_key where o.customer_id <> s.customer_id
        """,
        _OTHER_CURRENCY,
    ),
    changed="""
        select s.line_no, s.group_key, s.digest from pg_temp.staged s
        join orders o on o.order_key = s.group_key where o.digest is null
    """,
    writes=(
        """
        update orders o set number = s.number, status = s.status, placed_at = s.placed_at, currency = s.currency,
            address = s.address, shipping_minor = s.shipping_minor, tax_minor = s.tax_minor,
            discount_minor = s.discount_minor, digest = s.digest
        from pg_temp.staged s where o.order_key = s.group_key and o.digest <> s.digest
        """,
        """
        insert into orders (number, order_key, customer_id, status, placed_at, currency, address, shipping_minor,
            tax_minor, discount_minor, digest)
        select s.number, s.group_key, s.customer_id, s.status, s.placed_at, s.currency, s.address,
            s.shipping_minor, s.tax_minor, s.discount_minor, s.digest
        from pg_temp.staged s where not exists (select from orders o where o.order_key = s.group_key)
        order by s.line_no
        """,
    ),
)
STORED_ORDERS: LiteralString = "select digest from orders where order_key = any (%s)"
ORDER_ITEMS = Merge(
    table="order_items",
    same="t.order_id = s.order_id and t.line = s.line",
    columns="line integer, item_id text, product_id text, name text, options text, quantity integer,"
    ' unit_price numeric, discount numeric, order_id bigint, customer_id text collate "C", currency text,'
    " factor bigint",
    names="line, item_id, product_id, name, options, quantity, unit_price, discount",
    prepare=(_SET_CURRENCY,),
    problems=(
        _UNKNOWN_ORDER,
        _REPEATED_LINE,
        _too_exact("unit_price", "unit_price"),
        _too_exact("discount", "discount"),
        _too_large("unit_price * quantity", "unit_price", "times the quantity is more than can be kept"),
        _TOO_MUCH_OFF,
    ),
    changed=_changed("order_items"),
    writes=(
        """
        update order_items i set item_id = s.item_id, product_id = s.product_id, name = s.name,
            options = s.options, quantity = s.quantity, unit_price_minor = s.unit_price * s.factor,
            discount_minor = s.discount * s.factor, digest = s.digest
        from pg_temp.staged s where i.order_id = s.order_id and i.line = s.line and i.digest <> s.digest
        """,
        """
        insert into order_items (order_id, customer_id, line, item_id, product_id, name, options, quantity,
            unit_price_minor, discount_minor, digest)
        select s.order_id, s.customer_id, s.line, s.item_id, s.product_id, s.name, s.options, s.quantity,
            s.unit_price * s.factor, s.discount * s.factor, s.digest
        from pg_temp.staged s
        where not exists (select from order_items i where i.order_id = s.order_id and i.line = s.line)
        """,
    ),
)
SHIPMENTS = Merge(
    table="shipments",
    same="t.order_id = s.order_id and t.line = s.line",
    erased=OF_ERASED,
    columns="line integer, carrier text, tracking_number text, status text, shipped_at timestamptz,"
    " estimated_delivery timestamptz, delivered_at timestamptz, item_lines integer[], order_id bigint,"
    ' customer_id text collate "C"',
    names="line, carrier, tracking_number, status, shipped_at, estimated_delivery, delivered_at, item_lines",
    prepare=(_SET_ORDER, *numbered("shipments", "carrier, tracking_number")),
    problems=(_UNKNOWN_ORDER, _REPEATED_LINE),
    changed=_changed("shipments"),
    writes=(
        """
        update shipments t set carrier = s.carrier, tracking_number = s.tracking_number, status = s.status,
            shipped_at = s.shipped_at, estimated_delivery = s.estimated_delivery, delivered_at = s.delivered_at,
            item_lines = s.item_lines, digest = s.digest
        from pg_temp.staged s where t.order_id = s.order_id and t.line = s.line and t.digest <> s.digest
        """,
        """
        insert into shipments (order_id, customer_id, line, carrier, tracking_number, status, shipped_at,
            estimated_delivery, delivered_at, item_lines, digest)
        select s.order_id, s.customer_id, s.line, s.carrier, s.tracking_number, s.status, s.shipped_at,
            s.estimated_delivery, s.delivered_at, s.item_lines, s.digest
        from pg_temp.staged s
        where not exists (select from shipments t where t.order_id = s.order_id and t.line = s.line)
        """,
    ),
)
RETURNS = Merge(
    table="order_returns",
    same="t.order_id = s.order_id and t.line = s.line",
    columns="line integer, kind text, status text, item_ids text[], new_item_ids text[],"
    ' payment_method_id text collate "C", amount numeric, requested_at timestamptz, order_id bigint,'
    ' customer_id text collate "C", currency text, factor bigint',
    names="kind, status, item_ids, new_item_ids, payment_method_id, amount, requested_at",
    prepare=(_SET_CURRENCY, *numbered("order_returns", "kind, item_ids, requested_at")),
    problems=(_UNKNOWN_ORDER, UNKNOWN_METHOD, _too_exact("amount", "amount"), _TOO_LARGE_AMOUNT),
    changed=_changed("order_returns"),
    writes=(
        """
        update order_returns t set status = s.status, new_item_ids = s.new_item_ids,
            payment_method_id = s.payment_method_id, amount_minor = s.amount * s.factor, digest = s.digest
        from pg_temp.staged s where t.order_id = s.order_id and t.line = s.line and t.digest <> s.digest
        """,
        """
        insert into order_returns (order_id, customer_id, line, kind, status, item_ids, new_item_ids,
            payment_method_id, amount_minor, requested_at, digest)
        select s.order_id, s.customer_id, s.line, s.kind, s.status, s.item_ids, s.new_item_ids,
            s.payment_method_id, s.amount * s.factor, s.requested_at, s.digest
        from pg_temp.staged s
        where not exists (select from order_returns t where t.order_id = s.order_id and t.line = s.line)
        """,
    ),
)
# For the ledger, which knows orders by their id only.
PREPARE_PAYMENTS: tuple[LiteralString, ...] = (_SET_CURRENCY,)
PAYMENT_PROBLEMS: tuple[LiteralString, ...] = (
    _UNKNOWN_ORDER,
    _REPEATED_LINE,
    _too_exact("amount", "amount"),
    _TOO_LARGE_AMOUNT,
)
