"""Valid examples of what concerns the staff: colleagues, invitations, devices, each made anew for each call."""

from uuid import UUID, uuid4

from pyotp.totp import TOTP

from support_ai.access.actor import Reason, System
from support_ai.access.role import Role
from support_ai.identity import challenges, operating, second_factor, second_factor_queries
from support_ai.identity.models import Method, Step
from tests.identity.signing_in import as_owner, person_of
from tests.security.scene import COLLEAGUES, DEMO_PASSWORD, Caller, Prepare, Scene, Sent

_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # pragma: allowlist secret - RFC 6238's own


async def _colleague(scene: Scene) -> UUID:
    """Return the account of somebody new of the staff."""
    email = f"{uuid4().hex}@example.com"
    identity = scene.demo.shop.resources.identity
    await identity.make_account(
        Reason.STAFF_COMMAND, email, name="New", role=Role.SUPPORT_AGENT, password=DEMO_PASSWORD
    )
    found = "select account_id from accounts where email_index = %s"
    return as_owner(scene.addresses, found, identity.index(email))[0][0]


async def _challenge(scene: Scene, account_id: UUID, step: Step) -> str:
    identity = scene.demo.shop.resources.identity
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        issued = await challenges.issue(conn, identity.sessions, account_id, step, method=Method.PASSWORD)
    return issued.secret


async def _device(scene: Scene, account_id: UUID) -> str:
    """Give an account a device, and return the code that it shows."""
    identity = scene.demo.shop.resources.identity
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        await second_factor_queries.save_factor(conn, account_id, _SECRET, 0, identity.clock())
    return TOTP(_SECRET).now()


async def verification(scene: Scene, _caller: Caller) -> Sent:
    """Finish a sign-in that waits."""
    account_id = await _colleague(scene)
    code = await _device(scene, account_id)
    return Sent(body={"challenge": await _challenge(scene, account_id, Step.TOTP), "code": code})


async def enrolment(scene: Scene, _caller: Caller) -> Sent:
    """Set a first device up."""
    return Sent(body={"challenge": await _challenge(scene, await _colleague(scene), Step.ENROL)})


async def confirmation(scene: Scene, _caller: Caller) -> Sent:
    """Confirm a first device."""
    challenge = await _challenge(scene, await _colleague(scene), Step.ENROL)
    shown = await second_factor.enrol(scene.demo.shop.resources.identity, challenge)
    return Sent(body={"challenge": challenge, "code": TOTP(shown.secret).now()})


async def own_code(scene: Scene, caller: Caller) -> Sent:
    """Enter a code of the caller's own device."""
    if caller not in COLLEAGUES:
        return Sent(body={"code": "123456"})
    person = await person_of(scene.demo.shop, await scene.headers(caller))
    return Sent(body={"code": await _device(scene, person.account_id)})


async def own_device(scene: Scene, caller: Caller) -> Sent:
    """Ask for what needs a device, and nothing more."""
    await own_code(scene, caller)
    return Sent()


async def invitation(_scene: Scene, _caller: Caller) -> Sent:
    """Invite somebody new."""
    return Sent(body={"email": f"{uuid4().hex}@example.com", "name": "New", "role": "admin"})


async def acceptance(scene: Scene, _caller: Caller) -> Sent:
    """Accept an invitation."""
    identity = scene.demo.shop.resources.identity
    token = await operating.invite(identity, f"{uuid4().hex}@example.com", "New", Role.ADMIN)
    return Sent(body={"token": token, "password": "correct horse battery"})


def colleague(body: dict[str, object] | None = None) -> Prepare:
    """Return an example that names a colleague."""

    async def prepare(scene: Scene, _caller: Caller) -> Sent:
        return Sent({"staff_id": str(await _colleague(scene))}, body=body)

    return prepare
