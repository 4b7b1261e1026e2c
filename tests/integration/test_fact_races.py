"""Programs that say things at once, and beside files, wait for each other and lose nothing."""

import asyncio
from pathlib import Path

from support_ai.core.database import Database
from tests.conftest import Addresses
from tests.integration.facts import ORD_999, PLACE, W456, back_end
from tests.integration.reading import owner_reads
from tests.serving import Shop
from tests.shop_files import import_shop


async def test_programs_and_files_at_once_end_as_if_they_came_one_after_the_other(
    shop: Shop, database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "files")
    program = await back_end(shop)

    async def order(number: int) -> int:
        paid = {
            "external_id": f"p{number % 4}",
            "kind": "payment",
            "amount": "1.00",
            "payment_method_id": "card",
        }
        answers = [
            await program.put("orders/ORD-999", ORD_999 | {"payments": [paid]}),
            await program.put(f"orders/NEW-{number % 3}", W456),
            await program.put(
                "orders",
                {"records": [W456 | {"order_number": "#W456"}, ORD_999 | {"order_number": "ORD-999"}]},
            ),
        ]
        return max(answer.status_code for answer in answers)

    async def others(number: int) -> int:
        customer = {"name": f"Ada {number}", "email": "", "phone": "", **PLACE}
        variant = {"item_id": "I1", "price": f"{number}.00", "currency": "USD", "available": True}
        row = {"product_id": "P1", "product_name": "Head", "item_id": "I1", "options": "", **variant}
        answers = [
            await program.put(f"customers/C-{number % 2}", customer),
            await program.put("products/P1", {"product_name": f"Head {number}", "variants": [variant]}),
            await shop.client.post("/integration/products", headers=program.key, json=[row]),
            await shop.client.post(
                "/orders/ORD-999/status", headers=program.owner, json={"status": "processed"}
            ),
        ]
        return max(answer.status_code for answer in answers if answer.status_code != 409)

    answers = await asyncio.gather(*(what(number) for number in range(6) for what in (order, others)))
    assert set(answers) == {200}
    booked = owner_reads(
        addresses,
        "select line, business_key from payments join orders using (order_id) where number = 'ORD-999' order by line",
    )
    assert [line for line, _ in booked] == [1, 2, 3, 4]
    assert {key for _, key in booked} == {f"external:p{number}" for number in range(4)}
