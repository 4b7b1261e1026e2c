-- What the shop's back end says of orders, customers and goods, and what was agreed here meanwhile.
-- Whether somebody here chose where the order goes: the back end overrules that only when it says so.
alter table orders add column address_agreed boolean not null default false;
grant update (address_agreed) on orders to support_ai_app;
-- It follows from the change alone: nobody but an import sets it.
create function remember_agreed_address() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if app_reason() = 'import' then
        return new;
    end if;
    new.address_agreed := old.address_agreed
        or (new.address is distinct from old.address and coalesce(app_reason() not in ('keys', 'erasure'), true));
    return new;
end $$;
create trigger orders_remember before update on orders for each row execute function remember_agreed_address();
drop trigger orders_keep on orders;
create trigger orders_keep after update on orders for each row when (app_role() = 'customer')
    execute function keep_other_columns('status', 'address', 'cancel_reason', 'digest', 'address_agreed');

-- What comes from outside takes its turn in an order's books like everything of ours, so that a refund of ours never
-- overlooks one that is being booked.
create function take_turn_in_ledger() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    perform pg_advisory_xact_lock(1297041, hashint8(new.order_id));
    return new;
end $$;
create trigger payments_turn before insert on payments for each row
    when (new.cause = 'external') execute function take_turn_in_ledger();
create index payments_flagged on payments (payment_id) where flag is not null;
