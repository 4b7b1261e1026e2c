"""The rows of the permission matrix on webhooks, the owner's alone."""

from support_ai.access.permission import Permission
from tests.security import webhook_scene
from tests.security.answers import OWNER, Operation
from tests.security.scene import BARE, fixed

_ONE = "/integration/webhooks/{webhook_id}"
WEBHOOKS = tuple(
    Operation(name, OWNER, (Permission.SECURITY_CONFIGURE,), example)
    for name, example in (
        ("GET /integration/webhooks", BARE),
        ("POST /integration/webhooks", fixed(body={"url": webhook_scene.NOBODY_LISTENS})),
        (f"GET {_ONE}", webhook_scene.webhook),
        (f"PATCH {_ONE}", webhook_scene.changed),
        (f"DELETE {_ONE}", webhook_scene.webhook),
        (f"POST {_ONE}/rotate-secret", webhook_scene.webhook),
        (f"POST {_ONE}/test", webhook_scene.webhook),
        (f"GET {_ONE}/deliveries", webhook_scene.webhook),
        (f"POST {_ONE}/deliveries/{{delivery_id}}/replay", webhook_scene.delivery),
        (f"POST {_ONE}/replay", webhook_scene.since),
    )
)
