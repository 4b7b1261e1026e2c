"""One-time codes over HTTP. No answer tells whether anybody is known."""

from http import HTTPStatus

from fastapi import APIRouter

from support_ai.core.caller import Anyone, CurrentCustomer, Public
from support_ai.identity import code_schemas, resetting, signing_by_code
from support_ai.identity.code_policy import REQUEST_LIFE
from support_ai.identity.cookies import Cookie
from support_ai.identity.routes import Device, Use
from support_ai.identity.schemas import AccessToken

router = APIRouter(tags=["codes"])


@router.post("/auth/otp/request", dependencies=[Public], status_code=HTTPStatus.ACCEPTED)
async def request_code(sent: code_schemas.CodeRequest, use: Use) -> code_schemas.Challenged:
    """Ask for a code that signs in; it goes to the address on file."""
    if sent.email is not None:
        challenge = await signing_by_code.request_by_email(use, sent.email, sent.channel)
    else:
        challenge = await signing_by_code.request_by_phone(use, sent.phone or "", sent.channel)
    return _challenged(challenge)


@router.post("/auth/otp/verify")
async def verify_code(
    sent: code_schemas.CodeProof, person: Anyone, use: Use, cookie: Cookie, device: Device
) -> AccessToken:
    """Sign in by a code, or prove once more who one is; it works once, together with its challenge."""
    signed_in = await signing_by_code.verify_code(use, person, sent.challenge, sent.code, device=device)
    return cookie.give(signed_in)


@router.post("/auth/otp/step-up", status_code=HTTPStatus.ACCEPTED)
async def request_step_up(person: CurrentCustomer, use: Use) -> code_schemas.Challenged:
    """Ask for a code that proves the signed-in customer once more."""
    return _challenged(await signing_by_code.request_step_up(use, person))


@router.post("/auth/password/forgot", dependencies=[Public], status_code=HTTPStatus.ACCEPTED)
async def forgot_password(sent: code_schemas.Forgotten, use: Use) -> code_schemas.Challenged:
    """Ask for a code that lets one choose another password."""
    return _challenged(await resetting.forgot_password(use, sent.email))


@router.post("/auth/password/reset", dependencies=[Public], status_code=HTTPStatus.NO_CONTENT)
async def reset_password(sent: code_schemas.PasswordReset, use: Use) -> None:
    """Choose another password by the code; every session ends, and one signs in anew."""
    await resetting.reset_password(use, sent.challenge, sent.code, sent.password)


def _challenged(challenge: str) -> code_schemas.Challenged:
    return code_schemas.Challenged(challenge=challenge, expires_in=int(REQUEST_LIFE.total_seconds()))
