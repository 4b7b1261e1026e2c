"""What goes over the wire about the second factor of staff."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from support_ai.identity import second_factor_policy
from support_ai.identity.models import Challenge
from support_ai.identity.schemas import AccessToken, Text, one_of

ChallengeText = Annotated[Text, Field(min_length=20, max_length=100)]
DeviceCode = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["012345"])]
RecoveryCode = Annotated[Text, Field(min_length=16, max_length=60, examples=["abcd-efgh-ijkl-mnop"])]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SecondFactorNeeded(BaseModel):
    """The first factor was right. `totp`: send a code of the device; `enrol`: set a device up first."""

    second_factor: Literal["totp", "enrol"]
    challenge: str
    expires_in: int = int(second_factor_policy.CHALLENGE_LIFE.total_seconds())

    @classmethod
    def of(cls, challenge: Challenge) -> Self:
        """Return what the person is asked for."""
        return cls.model_validate({"second_factor": challenge.step.value, "challenge": challenge.secret})


class AccountReady(BaseModel):
    """The account has its password. With a challenge its second factor is next; without one, sign in."""

    status: Literal["ready"] = "ready"
    second_factor: Literal["totp", "enrol"] | None = None
    challenge: str | None = None

    @classmethod
    def of(cls, challenge: Challenge | None) -> Self:
        """Return what comes next."""
        if challenge is None:
            return cls()
        return cls.model_validate({"second_factor": challenge.step.value, "challenge": challenge.secret})


class Verification(_Sent):
    """A challenge with a code of the device, or with a recovery code."""

    model_config = ConfigDict(json_schema_extra=one_of("code", "recovery_code"))

    challenge: ChallengeText
    code: DeviceCode | None = None
    recovery_code: RecoveryCode | None = None

    @model_validator(mode="after")
    def _one_code(self) -> Self:
        if (self.code is None) == (self.recovery_code is None):
            kind, message = "one_code", "send either code or recovery_code"
            raise PydanticCustomError(kind, message)
        return self


class Challenged(_Sent):
    """A challenge."""

    challenge: ChallengeText


class Confirmation(_Sent):
    """A challenge with the first code of the new device."""

    challenge: ChallengeText
    code: DeviceCode


class DeviceCodeSent(_Sent):
    """A code of the device."""

    code: DeviceCode


class EnrolmentOut(BaseModel):
    """What the device is told: the secret to type, and the same as the text of a QR code. Then confirm with its code."""

    challenge: str
    secret: str
    otpauth_uri: str


class RecoveryCodes(BaseModel):
    """Ten codes that replace the device once each; they are shown now and never again."""

    recovery_codes: list[str]


class EnrolledOut(AccessToken, RecoveryCodes):
    """A session, and the recovery codes."""


class StateOut(BaseModel):
    """Whether the second factor is on, and how many recovery codes are left."""

    enabled: bool
    recovery_codes_left: int
