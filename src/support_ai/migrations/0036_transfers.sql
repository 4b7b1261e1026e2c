-- Money on its way: how it is found, and what never happens to it again.
create index transfers_by_due on transfers (due_at, transfer_id);
create index transfers_open on transfers (due_at, transfer_id) where state not in ('done', 'refused');
create index transfers_by_state on transfers (state, due_at, transfer_id);
create index transfers_unsent on transfers (changed_at) where state in ('queued', 'sending');
create index transfers_of_customer on transfers (customer_id, order_id, line);
create index payments_refunds on payments (payment_id desc) where kind = 'refund';
create index payments_refunds_of_customer on payments (customer_id, payment_id desc) where kind = 'refund';

-- What was settled stays so, and nothing that a person has to look at is sent again by the program.
create function guard_transfers() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if old.state in ('done', 'refused') or (old.state in ('waiting', 'unknown') and new.state not in ('done', 'refused')) then
        raise insufficient_privilege using message = 'money moves once';
    end if;
    return new;
end $$;
create trigger transfers_guard before update on transfers for each row
    when (new is distinct from old and app_reason() is distinct from 'keys' and app_reason() is distinct from 'erasure')
    execute function guard_transfers();

-- Whoever moves money holds the order meanwhile, as everybody does who books something, and changes nothing of it.
create policy orders_hold on orders for update to support_ai_app
    using ((select app_reason()) = 'pay') with check (false);
