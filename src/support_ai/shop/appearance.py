"""How the chat looks on the shop's pages."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from support_ai.shop.documents import Document

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]
PageAddress = Annotated[
    str, StringConstraints(pattern=r"^https://[a-z0-9.-]+(:\d{1,5})?(/[!-~]*)?$", max_length=2000)
]


class Appearance(BaseModel):
    """The colour of buttons and the customer's own messages, `#rrggbb`; text on it is chosen to be readable.

    `privacy_url` is the shop's own page about data protection, which the chat names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    colour: Colour | None = Field(None, examples=["#1a5fb4"])
    privacy_url: PageAddress | None = Field(None, examples=["https://shop.example/privacy"])


APPEARANCE = Document("appearance", Appearance)
