"""What a row of the permission matrix says, and the answers that many rows have alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from support_ai.access.permission import Permission
from tests.security.scene import BARE, Caller, Prepare

ANYBODY = "ok     ok      ok    ok      ok   ok    ok    ok"
# As anybody, but a token that proves nothing is refused.
PROVEN_OR_NOBODY = "ok     ok      ok    ok      ok   ok    ok    401"
SIGNED_IN = "401    401     ok    ok      ok   ok    ok    401"
STAFF = "401    401     403   403     ok   ok    ok    401"
MANAGERS = "401    401     403   403     403  ok    ok    401"
OWNER = "401    401     403   403     403  403   ok    401"
# A key and nothing else: no person's token opens what is for programs.
PROGRAM = "401    401     401   401     401  401   401   ok"
# The shop of these tests has no provider; what one answers stands in tests/identity/test_oidc.py.
NO_PROVIDER = "404    404     404   404     404  404   404   404"
NO_SIGN_IN = "401    401     401   401     401  401   401   401"
ROHANS = "401    401     ok    404     ok   ok    ok    401"
# A visitor is somebody too, and has conversations; Rohan's are not there.
ROHANS_ALONE = "401    401     ok    404     404  404   404   401"
ROHANS_TALK = "401    404     ok    404     ok   ok    ok    401"


@dataclass(frozen=True, slots=True)
class Operation:
    """A row: the operation, its answers, the permissions of which one suffices, and a valid example request.

    `is_shared` says that what a path's id names belongs to nobody in particular, such as an article.
    """

    name: str
    answers: str
    permissions: tuple[Permission, ...] = ()
    example: Prepare = BARE
    is_shared: bool = False

    @property
    def method(self) -> str:
        """Return the method, GET."""
        return self.name.partition(" ")[0]

    @property
    def path(self) -> str:
        """Return the path with its ids in braces."""
        return self.name.partition(" ")[2]

    @property
    def expected(self) -> Mapping[Caller, str]:
        """Return the class of the answer for each caller."""
        return dict(zip(Caller, self.answers.split(), strict=True))
