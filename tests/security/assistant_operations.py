"""The rows of the permission matrix on the assistant's settings."""

from support_ai.access.permission import Permission
from tests.security import assistant_scene as scene
from tests.security.answers import ANYBODY, MANAGERS, STAFF, Operation
from tests.security.scene import fixed

_READ, _CONFIGURE = (Permission.CONVERSATIONS_ANSWER,), (Permission.ASSISTANT_CONFIGURE,)
ASSISTANT = (
    Operation("GET /shop/assistant", STAFF, _READ),
    Operation("GET /shop/assistant/public", ANYBODY, (Permission.READ_POLICIES,)),
    Operation("GET /shop/assistant/draft", MANAGERS, _CONFIGURE, scene.draft),
    Operation("PUT /shop/assistant/draft", MANAGERS, _CONFIGURE, scene.changed_draft),
    Operation("DELETE /shop/assistant/draft", MANAGERS, _CONFIGURE, scene.discarded_draft),
    Operation("POST /shop/assistant/preview", MANAGERS, _CONFIGURE, fixed(body={"message": "hello"})),
    Operation("POST /shop/assistant/publish", MANAGERS, _CONFIGURE, scene.draft_to_publish),
    Operation("POST /shop/assistant/roll-back", MANAGERS, _CONFIGURE, scene.published),
    Operation("GET /shop/assistant/versions", STAFF, _READ),
    Operation(
        "GET /shop/assistant/versions/{version}",
        STAFF,
        _READ,
        fixed(ids={"version": "0"}),
        is_shared=True,
    ),
)
