-- Tasks that are copied from another server and follow it.

-- Which tasks they are: `version` is the task's own as the copy left it. Where the task has another
-- one, somebody has changed it here, and it follows no longer.
create table pulled_task (
    seq      bigint primary key references task on delete cascade,
    version  int not null
);

-- How far the copy of each source is.
create table pull (
    team_id      int not null references team on delete cascade,
    is_test      boolean not null,
    -- The address of its API.
    source       text not null,
    -- Asks for what changed since then; null for all.
    since        timestamptz,
    -- When it began, by the source's clock: the next pull asks for what changed since.
    started_at   timestamptz not null,
    -- Where a pull that broke off goes on.
    next_token   text,
    finished_at  timestamptz,
    primary key (team_id, is_test, source)
);
