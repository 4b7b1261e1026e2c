"""What queries and bodies take for a moment and for a whole number."""

from datetime import UTC, datetime
from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from support_ai.core.page import WHOLE, Moment

_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
_WHOLE: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=1), WHOLE])


@pytest.mark.parametrize(
    "text", ["2026-01-31T12:00:00Z", "2026-01-31T13:00:00+01:00", "2026-01-31 12:00:00Z"]
)
def test_a_moment_is_written_out_with_its_zone(text: str) -> None:
    assert _MOMENT.validate_python(text) == datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["0.5", "1700000000", "", "2026-01-31", "2026-01-31T12:00:00", "tomorrow", 5]
)
def test_a_bare_number_is_no_moment(text: object) -> None:
    with pytest.raises(ValidationError):
        _MOMENT.validate_python(text)


@pytest.mark.parametrize(("value", "number"), [(9, 9), (9.0, 9)])
def test_a_whole_number_may_be_written_with_a_point(value: float, number: int) -> None:
    assert _WHOLE.validate_python(value) == number


def test_openapi_names_the_bounds_of_a_whole_number() -> None:
    assert _WHOLE.json_schema() == {"type": "integer", "minimum": 1}


@pytest.mark.parametrize("value", ["9", True, 9.5, None])
def test_text_and_truth_values_are_no_numbers(value: object) -> None:
    with pytest.raises(ValidationError):
        _WHOLE.validate_python(value)
