"""What belongs inside: secrets, and the house's own words that no customer needs to read."""

import re

_SECRET = re.compile(
    r"\beyJ[\w-]{8,}\.[\w-]{8,}|\bsak_[0-9a-f]{6,}|\b(?:sk|pk|rk|whsec|ghp|gho|glpat|xox[abprs]|hf|npm|SG)[-_.][A-Za-z0-9_-]{16,}"
    r"|\bAKIA[0-9A-Z]{12,}|\bAIza[\w-]{20,}|\b(?:AC|SK)[0-9a-f]{32}\b|-----BEGIN [A-Z ]{0,30}(?:KEY|CERTIFICATE)"
    r"|\b(?:postgres(?:ql)?|mysql|redis|rediss|mongodb(?:\+srv)?|amqps?|sqlite|jdbc:\w{1,20})://"
    r"|\b(?:authorization|bearer|x-api-key)\b[:\s]{1,3}(?:bearer\s|basic\s)?[A-Za-z0-9._~+/-]{16,}"
    r"|\b[A-Z][A-Z0-9]{1,30}_(?:KEY|SECRET|TOKEN|PASSWORD|URL)\b|\$2[aby]\$\d\d\$",
)
_BEARER = re.compile(
    r"\bbearer\s[A-Za-z0-9._~+/-]{16,}|\b(?:bearer|api[ _-]?key|secret|token)\b\s?(?:is|[:=])\s?[\"']?[A-Za-z0-9._~+/-]{12,}",
    re.IGNORECASE,
)
_PASSWORD = re.compile(
    r"(?:\bpasswords?|\bpasswort|\bkennwort|\bcontraseña|\bmot de passe|\bsenha|\bwachtwoord|पासवर्ड|كلمة المرور)"
    r"\s?(?:[:=]\s?(?=\S{4})|(?:is|ist|lautet|es|est|é|è)\s(?=\S{0,60}[\d@#$%^&*_!]\S))[\"'\w!@#$%^&*.-]{4,}",
    re.IGNORECASE,
)
_SNAKE = re.compile(r"(?<![\w@./-])[a-z]{2,30}(?:_[a-z0-9]{1,30}){1,8}(?![\w@])")
_DUMP = re.compile(
    r"[{\[]\s{0,3}[{\[]?\s{0,3}[\"'][\w .:-]{1,60}[\"']\s{0,3}[:,]|\b[A-Z]\w{1,40}\([a-z_]{2,40}=|\bUUID\('|\bdatetime\.|<[\w.]{2,60} object at 0x"
    r"|\b(?:tool_calls?|function_call|arguments|parameters)\s?[\"']?\s?[:=]\s?[{\[\"]"
)
_TRACE = re.compile(
    r"Traceback \(most recent|File \"[^\"\n]{1,200}\", line \d|\bat [\w.$<>]{2,80}\([\w.]{2,60}:\d{1,6}\)"
    r"|\b[A-Z]\w{2,40}(?:Error|Exception|Violation)\b(?::|\()|\bsrc/[\w/]{2,100}\.py\b|\bpsycopg\b|\bsite-packages\b"
)
_SQL = re.compile(
    r"\bSELECT\s[\s\S]{1,200}?\sFROM\s\w|\bINSERT\s+INTO\s+\w|\bUPDATE\s+\w{1,60}\s+SET\s+\w|\bDELETE\s+FROM\s+\w|\b(?:DROP|ALTER|CREATE|TRUNCATE)\s+TABLE\b"
    r"|\bselect\s(?:\*|count\(|\w{1,40}_\w{1,40}|\w{1,40},)[\s\S]{0,200}?\sfrom\s\w|\binsert\sinto\s\w{1,60}\s?\(|\bupdate\s\w{1,60}\sset\s\w{1,60}\s?="
    r"|\bdelete\sfrom\s\w{1,60}(?:\swhere|;)|\bdrop\stable\b|set_config\(|current_setting\("
)
_NOTE = re.compile(
    r"\[\s?(?:internal|intern|staff only|system|inst|/inst|tool|note to (?:self|staff))\b|\binternal (?:note|use only)\s?:?|<\|?\s?(?:im_start|im_end|system|endoftext|assistant|"
    r"tool|function|eot_id|start_header_id)|^\s{0,3}#{0,4}\s?(?:system|assistant|user|human|tool)\s?(?:prompt)?\s?:|\b(?:my|the) (?:system prompt|instructions) "
    r"(?:is|are|says?|reads?)\b|</?(?:think|thinking|tool_call|scratchpad)>",
    re.IGNORECASE | re.MULTILINE,
)
_NO_LETTER = re.compile(r"[\W_]+")


def holds_secret(text: str) -> bool:
    """Tell whether a text holds a token, a key, a password or a connection string."""
    return any(pattern.search(text) for pattern in (_SECRET, _BEARER, _PASSWORD))


def letters_only(text: str) -> str:
    """Return the letters and digits of a text in small letters, so that marks between them hide nothing."""
    return _NO_LETTER.sub("", text.casefold())


def holds_canary(text: str, canaries: frozenset[str]) -> bool:
    """Tell whether a text holds a marker of the instructions, also with other letters between or backwards."""
    if not canaries:
        return False
    letters = letters_only(text)
    return any(mark in letters or mark[::-1] in letters for mark in map(letters_only, canaries) if mark)


def is_internal(text: str) -> bool:
    """Tell whether a text holds a dump, a stack trace, SQL, or marks of notes and prompts."""
    return any(pattern.search(text) for pattern in (_DUMP, _TRACE, _SQL, _NOTE))


def identifiers(text: str) -> frozenset[str]:
    """Return words joined by underscores, as programs name things and people do not."""
    return frozenset(_SNAKE.findall(text))
