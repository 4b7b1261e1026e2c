"""What is said about products: their price, options, and whether they are available."""

from collections.abc import Sequence

from support_ai.agent.local.things import comes_in_twos
from support_ai.catalog.models import Product, Variant
from support_ai.core.money import format_money

ORDER_ON_SITE = (
    "I cannot place orders here in the chat: please put it into the cart in our shop and pay at the checkout. "
    "I can tell you prices, options and what is available."
)
NO_SUCH = "I don't find that among our products."
NO_DATE = "I don't know when something comes back or is added to our range."


def price_range(product: Product) -> str:
    """Write the price, or from which to which it goes."""
    if not product.variants:
        return "not available at present"
    prices = sorted(one.price_minor for one in product.variants)
    currency = product.variants[0].currency
    low, high = format_money(prices[0], currency), format_money(prices[-1], currency)
    return low if low == high else f"{low} to {high}"


def options_text(variant: Variant) -> str:
    """Write a variant's options: `black, 500 ml`."""
    return ", ".join(value if not value.isdigit() else f"{name} {value}" for name, value in variant.options)


def variant_text(product: Product, variant: Variant) -> str:
    """Say a variant's price and whether it is available."""
    options = options_text(variant)
    name = f"{product.name} ({options})" if options else product.name
    stock = "available" if variant.available else "not available at the moment"
    is_many = comes_in_twos(product.name)
    cost, be = ("cost", "are") if is_many else ("costs", "is")
    return f"The {name} {cost} {format_money(variant.price_minor, variant.currency)} and {be} {stock}."


def product_lines(product: Product) -> list[str]:
    """Say what a product costs and in which options it comes."""
    cost = "cost" if comes_in_twos(product.name) else "costs"
    lines = [f"The {product.name} {cost} {price_range(product)}."]
    if len(product.variants) > 1 or any(one.options for one in product.variants):
        lines.append(options_line(product, is_many=comes_in_twos(product.name)))
    missing = [options_text(one) for one in product.variants if not one.available]
    if len(missing) == len(product.variants):
        lines.append("It is not available at the moment.")
    elif missing:
        lines.append(f"Not available at the moment: {'; '.join(missing)}.")
    else:
        lines.append("All of these are available." if len(product.variants) > 1 else "It is available.")
    return lines


def options_line(product: Product, *, is_many: bool = False) -> str:
    """Say in which options a product comes, with prices where they differ."""
    prices = {one.price_minor for one in product.variants}
    come = "They come" if is_many else "It comes"
    if len(prices) > 1:
        each = [
            f"{options_text(one)} ({format_money(one.price_minor, one.currency)})" for one in product.variants
        ]
        return f"{come} in {_and(each)}."
    parts = [f"{name} {_and(values)}" for name, values in option_values(product).items()]
    return f"{come} in {'; '.join(parts)}."


def option_values(product: Product) -> dict[str, list[str]]:
    """Return the values of each option of a product, in the order of its variants."""
    found: dict[str, list[str]] = {}
    for variant in product.variants:
        for name, value in variant.options:
            values = found.setdefault(name, [])
            if value not in values:
                values.append(value)
    return found


def list_line(product: Product) -> str:
    """Write a product as a line of a list."""
    return f"• {product.name}: {price_range(product)}"


def none_of(product: Product, options: Sequence[str]) -> str:
    """Say that a product does not come in some option."""
    return f"No, we don't have the {product.name} in {' or '.join(options)}."


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
