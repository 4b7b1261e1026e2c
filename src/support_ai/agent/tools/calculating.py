"""The tool that reckons: sums and products of decimals, nothing else."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from support_ai.access.permission import Permission
from support_ai.agent.tools.tool import Scene, Tool
from support_ai.core.action import Arguments
from support_ai.core.database import Connection
from support_ai.core.errors import InvalidError
from support_ai.core.money import exponent
from support_ai.core.page import Word

PERCENT = "percent"
_PERCENT_PLACES = 1
_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_DIGITS = 40
_DEPTH = 100
_CONTEXT = Context(prec=_DIGITS)
_OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = MappingProxyType(
    {
        ast.Add: _CONTEXT.add,
        ast.Sub: _CONTEXT.subtract,
        ast.Mult: _CONTEXT.multiply,
        ast.Div: _CONTEXT.divide,
    }
)


class ExpressionError(InvalidError):
    """This cannot be calculated: numbers, + - * / and brackets are understood."""

    code = "invalid_expression"


class Calculate(Arguments):
    """Such as `(24.99 + 5) * 2`; the unit is a currency's code or `percent`, and rounds the result to what is said of it."""

    expression: Annotated[str, Field(min_length=1, max_length=300)]
    unit: Word | None = None


@dataclass(frozen=True, slots=True)
class Calculated:
    """What was reckoned, of which numbers as they were written, and what came out, as a plain decimal."""

    expression: str
    result: str
    unit: str | None = None
    operands: tuple[str, ...] = ()


def calculate(expression: str) -> Decimal:
    """Return the value of an expression in decimals of 40 digits; ExpressionError for anything else, and for a zero divisor."""
    try:
        return _value(ast.parse(expression.strip(), mode="eval").body, expression, 0)
    except (SyntaxError, ValueError, RecursionError, MemoryError, DecimalException) as error:
        raise ExpressionError(field="expression") from error


def _value(node: ast.expr, source: str, depth: int) -> Decimal:
    if depth > _DEPTH:
        raise ExpressionError(field="expression")
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            # As it was written: a float would have lost what 0.1 says.
            return Decimal(ast.get_source_segment(source.strip(), node) or "").normalize(_CONTEXT)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return operator.neg(_value(operand, source, depth + 1))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            return _OPERATIONS[type(sign)](_value(left, source, depth + 1), _value(right, source, depth + 1))
        case _:
            raise ExpressionError(field="expression")


def operands(expression: str) -> tuple[str, ...]:
    """Return the numbers of an expression that can be reckoned, without needless zeros."""
    numbers = _NUMBER.findall(expression)
    return tuple(f"{Decimal(one).normalize(_CONTEXT):f}" for one in numbers)


def rounded(value: Decimal, unit: str | None) -> Decimal:
    """Return a result as it is said: percent with one decimal, money with its currency's; MoneyError for no such unit."""
    if unit is None:
        return value
    places = _PERCENT_PLACES if unit == PERCENT else exponent(unit)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _CONTEXT)


async def _calculate(conn: Connection, scene: Scene, wanted: Calculate) -> Calculated:
    del conn, scene
    value = calculate(wanted.expression)
    try:
        said = rounded(value, wanted.unit)
    except DecimalException as error:
        raise ExpressionError(field="expression") from error
    return Calculated(wanted.expression, f"{said:f}", wanted.unit, operands(wanted.expression))


CALCULATE = Tool(
    "calculate",
    "Reckon with decimals: + - * / and brackets.",
    Calculate,
    (Permission.ASK,),
    _calculate,
    subject="calculation",
)
