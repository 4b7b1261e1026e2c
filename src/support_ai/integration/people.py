"""Rows of customers.csv, payment_methods.csv and products.csv: read, checked, sealed, and written back."""

from hashlib import blake2b
from typing import Any

from support_ai.core.crypto import normalise_phone
from support_ai.core.money import decimal_text
from support_ai.core.staging import StagedRow
from support_ai.customers.contact import (
    email_index,
    name_key,
    name_postal_index,
    open_contact,
    open_method,
    phone_index,
    seal_contact,
    seal_method,
)
from support_ai.customers.models import Address, Contact, PaymentMethodType
from support_ai.integration import values
from support_ai.integration.models import BadValueError, Context, Row

_METHOD_TYPES = frozenset(PaymentMethodType)
_LAST_FOUR = 4


def digest(context: Context, kind: str, *cells: object) -> bytes:
    """Return 16 bytes that are equal for equal rows of one kind, and tell nothing without the key (RFC 7693)."""
    contents = repr((kind, cells)).encode()
    return blake2b(contents, digest_size=16, key=context.digest_key).digest()


def address(row: Row) -> tuple[str, str, str, str, str, str]:
    """Return the six columns of an address."""
    return (
        values.text(row, "address1").strip(),
        values.text(row, "address2").strip(),
        values.text(row, "city").strip(),
        values.text(row, "state").strip(),
        values.text(row, "postal_code").strip(),
        values.text(row, "country").strip(),
    )


def address_columns(place: Address) -> dict[str, str]:
    """Return an address as its six columns."""
    return {
        "address1": place.address1,
        "address2": place.address2,
        "city": place.city,
        "state": place.state,
        "postal_code": place.postal_code,
        "country": place.country,
    }


def read_customer(row: Row, context: Context) -> StagedRow:
    """Return a customer with sealed contact and blind indexes."""
    keys = context.keys
    customer_id = values.key(row, "customer_id")
    name = values.name(row, "name", values.CUSTOMER_NAME_BYTES)
    email, phone, place = values.email(row, "email"), values.phone(row, "phone"), address(row)
    mark = digest(context, "customers", customer_id, name, email, phone, *place)
    searched = name_key(name)
    names = (name, searched, searched.rpartition(" ")[2])
    if mark in context.known:
        return (customer_id, mark, *names, None, None, None, None)
    postal_code = place[4]
    number = normalise_phone(phone, context.region) if phone else None
    return (
        customer_id,
        mark,
        *names,
        seal_contact(keys, customer_id, Contact(email, phone, Address(*place))),
        email_index(keys, email) if email else None,
        phone_index(keys, number) if number else None,
        name_postal_index(keys, name, postal_code) if postal_code else None,
    )


def write_customer(row: tuple[Any, ...], context: Context) -> Row:
    """Return a customer as the file writes it."""
    contact = open_contact(context.keys, row[0], row[2])
    head = {"customer_id": row[0], "name": row[1], "email": contact.email, "phone": contact.phone}
    return head | address_columns(contact.address)


def read_method(row: Row, context: Context) -> StagedRow:
    """Return a payment method with sealed details; its balance is the ledger's."""
    customer_id, method_id = values.key(row, "customer_id"), values.key(row, "payment_method_id")
    kind = values.choice(row, "type", _METHOD_TYPES)
    brand, last_four = values.text(row, "brand").strip(), values.text(row, "last_four").strip()
    if len(last_four) > _LAST_FOUR:
        # A whole card number must never get in here.
        raise BadValueError("last_four", "has more than four characters")
    balance = (
        values.money(values.decimal(row, "balance"), "balance", context.currency)
        if row["balance"].strip()
        else None
    )
    mark = digest(context, "payment_methods", customer_id, method_id, kind, brand, last_four)
    is_known = mark in context.known
    return (
        customer_id,
        mark,
        customer_id,
        method_id,
        kind,
        None if is_known else seal_method(context.keys, customer_id, method_id, brand, last_four),
        balance,
        context.currency,
    )


def write_method(row: tuple[Any, ...], context: Context) -> Row:
    """Return a payment method as the file writes it, with what now lies on it."""
    customer_id, method_id, kind, sealed, balance, currency = row
    brand, last_four = open_method(context.keys, customer_id, method_id, sealed)
    return {
        "payment_method_id": method_id,
        "customer_id": customer_id,
        "type": kind,
        "brand": brand,
        "last_four": last_four,
        "balance": "" if balance is None else decimal_text(balance, currency),
    }


def read_product(row: Row, context: Context) -> StagedRow:
    """Return a variant with its product."""
    item_id, product_id = values.item_key(row, "item_id"), values.key(row, "product_id")
    name = values.name(row, "product_name", values.PRODUCT_NAME_BYTES)
    options = values.options(row, "options")
    code = values.currency(row, "currency")
    price = values.money(values.decimal(row, "price"), "price", code)
    available = values.boolean(row, "available")
    contents = (item_id, product_id, name, options, price, code, available)
    return (item_id, digest(context, "products", *contents), *contents)


def write_product(row: tuple[Any, ...], _context: Context) -> Row:
    """Return a variant as the file writes it."""
    return {
        "product_id": row[0],
        "product_name": row[1],
        "item_id": row[2],
        "options": row[3],
        "price": decimal_text(row[4], row[5]),
        "currency": row[5],
        "available": "true" if row[6] else "false",
    }
