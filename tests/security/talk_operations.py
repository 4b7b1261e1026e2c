"""The rows of the permission matrix on conversations; all of them Rohan's."""

from support_ai.access.permission import Permission
from tests.security import scene
from tests.security.answers import ANYBODY, MANAGERS, ROHANS_TALK, STAFF, Operation

P = Permission
# Colleagues see it, and what is its person's alone is not theirs.
_ITS_PERSONS = "401    404     ok    404     403  403   403   401"
_TALK = "/conversations/{conversation_id}"
TALKS = (
    Operation("GET /conversations", "401    ok      ok    ok      ok   ok    ok    401", (P.ASK,)),
    Operation("GET /conversations/events", STAFF, (P.CONVERSATIONS_ANSWER,)),
    Operation(f"GET {_TALK}", ROHANS_TALK, (P.ASK,), scene.conversation),
    Operation(f"GET {_TALK}/messages", ROHANS_TALK, (P.ASK,), scene.conversation),
    Operation(f"POST {_TALK}/take", STAFF, (P.CONVERSATIONS_ANSWER,), scene.conversation),
    Operation(f"POST {_TALK}/reply", STAFF, (P.CONVERSATIONS_ANSWER,), scene.answer),
    Operation(f"POST {_TALK}/notes", STAFF, (P.CONVERSATIONS_ANSWER,), scene.noted),
    Operation(f"POST {_TALK}/transfer", STAFF, (P.CONVERSATIONS_ANSWER,), scene.passed_on),
    Operation(f"POST {_TALK}/release", STAFF, (P.CONVERSATIONS_ANSWER,), scene.hand_back),
    Operation(f"POST {_TALK}/close", STAFF, (P.CONVERSATIONS_ANSWER,), scene.conversation),
    Operation(f"POST {_TALK}/files", ROHANS_TALK, (P.ASK,), scene.uploading),
    Operation(f"GET {_TALK}/files/{{file_id}}", ROHANS_TALK, (P.ASK,), scene.said_file),
    Operation(f"PUT {_TALK}/rating", _ITS_PERSONS, example=scene.rated),
    Operation(f"GET {_TALK}/transcript", ROHANS_TALK, (P.ASK,), scene.conversation),
    Operation(f"POST {_TALK}/transcript", _ITS_PERSONS, example=scene.conversation),
    # Whoever has the link of a mail rates the one conversation that it names.
    Operation("GET /support/rating/{token}", ANYBODY, example=scene.rating_link, is_shared=True),
    Operation("POST /support/rating/{token}", ANYBODY, example=scene.rating_form, is_shared=True),
    Operation(f"DELETE {_TALK}", MANAGERS, (P.CONVERSATIONS_DELETE,), scene.conversation),
)
