-- What the shop's back end says of orders, customers and goods, and what was agreed here meanwhile.
-- Whether somebody here chose where the order goes: the back end overrules that only when it says so.
alter table orders add column address_agreed boolean not null default false;
grant update (address_agreed) on orders to support_ai_app;
create function remember_agreed_address() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if coalesce(app_reason() not in ('import', 'keys', 'erasure'), true) then
        new.address_agreed := true;
    end if;
    return new;
end $$;
create trigger orders_remember before update on orders for each row
    when (new.address is distinct from old.address) execute function remember_agreed_address();

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
