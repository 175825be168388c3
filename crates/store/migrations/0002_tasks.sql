-- Tasks. Lists read `task` only: its rows are narrow, so that a page of any list is an index
-- lookup and a few blocks. The JSON lies apart, in `task_document` and `response`.

create extension if not exists pg_trgm;

create table project (
    project_id     int generated always as identity primary key,
    team_id        int not null references team on delete cascade,
    name           text not null check (name <> ''),
    task_type      smallint,
    instruction    text not null default '',
    params         json,
    -- Whether a rejected task is queued again (and returns as Redo) or stays completed.
    requeue_rejected boolean not null default true,
    created_at     timestamptz not null default now(),
    unique (team_id, name)
);

create table batch (
    batch_id    int generated always as identity primary key,
    team_id     int not null references team on delete cascade,
    project_id  int references project,
    name        text not null check (name <> ''),
    created_at  timestamptz not null default now(),
    unique (team_id, name)
);
-- Type-ahead over thousands of names.
create index batch_by_name_part on batch using gin (name gin_trgm_ops);

create table task (
    -- Arrival number: unique, small, and the last tie-break of every order.
    seq               bigint generated always as identity primary key,
    task_id           bytea not null check (octet_length(task_id) = 12),
    team_id           int not null references team on delete cascade,
    is_test           boolean not null default false,
    -- Codes of the domain's TaskType, TaskStatus and ReviewStatus.
    task_type         smallint not null,
    status            smallint not null,
    review_status     smallint not null,
    project_id        int references project,
    batch_id          int references batch,
    -- The same with 0 for none, as in the counts, so that "no project" is a value of the indexes.
    project_key       int not null generated always as (coalesce(project_id, 0)) stored,
    batch_key         int not null generated always as (coalesce(batch_id, 0)) stored,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    completed_at      timestamptz,
    -- Gives tasks that are not completed a place in the order by completion.
    completed_sort    timestamptz not null generated always as (coalesce(completed_at, '-infinity')) stored,
    unique_id         text,
    tags              text[] not null default '{}',
    -- Number of the current response in `response`; 0 while there is none.
    response_version  int not null default 0,
    annotation_count  int,
    has_image         boolean not null default false,
    -- Counts every change of the task; a change made against an older one is a conflict.
    version           int not null default 1,
    unique (team_id, task_id)
);
create unique index task_by_unique_id on task (team_id, is_test, unique_id) where unique_id is not null;

-- One index for each order. The included columns let a filtered list skip rows without reading
-- the table; every index is read in both directions.
create index task_by_created on task (team_id, is_test, created_at, seq)
    include (status, review_status, task_type, project_key, batch_key);
create index task_by_updated on task (team_id, is_test, updated_at, created_at, seq)
    include (status, review_status, task_type, project_key, batch_key);
create index task_by_completed on task (team_id, is_test, completed_sort, created_at, seq)
    include (status, review_status, task_type, project_key, batch_key);
-- And one for each counted property, newest first within each value: they serve the orders by
-- status and by project, and every list filtered by such a property.
create index task_by_status on task (team_id, is_test, status, created_at, seq)
    include (review_status, task_type, project_key, batch_key);
create index task_by_review on task (team_id, is_test, review_status, created_at, seq)
    include (status, task_type, project_key, batch_key);
create index task_by_type on task (team_id, is_test, task_type, created_at, seq)
    include (status, review_status, project_key, batch_key);
create index task_by_project on task (team_id, is_test, project_key, created_at, seq)
    include (status, review_status, task_type, batch_key);
create index task_by_batch on task (team_id, is_test, batch_key, created_at, seq)
    include (status, review_status, task_type, project_key);
create index task_by_tag on task using gin (tags);

-- Status and review change often and every change touches the indexes above: leave room on pages.
alter table task set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

create table task_document (
    seq       bigint primary key references task on delete cascade,
    -- What was uploaded, byte for byte: `json` keeps key order, spacing and the spelling of
    -- numbers, which `jsonb` does not.
    uploaded  json not null,
    -- 'record': a whole task in Scale's form, `params` inside. 'create': the body of a creation
    -- call, where all that is not lifted out is `params`.
    form      text not null check (form in ('record', 'create'))
);

-- What the free text search looks through: task id, unique id and metadata values, lower case.
create table task_search (
    seq   bigint primary key references task on delete cascade,
    text  text not null
);
create index task_search_by_part on task_search using gin (text gin_trgm_ops);

-- Every response a task ever had; rows are only ever added.
create table response (
    seq      bigint not null references task on delete cascade,
    version  int not null check (version > 0),
    body     json not null,
    -- 'import' and 'labeler' bring responses in; 'fix' replaces one; 'undo' brings one back.
    origin   text not null check (origin in ('import', 'labeler', 'fix', 'undo')),
    made_at  timestamptz not null,
    made_by  int references account,
    primary key (seq, version)
);

-- Every judgement; rows are only ever added.
create table audit (
    audit_id         bigint generated always as identity primary key,
    seq              bigint not null references task on delete cascade,
    at               timestamptz not null default now(),
    account_id       int references account,
    -- Who, where an import brought an audit by somebody without an account here.
    author           text,
    action           text not null check (action in ('accept', 'reject', 'fix', 'undo')),
    comment          text not null default '',
    status_before    smallint not null,
    status_after     smallint not null,
    review_before    smallint not null,
    review_after     smallint not null,
    response_before  int not null,
    response_after   int not null,
    -- The audit that an undo took back.
    undoes           bigint unique references audit
);
create index audit_by_task on audit (seq, audit_id);

-- Changes that are no audits: canceled, tagged, recalled.
create table task_event (
    event_id    bigint generated always as identity primary key,
    seq         bigint not null references task on delete cascade,
    at          timestamptz not null default now(),
    account_id  int references account,
    kind        text not null,
    detail      json
);
create index task_event_by_task on task_event (seq, event_id);

-- Stored files, named by the SHA-256 of their bytes.
create table blob (
    sha256      bytea primary key check (octet_length(sha256) = 32),
    size        bigint not null,
    mime        text not null,
    -- Pixels after EXIF orientation, for images.
    width       int,
    height      int,
    created_at  timestamptz not null default now()
);

-- The file behind an address that a task or its response names: `sha256` once its bytes are here,
-- `problem` where they cannot be had, neither while nobody has fetched them.
create table attachment (
    seq       bigint not null references task on delete cascade,
    -- As the task spells it.
    url       text not null,
    -- Whether it is the image that the task's tile shows.
    is_cover  boolean not null default false,
    sha256    bytea references blob,
    problem   text,
    primary key (seq, url),
    check (sha256 is null or problem is null)
);
create unique index attachment_cover on attachment (seq) where is_cover;

create table saved_view (
    view_id     int generated always as identity primary key,
    team_id     int not null references team on delete cascade,
    account_id  int not null references account on delete cascade,
    name        text not null check (name <> '' and length(name) <= 80),
    -- The query string of its link.
    query       text not null,
    is_shared   boolean not null default false,
    position    int not null default 0,
    created_at  timestamptz not null default now()
);
create unique index saved_view_by_name on saved_view (team_id, account_id, name);

create table default_view (
    team_id     int not null,
    account_id  int not null,
    view_id     int not null references saved_view on delete cascade,
    primary key (team_id, account_id),
    foreign key (team_id, account_id) references membership on delete cascade
);
