"""Answers on products: which sold best or came back most, and how a single one sold."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from support_ai.agent.brain import Refusal
from support_ai.agent.local import report_product_words as words
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_reading import financial
from support_ai.agent.local.report_returned import requested
from support_ai.agent.local.report_topics import Cut, Figure, Topic, wants_pieces
from support_ai.agent.tools.calculating import CALCULATE, Calculate
from support_ai.reports.models import Group, ProductRow

_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*")
BACK = frozenset({Topic.REFUNDS, Topic.RETURNS, Topic.EXCHANGES})
SELLING = frozenset({Topic.SALES, Topic.MONEY, Topic.OVERVIEW, *BACK})
_MOST_TERMS = 40
_BY_REQUEST = "Requests to return are not kept by product; these are the pieces that money went back for."


async def with_items(desk: Desk, asked: Asked) -> Asked:
    """Return a report with the products that the question names, if it names any."""
    if asked.topic not in SELLING:
        return replace(asked, items=())
    named = named_in(desk.text, [one.name for one in await desk.facts.products()])
    if named:
        return replace(asked, items=tuple(named), cut=None)
    is_plain = asked.topic is Topic.SALES and not asked.items and asked.cut is None and asked.by is None
    return replace(asked, cut=Cut.PRODUCT) if is_plain and wants_pieces(desk.text) else asked


async def products(desk: Desk, asked: Asked, days: str, today: date) -> bool:
    """Say how products did, or those that are asked about; tell whether it asks for products at all."""
    named = asked.items
    if asked.topic not in SELLING or not (named or asked.cut is Cut.PRODUCT):
        return False
    names = [one.name for one in await desk.facts.products()]
    is_request = asked.topic in (Topic.RETURNS, Topic.EXCHANGES)
    if is_request and not named and asked.by is None and await requested(desk, asked, days):
        return True
    found = await financial(desk, asked.days, asked.by, Group.PRODUCT)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return True
    rows = [one for one in found.rows if isinstance(one, ProductRow)]
    is_back = asked.topic in BACK
    if named:
        if asked.by is not None:
            mine = [one for one in rows if one.name in named]
            lines = tables.product_rows(mine, today, with_period=True, refunded=is_back)
            columns = (
                asked.by.value,
                "product",
                "pieces",
                *(("refunds",) if is_back else ("gross", "after discounts")),
            )
            desk.say(
                *(
                    tables.table(f"By {asked.by.value}", columns, lines)
                    or [f"There is nothing of {' and '.join(named)} {days}."]
                )
            )
            return True
        for name in named:
            mine = [one for one in rows if one.name == name]
            desk.say(*(_came_back(mine, name, days) if is_back else words.of_product(mine, name, days)))
        return True
    ordered = _ordered(rows, asked, is_back=is_back)
    if not is_back and wants_pieces(desk.text):
        await _say_total(desk, [one for one in rows if one.product_id], days)
    head = [one for one in ordered if asked.by is None] or ordered
    desk.say(*words.best(head, days, worst=asked.worst, refunded=is_back))
    if asked.worst and not is_back:
        sold = {one.name for one in rows}
        desk.say(*words.never_sold([name for name in names if name not in sold], days))
    if is_request:
        desk.say(_BY_REQUEST)
    first = (asked.by.value,) if asked.by is not None else ()
    columns = (*first, "product", "pieces", *(("refunds",) if is_back else ("gross", "after discounts")))
    lines = tables.product_rows(
        ordered[: asked.top], today, with_period=asked.by is not None, refunded=is_back
    )
    desk.say(*tables.table("By product", columns, lines))
    return True


async def _say_total(desk: Desk, rows: Sequence[ProductRow], days: str) -> None:
    """Say how many pieces were sold in all."""
    if rows:
        expression = " + ".join(str(row.pieces) for row in rows[:_MOST_TERMS])
        found = await desk.turn.tools.use(CALCULATE, Calculate(expression=expression, unit=None))
        if not isinstance(found, Refusal) and len(rows) <= _MOST_TERMS:
            desk.say(f"Pieces sold {days}, all products together: {found.result}.")


def _ordered(rows: Sequence[ProductRow], asked: Asked, *, is_back: bool) -> list[ProductRow]:
    """Return the products in the order that was asked for: by pieces or by money, the most or the least first."""

    def weight(row: ProductRow) -> tuple[int, int]:
        if is_back:
            return row.refunded_pieces, row.refunded_minor
        by_money = asked.figure is Figure.WORTH
        return (row.gross_minor, row.pieces) if by_money else (row.pieces, row.gross_minor)

    kept = [one for one in rows if (one.refunded_pieces or one.refunded_minor if is_back else one.product_id)]
    ordered = sorted(kept, key=weight, reverse=not asked.worst)
    return sorted(ordered, key=lambda row: row.first or date.max) if asked.by is not None else ordered


def _came_back(rows: Sequence[ProductRow], name: str, days: str) -> list[str]:
    if not any(one.refunded_pieces for one in rows):
        return [f"No refunds for {name} {days}."]
    return [line for one in rows for line in words.best([one], days, worst=False, refunded=True)]


def named_in(text: str, names: Sequence[str]) -> list[str]:
    """Return the products that a text names: those with the most words in it, the noun at the end among them or two others."""
    said = {_singular(word) for word in _WORD.findall(text.lower())}
    scored: list[tuple[int, str]] = []
    for name in names:
        parts = [_singular(word) for word in _WORD.findall(name.lower())]
        hits = sum(part in said for part in parts)
        if parts and (parts[-1] in said or hits > 1):
            scored.append((hits, name))
    most = max((hits for hits, _ in scored), default=0)
    return [name for hits, name in scored if hits == most]


def _singular(word: str) -> str:
    bare = word.removesuffix("'s")
    if bare.endswith(("shes", "ches", "xes", "sses")):
        return bare[:-2]
    return bare[:-1] if len(bare) > 3 and bare.endswith("s") and not bare.endswith("ss") else bare
