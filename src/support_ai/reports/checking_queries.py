"""The SQL that reads the books another way than the rows of a report: by what each row belongs to."""

from typing import LiteralString

from support_ai.reports.queries import COUNTED

# Currency, figure, amount: the whole time in one, whatever it was for; a reversal takes back the whole row that it names.
LEDGER: LiteralString = f"""
    select p.currency, p.kind || 's', sum(p.amount_minor) from payments p
    where {COUNTED} and p.kind <> 'reversal' group by 1, 2
    union all
    select t.currency, 'reversed_' || t.kind || 's', sum(t.amount_minor)
    from payments p join payments t on t.order_id = p.order_id and t.line = p.of_line
    where {COUNTED} and p.kind = 'reversal' group by 1, 2
"""  # noqa: S608 - parts are constants, as LiteralString proves
# Currency, figure, amount: what the ledger and the balances have for each adjustment's proposal.
GIVEN: LiteralString = """
    select a.currency, a.kind, sum(case a.kind
        when 'goodwill_credit' then (
            select coalesce(sum(b.amount_minor), 0) from balance_entries b
            where b.customer_id = a.customer_id and b.proposal_id = a.proposal_id and b.currency = a.currency)
        else (
            select coalesce(sum(p.amount_minor), 0) from payments p
            where p.proposal_id = a.proposal_id and p.order_id = a.order_id and p.kind = 'refund'
              and p.cause = a.kind and p.currency = a.currency)
        end)
    from adjustments a
    where a.at >= %(first)s and a.at < %(over)s and (%(currency)s::text is null or a.currency = %(currency)s)
    group by 1, 2
"""
# Currency, `balances`, amount: the rows of the ledger and the credits that entries were made for.
MOVED: LiteralString = """
    select b.currency, 'balances', sum(coalesce(
        (select case p.kind when 'refund' then p.amount_minor else -p.amount_minor end from payments p
         where p.proposal_id = b.proposal_id and p.customer_id = b.customer_id and p.business_key = b.business_key
           and p.payment_method_id = b.payment_method_id),
        (select a.amount_minor from adjustments a
         where a.proposal_id = b.proposal_id and a.customer_id = b.customer_id and a.kind = 'goodwill_credit'),
        0))
    from balance_entries b
    where b.booked_at >= %(first)s and b.booked_at < %(over)s and b.origin = 'shop'
      and (%(currency)s::text is null or b.currency = %(currency)s)
    group by 1, 2
"""
