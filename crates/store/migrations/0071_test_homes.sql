-- Projects and batches that were made in test mode: a test key changes these alone, and no live task
-- belongs to one. Those of before count as live.

alter table project add column is_test boolean not null default false;
alter table batch add column is_test boolean not null default false;
