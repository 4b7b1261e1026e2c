"""The SQL of analytics: counts by period. Periods, and how time is asked for, are those of `queries.py`.

`days` are the moments at which the days of the whole time begin: whether a parcel came too late is a question of days.
"""

from typing import LiteralString

from support_ai.reports.queries import OF_ORDER, PLACED

# Period; orders of that time, not cancelled, of which something went back or is about to: returned, exchanged, either.
SENT_BACK: LiteralString = f"""
    select period, count(*) filter (where returned), count(*) filter (where exchanged), count(*) from (
        select {OF_ORDER} as period, o.order_id, bool_or(r.kind = 'return') as returned,
               bool_or(r.kind = 'exchange') as exchanged
        from orders o join order_returns r on r.order_id = o.order_id
        where {PLACED} and o.status <> 'cancelled' and r.status not in ('rejected', 'withdrawn') group by 1, 2
    ) back group by 1
"""  # noqa: S608 - parts are constants, as LiteralString proves
# Period, kind, reason, how far it came; requests, pieces.
RETURNS: LiteralString = """
    select width_bucket(r.requested_at, %(starts)s::timestamptz[]), r.kind, coalesce(r.reason, ''), r.status, count(*),
           sum(cardinality(r.item_ids))
    from order_returns r where r.requested_at >= %(first)s and r.requested_at < %(over)s and (
        %(currency)s::text is null
        or exists (select from orders o where o.order_id = r.order_id and o.currency = %(currency)s))
    group by 1, 2, 3, 4
"""
# Period, or nothing for the whole time; parcels, those with both times of a way, median and nine tenths of each way in
# seconds, those that had a day to come on, those that came after it. Times that run backwards are no ways.
DELIVERIES: LiteralString = """
    select case when grouping(period) = 0 then period end, count(*),
           count(shipped), percentile_disc(array[0.5, 0.9]) within group (order by shipped),
           count(placed), percentile_disc(array[0.5, 0.9]) within group (order by placed),
           count(is_late), count(*) filter (where is_late)
    from (
        select width_bucket(s.delivered_at, %(starts)s::timestamptz[]) as period,
               case when s.delivered_at >= s.shipped_at
                    then extract(epoch from s.delivered_at - s.shipped_at)::bigint end as shipped,
               case when s.delivered_at >= o.placed_at
                    then extract(epoch from s.delivered_at - o.placed_at)::bigint end as placed,
               width_bucket(s.delivered_at, %(days)s::timestamptz[])
                   > width_bucket(s.estimated_delivery, %(days)s::timestamptz[]) as is_late
        from shipments s join orders o on o.order_id = s.order_id
        where s.delivered_at >= %(first)s and s.delivered_at < %(over)s
          and (%(currency)s::text is null or o.currency = %(currency)s)
    ) parcels group by rollup (period)
"""
# Period, what of; conversations of customers and visitors, and those that colleagues answered in.
CONVERSATIONS: LiteralString = """
    select width_bucket(c.created_at, %(starts)s::timestamptz[]), case when c.visitor_id is null then 'customer' else 'visitor' end,
           count(*), count(*) filter (where exists (
               select from messages m where m.conversation_id = c.conversation_id and m.person = c.person
                   and m.speaker = 'colleague'))
    from conversations c
    where c.created_at >= %(first)s and c.created_at < %(over)s and not c.is_of_staff
    group by 1, 2
"""
# Period, who spoke; messages.
MESSAGES: LiteralString = """
    select width_bucket(m.created_at, %(starts)s::timestamptz[]), m.speaker, count(*) from messages m
    where m.created_at >= %(first)s and m.created_at < %(over)s and not m.is_of_staff
    group by 1, 2
"""
# Period, act, outcome; entries: the assistant's calls of tools, answers held back in part, and conversations given to colleagues.
ACTS: LiteralString = """
    select width_bucket(e.at, %(starts)s::timestamptz[]), e.action, e.outcome, count(*) from audit_entries e
    where e.at >= %(first)s and e.at < %(over)s and e.role in ('customer', 'visitor')
      and ((e.action collate "C" >= 'tool.' and e.action collate "C" < 'tool/')
           or e.action collate "C" in ('conversation.hand_over', 'guard.withhold'))
    group by 1, 2, 3
"""
# Period, who answered: a colleague, where one said anything; ratings, their sum, fours and fives.
RATINGS: LiteralString = """
    select width_bucket(r.given_at, %(starts)s::timestamptz[]),
           case when exists (
               select from messages m where m.conversation_id = r.conversation_id and m.person = r.person
                   and m.speaker = 'colleague') then 'colleague' else 'assistant' end,
           count(*), sum(r.score), count(*) filter (where r.score >= 4)
    from conversation_ratings r where r.given_at >= %(first)s and r.given_at < %(over)s
    group by 1, 2
"""
# Period, what became of it; transcripts.
TRANSCRIPTS: LiteralString = """
    select width_bucket(e.at, %(starts)s::timestamptz[]), e.action, count(*) from audit_entries e
    where e.at >= %(first)s and e.at < %(over)s and e.outcome = 'done'
      and e.action collate "C" in ('transcript.download', 'transcript.mail')
    group by 1, 2
"""
# Period, what is waited for, how it ended; approvals. Nobody waits for what is over.
APPROVALS: LiteralString = """
    select width_bucket(q.asked_at, %(starts)s::timestamptz[]), q.action,
           case when q.state = 'awaiting_approval' and q.expires_at <= now() then 'expired'
                when q.state = 'committed' then 'approved' else q.state end, count(*)
    from proposals q where q.needs_role is not null and q.asked_at >= %(first)s and q.asked_at < %(over)s
    group by 1, 2, 3
"""
# Period, or nothing for the whole time; tickets opened, answered, median and nine tenths of the time to the first answer in
# seconds, those whose first answer, and those whose solution, is or was too late: a clock that stands still runs up nothing.
TICKETS: LiteralString = """
    select case when grouping(period) = 0 then period end, count(*),
           count(answered), percentile_disc(array[0.5, 0.9]) within group (order by answered),
           count(*) filter (where answer_late), count(*) filter (where solution_late)
    from (
        select width_bucket(t.opened_at, %(starts)s::timestamptz[]) as period,
               extract(epoch from t.first_answered_at - t.opened_at)::bigint as answered,
               t.first_answer_due < coalesce(t.first_answered_at, t.paused_at, now()) as answer_late,
               t.resolution_due < coalesce(t.paused_at, now()) as solution_late
        from tickets t where t.opened_at >= %(first)s and t.opened_at < %(over)s
    ) opened group by rollup (period)
"""
# Period, status, priority; tickets opened.
TICKET_STATES: LiteralString = """
    select width_bucket(t.opened_at, %(starts)s::timestamptz[]), t.status, t.priority, count(*)
    from tickets t where t.opened_at >= %(first)s and t.opened_at < %(over)s group by 1, 2, 3
"""
# Period; tickets solved.
SOLVED: LiteralString = """
    select width_bucket(t.solved_at, %(starts)s::timestamptz[]), 'solved', count(*)
    from tickets t where t.solved_at >= %(first)s and t.solved_at < %(over)s group by 1
"""
