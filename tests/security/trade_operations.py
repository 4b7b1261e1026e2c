"""The rows of the permission matrix on changes of orders, what was proposed, and approvals; all of it Rohan's."""

from support_ai.access.permission import Permission
from tests.security import order_scene
from tests.security.answers import MANAGERS, ROHANS, SIGNED_IN, STAFF, Operation
from tests.security.scene import fixed

P = Permission
_ADDRESS: dict[str, object] = {"address1": "2 New Street", "city": "Springfield", "country": "US"}
_WHITE: dict[str, object] = {"item_ids": ["P-100-1"], "new_item_ids": ["P-100-2"]}
TRADE = (
    Operation(
        "POST /orders/{number}/cancel",
        ROHANS,
        (P.OWN_ORDERS_CANCEL, P.ORDERS_ACT_FOR_CUSTOMER),
        order_scene.changed("pending", {"reason": "no longer needed"}),
    ),
    Operation(
        "POST /orders/{number}/address",
        ROHANS,
        (P.OWN_ORDERS_CHANGE, P.ORDERS_ACT_FOR_CUSTOMER),
        order_scene.changed("pending", _ADDRESS),
    ),
    Operation(
        "POST /orders/{number}/payment-method",
        ROHANS,
        (P.OWN_ORDERS_CHANGE, P.ORDERS_ACT_FOR_CUSTOMER),
        order_scene.changed("pending", {"payment_method_id": "spare_CUST-123"}),
    ),
    Operation(
        "POST /orders/{number}/items",
        ROHANS,
        (P.OWN_ORDERS_CHANGE, P.ORDERS_ACT_FOR_CUSTOMER),
        order_scene.changed("pending", _WHITE),
    ),
    Operation(
        "POST /orders/{number}/returns",
        ROHANS,
        (P.OWN_ORDERS_RETURN, P.RETURNS_CREATE),
        order_scene.changed("delivered", {"item_ids": ["P-100-1"], "reason": "damaged"}),
    ),
    Operation(
        "POST /orders/{number}/exchanges",
        ROHANS,
        (P.OWN_ORDERS_EXCHANGE, P.RETURNS_CREATE),
        order_scene.changed("delivered", _WHITE),
    ),
    Operation(
        "POST /returns/{return_id}/withdraw",
        ROHANS,
        (P.OWN_ORDERS_RETURN, P.ORDERS_ACT_FOR_CUSTOMER),
        order_scene.requested(),
    ),
    Operation(
        "POST /returns/{return_id}/status",
        STAFF,
        (P.RETURNS_CREATE,),
        order_scene.requested({"status": "approved"}),
    ),
    Operation(
        "POST /orders/{number}/status",
        STAFF,
        (P.ORDER_STATUS_CHANGE,),
        order_scene.changed("pending", {"status": "processed"}),
    ),
    Operation(
        "POST /orders/{number}/refunds",
        STAFF,
        (P.REFUNDS_CREATE,),
        order_scene.changed("delivered", {"amount": 100, "reason": "late"}),
    ),
    Operation(
        "POST /orders/{number}/adjustments",
        STAFF,
        (P.ADJUSTMENTS_CREATE,),
        order_scene.changed("delivered", {"kind": "goodwill_credit", "amount": 100, "reason": "late"}),
    ),
    Operation("DELETE /orders/{number}", MANAGERS, (P.ORDERS_DELETE,), order_scene.changed("delivered")),
    Operation(
        "PUT /me/address",
        "401    401     ok    ok      404  404   404   401",
        (P.OWN_PROFILE_CHANGE,),
        fixed(body=_ADDRESS),
    ),
    Operation(
        "PUT /customers/{customer_id}/address",
        ROHANS,
        (P.OWN_PROFILE_CHANGE, P.ORDERS_ACT_FOR_CUSTOMER),
        fixed(ids={"customer_id": "CUST-123"}, body=_ADDRESS),
    ),
    Operation("GET /proposals", SIGNED_IN),
    Operation("GET /proposals/{proposal_id}", ROHANS, (P.OWN_PROFILE,), order_scene.proposed),
    Operation(
        "POST /proposals/{proposal_id}/confirm",
        "401    401     ok    404     403  403   403   401",
        example=order_scene.proposed,
    ),
    Operation(
        "POST /proposals/{proposal_id}/decline",
        "401    401     ok    404     403  403   403   401",
        example=order_scene.proposed,
    ),
    *(
        Operation(
            f"POST /offers/{{offer_id}}/{answer}",
            "401    401     ok    404     403  403   403   401",
            example=order_scene.offered,
        )
        for answer in ("confirm", "decline")
    ),
    Operation("POST /shop/rules/preview", MANAGERS, (P.RULES_CONFIGURE,), fixed(body={"settings": {}})),
    Operation("GET /approvals", STAFF, (P.REFUNDS_CREATE,)),
    Operation("GET /approvals/{proposal_id}", STAFF, (P.REFUNDS_CREATE,), order_scene.waiting),
    Operation(
        "POST /approvals/{proposal_id}/approve",
        "401    401     403   403     403  ok    ok    401",
        example=order_scene.waiting,
    ),
    Operation(
        "POST /approvals/{proposal_id}/decline",
        "401    401     403   403     403  ok    ok    401",
        example=order_scene.waiting,
    ),
)
