-- Audits of many tasks at once, so that they can be taken back together.

create table bulk_audit (
    bulk_id          bigint generated always as identity primary key,
    team_id          int not null references team on delete cascade,
    is_test          boolean not null,
    account_id       int not null references account on delete cascade,
    started_at       timestamptz not null default now(),
    -- When its latest tasks were judged; the time for an undo runs from here.
    last_at          timestamptz not null default now(),
    -- Once begun in time, an undo may take as long as it needs.
    undo_started_at  timestamptz
);

alter table audit
    add column bulk_id bigint references bulk_audit on delete set null,
    -- When the task was completed, if the audit sent it back: an undo needs to know.
    add column completed_before timestamptz;

create index audit_by_bulk on audit (bulk_id, audit_id) where bulk_id is not null;
