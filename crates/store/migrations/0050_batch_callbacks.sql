-- The callback of a batch: whether it is complete, of its live and its test tasks apart, is told
-- whenever it becomes so. What becomes of that stands here, one row a mode of each batch that names
-- an address.

create table batch_callback (
    batch_id      int not null references batch on delete cascade,
    is_test       boolean not null,
    team_id       int not null references team on delete cascade,
    -- 'changed': to be looked at once the batch is finalized. 'open': looked at, and not complete;
    -- any change of its tasks makes it 'changed'. 'told': complete; a pending task makes it so.
    stage         text not null default 'changed' check (stage in ('changed', 'open', 'told')),
    -- What was told last, which stays the same over all tries; null before anything was.
    delivery_id   uuid,
    told_at       timestamptz,
    completed     bigint not null default 0,
    error         bigint not null default 0,
    canceled      bigint not null default 0,
    -- Tries begun, also those that a server did not live to end.
    tries         int not null default 0,
    state         text check (state in ('waiting', 'delivered', 'failed')),
    -- When it is to be sent; null while it does not wait.
    next_try_at   timestamptz,
    -- Whether a server is at it. It is given up at `next_try_at`, and somebody else's turn.
    is_taken      boolean not null default false,
    -- The latest try whose end is known.
    tried         int,
    tried_at      timestamptz,
    tried_address text,
    -- The HTTP status that was answered.
    tried_status  smallint,
    tried_error   text,
    tried_ms      int,
    primary key (batch_id, is_test)
);
create index batch_callback_changed on batch_callback (batch_id, is_test) where stage = 'changed';
create index batch_callback_due on batch_callback (next_try_at) where next_try_at is not null;

-- Some rows change several times within seconds.
alter table batch_callback set (fillfactor = 70);

-- What is complete by now became so before anybody was told: it surprises nobody. 0 and 1 are the codes
-- of pending tasks.
insert into batch_callback (batch_id, is_test, team_id, stage)
select batch.batch_id, mode.is_test, batch.team_id,
       case
           when batch.finalized_at is not null
               and exists (
                   select from task
                   where task.team_id = batch.team_id
                     and task.is_test = mode.is_test
                     and task.batch_key = batch.batch_id)
               and not exists (
                   select from task
                   where task.team_id = batch.team_id
                     and task.is_test = mode.is_test
                     and task.batch_key = batch.batch_id
                     and task.status in (0, 1)) then 'told'
           else 'changed'
       end
from batch
cross join (values (false), (true)) as mode (is_test)
where batch.callback <> '';
