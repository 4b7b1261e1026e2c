"""An order's number in an address: whatever the shop uses, slashes too, but not the address of a change to an order."""

from starlette.convertors import Convertor, register_url_convertor

# What an address says behind the colon: `{number:order_number}`.
ORDER_NUMBER = "order_number"
# The last words of the addresses of changes. An order whose number ends so is found in lists only.
CHANGES = (
    "cancel",
    "address",
    "payment-method",
    "items",
    "returns",
    "exchanges",
    "status",
    "refunds",
    "adjustments",
)


class _OrderNumber(Convertor[str]):
    regex = rf"(?!.*/(?:{'|'.join(CHANGES)})$).+"

    def convert(self, value: str) -> str:
        """Return the number as it stands there."""
        return value

    def to_string(self, value: str) -> str:
        """Return the number as it is."""
        return value


register_url_convertor(ORDER_NUMBER, _OrderNumber())
