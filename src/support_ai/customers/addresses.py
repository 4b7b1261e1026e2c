"""Postal addresses as people send and read them."""

from dataclasses import asdict
from typing import Annotated

from pydantic import Field

from support_ai.core.action import Arguments
from support_ai.customers.models import Address

_Part = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*[^\x00-\x20][^\x00-\x1f]*$")
]
_Maybe = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]


class AddressBody(Arguments):
    """A postal address, whole."""

    address1: _Part
    address2: _Maybe = ""
    city: _Part
    state: _Maybe = ""
    postal_code: _Maybe = ""
    country: _Part

    def address(self) -> Address:
        """Return it without spaces around its parts."""
        return Address(
            *(
                part.strip()
                for part in (
                    self.address1,
                    self.address2,
                    self.city,
                    self.state,
                    self.postal_code,
                    self.country,
                )
            )
        )


def in_one_line(address: Address) -> str:
    """Return an address as one line of text."""
    place = " ".join(part for part in (address.state, address.postal_code) if part)
    parts = (address.address1, address.address2, address.city, place, address.country)
    return ", ".join(part for part in parts if part)


def address_change(before: Address, after: Address) -> dict[str, tuple[str, str]]:
    """Return the parts that differ, before and after."""
    old, new = asdict(before), asdict(after)
    return {name: (old[name], new[name]) for name in new if old[name] != new[name]}
