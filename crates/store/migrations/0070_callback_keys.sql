-- Callback keys: one that is sent and one that signs, for live and for test tasks apart; and the
-- addresses that the sent one may go to. `team.callback_key` was all of them; servers of before this
-- still read it.

create table callback_key (
    team_id     int not null references team on delete cascade,
    is_test     boolean not null,
    -- 'auth' is sent as `scale-callback-auth`, 'signature' signs.
    purpose     text not null check (purpose in ('auth', 'signature')),
    -- Stored as it is, since it is sent, or signs.
    secret      text not null
        default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
    -- When an admin was shown it; null: no receiver can know it yet.
    shown_at    timestamptz,
    -- The one before, which stays valid for a while.
    old_secret  text,
    old_until   timestamptz,
    primary key (team_id, is_test, purpose),
    check ((old_secret is null) = (old_until is null))
);

-- Receivers of live callbacks know the one key of before: it goes on to be sent, and to sign beside
-- the new signing key until they know that one. Test callbacks never carry or use it again: any test
-- key could have them sent anywhere.
insert into callback_key (team_id, is_test, purpose, secret, shown_at)
select team_id, false, 'auth', callback_key, now()
from team;
insert into callback_key (team_id, is_test, purpose, old_secret, old_until)
select team_id, false, 'signature', callback_key, now() + interval '90 days'
from team;
insert into callback_key (team_id, is_test, purpose)
select team_id, true, purpose
from team
cross join (values ('auth'), ('signature')) as purposes (purpose);

-- Every team has its four keys, also one that an older server makes, which sends `callback_key`.
create function make_callback_keys() returns trigger language plpgsql as $$
begin
    insert into callback_key (team_id, is_test, purpose, secret)
    values (new.team_id, false, 'auth', new.callback_key);
    insert into callback_key (team_id, is_test, purpose)
    values (new.team_id, false, 'signature'),
           (new.team_id, true, 'auth'),
           (new.team_id, true, 'signature');
    return null;
end $$;
create trigger make_callback_keys after insert on team
    for each row
    execute function make_callback_keys();

-- Where the sent key may go, as the URL standard writes an origin: `https://hooks.example.com:8443`.
create table callback_origin (
    team_id     int not null references team on delete cascade,
    is_test     boolean not null,
    origin      text not null,
    -- Null: it took live callbacks before this list was kept, and gets only the key that it knows,
    -- until an admin allows it.
    allowed_at  timestamptz,
    primary key (team_id, is_test, origin)
);

-- The origin of an address that is written plainly; null of any other, which an admin allows by hand.
create function plain_origin_0070(address text) returns text language sql immutable as $$
    select case
        when lower(address) ~ '^https?://[a-z0-9.-]+(:[0-9]+)?([/?#]|$)' then
            regexp_replace(
                regexp_replace(
                    substring(lower(address) from '^https?://[a-z0-9.-]+(?::[0-9]+)?'),
                    '^(https://[^:]+):443$', '\1'),
                '^(http://[^:]+):80$', '\1')
    end
$$;

-- The team's own addresses, and those of batches.
insert into callback_origin (team_id, is_test, origin, allowed_at)
select distinct team_id, is_test, plain_origin_0070(address), now()
from (
    select team_id, false as is_test, callback_url as address
    from team
    union all
    select team_id, true, test_callback_url
    from team
    union all
    select team_id, mode.is_test, callback
    from batch
    cross join (values (false), (true)) as mode (is_test)
) as known
where plain_origin_0070(address) is not null
on conflict do nothing;

-- Those of projects. Parameters with U+0000 inside cannot be looked into, and name none.
do $$
declare
    present record;
begin
    for present in
        select distinct on (project_id) project.team_id, project_params.params
        from project_params
        join project using (project_id)
        order by project_id, version desc
    loop
        begin
            insert into callback_origin (team_id, is_test, origin, allowed_at)
            select present.team_id, mode.is_test,
                   plain_origin_0070(present.params ->> 'callback_url'), now()
            from (values (false), (true)) as mode (is_test)
            where plain_origin_0070(present.params ->> 'callback_url') is not null
            on conflict do nothing;
        exception when untranslatable_character then
            null;
        end;
    end loop;
end $$;

-- Those that tasks named and that took a live callback: they know the key. The latest 100 a team.
insert into callback_origin (team_id, is_test, origin)
select team_id, false, origin
from (
    select team_id, origin,
           row_number() over (partition by team_id order by max(at) desc) as place
    from (
        select task.team_id, callback_attempt.at,
               plain_origin_0070(callback_attempt.address) as origin
        from callback_attempt
        join callback using (callback_id)
        join task using (seq)
        where callback_attempt.status between 200 and 299
          and not task.is_test
    ) as taken
    where origin is not null
    group by team_id, origin
) as latest
where place <= 100
on conflict do nothing;

drop function plain_origin_0070(text);
