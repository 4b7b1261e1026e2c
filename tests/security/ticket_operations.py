"""The rows of the permission matrix on tickets; all of them Rohan's."""

from support_ai.access.permission import Permission
from tests.security import ticket_scene
from tests.security.answers import MANAGERS, ROHANS, SIGNED_IN, STAFF, Operation

P = Permission
TICKETS = (
    Operation("GET /tickets", SIGNED_IN, (P.OWN_TICKETS_READ, P.TICKETS_READ)),
    Operation("POST /tickets", SIGNED_IN, (P.OWN_TICKETS_OPEN, P.TICKETS_CREATE), ticket_scene.new_ticket),
    Operation("GET /tickets/{number}", ROHANS, (P.OWN_TICKETS_READ, P.TICKETS_READ), ticket_scene.ticket()),
    Operation(
        "POST /tickets/{number}/comments",
        ROHANS,
        (P.OWN_TICKETS_COMMENT, P.TICKETS_WORK),
        ticket_scene.COMMENTED,
    ),
    Operation("PATCH /tickets/{number}", STAFF, (P.TICKETS_WORK,), ticket_scene.CHANGED),
    Operation("POST /tickets/{number}/assign", STAFF, (P.TICKETS_WORK,), ticket_scene.ASSIGNED),
    Operation("DELETE /tickets/{number}", MANAGERS, (P.TICKETS_DELETE,), ticket_scene.ticket()),
)
