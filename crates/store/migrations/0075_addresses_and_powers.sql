-- Who vouches for an address, what a person's powers hang on, and what slows guessing down.

-- When an operator vouched for the address: by making the account, or by a login link that was
-- printed for it and followed. Null: nobody did.
alter table account add column email_verified_at timestamptz;
-- Accounts that an invite made are as old as its use; all others were made by a command.
update account a
set email_verified_at = a.created_at
where not exists (
    select
    from invite i
    where i.used_by = a.account_id
      and i.used_at = a.created_at
);

-- Whether the team itself vouches for the member's address: they came by an invite made for it.
-- That says nothing to other teams.
alter table membership add column address_vouched boolean not null default false;
update membership m
set address_vouched = true
from invite i
join account a on a.account_id = i.used_by
where i.team_id = m.team_id
  and i.used_by = m.account_id
  and i.email = a.email;

-- The key that made an invite ends it when it ends itself.
alter table invite add column created_by_key int references api_key;
create index invite_by_creator on invite (created_by) where used_at is null and revoked_at is null;
create index invite_by_key on invite (created_by_key) where used_at is null and revoked_at is null;
create index api_key_by_creator on api_key (created_by);
create index login_link_by_account on login_link (account_id);

-- Browsers in which somebody logged in to an account before. One browser may know several.
create table login_device (
    token_hash    bytea not null check (octet_length(token_hash) = 32),
    account_id    int not null references account on delete cascade,
    last_used_at  timestamptz not null default now(),
    primary key (token_hash, account_id)
);
create index login_device_by_account on login_device (account_id);

-- Networks from which somebody logged in to an account before.
create table login_network (
    account_id    int not null references account on delete cascade,
    address       text not null,
    last_used_at  timestamptz not null default now(),
    primary key (account_id, address)
);

-- The browser of a session, to be forgotten with it.
alter table session add column device_hash bytea;

-- A failure in a known browser counts against that browser alone.
alter table login_failure add column device_hash bytea;

-- Streams of events end with the powers they were opened by: listeners hear whose changed.
create function announce_account() returns trigger language plpgsql as $$
begin
    perform pg_notify('accounts', old.account_id::text);
    return null;
end
$$;
create trigger announce_end after delete on session
    for each row execute function announce_account();
create trigger announce_other_team after update of team_id on session
    for each row when (old.team_id <> new.team_id) execute function announce_account();
create trigger announce_end after delete on membership
    for each row execute function announce_account();
create trigger announce_disabled after update of disabled_at on account
    for each row when (new.disabled_at is not null) execute function announce_account();
