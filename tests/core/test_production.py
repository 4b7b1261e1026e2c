"""Row K9, what concerns the start: weak settings are each named, and our database role cannot step around row security."""

from typing import Any

import pytest
from pydantic import ValidationError

from support_ai.config import Settings
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.core.production import WeakSettingsError, check_production
from tests.conftest import Addresses


def settings_of(**given: Any) -> Settings:
    return Settings.model_validate({"public_url": "https://shop.example"} | given)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"public_url": "https://name:secret@shop.example"}, "PUBLIC_URL"),
        ({"public_url": "https://shop.example/path"}, "PUBLIC_URL"),
        ({"public_url": "https://shop.example?query"}, "PUBLIC_URL"),
        ({"public_url": "https://shop.example:443"}, "PUBLIC_URL"),
        ({"public_url": "https://Shop.example"}, "PUBLIC_URL"),
        ({"public_url": "HTTPS://shop.example"}, "PUBLIC_URL"),
        ({"public_url": " https://shop.example"}, "PUBLIC_URL"),
        ({"public_url": "https://"}, "PUBLIC_URL"),
        ({"public_url": "https://localhost"}, "PUBLIC_URL"),
        ({"public_url": "https://127.0.0.1:8443"}, "PUBLIC_URL"),
        ({"public_url": "https://[::1]"}, "PUBLIC_URL"),
        ({"allowed_origins": "http://blog.example"}, "ALLOWED_ORIGINS"),
        ({"allowed_origins": "https://blog.example/path"}, "ALLOWED_ORIGINS"),
        ({"demo_password": "demo"}, "DEMO_PASSWORD"),
        ({"demo_password": "demodemodemodemodemo"}, "DEMO_PASSWORD"),
        ({"metrics_token": "token"}, "METRICS_TOKEN"),
        ({"log_level": "debug"}, "LOG_LEVEL"),
        ({"rate_limits": "false"}, "RATE_LIMITS"),
    ],
)
def test_K9_production_does_not_start_on_a_weak_setting_and_names_it(
    given: dict[str, str], named: str
) -> None:
    with pytest.raises(WeakSettingsError) as refused:
        check_production(settings_of(**given))
    lines = refused.value.message.splitlines()[1:]
    assert [line.partition(":")[0] for line in lines] == [f"SUPPORT_AI_{named}"]
    for secret in ("name:secret", "demodemo", "token "):
        assert secret not in refused.value.message


def test_K9_every_weak_setting_is_named_at_once() -> None:
    weak = settings_of(public_url="https://localhost", demo_password="demo", log_level="debug")
    with pytest.raises(WeakSettingsError) as refused:
        check_production(weak)
    assert len(refused.value.message.splitlines()) == 4


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"public_url": "https://shop.example/"},
        {"public_url": "https://shop.example:8443"},
        {"allowed_origins": "https://blog.example,https://www.shop.example:8443"},
        {"demo_password": "a-password-of-the-demo-1"},
        {"public_url": "http://localhost:8000", "demo_password": "demo", "log_level": "debug"},
    ],
)
def test_K9_good_settings_and_local_mode_start(given: dict[str, str]) -> None:
    check_production(settings_of(**given))


@pytest.mark.parametrize(
    "given",
    [
        {"allowed_origins": "*"},
        {"allowed_origins": "https://*.shop.example"},
        {"trusted_proxies": "*"},
        {"trusted_proxies": "0.0.0.0/0"},
        {"trusted_proxies": "::/0"},
        {"trusted_proxies": "proxy.internal"},
        {"rate_limit_url": "http://127.0.0.1"},
    ],
)
def test_F2_F5_wildcards_and_the_whole_internet_are_refused_in_every_mode(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        settings_of(public_url="http://localhost:8000", **given)


async def test_K9_the_serving_role_cannot_step_around_row_security_and_the_migrating_one_would_be_noticed(
    addresses: Addresses, keys: Keyring
) -> None:
    for url, expected in ((addresses.application, False), (addresses.owner, True)):
        database = await Database.open(url, keys, connections=2)
        assert await database.outranks_row_security() is expected
        await database.close()
