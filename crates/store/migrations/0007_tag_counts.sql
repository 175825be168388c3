-- Exact counts of tagged tasks, kept as the counts of all tasks are: triggers append to
-- `task_tag_count_delta`, the background job folds it into `task_tag_count`, readers add up both.
-- A task counts once for each of its tags. Which tags a team uses follows from them too.

create table task_tag_count (
    team_id        int not null,
    is_test        boolean not null,
    tag            text not null,
    project_key    int not null,
    batch_key      int not null,
    task_type      smallint not null,
    status         smallint not null,
    review_status  smallint not null,
    n              bigint not null,
    primary key (team_id, is_test, tag, project_key, batch_key, task_type, status, review_status)
);
create index task_tag_count_zero on task_tag_count (n) where n = 0;

create table task_tag_count_delta (
    team_id        int not null,
    is_test        boolean not null,
    tag            text not null,
    project_key    int not null,
    batch_key      int not null,
    task_type      smallint not null,
    status         smallint not null,
    review_status  smallint not null,
    n              bigint not null
);
create index task_tag_count_delta_by_team on task_tag_count_delta (team_id, is_test);
alter table task_tag_count_delta set (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

create function count_tags_of_new_tasks() returns trigger language plpgsql as $$
begin
    insert into task_tag_count_delta
    select team_id, is_test, tag, project_key, batch_key, task_type, status, review_status, count(*)
    from new_tasks, unnest(tags) as tag
    group by 1, 2, 3, 4, 5, 6, 7, 8;
    return null;
end $$;

create function count_tags_of_changed_tasks() returns trigger language plpgsql as $$
begin
    insert into task_tag_count_delta
    select team_id, is_test, tag, project_key, batch_key, task_type, status, review_status, sum(n)
    from (
        select team_id, is_test, tag, project_key, batch_key, task_type, status, review_status, 1
        from new_tasks, unnest(tags) as tag
        union all
        select team_id, is_test, tag, project_key, batch_key, task_type, status, review_status, -1
        from old_tasks, unnest(tags) as tag
    ) as change (team_id, is_test, tag, project_key, batch_key, task_type, status, review_status, n)
    group by 1, 2, 3, 4, 5, 6, 7, 8
    having sum(n) <> 0;
    return null;
end $$;

create function count_tags_of_deleted_tasks() returns trigger language plpgsql as $$
begin
    insert into task_tag_count_delta
    select team_id, is_test, tag, project_key, batch_key, task_type, status, review_status, -count(*)
    from old_tasks, unnest(tags) as tag
    group by 1, 2, 3, 4, 5, 6, 7, 8;
    return null;
end $$;

create trigger count_tags_of_new_tasks after insert on task
    referencing new table as new_tasks
    for each statement execute function count_tags_of_new_tasks();
create trigger count_tags_of_changed_tasks after update on task
    referencing old table as old_tasks new table as new_tasks
    for each statement execute function count_tags_of_changed_tasks();
create trigger count_tags_of_deleted_tasks after delete on task
    referencing old table as old_tasks
    for each statement execute function count_tags_of_deleted_tasks();

-- Where the counts do not know the answer, as for a time of creation, tags are counted by this alone.
create index task_tagged on task (team_id, is_test, created_at)
    include (status, review_status, task_type, project_key, batch_key, tags)
    where tags <> '{}';
