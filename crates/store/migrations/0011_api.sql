-- What the REST API keeps beside what files bring in.

-- 'call': the body of a creation call of the API. Unlike in 'create', which files have, only the
-- fields that such a call lifts are the task's; one named `status`, say, belongs to `params`.
alter table task_document drop constraint task_document_form_check;
alter table task_document add constraint task_document_form_check
    check (form in ('record', 'create', 'call'));
-- Metadata that was set after the upload; null where the upload's still holds.
alter table task_document add column metadata json;

-- Which program did it, where no person did.
alter table task_event add column author text;

-- Every version of a project's parameters; rows are only ever added. The last one fills in what
-- a new task leaves out.
create table project_params (
    project_id  int not null references project on delete cascade,
    version     int not null check (version >= 0),
    params      json not null,
    created_at  timestamptz not null default now(),
    primary key (project_id, version)
);
insert into project_params (project_id, version, params, created_at)
select project_id, 0, json_build_object('instruction', instruction), created_at
from project
where instruction <> '';
-- Nothing ever wrote it.
alter table project drop column params;
-- As a client marked it; nothing here depends on it.
alter table project
    add column is_rapid   boolean not null default false,
    add column is_studio  boolean not null default false;

alter table batch
    -- Null while the batch is staged: its tasks wait. Batches of files are never staged.
    add column finalized_at    timestamptz default now(),
    -- An address, of the web or of mail, to tell of the batch's completion.
    add column callback        text not null default '',
    add column metadata        json not null default '{}',
    add column is_calibration  boolean not null default false,
    add column is_self_label   boolean not null default false;
update batch set finalized_at = created_at;
create index batch_by_created on batch (team_id, created_at, batch_id);

-- Files that programs upload, to be named by tasks.
create table uploaded_file (
    file_id       bytea primary key check (octet_length(file_id) = 12),
    team_id       int not null references team on delete cascade,
    is_test       boolean not null,
    sha256        bytea not null references blob,
    display_name  text not null,
    reference_id  text,
    project_id    int references project,
    created_at    timestamptz not null default now()
);

-- What creation calls with an `Idempotency-Key` made, so that a repeated one makes nothing new.
create table idempotent_creation (
    team_id      int not null references team on delete cascade,
    is_test      boolean not null,
    key          text not null,
    -- Of task type and body: the same key with another body is a mistake.
    call_sha256  bytea not null check (octet_length(call_sha256) = 32),
    task_id      bytea not null check (octet_length(task_id) = 12),
    created_at   timestamptz not null default now(),
    primary key (team_id, is_test, key)
);
create index idempotent_creation_by_age on idempotent_creation (created_at);

-- Programs invite people by their addresses; such an invite was made by no account.
alter table invite
    alter column created_by drop not null,
    add column email text;
