"""Our own pages and the files of the front end: the same for everybody, whoever they are."""

from support_ai.access.permission import Permission
from tests.security.answers import ANYBODY, MANAGERS, Operation
from tests.security.scene import Caller, Scene, Sent, document, fixed

_SEE_OTHER, _ELSEWHERE = "303 " * 8, "308 " * 8
FORM = {"content-type": "application/x-www-form-urlencoded"}


async def written(_scene: Scene, _caller: Caller) -> Sent:
    """Send the form that needs no script."""
    return Sent(content=b"message=Where+is+my+order%3F&message_id=11111111-2222-4333", headers=FORM)


PAGES = (
    Operation("GET /support", ANYBODY, is_shared=True),
    Operation("POST /support", _SEE_OTHER, example=written),
    Operation("GET /support/settings", ANYBODY, (Permission.READ_POLICIES,)),
    Operation("GET /demo", ANYBODY, is_shared=True),
    Operation("GET /chat_widget.js", _ELSEWHERE, is_shared=True),
    Operation("GET /{name}.js", ANYBODY, example=fixed(ids={"name": "chat-widget"}), is_shared=True),
    Operation("GET /{name}.css", ANYBODY, example=fixed(ids={"name": "pages"}), is_shared=True),
    Operation("GET /{name}.svg", ANYBODY, example=fixed(ids={"name": "icon"}), is_shared=True),
    Operation("GET /shop/appearance", MANAGERS, (Permission.ASSISTANT_CONFIGURE,)),
    Operation("PUT /shop/appearance", MANAGERS, (Permission.ASSISTANT_CONFIGURE,), document("appearance")),
    Operation("GET /shop/appearance/versions", MANAGERS, (Permission.ASSISTANT_CONFIGURE,)),
)
