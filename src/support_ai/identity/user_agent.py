"""What a session runs on, in our own words: two names from short lists, and nothing of what the browser sent."""

import re

# The first that is found counts: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
_PROGRAMS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Chrome|CriOS)/"),
    ("Safari", r"\bVersion/.*\bSafari/"),
    ("curl", r"^curl/"),
    ("Python", r"^(?:python|aiohttp)"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac(?:intosh| OS X)\b"),
    ("Linux", r"\bLinux\b"),
)


def device_of(user_agent: str) -> str:
    """Return a label such as "Firefox on Linux" for a User-Agent header; "Unknown" where nothing is known."""
    read = user_agent[:512]
    program, system = _first(_PROGRAMS, read), _first(_SYSTEMS, read)
    if program is not None and system is not None:
        return f"{program} on {system}"
    return program or system or "Unknown"


def _first(names: tuple[tuple[str, str], ...], read: str) -> str | None:
    return next((name for name, pattern in names if re.search(pattern, read, re.IGNORECASE)), None)
