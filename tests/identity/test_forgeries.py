"""Row B1 at every door: no forged token is accepted, and none is more than a 401, over HTTP and the socket."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.tokens import TokenKind
from tests.identity.forging import MINUTE, SUBJECT, Forger, forger_of, ring
from tests.identity.signing_in import EMAIL, PASSWORD, person_of
from tests.serving import Shop, listening

KINDS = list(TokenKind)
DOORS = (
    ("GET", "/me"),
    ("GET", "/conversations"),
    ("GET", "/auth/sessions"),
    ("POST", "/auth/socket-ticket"),
)
# What may stand in a header, and in a socket's subprotocol (RFC 9110, token).
_SENDABLE = re.compile(r"[\x21-\x7e]+")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def _thief(shop: Shop, kind: TokenKind) -> Forger:
    """Return a forger who stole the key of the running shop."""
    keys = shop.resources.identity.ring._keys  # pyright: ignore[reportPrivateUsage] - the forger stole it
    name, key = next(iter(keys.items()))
    return forger_of(kind, key=key, kid=name)


@pytest.mark.parametrize("kind", KINDS)
def test_B1_a_verifier_refuses_the_whole_matrix(kind: TokenKind) -> None:
    forger = forger_of(kind)
    assert ring().verify(kind, forger.token()).subject == SUBJECT
    forgeries = forger.forgeries()
    assert len(forgeries) > 80
    for name, token in forgeries.items():
        for verifier in KINDS:
            try:
                ring().verify(verifier, token)
            except UnauthenticatedError:
                continue
            pytest.fail(f"{verifier} accepted: {name}")


@pytest.mark.parametrize("kind", KINDS)
async def test_B1_over_http_every_forgery_is_a_401_and_never_a_fault(shop: Shop, kind: TokenKind) -> None:
    wrong: list[object] = []
    tried = 0
    for name, token in _thief(shop, kind).forgeries().items():
        for method, path in DOORS if _SENDABLE.fullmatch(token) else ():
            tried += 1
            answer = await shop.client.request(method, path, headers={"authorization": f"Bearer {token}"})
            if answer.status_code != HTTPStatus.UNAUTHORIZED:
                wrong.append((name, path, answer.status_code))
        if len(token) < 4000 and token.isascii() and token.isprintable() and token:
            tried += 1
            answer = await shop.client.post("/chat", json={"message": "hello", "token": token})
            if answer.status_code != HTTPStatus.UNAUTHORIZED:
                wrong.append((name, "body", answer.status_code))
    assert wrong == []
    assert tried > 350


@pytest.mark.parametrize("kind", KINDS)
async def test_B1_no_forgery_opens_a_socket(shop: Shop, kind: TokenKind) -> None:
    thief = _thief(shop, kind)
    tokens = [token for token in thief.forgeries().values() if _TOKEN.fullmatch(token) and len(token) < 8000]
    assert len(tokens) > 70
    async with listening(shop) as port:
        # A good token is no ticket either.
        for token in [*tokens, thief.token()]:
            protocols = [Subprotocol("support-ai.v1"), Subprotocol(f"ticket.{token}")]
            with pytest.raises(InvalidStatus) as refused:
                async with connect(f"ws://127.0.0.1:{port}/ws/chat", subprotocols=protocols):
                    pass
            assert refused.value.response.status_code == HTTPStatus.FORBIDDEN


async def test_B1_a_well_signed_token_proves_nobody_without_a_living_session_of_its_own_subject(
    shop: Shop,
) -> None:
    await shop.register(EMAIL, PASSWORD)
    person = await person_of(shop, await shop.login(EMAIL, PASSWORD))
    sign, now = shop.resources.identity.ring.sign, datetime.now(UTC)
    session, account = str(person.session_id), str(person.account_id)
    tokens = [
        sign(TokenKind.ACCESS, account, MINUTE, now),
        sign(TokenKind.ACCESS, account, MINUTE, now, session=str(uuid4())),
        sign(TokenKind.ACCESS, str(uuid4()), MINUTE, now, session=session),
        sign(TokenKind.ACCESS, session, MINUTE, now, session=account),
        sign(TokenKind.ACCESS, account, MINUTE, now - timedelta(minutes=2), session=session),
        sign(TokenKind.ACCESS, account, MINUTE, now + timedelta(hours=1), session=session),
        *(sign(TokenKind.ACCESS, "no id", MINUTE, now, session=one) for one in ("", "no id", SUBJECT)),
        sign(TokenKind.VISITOR, "no id", MINUTE, now),
        sign(TokenKind.VISITOR, str(uuid4()), MINUTE, now - timedelta(minutes=2)),
    ]
    for token in tokens:
        for method, path in DOORS:
            answer = await shop.client.request(method, path, headers={"authorization": f"Bearer {token}"})
            assert answer.status_code == HTTPStatus.UNAUTHORIZED, (tokens.index(token), path)
    good = {"authorization": f"Bearer {sign(TokenKind.ACCESS, account, MINUTE, now, session=session)}"}
    assert (await shop.client.get("/me", headers=good)).status_code == HTTPStatus.OK
