-- A batch's address for callbacks comes behind its task's own, and before the team's.

create or replace function callback_address(of_task bigint) returns text language sql stable as $$
    select coalesce(
        task_document.callback_url,
        nullif(batch.callback, ''),
        nullif(case when task.is_test then team.test_callback_url else team.callback_url end, ''))
    from task
    join team on team.team_id = task.team_id
    left join task_document on task_document.seq = task.seq
    left join batch on batch.batch_id = task.batch_id
    where task.seq = of_task
$$;
