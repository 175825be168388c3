-- Teams, the people in them, and how they and their programs get in.

create table team (
    team_id     int generated always as identity primary key,
    name        text not null unique check (name <> ''),
    created_at  timestamptz not null default now()
);

create table account (
    account_id     int generated always as identity primary key,
    -- Lower case; one account a person, in any number of teams.
    email          text not null unique check (email = lower(email) and email like '%_@_%'),
    name           text not null,
    -- Argon2id in PHC string form; null until the first password is set.
    password_hash  text,
    created_at     timestamptz not null default now(),
    disabled_at    timestamptz
);

create table membership (
    team_id     int not null references team on delete cascade,
    account_id  int not null references account on delete cascade,
    role        smallint not null,
    joined_at   timestamptz not null default now(),
    primary key (team_id, account_id)
);
create index membership_by_account on membership (account_id);

-- Tokens are kept as SHA-256 only: who reads the database cannot log in with what it holds.
create table session (
    token_hash    bytea primary key check (octet_length(token_hash) = 32),
    account_id    int not null references account on delete cascade,
    team_id       int not null references team on delete cascade,
    created_at    timestamptz not null default now(),
    last_seen_at  timestamptz not null default now(),
    expires_at    timestamptz not null
);
create index session_by_account on session (account_id);

create table login_link (
    token_hash  bytea primary key check (octet_length(token_hash) = 32),
    account_id  int not null references account on delete cascade,
    expires_at  timestamptz not null,
    used_at     timestamptz
);

create table invite (
    invite_id   int generated always as identity primary key,
    token_hash  bytea not null unique check (octet_length(token_hash) = 32),
    team_id     int not null references team on delete cascade,
    role        smallint not null,
    created_by  int not null references account,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    used_at     timestamptz,
    used_by     int references account,
    revoked_at  timestamptz
);
create index invite_by_team on invite (team_id);

create table api_key (
    api_key_id    int generated always as identity primary key,
    team_id       int not null references team on delete cascade,
    key_hash      bytea not null unique check (octet_length(key_hash) = 32),
    -- The first characters, so that people can tell keys apart.
    prefix        text not null,
    name          text not null,
    role          text not null check (role in ('read', 'write', 'work', 'admin')),
    is_test       boolean not null,
    created_by    int references account,
    created_at    timestamptz not null default now(),
    last_used_at  timestamptz,
    revoked_at    timestamptz
);
create index api_key_by_team on api_key (team_id);

-- Failed logins, for the rate limit; it holds over several servers and restarts.
create table login_failure (
    email    text not null,
    address  text not null,
    at       timestamptz not null default now()
);
create index login_failure_by_email on login_failure (email, at);
create index login_failure_by_address on login_failure (address, at);
