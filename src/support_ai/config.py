"""Every setting, typed. Read once, at the edge; everything below receives values."""

from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class LogLevel(StrEnum):
    """How much the logs tell."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """The settings, from the environment and from an optional `.env` file; bad values are named at the start."""

    model_config = SettingsConfigDict(
        env_prefix="SUPPORT_AI_",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        populate_by_name=True,
    )

    host: str = Field("127.0.0.1", description="Address to listen on; the container sets 0.0.0.0.")
    port: Annotated[int, Field(ge=1, le=65535, description="Port of the website's API.")] = 8000
    data_dir: Path = Field(Path(".data"), description="Keys, the embedded database and logs of local mode.")
    database_url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="PostgreSQL 16 or newer with pgvector; without it the embedded one is used.",
    )
    public_url: str = Field(
        "http://localhost:8000", description="The address people use. With https: production mode."
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        default_factory=list, description="Websites that may call the API, separated by commas."
    )
    cookies_on_other_sites: bool = Field(
        default=False,
        description="The refresh cookie also comes from the widget on other websites' pages (production only).",
    )
    internal_hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Exact names of hosts in your own network that may be called, such as an identity provider's.",
    )
    model: str | None = Field(
        None, description="Name of a language model; without one the local brain answers."
    )
    demo_password: SecretStr | None = Field(
        None, description="Password of the demo accounts; made and printed at the first start otherwise."
    )
    access_token_minutes: Annotated[int, Field(ge=1, le=15, description="Life of an access token.")] = 15
    worker: bool = Field(
        default=True,
        description="Run jobs inside the serving process; false where `support-ai worker` runs beside it.",
    )
    log_level: LogLevel = Field(LogLevel.INFO, description="debug, info, warning or error.")
    database_connections: Annotated[
        int, Field(ge=2, le=200, description="Connections of the pool, at most.")
    ] = 12
    audit_heads: SecretStr | None = Field(
        None,
        description="Where the audit log's signed heads go: a file, or an https:// address below which objects are PUT;"
        " audit-heads.jsonl in the data directory otherwise. Better kept on another machine; a host of your own"
        " network stands in INTERNAL_HOSTS too.",
    )
    metrics_token: SecretStr | None = Field(
        None, description="Bearer token that opens /metrics; without it only loopback may read it."
    )
    trusted_proxies: Annotated[list[IPv4Network | IPv6Network], NoDecode] = Field(
        default_factory=list[IPv4Network | IPv6Network],
        description="Addresses or networks, separated by commas, whose X-Forwarded-For and -Proto are believed.",
    )
    rate_limits: bool = Field(
        default=True,
        description="Count requests and failed logins; false, for measurements, in local mode only.",
    )
    rate_limit_url: SecretStr | None = Field(
        None,
        description="Redis or Valkey that several processes share rate limits in; without it each counts alone.",
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split_proxies(cls, value: object) -> object:
        """Accept `10.0.0.7,192.168.0.0/24`; who trusts everybody lets everybody say who they are."""
        if not isinstance(value, str):
            return value
        found = [ip_network(part.strip()) for part in value.split(",") if part.strip()]
        if any(network.prefixlen == 0 for network in found):
            message = "name the proxies: the whole internet cannot be trusted"
            raise ValueError(message)
        return found

    @field_validator("rate_limit_url")
    @classmethod
    def _check_store(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(
            ("redis://", "rediss://", "valkey://", "valkeys://")
        ):
            message = "must begin with redis://, rediss://, valkey:// or valkeys://"
            raise ValueError(message)
        return value

    @field_validator("audit_heads")
    @classmethod
    def _check_heads(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse what looks like an address and would be taken for a file's name."""
        place = "" if value is None else value.get_secret_value()
        if "://" in place and not (place.startswith(("https://", "http://")) and urlsplit(place).hostname):
            message = "must be a file, or an address that begins with https:// and names a host"
            raise ValueError(message)
        return value

    smtp_url: SecretStr | None = Field(
        None,
        description="Mail server: smtps://user:password@host:465, or smtp://user:password@host:587 with STARTTLS.",
    )
    mail_from: str | None = Field(None, description="The address that mails come from.")
    twilio_account_sid: str | None = Field(None, description="Twilio account for SMS and WhatsApp: AC…")
    twilio_auth_token: SecretStr | None = Field(None, description="The Twilio account's token.")
    twilio_sms_from: str | None = Field(None, description="The number that SMS come from: +12025550123.")
    twilio_whatsapp_from: str | None = Field(None, description="The number that WhatsApp messages come from.")
    twilio_whatsapp_code_template: str | None = Field(
        None, description="Approved WhatsApp template for codes: HX…, its first variable is the code."
    )

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        """Accept `https://a.example,https://b.example`."""
        if isinstance(value, str):
            return [part.strip().rstrip("/") for part in value.split(",") if part.strip()]
        return value

    @field_validator("internal_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        """Accept `login.intern.example,10.0.0.7`; names are compared as a whole."""
        if isinstance(value, str):
            return [part.strip().lower() for part in value.split(",") if part.strip()]
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _refuse_wildcards(cls, value: list[str]) -> list[str]:
        """Name every origin: a wildcard together with credentials lets any website act for its visitor."""
        for origin in value:
            if "*" in origin or not origin.startswith(("https://", "http://")):
                message = f"{origin!r} is not an origin such as https://shop.example; wildcards are refused"
                raise ValueError(message)
        return value

    @property
    def local_mode(self) -> bool:
        """Tell whether this is local mode: no https public address, keys in the data directory."""
        return not self.public_url.strip().lower().startswith("https://")
