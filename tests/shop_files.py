"""A small shop as the files of an import, for the tests of everything that reads orders."""

from pathlib import Path

from support_ai.core.database import Database
from support_ai.integration.models import ImportReport
from support_ai.integration.service import import_directory

PLACE = "address1,address2,city,state,postal_code,country"
FILES = {
    "customers.csv": f"""customer_id,name,email,phone,{PLACE}
CUST-123,Rohan Mehta,Rohan@example.com,+12025550123,1 Canary Street,,Springfield,IL,62701,US
CUST-456,Michael Chen,michael@example.com,,2 Elm Street,,Springfield,IL,62702,US
CUST-9,Ana Chen,,,,,,,,
""",
    "payment_methods.csv": """payment_method_id,customer_id,type,brand,last_four,balance
card,CUST-123,credit_card,visa,4242,
gift,CUST-123,gift_card,,,25.00
card,CUST-456,paypal,,,
""",
    "products.csv": """product_id,product_name,item_id,options,price,currency,available
P1,Headphones,I1,color=black,50.00,USD,true
P1,Headphones,I2,color=red\\;blue;size=a\\=b,55.00,USD,false
P2,"Lamp, small",I3,,19.90,USD,true
""",
    "orders.csv": f"""order_number,customer_id,status,placed_at,currency,{PLACE},shipping,tax,discount
ORD-123,CUST-123,delivered,2026-01-02T10:00:00Z,USD,1 Canary Street,,Springfield,IL,62701,US,5.00,4.00,1.00
#W456,CUST-123,shipped,2026-01-03T10:00:00Z,USD,1 Canary Street,,Springfield,IL,62701,US,0.00,0.00,0.00
ORD-999,CUST-456,pending,2026-01-03T11:00:00Z,USD,2 Elm Street,,Springfield,IL,62702,US,0.00,0.00,0.00
ORD-1,CUST-456,pending,,JPY,2 Elm Street,,Springfield,IL,62702,US,500,0,0
""",
    "order_items.csv": """order_number,line,item_id,product_id,name,options,quantity,unit_price,discount
ORD-123,1,I1,P1,Headphones,color=black,2,50.00,10.00
ORD-123,2,I3,P2,"Lamp, small",,1,19.90,0.00
#W456,1,I1,P1,Headphones,color=black,1,50.00,0.00
ORD-999,1,I3,P2,"Lamp, small",,1,19.90,0.00
ORD-1,1,I9,P9,Discontinued,,1,1200,0
""",
    "payments.csv": """order_number,kind,amount,payment_method_id,at,line
ORD-123,payment,117.90,card,2026-01-02T10:00:01Z,1
#W456,payment,25.00,gift,2026-01-03T10:00:01Z,1
#W456,payment,25.00,gift,2026-01-03T10:00:01Z,2
ORD-1,payment,1700,,,1
""",
    "shipments.csv": """order_number,carrier,tracking_number,status,shipped_at,estimated_delivery,delivered_at,line,item_lines
ORD-123,UPS,1Z1,delivered,2026-01-03T00:00:00Z,2026-01-05T00:00:00Z,2026-01-05T09:00:00Z,1,1;2
#W456,UPS,1Z2,in_transit,2026-01-04T00:00:00Z,2026-01-06T00:00:00Z,,1,
""",
    "returns.csv": """order_number,kind,status,item_ids,new_item_ids,payment_method_id,amount,requested_at
ORD-123,return,requested,I1;I1,,card,90.00,2026-01-08T00:00:00Z
""",
}


def write_files(folder: Path, **changed: str) -> Path:
    """Write the files into the folder, some of them with another content."""
    folder.mkdir(exist_ok=True)
    for name, content in FILES.items():
        (folder / name).write_text(changed.get(name.removesuffix(".csv"), content), encoding="utf-8")
    return folder


async def import_shop(database: Database, folder: Path, **changed: str) -> ImportReport:
    """Import the small shop."""
    return await import_directory(database, write_files(folder, **changed))
