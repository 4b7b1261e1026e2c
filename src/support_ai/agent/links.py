"""Where a text may lead: hosts that are allowed, and nowhere by a trick."""

import html
import re
from urllib.parse import urlsplit

_SLASHES = r"[/\\\u2044\u2215\u29f8]"
# With a scheme and slashes, without a scheme, or with a scheme and none (`https:evil.example` is a link to browsers).
_LINK = re.compile(
    rf"(?<![\w+.-])(?:https?|wss?|ftp|ftps|sftp)\s?:{_SLASHES}{{0,5}}[^\s)>\]\"'<{{}}|]+"
    rf"|(?<![\w:/\\]){_SLASHES}{{2,5}}[^\s)>\]\"'<{{}}|/\\]+[^\s)>\]\"'<]*|(?<![\w.@-])www\.[^\s)>\]\"'<]+",
    re.IGNORECASE,
)
_DANGEROUS = re.compile(
    r"(?:javascript|vbscript|livescript|data|blob|file|filesystem|about|chrome|intent|market|jar|view-source|ms-\w{1,20}|sms|whatsapp|tg)"
    r"[\x00-\x20]{0,5}:(?=[\w/+%,;(<&*\"'!\[{~$.-])",
    re.IGNORECASE,
)
_LABELS = re.compile(r"(?<![\w.@%+/-])(?:[\w-]{1,63}\.){1,8}([^\W\d_]{2,18})(?![\w@-])(?!\.\w)([/:?#]?)")
# Endings that chat programs make links of; others count only where a path follows.
_OFTEN = (
    "com net org info biz io ai app dev co me tv cc xyz online site shop store top club live click link icu vip work page website tech cloud "
    "example test ru cn de uk eu us fr es pt br nl ch at pl ly gl gg gd tk ml cf ga pw su ws to sh fm la mx jp kr in tr ua zip mov"
)
_ENDINGS = frozenset(_OFTEN.split())
_MARKUP = re.compile(
    r"<\s?/?\s?(?:script|img|image|iframe|svg|object|embed|form|input|button|style|link|meta|base|a|video|audio|source|body|html|math|"
    r"details|marquee|template|textarea|select|frame|frameset|applet)(?:[\s/>]|$)|(?<!\w)on[a-z]{3,20}\s{0,3}=\s{0,3}[\"'\w]",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"\]\s?\(\s{0,3}<?([^\s)>]{0,2000})|^\s{0,3}\[[^\]\n]{1,200}\]:\s{0,3}<?(\S{1,2000})", re.MULTILINE
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30}):", re.IGNORECASE)
_HARMLESS = ("http", "https", "mailto", "tel")
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")


def leads_away(text: str, allowed: frozenset[str]) -> bool:
    """Tell whether a text links to a host that is not allowed, or has a scheme or markup that runs something."""
    plain = html.unescape(html.unescape(text)).translate(_DOTS)
    joined = re.sub(r"[\t\r\n\x00-\x08]+", "", plain)
    if _MARKUP.search(plain) or _is_dangerous(joined):
        return True
    if any(not _is_allowed(link, allowed) for link in _LINK.findall(plain)):
        return True
    return any(_leads_elsewhere(one or two, allowed) for one, two in _TARGET.findall(plain)) or _names_a_host(
        plain, allowed
    )


def _is_dangerous(joined: str) -> bool:
    """Tell whether a scheme that runs or opens something stands in a text; `Data: …` in prose is followed by a blank."""
    return any(
        joined[match.start() - 1 : match.start()].isalnum() is False for match in _DANGEROUS.finditer(joined)
    )


def _leads_elsewhere(target: str, allowed: frozenset[str]) -> bool:
    """Tell whether the target of a Markdown link leaves: paths on the same host do not."""
    scheme = _SCHEME.match(target)
    if scheme is not None:
        return scheme[1].lower() not in _HARMLESS or (
            scheme[1].lower().startswith("http") and not _is_allowed(target, allowed)
        )
    return re.match(r"[\\/\s]{2,}", target) is not None and not _is_allowed(target, allowed)


def _is_allowed(link: str, allowed: frozenset[str]) -> bool:
    """Tell whether a link leads to an allowed host by http, written plainly: no user, no escapes, no other letters."""
    rest = re.sub(r"^(?:https?)\s?:", "", link, flags=re.IGNORECASE)
    slashes = re.match(r"[/\\\u2044\u2215\u29f8]*", rest)
    authority = "//" + rest[slashes.end() if slashes else 0 :].rstrip(".,;:!?")
    if (
        not authority.isascii()
        or "\\" in link
        or "@" in authority.split("/", 3)[2]
        or _SCHEME.match(authority[2:] + "//")
    ):
        return (
            authority[2:].split("/")[0].split(":")[0].lower() in allowed
            and "@" not in authority
            and authority.isascii()
        )
    try:
        host = urlsplit(authority).hostname
    except ValueError:
        return False
    return host is not None and host.rstrip(".") in allowed


def _names_a_host(text: str, allowed: frozenset[str]) -> bool:
    for match in _LABELS.finditer(text):
        host = match[0].rstrip("/:?#").lower()
        if host in allowed:
            continue
        if match[1].lower() in _ENDINGS and (match[1].islower() or match[1].isupper()):
            return True
        if match[2] == "/" and text[match.end() : match.end() + 1].isalnum() and not host[0].isdigit():
            return True
    return False
