"""An example of every operation that changes something, and what it leaves: its action in the audit log, and its rows.

Whoever adds an operation adds an example here; a test fails until there is one. The requests are those of the table of
permissions, tests/security/operations.py, but for what changes nothing there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from support_ai.integration.kinds import KINDS
from tests.identity.signing_in import CODE, as_owner, give_code, person_of
from tests.security import assistant_scene, staff_scene
from tests.security.operations import OPERATIONS
from tests.security.scene import Caller, Prepare, Scene, Sent, fixed

_BY_NAME = {operation.name: operation for operation in OPERATIONS}


@dataclass(frozen=True, slots=True)
class Example:
    """Who asks for an operation, and what its success leaves.

    `tables` hold rows written in the entry's own transaction. `compared` are those that it empties, that a later
    transaction of the same request writes once more, or that a savepoint of it wrote, which shows another number. `request` stands in the place of the table's. One that `uses_up`
    something, a code of a device, does so even where the act fails.
    """

    action: str
    tables: tuple[str, ...] = ()
    caller: Caller = Caller.NOBODY
    compared: tuple[str, ...] = ()
    request: Prepare | None = None
    uses_up: bool = False


async def prepare(name: str, scene: Scene) -> Sent:
    """Return a valid request for an operation."""
    example = EXAMPLES[name]
    return await (example.request or _BY_NAME[name].example)(scene, example.caller)


async def _emma(scene: Scene, _caller: Caller) -> Sent:
    """Name Emma, who is signed in and has a device."""
    await staff_scene.own_code(scene, Caller.EMMA)
    emma = await person_of(scene.demo.shop, await scene.headers(Caller.EMMA))
    return Sent({"staff_id": str(emma.account_id)})


async def _disabled(scene: Scene, _caller: Caller) -> Sent:
    sent = await staff_scene.colleague()(scene, Caller.OWNER)
    as_owner(
        scene.addresses,
        "update accounts set disabled_at = now() where account_id = %s returning 1",
        sent.ids["staff_id"],
    )
    return sent


async def _unproven(scene: Scene, _caller: Caller) -> Sent:
    """Speak as somebody whose address is not proven."""
    await scene.demo.shop.register("new@example.com", "correct horse battery", "New")
    return Sent(headers=await scene.demo.shop.login("new@example.com", "correct horse battery"))


async def _unproven_with_code(scene: Scene, caller: Caller) -> Sent:
    sent = await _unproven(scene, caller)
    await give_code(scene.demo.shop, dict(sent.headers))
    return replace(sent, body={"code": CODE})


_TALK = "/conversations/{conversation_id}"
_TICKET = "/tickets/{number}"
_COLLEAGUE = "/staff/{staff_id}"
_WEBHOOK = "/integration/webhooks/{webhook_id}"
_SETTINGS = fixed(body={"version": 0, "settings": {"password_min_length": 12}})
_RULES = fixed(body={"version": 0, "settings": {"address": {"allowed": False}}})
_LIMITS = fixed(body={"version": 0, "settings": {"admin": {"refund": {"per_action": 1}}}})
_LOOKS = fixed(body={"version": 0, "settings": {"colour": "#1a5fb4"}})
_HOURS = fixed(body={"version": 0, "settings": {"reopen_days": 3}})
_AFTER_CHAT = fixed(body={"version": 0, "settings": {"rating_mail": True}})
_ROHAN, _EMMA, _ADMIN, _OWNER = Caller.ROHAN, Caller.EMMA, Caller.ADMIN, Caller.OWNER

EXAMPLES: Mapping[str, Example] = {
    "POST /auth/register": Example("account.register", ("accounts",), compared=("one_time_codes",)),
    "POST /auth/login": Example("session.begin", ("sessions", "refresh_tokens")),
    "POST /auth/refresh": Example("session.refresh", ("refresh_tokens",)),
    "POST /auth/logout": Example("session.end", ("sessions",)),
    "POST /auth/email/code": Example("code.request", compared=("one_time_codes",), request=_unproven),
    "POST /auth/email/verify": Example("account.verify", ("accounts",), request=_unproven_with_code),
    "POST /auth/setup": Example("account.first_owner", ("accounts",)),
    "POST /auth/socket-ticket": Example("socket_ticket.issue", ("socket_tickets",), _ROHAN),
    "PATCH /me": Example("account.rename", ("accounts",), _ROHAN),
    "POST /chat": Example(
        "message.receive",
        ("person_keys",),
        _ROHAN,
        ("messages", "conversations"),
        fixed(body={"message": "Where is my order?"}),
    ),
    f"POST {_TALK}/take": Example("conversation.take", ("conversations",), _EMMA),
    f"POST {_TALK}/reply": Example("conversation.reply", ("messages",), _EMMA),
    f"POST {_TALK}/release": Example("conversation.release", ("conversations",), _EMMA),
    f"POST {_TALK}/notes": Example("conversation.note", ("conversation_notes", "queue_events"), _EMMA),
    f"POST {_TALK}/transfer": Example("conversation.transfer", ("conversations", "hand_overs"), _EMMA),
    f"POST {_TALK}/close": Example("conversation.close", ("conversations",), _EMMA),
    f"POST {_TALK}/files": Example("upload.receive", ("conversation_files",), _ROHAN),
    f"PUT {_TALK}/rating": Example("rating.give", ("conversation_ratings",), _ROHAN),
    f"POST {_TALK}/transcript": Example("transcript.request", ("conversation_mails",), _ROHAN),
    "POST /support/rating/{token}": Example("rating.give", ("conversation_ratings",)),
    f"DELETE {_TALK}": Example("conversation.archive", ("conversations", "queue_events"), _ADMIN),
    "POST /tickets": Example("ticket.open", ("tickets", "ticket_comments", "ticket_events"), _ROHAN),
    f"POST {_TICKET}/comments": Example(
        "ticket.comment", ("tickets", "ticket_comments", "ticket_events"), _ROHAN
    ),
    f"PATCH {_TICKET}": Example("ticket.change", ("tickets", "ticket_events"), _EMMA),
    f"POST {_TICKET}/assign": Example("ticket.assign", ("ticket_events",), _EMMA, ("tickets",)),
    f"DELETE {_TICKET}": Example("ticket.archive", ("tickets", "ticket_events"), _ADMIN),
    "POST /auth/otp/request": Example("code.request", compared=("one_time_codes",)),
    "POST /auth/otp/verify": Example("session.begin", ("sessions",)),
    "POST /auth/otp/step-up": Example("code.request", caller=_ROHAN, compared=("one_time_codes",)),
    "POST /auth/password/forgot": Example("code.request", compared=("one_time_codes",)),
    "POST /auth/password/reset": Example("account.reset_password", ("accounts",)),
    "POST /auth/password/change": Example("account.change_password", ("accounts", "sessions"), _ROHAN),
    "POST /auth/step-up": Example("session.step_up", ("sessions",), _ROHAN),
    "DELETE /auth/sessions": Example("session.end_all", ("sessions",), _ROHAN),
    "DELETE /auth/sessions/{session_id}": Example("session.end", ("sessions",), _ROHAN),
    "POST /auth/second-factor/verify": Example("session.begin", ("sessions", "refresh_tokens")),
    "POST /auth/second-factor/enrol": Example("second_factor.show", ("challenges",)),
    "POST /auth/second-factor/confirm": Example("second_factor.enrol", ("second_factors", "sessions")),
    "POST /auth/second-factor/recovery-codes": Example(
        "second_factor.recovery_codes", ("recovery_codes",), _EMMA
    ),
    "POST /auth/second-factor/step-up": Example("session.step_up", ("sessions",), _EMMA, uses_up=True),
    "POST /auth/second-factor/replace": Example(
        "second_factor.replace", ("challenges",), _EMMA, uses_up=True
    ),
    "POST /auth/invitation/accept": Example("staff.accept", ("accounts",)),
    "POST /auth/identity": Example("session.begin", ("identity_tokens", "sessions")),
    "POST /staff": Example("staff.invite", ("accounts",), _OWNER, ("invitations",)),
    f"PATCH {_COLLEAGUE}": Example("staff.change_role", ("accounts",), _OWNER),
    f"DELETE {_COLLEAGUE}": Example("staff.remove", ("accounts",), _OWNER),
    f"POST {_COLLEAGUE}/disable": Example("staff.disable", ("accounts",), _OWNER),
    f"POST {_COLLEAGUE}/enable": Example("staff.enable", ("accounts",), _OWNER, request=_disabled),
    f"POST {_COLLEAGUE}/reset-password": Example("staff.reset_password", ("accounts",), _OWNER),
    f"DELETE {_COLLEAGUE}/sessions": Example("staff.end_sessions", ("sessions",), _OWNER, request=_emma),
    f"DELETE {_COLLEAGUE}/second-factor": Example(
        "staff.reset_second_factor", (), _OWNER, ("second_factors",), _emma
    ),
    "POST /customers/{customer_id}/erasure": Example("customer.erase", ("customers",), _OWNER),
    "POST /accounts/{account_id}/erasure": Example("account.erase", (), _OWNER, ("accounts",)),
    "POST /support": Example("message.receive", compared=("person_keys", "messages", "conversations")),
    "PUT /shop/appearance": Example("shop.configure_appearance", ("shop_documents",), _ADMIN, request=_LOOKS),
    "PUT /shop/logo": Example("shop.change_logo", ("shop_logo",), _ADMIN),
    "DELETE /shop/logo": Example("shop.remove_logo", (), _ADMIN, ("shop_logo",)),
    "PUT /shop/security": Example(
        "shop.configure_security", ("security_settings",), _OWNER, request=_SETTINGS
    ),
    "POST /orders/{number}/cancel": Example(
        "order.cancel", ("orders", "payments", "transfers", "proposals"), _ROHAN
    ),
    "POST /orders/{number}/address": Example("order.change_address", ("orders", "proposals"), _ROHAN),
    "POST /orders/{number}/payment-method": Example(
        "order.change_payment_method", ("payments", "transfers", "proposals"), _ROHAN
    ),
    "POST /orders/{number}/items": Example(
        "order.change_items", ("orders", "order_items", "proposals"), _ROHAN
    ),
    "POST /orders/{number}/returns": Example(
        "return.request", ("orders", "order_returns", "proposals"), _ROHAN
    ),
    "POST /orders/{number}/exchanges": Example(
        "exchange.request", ("orders", "order_returns", "proposals"), _ROHAN
    ),
    "POST /returns/{return_id}/withdraw": Example(
        "return.withdraw", ("orders", "order_returns", "proposals"), _ROHAN
    ),
    "POST /returns/{return_id}/status": Example("return.set_status", ("order_returns", "proposals"), _EMMA),
    "POST /orders/{number}/status": Example("order.set_status", ("orders", "proposals"), _EMMA),
    "POST /orders/{number}/refunds": Example(
        "refund.create", ("payments", "proposals"), _EMMA, ("transfers",)
    ),
    "POST /transfers/{transfer_id}/done": Example("transfer.settle", ("transfers",), _EMMA),
    "POST /transfers/{transfer_id}/refused": Example("transfer.refuse", ("transfers", "payments"), _EMMA),
    "POST /orders/{number}/adjustments": Example(
        "adjustment.create", ("adjustments", "balance_entries", "proposals"), _EMMA
    ),
    "POST /shop/rules/preview": Example("rules.preview", (), _ADMIN),
    "DELETE /orders/{number}": Example("order.archive", ("orders", "proposals"), _ADMIN),
    "PUT /me/address": Example("customer.change_address", ("customers", "proposals"), _ROHAN),
    "PUT /customers/{customer_id}/address": Example(
        "customer.change_address", ("customers", "proposals"), _EMMA
    ),
    "POST /offers/{offer_id}/confirm": Example("order.cancel", ("orders", "proposals"), _ROHAN, ("offers",)),
    "POST /offers/{offer_id}/decline": Example("proposal.decline", ("proposals",), _ROHAN, ("offers",)),
    "POST /proposals/{proposal_id}/confirm": Example("order.cancel", ("orders", "proposals"), _ROHAN),
    "POST /proposals/{proposal_id}/decline": Example("proposal.decline", ("proposals",), _ROHAN),
    "POST /approvals/{proposal_id}/approve": Example("refund.create", ("payments", "proposals"), _ADMIN),
    "POST /approvals/{proposal_id}/decline": Example("approval.decline", ("proposals",), _ADMIN),
    "PUT /shop/rules": Example("shop.configure_rules", ("shop_documents",), _ADMIN, request=_RULES),
    "PUT /shop/limits": Example("shop.configure_limits", ("shop_documents",), _OWNER, request=_LIMITS),
    "PUT /shop/after-chat": Example(
        "shop.configure_after_chat", ("shop_documents",), _ADMIN, request=_AFTER_CHAT
    ),
    "PUT /shop/hours": Example("shop.configure_hours", ("shop_documents",), _ADMIN, request=_HOURS),
    "PUT /shop/assistant/draft": Example("assistant.draft", ("assistant_draft",), _ADMIN),
    "DELETE /shop/assistant/draft": Example("assistant.discard", (), _ADMIN, ("assistant_draft",)),
    "POST /shop/assistant/preview": Example("assistant.preview", (), _ADMIN),
    "POST /shop/assistant/publish": Example(
        "assistant.publish", ("shop_documents",), _ADMIN, ("assistant_draft",)
    ),
    "POST /shop/assistant/roll-back": Example(
        "assistant.roll_back", ("shop_documents",), _ADMIN, request=assistant_scene.published
    ),
    "POST /shop/sites": Example("site.add", ("sites",), _OWNER),
    "PUT /shop/sites/{site}": Example("site.change", ("sites",), _OWNER),
    "POST /shop/sites/{site}/keys": Example("site_key.add", ("site_keys",), _OWNER),
    "DELETE /shop/sites/{site}/keys/{kid}": Example("site_key.remove", (), _OWNER, ("site_keys",)),
    "PUT /shop/oidc": Example("oidc.configure", ("oidc_providers",), _OWNER),
    "DELETE /shop/oidc": Example("oidc.remove", (), _OWNER, ("oidc_providers",)),
    "POST /integration/keys": Example("api_key.make", ("api_keys",), _OWNER),
    "DELETE /integration/keys/{key_id}": Example("api_key.revoke", ("api_keys",), _OWNER),
    "POST /integration/webhooks": Example("webhook.register", ("webhook_endpoints",), _OWNER),
    f"PATCH {_WEBHOOK}": Example("webhook.change", ("webhook_endpoints",), _OWNER),
    f"DELETE {_WEBHOOK}": Example("webhook.remove", (), _OWNER, ("webhook_endpoints",)),
    f"POST {_WEBHOOK}/rotate-secret": Example("webhook.rotate_secret", ("webhook_endpoints",), _OWNER),
    f"POST {_WEBHOOK}/test": Example("webhook.test", ("webhook_events",), _OWNER),
    f"POST {_WEBHOOK}/deliveries/{{delivery_id}}/replay": Example("webhook.replay", (), _OWNER),
    f"POST {_WEBHOOK}/replay": Example("webhook.replay_since", (), _OWNER),
    "PUT /integration/orders": Example("import.put", caller=Caller.KEY, compared=("orders",)),
    "PUT /integration/customers": Example("import.put", caller=Caller.KEY, compared=("customers",)),
    "PUT /integration/products": Example(
        "import.put", caller=Caller.KEY, compared=("products", "product_variants")
    ),
    "PUT /integration/orders/{number}": Example("order.put", caller=Caller.KEY, compared=("orders",)),
    "PUT /integration/customers/{customer_id}": Example(
        "customer.put", caller=Caller.KEY, compared=("customers",)
    ),
    "PUT /integration/products/{product_id}": Example(
        "product.put", caller=Caller.KEY, compared=("products",)
    ),
    "POST /integration/products": Example("import.file", ("products",), Caller.KEY),
    **{
        f"POST /integration/{kind.name}": Example("import.file", caller=Caller.KEY)
        for kind in KINDS
        if kind.name != "products"
    },
}
