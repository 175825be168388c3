-- Tasks of a batch of higher priority are claimed first, then those of higher priority of their own.

alter table batch add column priority smallint not null default 0;

-- That of the task's batch, true of queued tasks only; 0 without a batch.
alter table task add column batch_priority smallint not null default 0;

-- The lock is the one that the reference to the batch takes anyway. Taken before the batch is read, it
-- lets either this task see the new priority, or whoever sets it see this task.
create function take_batch_priority() returns trigger language plpgsql as $$
begin
    select priority into new.batch_priority
    from batch
    where batch_id = new.batch_id
    for key share;
    new.batch_priority := coalesce(new.batch_priority, 0);
    return new;
end $$;

create trigger take_batch_priority_when_new before insert on task
    for each row
    when (new.status = 0 and new.batch_id is not null)
    execute function take_batch_priority();
create trigger take_batch_priority_when_queued before update of status, batch_id on task
    for each row
    when (new.status = 0 and (old.status <> 0 or old.batch_id is distinct from new.batch_id))
    execute function take_batch_priority();

-- Queued tasks in the order in which they are claimed.
drop index task_to_claim;
create index task_to_claim on task (team_id, is_test, batch_priority desc, priority desc, seq)
    where status = 0;
