"""Row B3: the keys of tokens are rotated while the program runs; what an old one signed lives out its time."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from support_ai.core.crypto import WeakKeyError
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.ring_file import RingFile
from support_ai.identity.tokens import TokenKind, TokenRing
from tests.identity.forging import MINUTE
from tests.identity.signing_in import EMAIL, PASSWORD
from tests.serving import Shop

NOW = datetime.now(UTC)
FILE = "token-keys.json"


def _sign(ring: TokenRing) -> str:
    return ring.sign(TokenKind.ACCESS, "somebody", MINUTE, datetime.now(UTC))


def _signer(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def _is_accepted(ring: TokenRing, token: str) -> bool:
    try:
        return ring.verify(TokenKind.ACCESS, token).subject == "somebody"
    except UnauthenticatedError:
        return False


def test_B3_a_running_process_notices_a_rotation_and_old_tokens_live_out_their_time(tmp_path: Path) -> None:
    here, elsewhere = TokenRing.in_directory(tmp_path), TokenRing.in_directory(tmp_path)
    old = _sign(here)
    name = TokenRing.rotate(tmp_path)
    new = _sign(here)
    assert _signer(new) == name != _signer(old)
    for ring in (here, elsewhere, TokenRing.in_directory(tmp_path)):
        assert _is_accepted(ring, old)
        assert _is_accepted(ring, new)
        assert _signer(_sign(ring)) == name


def test_B3_a_retired_key_verifies_nothing_any_more(tmp_path: Path) -> None:
    ring = TokenRing.in_directory(tmp_path)
    old = _sign(ring)
    TokenRing.rotate(tmp_path)
    new = _sign(ring)
    assert TokenRing.retire(tmp_path) == 1
    assert not _is_accepted(ring, old)
    assert _is_accepted(ring, new)
    assert TokenRing.retire(tmp_path) == 0


async def test_B3_over_http_a_rotation_signs_nobody_out_and_a_retirement_is_a_401(
    shop: Shop, tmp_path: Path
) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    TokenRing.rotate(tmp_path / "keys")
    assert (await shop.client.get("/me", headers=headers)).status_code == 200
    TokenRing.retire(tmp_path / "keys")
    assert (await shop.client.get("/me", headers=headers)).status_code == 401
    # The session is another matter: the cookie brings a token of the new key.
    token = (await shop.client.post("/auth/refresh")).json()["access_token"]
    assert (await shop.client.get("/me", headers={"authorization": f"Bearer {token}"})).status_code == 200


def test_B3_a_key_leaves_the_file_once_its_last_token_expired(tmp_path: Path) -> None:
    file = RingFile(tmp_path)
    first = next(iter(file.read()))
    names = [file.rotate(NOW + timedelta(days=day)) for day in (0, 60, 120, 180)]
    assert list(file.read()) == [*reversed(names), first]
    late = file.rotate(NOW + timedelta(days=181, hours=1))
    assert list(file.read()) == [late, *reversed(names)]
    # The one of day 180 signed until the rotation on day 181, and its tokens live for half a year.
    last = file.rotate(NOW + timedelta(days=361))
    assert list(file.read()) == [last, late, names[3]]


def test_B3_rotations_at_once_lose_no_key(tmp_path: Path) -> None:
    TokenRing.in_directory(tmp_path)
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(TokenRing.rotate(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(made) < set(RingFile(tmp_path).read())
    assert len(set(made)) == 8
    assert [path.name for path in tmp_path.iterdir() if path.suffix not in (".json", ".lock")] == []
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "not json",
        '{"one": "AAAA"}',
        json.dumps([{"name": "one", "key": "c2hvcnQ=", "made_at": "2026-01-01T00:00:00+00:00"}]),
        json.dumps([{"name": "one", "key": "A" * 42 + "==", "made_at": "2026-01-01T00:00:00+00:00"}]),
        json.dumps([{"name": "one", "key": "?" * 44, "made_at": "2026-01-01T00:00:00+00:00"}]),
        json.dumps([{"name": "one", "key": 7, "made_at": ""}]),
    ],
)
def test_B3_a_start_with_short_or_bad_keys_is_refused_and_a_running_ring_keeps_its_own(
    tmp_path: Path, content: str
) -> None:
    ring = TokenRing.in_directory(tmp_path)
    token = _sign(ring)
    (tmp_path / FILE).write_text(content)
    with pytest.raises(WeakKeyError):
        TokenRing.in_directory(tmp_path)
    assert _is_accepted(ring, token)
    (tmp_path / FILE).unlink()
    assert _is_accepted(ring, token)
