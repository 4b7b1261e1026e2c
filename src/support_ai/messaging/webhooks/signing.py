"""Bodies and signatures as the Standard Webhooks specification has them (standardwebhooks.com, version 1)."""

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from datetime import datetime
from uuid import UUID

from support_ai.messaging.webhooks.models import Message

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """Return a secret of 256 random bits as receivers configure it."""
    return _PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def message_id(event_id: UUID) -> str:
    """Return the name of an event, the same at every attempt and every endpoint: receivers know repetitions by it."""
    return f"evt_{event_id.hex}"


def body_of(message: Message) -> bytes:
    """Return the bytes that are sent and signed, the same at every attempt."""
    content = {
        "type": message.type,
        "id": message_id(message.event_id),
        "timestamp": message.occurred_at.isoformat(),
        "sequence": message.sequence,
        "data": message.told,
    }
    return json.dumps(content, separators=(",", ":")).encode()


def headers_of(message: Message, body: bytes, moment: datetime) -> dict[str, str]:
    """Return the headers of one attempt: id, time of sending in seconds, a signature by each of the secrets."""
    name, sent_at = message_id(message.event_id), str(int(moment.timestamp()))
    return {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": sent_at,
        "webhook-signature": " ".join(signature(secret, name, sent_at, body) for secret in message.secrets),
    }


def signature(secret: str, name: str, sent_at: str, body: bytes) -> str:
    """Return one signature: HMAC-SHA-256 over id, time and body."""
    key = b64decode(secret.removeprefix(_PREFIX))
    signed = f"{name}.{sent_at}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, signed, "sha256")).decode()
