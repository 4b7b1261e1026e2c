"""Row B8: the refresh cookie is closed to scripts and other sites, by header, in every mode."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from tests.conftest import Addresses
from tests.identity.signing_in import EMAIL, PASSWORD, as_owner, give_code, signed
from tests.serving import Shop, local_settings, serving

OWN = "https://shop.example"
PARTNER = "https://partner.example"
STRICT = {"samesite": "Strict", "secure": "", "httponly": "", "path": "/"}
PARTITIONED = STRICT | {"samesite": "None", "partitioned": ""}


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to run the shop, and what the cookie must look like in it."""

    public_url: str
    on_other_sites: bool
    name: str
    attributes: dict[str, str]


LOCAL = Mode(
    "http://localhost:8000",
    False,
    "support_ai_refresh",
    {"samesite": "Strict", "httponly": "", "path": "/"},
)
PRODUCTION = Mode(OWN, False, "__Host-support_ai_refresh", STRICT)
ELSEWHERE = Mode(OWN, True, "__Host-support_ai_refresh", PARTITIONED)
LOCAL_ELSEWHERE = Mode("http://localhost:8000", True, LOCAL.name, LOCAL.attributes)


@asynccontextmanager
async def _shop(
    mode: Mode, database: Database, home: Path, thought: Thought
) -> AsyncGenerator[tuple[Shop, httpx.AsyncClient]]:
    changed = {
        "public_url": mode.public_url,
        "cookies_on_other_sites": mode.on_other_sites,
        "allowed_origins": [PARTNER],
    }
    settings = local_settings(home).model_copy(update=changed)
    async with serving(database, home, thought, settings=settings) as shop:
        transport = httpx.ASGITransport(shop.app)
        async with httpx.AsyncClient(transport=transport, base_url=mode.public_url) as client:
            shop.client = client
            yield shop, client


def _cookies(answer: httpx.Response, name: str) -> list[tuple[str, dict[str, str]]]:
    """Return value and attributes of every cookie of a name that an answer sets."""
    found: list[tuple[str, dict[str, str]]] = []
    for header in answer.headers.get_list("set-cookie"):
        first, *rest = [part.strip() for part in header.split(";")]
        attributes = {part.partition("=")[0].lower(): part.partition("=")[2] for part in rest}
        if first.startswith(f"{name}="):
            found.append((first.partition("=")[2], attributes))
    return found


@pytest.mark.parametrize("mode", [LOCAL, PRODUCTION, ELSEWHERE, LOCAL_ELSEWHERE])
async def test_B8_every_answer_that_sets_the_cookie_closes_it(
    mode: Mode, database: Database, tmp_path: Path, thought: Thought, addresses: Addresses
) -> None:
    async with _shop(mode, database, tmp_path, thought) as (shop, client):
        await shop.register(EMAIL, PASSWORD)
        login = await client.post("/auth/login", json={"email": EMAIL, "password": PASSWORD})
        refreshed = await client.post("/auth/refresh")
        await give_code(shop, signed(refreshed.json()))
        verified = await client.post(
            "/auth/email/verify", headers=signed(refreshed.json()), json={"code": "012345"}
        )
        stepped = await client.post(
            "/auth/step-up", headers=signed(verified.json()), json={"password": PASSWORD}
        )
        changed = await client.post(
            "/auth/password/change",
            headers=signed(stepped.json()),
            json={"current_password": PASSWORD, "password": "another-secret-7"},
        )
        logout = await client.post("/auth/logout")
        secrets: set[str] = set()
        for answer in (login, refreshed, verified, stepped, changed):
            assert answer.status_code == HTTPStatus.OK, answer.text
            assert answer.headers["cache-control"] == "no-store"
            [(secret, attributes)] = _cookies(answer, mode.name)
            # At least 128 random bits, and in no body.
            assert len(secret) >= 43
            assert secret not in answer.text
            assert attributes.pop("expires").endswith("GMT")
            assert attributes == mode.attributes
            secrets.add(secret)
        assert len(secrets) == 5
        [(emptied, attributes)] = _cookies(logout, mode.name)
        assert (emptied, attributes.pop("expires")) == ('""', "Thu, 01 Jan 1970 00:00:00 GMT")
        assert attributes == mode.attributes
        for (stored,) in as_owner(addresses, "select to_jsonb(r)::text from refresh_tokens r"):
            assert not any(secret in stored for secret in secrets)


@pytest.mark.parametrize(
    ("mode", "allowed"), [(PRODUCTION, {OWN}), (ELSEWHERE, {OWN, PARTNER})], ids=["own", "others"]
)
async def test_B8_a_strange_page_sends_the_cookie_nowhere(
    mode: Mode, allowed: set[str], database: Database, tmp_path: Path, thought: Thought
) -> None:
    async with _shop(mode, database, tmp_path, thought) as (shop, client):
        await shop.register(EMAIL, PASSWORD)
        headers = await shop.login(EMAIL, PASSWORD)
        origins = [
            OWN,
            PARTNER,
            "https://evil.example",
            "null",
            f"{PARTNER}.evil.example",
            "http://shop.example",
        ]
        for origin in [*origins, f"{OWN}:444", "https://a.shop.example"]:
            site = "same-origin" if origin == OWN else "cross-site"
            sent = {"origin": origin, "sec-fetch-site": site}
            expected = 200 if origin in allowed else 403
            assert (await client.post("/auth/refresh", headers=sent)).status_code == expected, origin
            if expected == 403:
                assert (await client.post("/auth/logout", headers=sent)).status_code == 403
        for site in ("cross-site", "same-site"):
            sent = {"sec-fetch-site": site}
            assert (await client.post("/auth/refresh", headers=sent)).status_code == 403
        assert (await client.get("/me", headers=headers)).status_code == 200


async def test_B8_a_cookie_alone_opens_nothing_but_the_next_token(
    database: Database, tmp_path: Path, thought: Thought
) -> None:
    async with _shop(PRODUCTION, database, tmp_path, thought) as (shop, client):
        await shop.register(EMAIL, PASSWORD)
        await shop.login(EMAIL, PASSWORD)
        for method, path in (("GET", "/me"), ("GET", "/auth/sessions"), ("DELETE", "/auth/sessions")):
            assert (await client.request(method, path)).status_code == 401
        assert (await client.post("/auth/refresh")).status_code == 200
