-- An index row holds 2,704 bytes: 26 random tags of 100 characters did not fit into `task_tagged`,
-- and such a task could not be stored at all. Six tags always fit, whatever is in them; tasks with
-- more are counted from the table. An older server counts tags without these: slower, but right.
drop index task_tagged;
create index task_few_tags on task (team_id, is_test, created_at)
    include (status, review_status, task_type, project_key, batch_key, tags)
    where tags <> '{}' and cardinality(tags) <= 6;
create index task_many_tags on task (team_id, is_test, created_at)
    include (status, review_status, task_type, project_key, batch_key)
    where tags <> '{}' and cardinality(tags) > 6;
