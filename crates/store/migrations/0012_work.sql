-- The labelers' side: tasks are claimed, held for a while, and answered.

-- Higher first.
alter table task add column priority smallint not null default 0;
-- Queued tasks in the order in which they are claimed.
create index task_to_claim on task (team_id, is_test, priority desc, seq) where status = 0;

-- Who made a response, where no person did.
alter table response
    add column author    text,
    -- The lease that it answered, so that a repeated answer is known.
    add column lease_id  bytea check (octet_length(lease_id) = 12);
create unique index response_by_lease on response (lease_id) where lease_id is not null;

-- Who holds a task that is in progress. Over time it goes back to the queue.
create table lease (
    seq         bigint primary key references task on delete cascade,
    -- Whoever answers names it, so that a labeler who lost the task cannot answer for the next.
    lease_id    bytea not null unique check (octet_length(lease_id) = 12),
    -- The key that claimed the task, and the labeler by the name that the program gave.
    api_key_id  int not null references api_key on delete cascade,
    worker      text not null default '',
    claimed_at  timestamptz not null,
    expires_at  timestamptz not null
);
create index lease_by_expiry on lease (expires_at);
