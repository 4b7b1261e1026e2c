"""Which websites may call: our own address, those that the shop allows, and in local mode any page of this machine."""

import re
from collections.abc import Collection

from support_ai.config import Settings

# Any page that this machine itself serves, on whatever port.
LOCALHOST = r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?"

ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[::1\])(?::\d{1,5})?")


def is_origin(text: str) -> bool:
    """Tell whether a text is an exact origin as browsers send it: scheme, lower-case host, port where it is not usual."""
    return ORIGIN.fullmatch(text) is not None


def is_own(origin: str, host: str, settings: Settings) -> bool:
    """Tell whether a page of our own address sent this; `host` is the request's Host, which counts in local mode."""
    own = {settings.public_url.rstrip("/")}
    return origin in own or (settings.local_mode and origin == f"http://{host}")


def may_call(origin: str, host: str, settings: Settings, allowed: Collection[str] = ()) -> bool:
    """Tell whether a page of this origin may talk to us, compared as a whole, never by its beginning or end.

    `allowed` are the shop's own; those of the operator stand in the settings.
    """
    if origin in settings.allowed_origins or origin in allowed or is_own(origin, host, settings):
        return True
    return settings.local_mode and re.fullmatch(LOCALHOST, origin) is not None
