"""What is stored of contact and card details: sealed envelopes, and blind indexes to find a customer by."""

import json
from collections.abc import Sequence

from support_ai.core.crypto import Keyring, normalise_email
from support_ai.customers.models import Address, Contact


def seal_contact(keys: Keyring, customer_id: str, contact: Contact) -> bytes:
    """Return the envelope of one customer's e-mail, phone and address; it opens only in that customer's row."""
    return keys.seal(
        "customers", "contact", customer_id, _words(contact.email, contact.phone, *_parts(contact.address))
    )


def open_contact(keys: Keyring, customer_id: str, sealed: bytes) -> Contact:
    """Return what was sealed for this customer; SealBrokenError where the envelope came from elsewhere."""
    email, phone, *address = json.loads(keys.open("customers", "contact", customer_id, sealed))
    return Contact(email, phone, Address(*address))


def seal_address(keys: Keyring, table: str, row: str, address: Address) -> bytes:
    """Return the envelope of an address for one row of a table's `address` column."""
    return keys.seal(table, "address", row, _words(*_parts(address)))


def open_address(keys: Keyring, table: str, row: str, sealed: bytes) -> Address:
    """Return the address sealed for this row."""
    return Address(*json.loads(keys.open(table, "address", row, sealed)))


def seal_method(keys: Keyring, customer_id: str, method_id: str, brand: str, last_four: str) -> bytes:
    """Return the envelope of a payment method's brand and last four digits."""
    return keys.seal(
        "payment_methods", "details", _method_row(customer_id, method_id), _words(brand, last_four)
    )


def open_method(keys: Keyring, customer_id: str, method_id: str, sealed: bytes) -> tuple[str, str]:
    """Return brand and last four digits."""
    brand, last_four = json.loads(
        keys.open("payment_methods", "details", _method_row(customer_id, method_id), sealed)
    )
    return brand, last_four


def email_index(keys: Keyring, address: str) -> bytes:
    """Return the blind index of an e-mail address, in whatever form it was written."""
    return keys.blind("customers.email", normalise_email(address))


def phone_index(keys: Keyring, e164: str) -> bytes:
    """Return the blind index of a phone number in E.164."""
    return keys.blind("customers.phone", e164)


def name_postal_index(keys: Keyring, name: str, postal_code: str) -> bytes:
    """Return the blind index of a whole name together with a postal code."""
    code = "".join(postal_code.upper().split())
    return keys.blind("customers.name_postal", f"{name_key(name)}\x1f{code}")


def name_key(name: str) -> str:
    """Return the form under which a name is searched: case folded, single spaces."""
    return " ".join(name.casefold().split())


def _method_row(customer_id: str, method_id: str) -> str:
    return f"{customer_id}\x1f{method_id}"


def _parts(address: Address) -> Sequence[str]:
    return (
        address.address1,
        address.address2,
        address.city,
        address.state,
        address.postal_code,
        address.country,
    )


def _words(*words: str) -> str:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))
