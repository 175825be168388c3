-- Callbacks: the outbox of changes, written with them; its lines, one a task; what was tried.

alter table team
    -- Sent with every callback, and what each is signed with. Kept as it is, since it is sent.
    add column callback_key  text not null
        default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
    -- Where callbacks go of tasks that name no address themselves, by mode; empty: nowhere.
    add column callback_url       text not null default '',
    add column test_callback_url  text not null default '';

-- A change that calls back, and the task as it was then: nothing of a task is overwritten, so
-- numbers are enough to draw the body.
create table callback (
    callback_id       bigint generated always as identity primary key,
    -- Stays the same over all tries.
    delivery_id       uuid not null default gen_random_uuid(),
    seq               bigint not null references task on delete cascade,
    event             text not null check (event in ('completed', 'error', 'audited', 'recalled', 'resent')),
    at                timestamptz not null,
    status            smallint not null,
    review_status     smallint not null,
    response_version  int not null,
    -- How many audits the task had.
    audits            int not null,
    updated_at        timestamptz not null,
    completed_at      timestamptz,
    -- Tries begun, also those that a server did not live to end.
    tries             int not null default 0,
    state             text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    finished_at       timestamptz
);
create index callback_by_task on callback (seq, callback_id);
create index callback_waiting on callback (seq, callback_id) where state = 'waiting';
-- What is old goes.
create index callback_by_finish on callback (finished_at) where finished_at is not null;

-- The line in which a task's callbacks wait: one is sent after the other.
create table callback_line (
    seq           bigint primary key references task on delete cascade,
    team_id       int not null references team on delete cascade,
    is_test       boolean not null,
    -- When the first one is to be sent; null while none waits.
    next_try_at   timestamptz,
    -- Whether a server is at it. It is given up at `next_try_at`, and somebody else's turn.
    is_taken      boolean not null default false,
    -- How the latest finished one ended; null before any has.
    succeeded     boolean,
    finished_at   timestamptz,
    -- When the latest try failed, where nothing has been delivered since.
    failed_at     timestamptz
);
create index callback_line_due on callback_line (next_try_at) where next_try_at is not null;
create index callback_line_failing on callback_line (team_id, is_test, failed_at, seq) where failed_at is not null;

-- Some rows change several times within seconds.
alter table callback set (fillfactor = 80);
alter table callback_line set (fillfactor = 70);

create table callback_attempt (
    callback_id   bigint not null references callback on delete cascade,
    number        int not null,
    at            timestamptz not null,
    address       text not null,
    -- The HTTP status that was answered.
    status        smallint,
    error         text,
    milliseconds  int not null,
    primary key (callback_id, number)
);

-- The address that a creation call named. One in a file was given to another service: whoever looks
-- at such tasks here must not surprise its receiver.
alter table task_document add column callback_url text;
-- A document with U+0000 inside cannot be looked into, and names none.
do $$
declare
    called bigint;
begin
    for called in select seq from task_document where form = 'call' loop
        begin
            update task_document
            set callback_url = nullif(uploaded ->> 'callback_url', '')
            where seq = called;
        exception when untranslatable_character then
            null;
        end;
    end loop;
end $$;

-- Where the callbacks of a task go: to its own address, else to the team's; null for nowhere.
create function callback_address(of_task bigint) returns text language sql stable as $$
    select coalesce(
        task_document.callback_url,
        nullif(case when task.is_test then team.test_callback_url else team.callback_url end, ''))
    from task
    join team on team.team_id = task.team_id
    left join task_document on task_document.seq = task.seq
    where task.seq = of_task
$$;
