"""What production does not start with: every setting that would make it weak, each named."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from support_ai.config import LogLevel, Settings
from support_ai.core.errors import AppError
from support_ai.core.origins import is_origin

_SECRET_CHARACTERS = 16


class WeakSettingsError(AppError):
    """Production does not start with weak settings."""

    code = "weak_settings"


def check_production(settings: Settings) -> None:
    """Raise WeakSettingsError, which names every weak setting, one a line; in local mode all are good enough."""
    if settings.local_mode:
        return
    found = [*_of_addresses(settings), *_of_secrets(settings)]
    if found:
        raise WeakSettingsError("\n".join([WeakSettingsError().message, *found]))


def _of_addresses(settings: Settings) -> Iterator[str]:
    public = urlsplit(settings.public_url)
    if public.username is not None or public.password is not None:
        yield "SUPPORT_AI_PUBLIC_URL: leave out name and password."
    elif not _is_bare(public, settings.public_url):
        yield "SUPPORT_AI_PUBLIC_URL: must be https://, a host's name in small letters, perhaps an unusual port, and nothing else."
    elif _is_of_this_machine(public.hostname or ""):
        yield "SUPPORT_AI_PUBLIC_URL: must be a name that people can reach; this one is of this machine only."
    for origin in settings.allowed_origins:
        if not origin.startswith("https://"):
            yield f"SUPPORT_AI_ALLOWED_ORIGINS: {origin} travels in the open; only https is allowed."
        elif not is_origin(origin):
            yield f"SUPPORT_AI_ALLOWED_ORIGINS: {origin} is no exact origin."


def _is_bare(public: SplitResult, text: str) -> bool:
    return is_origin(text.removesuffix("/")) and not public.netloc.endswith(":443")


def _is_of_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _of_secrets(settings: Settings) -> Iterator[str]:
    named = {
        "SUPPORT_AI_DEMO_PASSWORD": settings.demo_password,
        "SUPPORT_AI_METRICS_TOKEN": settings.metrics_token,
    }
    for name, secret in named.items():
        if secret is None:
            continue
        text = secret.get_secret_value()
        if len(text) < _SECRET_CHARACTERS or len(set(text)) < _SECRET_CHARACTERS // 2:
            yield f"{name}: must have at least {_SECRET_CHARACTERS} characters, and not the same few again."
    if not settings.rate_limits:
        yield "SUPPORT_AI_RATE_LIMITS: must be on; only measurements on one's own machine do without."
    if settings.log_level is LogLevel.DEBUG:
        yield "SUPPORT_AI_LOG_LEVEL: debug tells too much; info at most."
