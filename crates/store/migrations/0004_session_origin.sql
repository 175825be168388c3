-- What a person needs to tell their sessions apart: the browser, and where it logged in from.

alter table session
    add column user_agent text not null default '',
    add column address    text not null default '';
