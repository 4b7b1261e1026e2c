"""The SQL that reads orders and what belongs to them for the files that go out; `keys` names some orders only."""

from typing import LiteralString

_CHOSEN: LiteralString = "where (%(keys)s::text[] is null or o.order_key = any (%(keys)s))"
_OF_ORDER: LiteralString = "join orders o on o.order_id = t.order_id"

EXPORT_ORDERS: LiteralString = f"""
    select o.number, o.customer_id, o.status, o.placed_at, o.currency, o.order_key, o.address, o.shipping_minor,
           o.tax_minor, o.discount_minor
    from orders o {_CHOSEN} order by o.order_id
"""  # noqa: S608 - parts are constants, as LiteralString proves
EXPORT_ITEMS: LiteralString = f"""
    select o.number, t.line, t.item_id, t.product_id, t.name, t.options, t.quantity, t.unit_price_minor,
           t.discount_minor, o.currency
    from order_items t {_OF_ORDER} {_CHOSEN} order by o.order_id, t.line
"""  # noqa: S608 - parts are constants, as LiteralString proves
EXPORT_SHIPMENTS: LiteralString = f"""
    select o.number, t.carrier, t.tracking_number, t.status, t.shipped_at, t.estimated_delivery, t.delivered_at,
           t.line, t.item_lines
    from shipments t {_OF_ORDER} {_CHOSEN} order by o.order_id, t.line
"""  # noqa: S608 - parts are constants, as LiteralString proves
EXPORT_RETURNS: LiteralString = f"""
    select o.number, t.kind, t.status, t.item_ids, t.new_item_ids, t.payment_method_id, t.amount_minor, o.currency,
           t.requested_at, t.line
    from order_returns t {_OF_ORDER} {_CHOSEN} order by o.order_id, t.line
"""  # noqa: S608 - parts are constants, as LiteralString proves
# The ledger's own rows, joined to the orders that it knows by their id only; what was taken back never happened.
EXPORT_PAYMENTS: LiteralString = f"""
    select o.number, t.kind, t.amount_minor, t.currency, t.payment_method_id, t.at, t.line
    from payments t {_OF_ORDER} {_CHOSEN}
        and t.kind <> 'reversal'
        and not exists (select from payments r
            where r.order_id = t.order_id and r.of_line = t.line and r.kind = 'reversal')
    order by o.order_id, t.line
"""  # noqa: S608 - parts are constants, as LiteralString proves
