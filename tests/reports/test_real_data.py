"""Reports on the orders of a public shop, to the cent what plain SQL says. Its files lie outside the repository:
SUPPORT_AI_REAL_DATA names the folder with olist/.
"""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from support_ai.core.database import Database
from support_ai.integration.service import import_directory
from support_ai.reports import service
from support_ai.reports.models import FinancialRow, Group
from support_ai.reports.periods import Step
from support_ai.reports.service import Wanted
from tests.conftest import Addresses, Cast
from tests.integration.test_real_data import FOLDER, mapped
from tests.reports.test_analytics import check, read_tables
from tests.reports.test_breakdowns import check_methods, check_products
from tests.reports.test_financial import NOW, expected, in_zone, told
from tests.reports.truth import Truth

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(FOLDER not in os.environ, reason=f"{FOLDER} does not name the folder with olist/"),
]
_ZONE = "America/Sao_Paulo"
_FIRST, _LAST = date(2016, 9, 1), date(2018, 12, 31)


async def test_every_figure_of_a_real_shop_is_that_of_plain_sql(
    database: Database, addresses: Addresses, accounts: None, cast: Cast, tmp_path: Path
) -> None:
    assert (await import_directory(database, mapped("olist", tmp_path / "in"))).is_clean
    in_zone(addresses, _ZONE)
    truth = Truth(addresses, _ZONE)
    days, tables = truth.days(), read_tables(truth)
    orders = Counter[str]()
    for step in Step:
        wanted = Wanted(_FIRST, _LAST, step)
        report = await service.financial_report(database, cast.admin, wanted, Group.PERIOD, NOW, form="json")
        assert report.reconciliation.balances
        for row in (*report.rows, *report.totals):
            assert isinstance(row, FinancialRow)
            assert told(row) == expected(days, row), row
        orders[step] += sum(row.orders + row.cancelled_orders for row in report.totals)
        counts = await service.analytics_report(database, cast.admin, wanted, NOW, form="json")
        for figures in (counts.whole, *counts.periods):
            check(figures, tables, figures.first, figures.last)
    assert set(orders.values()) == {22_870}
    for group, check_rows in ((Group.PRODUCT, check_products), (Group.PAYMENT_METHOD, check_methods)):
        wanted = Wanted(_FIRST, _LAST, None)
        report = await service.financial_report(database, cast.admin, wanted, group, NOW, form="json")
        assert report.reconciliation.balances
        check_rows(report, truth)
