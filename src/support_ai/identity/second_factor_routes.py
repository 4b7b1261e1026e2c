"""The second factor of staff over HTTP: the second step of a sign-in, and what signed-in staff do with their device."""

from fastapi import APIRouter

from support_ai.core.caller import CurrentStaff, Public, Recent
from support_ai.core.http import Tx
from support_ai.identity import own_second_factor, second_factor
from support_ai.identity import second_factor_schemas as schemas
from support_ai.identity.cookies import Cookie
from support_ai.identity.devices import Devices
from support_ai.identity.routes import Device, Use
from support_ai.identity.schemas import AccessToken

router = APIRouter(prefix="/auth/second-factor", tags=["second factor"])


@router.post("/verify", dependencies=[Public])
async def verify(
    sent: schemas.Verification, use: Use, cookie: Cookie, device: Device, devices: Devices
) -> AccessToken:
    """Finish a sign-in by a code of the device, or by a recovery code."""
    signed_in, email = await second_factor.verify(
        use, sent.challenge, code=sent.code, recovery_code=sent.recovery_code, device=device
    )
    devices.remember(email, devices.known(email))
    return cookie.give(signed_in)


@router.post("/enrol", dependencies=[Public])
async def enrol(sent: schemas.Challenged, use: Use, cookie: Cookie) -> schemas.EnrolmentOut:
    """Show the secret for a new device; asking again shows the same one."""
    cookie.keep_out_of_caches()
    return _shown(sent.challenge, await second_factor.enrol(use, sent.challenge))


@router.post("/confirm", dependencies=[Public])
async def confirm(
    sent: schemas.Confirmation, use: Use, cookie: Cookie, device: Device, devices: Devices
) -> schemas.EnrolledOut:
    """Enrol the device that shows this code, and sign in; the recovery codes are shown once."""
    enrolled = await second_factor.confirm(use, sent.challenge, sent.code, device=device)
    devices.remember(enrolled.email, devices.known(enrolled.email))
    token = cookie.give(enrolled.signed_in)
    return schemas.EnrolledOut(**dict(token), recovery_codes=enrolled.recovery_codes)


@router.get("")
async def state(person: CurrentStaff, conn: Tx) -> schemas.StateOut:
    """Tell how the own second factor stands."""
    found = await own_second_factor.state(conn, person)
    return schemas.StateOut(enabled=found.is_on, recovery_codes_left=found.recovery_codes_left)


@router.post("/recovery-codes", dependencies=[Recent])
async def new_recovery_codes(person: CurrentStaff, use: Use) -> schemas.RecoveryCodes:
    """Draw new recovery codes; the ones before them die."""
    return schemas.RecoveryCodes(recovery_codes=await own_second_factor.new_recovery_codes(use, person))


@router.post("/step-up")
async def step_up(
    sent: schemas.DeviceCodeSent, person: CurrentStaff, use: Use, cookie: Cookie
) -> AccessToken:
    """Prove by the device once more who one is: a new session replaces this one, proven now."""
    return cookie.give(await own_second_factor.step_up(use, person, sent.code))


@router.post("/replace")
async def replace(sent: schemas.DeviceCodeSent, person: CurrentStaff, use: Use) -> schemas.EnrolmentOut:
    """Begin to replace the device, by a code of the present one; confirm with a code of the next one."""
    challenge, shown = await own_second_factor.replace(use, person, sent.code)
    return _shown(challenge.secret, shown)


def _shown(challenge: str, shown: second_factor.Enrolment) -> schemas.EnrolmentOut:
    return schemas.EnrolmentOut(challenge=challenge, secret=shown.secret, otpauth_uri=shown.uri)
