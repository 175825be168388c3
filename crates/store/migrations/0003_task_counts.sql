-- Exact counts without scanning tasks: `task_count` has one row for each combination of the counted
-- properties, `task_count_daily` the same for each UTC day of creation. Writers never wait for each
-- other: triggers only append to `task_count_delta`, which a background job folds into the two; a
-- reader adds up both, in one snapshot, so its sum is exact at any moment.
-- 0 stands for "no project" and "no batch".

create table task_count (
    team_id        int not null,
    is_test        boolean not null,
    project_key    int not null,
    batch_key      int not null,
    task_type      smallint not null,
    status         smallint not null,
    review_status  smallint not null,
    n              bigint not null,
    primary key (team_id, is_test, project_key, batch_key, task_type, status, review_status)
);
-- The type-ahead over batches shows how many tasks each has.
create index task_count_by_batch on task_count (team_id, is_test, batch_key) include (n);

-- What a fold leaves at zero is found and dropped at once.
create index task_count_zero on task_count (n) where n = 0;

create table task_count_daily (
    team_id        int not null,
    is_test        boolean not null,
    created_day    date not null,
    project_key    int not null,
    batch_key      int not null,
    task_type      smallint not null,
    status         smallint not null,
    review_status  smallint not null,
    n              bigint not null,
    primary key (team_id, is_test, created_day, project_key, batch_key, task_type, status, review_status)
);
create index task_count_daily_zero on task_count_daily (n) where n = 0;

create table task_count_delta (
    team_id        int not null,
    is_test        boolean not null,
    created_day    date not null,
    project_key    int not null,
    batch_key      int not null,
    task_type      smallint not null,
    status         smallint not null,
    review_status  smallint not null,
    n              bigint not null
);
create index task_count_delta_by_team on task_count_delta (team_id, is_test);
-- Rows come and are folded away all the time: without this, dead ones would pile up between vacuums.
alter table task_count_delta set (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

create function count_new_tasks() returns trigger language plpgsql as $$
begin
    insert into task_count_delta
    select team_id, is_test, (created_at at time zone 'utc')::date, project_key, batch_key,
           task_type, status, review_status, count(*)
    from new_tasks
    group by 1, 2, 3, 4, 5, 6, 7, 8;
    return null;
end $$;

create function count_changed_tasks() returns trigger language plpgsql as $$
begin
    insert into task_count_delta
    select team_id, is_test, created_day, project_key, batch_key, task_type, status, review_status, sum(n)
    from (
        select team_id, is_test, (created_at at time zone 'utc')::date, project_key,
               batch_key, task_type, status, review_status, 1
        from new_tasks
        union all
        select team_id, is_test, (created_at at time zone 'utc')::date, project_key,
               batch_key, task_type, status, review_status, -1
        from old_tasks
    ) as change (team_id, is_test, created_day, project_key, batch_key, task_type, status, review_status, n)
    group by 1, 2, 3, 4, 5, 6, 7, 8
    having sum(n) <> 0;
    return null;
end $$;

create function count_deleted_tasks() returns trigger language plpgsql as $$
begin
    insert into task_count_delta
    select team_id, is_test, (created_at at time zone 'utc')::date, project_key, batch_key,
           task_type, status, review_status, -count(*)
    from old_tasks
    group by 1, 2, 3, 4, 5, 6, 7, 8;
    return null;
end $$;

create trigger count_new_tasks after insert on task
    referencing new table as new_tasks
    for each statement execute function count_new_tasks();
create trigger count_changed_tasks after update on task
    referencing old table as old_tasks new table as new_tasks
    for each statement execute function count_changed_tasks();
create trigger count_deleted_tasks after delete on task
    referencing old table as old_tasks
    for each statement execute function count_deleted_tasks();

-- Tells listening servers that tasks of a team came or changed. The payload is the team and the
-- mode; what changed is asked for under each viewer's own filter.
create function announce_tasks() returns trigger language plpgsql as $$
begin
    perform pg_notify('tasks', team_id || ':' || is_test)
    from (select distinct team_id, is_test from new_tasks) as changed;
    return null;
end $$;

create trigger announce_new_tasks after insert on task
    referencing new table as new_tasks
    for each statement execute function announce_tasks();
create trigger announce_changed_tasks after update on task
    referencing new table as new_tasks
    for each statement execute function announce_tasks();
