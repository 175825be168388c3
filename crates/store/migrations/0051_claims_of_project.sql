-- A program that works for one project or batch finds its tasks without passing by those of all others
-- that are queued before them. Each has the order of `task_to_claim`.
create index task_to_claim_of_project
    on task (team_id, is_test, project_id, batch_priority desc, priority desc, seq)
    where status = 0;
create index task_to_claim_of_batch
    on task (team_id, is_test, batch_id, batch_priority desc, priority desc, seq)
    where status = 0;
