"""The permission matrix (row D1): every operation of the API, and how it answers each caller's valid request.

A word is the class of the answer: `ok` for 2xx, else the status. The columns are those of `Caller`: nobody, a visitor,
Rohan, Michael, Emma (support agent), the admin, the owner, a key of the shop's back end. What is asked for is Rohan's.
"""

from support_ai.access.permission import Permission
from support_ai.integration.kinds import KINDS
from tests.security import fact_scene, proof_scene, scene, staff_scene
from tests.security.answers import (
    ANYBODY,
    MANAGERS,
    NO_PROVIDER,
    NO_SIGN_IN,
    OWNER,
    PROGRAM,
    PROVEN_OR_NOBODY,
    ROHANS,
    ROHANS_ALONE,
    SIGNED_IN,
    STAFF,
    Operation,
)
from tests.security.assistant_operations import ASSISTANT
from tests.security.money_operations import MONEY
from tests.security.page_operations import PAGES
from tests.security.scene import fixed
from tests.security.talk_operations import TALKS
from tests.security.ticket_operations import TICKETS
from tests.security.trade_operations import TRADE
from tests.security.webhook_operations import WEBHOOKS

OPERATIONS = (
    Operation("GET /healthz", ANYBODY),
    Operation("GET /readyz", ANYBODY),
    Operation(
        "POST /auth/register",
        ANYBODY,
        example=fixed(body={"email": "new@example.com", "password": "secure123", "name": "New"}),
    ),
    Operation(
        "POST /auth/login",
        ANYBODY,
        example=fixed(body={"email": "rohan@example.com", "password": scene.DEMO_PASSWORD}),
    ),
    Operation("POST /auth/refresh", ANYBODY, example=scene.cookie),
    Operation("POST /auth/logout", ANYBODY, example=scene.cookie),
    Operation("POST /auth/email/code", SIGNED_IN, (Permission.OWN_PROFILE_CHANGE,)),
    Operation("POST /auth/email/verify", SIGNED_IN, (Permission.OWN_PROFILE_CHANGE,), scene.code),
    Operation("POST /auth/setup", ANYBODY, example=scene.set_up),
    Operation("POST /auth/socket-ticket", PROVEN_OR_NOBODY, (Permission.ASK,)),
    Operation("GET /me", SIGNED_IN, (Permission.OWN_PROFILE,)),
    Operation("PATCH /me", SIGNED_IN, (Permission.OWN_PROFILE_CHANGE,), fixed(body={"name": "Another Name"})),
    Operation(
        "POST /chat", "ok     404     ok    404     404  404   404   401", (Permission.ASK,), scene.chat_on
    ),
    *TALKS,
    Operation("GET /orders", SIGNED_IN, (Permission.OWN_ORDERS_READ, Permission.ORDERS_READ)),
    Operation(
        "GET /orders/{number}",
        ROHANS,
        (Permission.OWN_ORDERS_READ, Permission.ORDERS_READ),
        fixed(ids={"number": "ORD-789"}),
    ),
    *TRADE,
    *TICKETS,
    *MONEY,
    Operation("GET /customers", STAFF, (Permission.CUSTOMERS_READ,)),
    Operation(
        "GET /customers/{customer_id}",
        ROHANS,
        (Permission.OWN_PROFILE, Permission.CUSTOMERS_READ),
        fixed(ids={"customer_id": "CUST-123"}),
    ),
    Operation("GET /catalog", PROVEN_OR_NOBODY, (Permission.READ_POLICIES,)),
    Operation(
        "GET /catalog/{product_id}",
        PROVEN_OR_NOBODY,
        (Permission.READ_POLICIES,),
        fixed(ids={"product_id": "P-100"}),
        is_shared=True,
    ),
    Operation("GET /knowledge/articles", ANYBODY, (Permission.READ_POLICIES,)),
    Operation(
        "GET /knowledge/articles/{slug}",
        ANYBODY,
        (Permission.READ_POLICIES,),
        fixed(ids={"slug": "returns"}),
        is_shared=True,
    ),
    Operation("POST /auth/otp/request", ANYBODY, example=fixed(body={"email": "rohan@example.com"})),
    Operation("POST /auth/otp/verify", PROVEN_OR_NOBODY, example=scene.sign_in_code),
    Operation("POST /auth/otp/step-up", "401    401     ok    ok      403  403   403   401"),
    Operation("POST /auth/password/forgot", ANYBODY, example=fixed(body={"email": "rohan@example.com"})),
    Operation("POST /auth/password/reset", ANYBODY, example=scene.reset_code),
    Operation(
        "POST /auth/password/change",
        SIGNED_IN,
        (Permission.OWN_SESSIONS,),
        fixed(body={"current_password": scene.DEMO_PASSWORD, "password": "correct horse battery"}),
    ),
    Operation(
        "POST /auth/step-up",
        SIGNED_IN,
        (Permission.OWN_SESSIONS,),
        fixed(body={"password": scene.DEMO_PASSWORD}),
    ),
    Operation("GET /auth/sessions", SIGNED_IN, (Permission.OWN_SESSIONS,)),
    Operation("DELETE /auth/sessions", SIGNED_IN, (Permission.OWN_SESSIONS,)),
    Operation("DELETE /auth/sessions/{session_id}", ROHANS_ALONE, (Permission.OWN_SESSIONS,), scene.session),
    Operation("POST /auth/second-factor/verify", ANYBODY, example=staff_scene.verification),
    Operation("POST /auth/second-factor/enrol", ANYBODY, example=staff_scene.enrolment),
    Operation("POST /auth/second-factor/confirm", ANYBODY, example=staff_scene.confirmation),
    Operation("GET /auth/second-factor", STAFF),
    Operation("POST /auth/second-factor/recovery-codes", STAFF, example=staff_scene.own_device),
    Operation("POST /auth/second-factor/step-up", STAFF, example=staff_scene.own_code),
    Operation("POST /auth/second-factor/replace", STAFF, example=staff_scene.own_code),
    Operation("POST /auth/invitation/accept", ANYBODY, example=staff_scene.acceptance),
    Operation("GET /staff", OWNER, (Permission.STAFF_MANAGE,)),
    Operation("POST /staff", OWNER, (Permission.STAFF_MANAGE,), staff_scene.invitation),
    Operation("GET /staff/{staff_id}", OWNER, (Permission.STAFF_MANAGE,), staff_scene.colleague()),
    Operation(
        "PATCH /staff/{staff_id}", OWNER, (Permission.STAFF_MANAGE,), staff_scene.colleague({"role": "admin"})
    ),
    Operation("DELETE /staff/{staff_id}", OWNER, (Permission.STAFF_MANAGE,), staff_scene.colleague()),
    Operation("POST /staff/{staff_id}/disable", OWNER, (Permission.STAFF_MANAGE,), staff_scene.colleague()),
    Operation("POST /staff/{staff_id}/enable", OWNER, (Permission.STAFF_MANAGE,), staff_scene.colleague()),
    Operation(
        "POST /staff/{staff_id}/reset-password", OWNER, (Permission.STAFF_MANAGE,), staff_scene.colleague()
    ),
    Operation(
        "DELETE /staff/{staff_id}/sessions", OWNER, (Permission.STAFF_MANAGE,), staff_scene.colleague()
    ),
    Operation(
        "DELETE /staff/{staff_id}/second-factor", OWNER, (Permission.STAFF_MANAGE,), staff_scene.colleague()
    ),
    Operation("GET /audit", MANAGERS, (Permission.AUDIT_READ,)),
    Operation("GET /audit/export", MANAGERS, (Permission.AUDIT_READ,)),
    Operation("GET /reports/financial", MANAGERS, (Permission.FINANCIAL_REPORTS_READ,)),
    Operation("GET /reports/analytics", MANAGERS, (Permission.ANALYTICS_READ,)),
    Operation("GET /shop/logo", ANYBODY, (Permission.READ_POLICIES,), scene.stored_picture),
    Operation("PUT /shop/logo", MANAGERS, (Permission.ASSISTANT_CONFIGURE,), scene.picture),
    Operation("DELETE /shop/logo", MANAGERS, (Permission.ASSISTANT_CONFIGURE,), scene.stored_picture),
    Operation("GET /me/export", SIGNED_IN, (Permission.OWN_PROFILE,)),
    Operation(
        "GET /customers/{customer_id}/export",
        OWNER,
        (Permission.PERSONS_ERASE,),
        fixed(ids={"customer_id": "CUST-123"}),
    ),
    Operation(
        "GET /customers/{customer_id}/erasure",
        OWNER,
        (Permission.PERSONS_ERASE,),
        fixed(ids={"customer_id": "CUST-123"}),
    ),
    Operation(
        "POST /customers/{customer_id}/erasure",
        OWNER,
        (Permission.PERSONS_ERASE,),
        fixed(ids={"customer_id": "CUST-123"}, body={"customer_id": "CUST-123"}),
    ),
    Operation(
        "POST /accounts/{account_id}/erasure", OWNER, (Permission.PERSONS_ERASE,), scene.lonely_account
    ),
    Operation("GET /shop/security", OWNER, (Permission.SECURITY_CONFIGURE,)),
    Operation("PUT /shop/security", OWNER, (Permission.SECURITY_CONFIGURE,), scene.document("security")),
    Operation("GET /shop/security/versions", OWNER, (Permission.SECURITY_CONFIGURE,)),
    Operation("GET /shop/rules", MANAGERS, (Permission.RULES_CONFIGURE,)),
    Operation("PUT /shop/rules", MANAGERS, (Permission.RULES_CONFIGURE,), scene.document("rules")),
    Operation("GET /shop/rules/versions", MANAGERS, (Permission.RULES_CONFIGURE,)),
    Operation("GET /shop/limits", OWNER, (Permission.SECURITY_CONFIGURE,)),
    Operation("PUT /shop/limits", OWNER, (Permission.SECURITY_CONFIGURE,), scene.document("limits")),
    Operation("GET /shop/limits/versions", OWNER, (Permission.SECURITY_CONFIGURE,)),
    Operation("GET /shop/hours", MANAGERS, (Permission.RULES_CONFIGURE,)),
    Operation("PUT /shop/hours", MANAGERS, (Permission.RULES_CONFIGURE,), scene.document("hours")),
    Operation("GET /shop/hours/versions", MANAGERS, (Permission.RULES_CONFIGURE,)),
    Operation("GET /shop/after-chat", MANAGERS, (Permission.RULES_CONFIGURE,)),
    Operation("PUT /shop/after-chat", MANAGERS, (Permission.RULES_CONFIGURE,), scene.document("after-chat")),
    Operation("GET /shop/after-chat/versions", MANAGERS, (Permission.RULES_CONFIGURE,)),
    *ASSISTANT,
    *PAGES,
    Operation("POST /auth/identity", ANYBODY, example=proof_scene.host_token),
    Operation("GET /shop/sites", OWNER, (Permission.SECURITY_CONFIGURE,)),
    Operation("POST /shop/sites", OWNER, (Permission.SECURITY_CONFIGURE,), proof_scene.new_site),
    Operation("PUT /shop/sites/{site}", OWNER, (Permission.SECURITY_CONFIGURE,), proof_scene.changed_site),
    Operation(
        "POST /shop/sites/{site}/keys", OWNER, (Permission.SECURITY_CONFIGURE,), proof_scene.new_site_key
    ),
    Operation(
        "DELETE /shop/sites/{site}/keys/{kid}", OWNER, (Permission.SECURITY_CONFIGURE,), proof_scene.site_key
    ),
    Operation("GET /shop/oidc", OWNER, (Permission.SECURITY_CONFIGURE,), proof_scene.stored_provider),
    Operation("PUT /shop/oidc", OWNER, (Permission.SECURITY_CONFIGURE,), proof_scene.provider),
    Operation("DELETE /shop/oidc", OWNER, (Permission.SECURITY_CONFIGURE,), proof_scene.stored_provider),
    Operation("GET /auth/oidc/start", NO_PROVIDER, example=proof_scene.no_provider),
    Operation("GET /auth/oidc/callback", NO_SIGN_IN, example=fixed(query={"code": "x", "state": "x"})),
    Operation("GET /integration/keys", OWNER, (Permission.SECURITY_CONFIGURE,)),
    Operation(
        "POST /integration/keys",
        OWNER,
        (Permission.SECURITY_CONFIGURE,),
        fixed(body={"name": "till", "scopes": ["import"]}),
    ),
    Operation(
        "DELETE /integration/keys/{key_id}", OWNER, (Permission.SECURITY_CONFIGURE,), proof_scene.api_key
    ),
    *WEBHOOKS,
    Operation("GET /integration/flags", MANAGERS, (Permission.FINANCIAL_REPORTS_READ,)),
    Operation("PUT /integration/orders", PROGRAM, example=fact_scene.orders),
    Operation("PUT /integration/customers", PROGRAM, example=fact_scene.customers),
    Operation("PUT /integration/products", PROGRAM, example=fact_scene.products),
    Operation("PUT /integration/orders/{number}", PROGRAM, example=fact_scene.order),
    Operation("PUT /integration/customers/{customer_id}", PROGRAM, example=fact_scene.customer),
    Operation("PUT /integration/products/{product_id}", PROGRAM, example=fact_scene.product),
    *(
        operation
        for kind in KINDS
        for operation in (
            Operation(f"POST /integration/{kind.name}", PROGRAM, example=proof_scene.rows),
            Operation(f"GET /integration/{kind.name}", PROGRAM),
        )
    ),
)
# The socket on a conversation of Rohan's, which follows what one may see: 401 where the handshake is refused, 404 where
# it is told that there is none.
SOCKET = "401    404     ok    404     ok   ok    ok    401"
# What OpenAPI does not describe: the socket stands above, the counters have a token of their own.
UNDESCRIBED = frozenset({"WS /ws/chat", "GET /metrics"})
# The rows of the contract's table of roles whose operations are still to come.
LATER = frozenset(
    {
        Permission.ARTICLES_DELETE,
        Permission.PRODUCTS_DELETE,
        Permission.KNOWLEDGE_CONFIGURE,
    }
)
