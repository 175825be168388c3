-- Where a task's callbacks go, beside its line: claims pass by the lines of receivers that hang without
-- looking up each task. Null where they go to the team's address.
alter table callback_line add column own_address text;

update callback_line
set own_address = task_document.callback_url
from task_document
where task_document.seq = callback_line.seq
  and callback_line.next_try_at is not null
  and task_document.callback_url is not null;

-- Which receiver an address is, for a team: the address without its query, or its host. Null where it
-- goes nowhere.
create function callback_place(team_id int, address text) returns text language sql immutable as $$
    select team_id || ' ' || split_part(address, '?', 1)
$$;
create function callback_host(team_id int, address text) returns text language sql immutable as $$
    select team_id || ' ' || split_part(split_part(split_part(address, '?', 1), '://', 2), '/', 1)
$$;
