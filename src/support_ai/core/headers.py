"""The headers of every answer."""

HEADERS = (
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    b"object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# Of what people uploaded: to be saved, and where it is shown all the same, it does nothing.
CLOSED_POLICY = "default-src 'none'; sandbox; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
