"""The rows of the permission matrix about what was booked, and about money on its way. What is asked for is Rohan's."""

from support_ai.access.permission import Permission
from tests.security import order_scene
from tests.security.answers import ROHANS, SIGNED_IN, STAFF, Operation
from tests.security.scene import fixed

_LOOK = (Permission.OWN_ORDERS_READ, Permission.ORDERS_READ)
_PAY = (Permission.REFUNDS_CREATE,)
_DONE: dict[str, object] = {"reference": "SEPA-1"}
_REFUSED: dict[str, object] = {"reason": "account_closed"}
MONEY = (
    Operation("GET /refunds", SIGNED_IN, _LOOK),
    Operation("GET /refunds/{refund_id}", ROHANS, _LOOK, order_scene.refunded),
    Operation("GET /returns", SIGNED_IN, _LOOK),
    Operation("GET /returns/{return_id}", ROHANS, _LOOK, order_scene.requested()),
    Operation(
        "GET /me/balances", "401    401     ok    ok      404  404   404   401", (Permission.OWN_PROFILE,)
    ),
    Operation(
        "GET /customers/{customer_id}/balances",
        ROHANS,
        (Permission.OWN_PROFILE, Permission.CUSTOMERS_READ),
        fixed(ids={"customer_id": "CUST-123"}),
    ),
    Operation("GET /adjustments", SIGNED_IN, _LOOK),
    Operation("GET /adjustments/{adjustment_id}", ROHANS, _LOOK, order_scene.adjusted),
    Operation("GET /transfers", STAFF, _PAY),
    Operation("GET /transfers/{transfer_id}", STAFF, _PAY, order_scene.on_its_way()),
    Operation("POST /transfers/{transfer_id}/done", STAFF, _PAY, order_scene.on_its_way(_DONE)),
    Operation("POST /transfers/{transfer_id}/refused", STAFF, _PAY, order_scene.on_its_way(_REFUSED)),
)
