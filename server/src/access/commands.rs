//! `server user`, `server key`, `server login-link`

use std::io::{Read, Write};

use anyhow::Context;
use clap::{Args, Subcommand};
use domain::{KeyRole, Role};
use store::PgPool;
use store::accounts::{self, Account};

use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a person to a team (made if there is none); with --existing, also one who has an account, or to
    /// change their role
    Add(AddUser),
    /// Show everybody: address, name, teams and roles, and whether the address is verified
    List,
    /// Shut somebody out at once: their sessions, login links and open invites end, and API keys that they
    /// made do not work
    Disable(Email),
    /// Let somebody in again
    Enable(Email),
    /// Set a new password, which ends their sessions and login links
    Password(NewPassword),
}

#[derive(Debug, Args)]
pub struct AddUser {
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// Name that others see [default: what stands before the @]
    #[arg(long)]
    name: Option<String>,
    #[arg(long)]
    team: String,
    /// viewer, auditor or admin
    #[arg(long, default_value = "auditor")]
    role: Role,
    /// Read the password from standard input; otherwise a new account gets one that is printed
    #[arg(long)]
    password_stdin: bool,
    /// The address has an account, and you know that it is this person's
    #[arg(long)]
    existing: bool,
}

#[derive(Debug, Args)]
pub struct Email {
    #[arg(long, value_name = "ADDRESS")]
    email: String,
}

#[derive(Debug, Args)]
pub struct NewPassword {
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// Read the password from standard input; otherwise one is made and printed
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Debug, Args)]
pub struct KeyArguments {
    #[arg(long)]
    team: String,
    /// read, write, work or admin
    #[arg(long)]
    role: KeyRole,
    /// Make a test key: it sees and makes only test tasks
    #[arg(long)]
    test: bool,
    /// What the key is for
    #[arg(long, default_value = "command line")]
    name: String,
}

pub async fn user(settings: &Settings, command: UserCommand) -> anyhow::Result<()> {
    let pool = open(settings).await?;
    match command {
        UserCommand::Add(arguments) => add(&pool, arguments).await,
        UserCommand::List => list(&pool).await,
        UserCommand::Disable(Email { email }) => {
            let account_id = accounts::find_account(&pool, &email).await?;
            let ended = accounts::disable_account(&pool, account_id).await?;
            eprintln!("{email} is out");
            if let Some(ended) = ended.in_words() {
                eprintln!("with them ended: {ended}");
            }
            Ok(())
        }
        UserCommand::Enable(Email { email }) => {
            let account_id = accounts::find_account(&pool, &email).await?;
            accounts::enable_account(&pool, account_id).await?;
            eprintln!("{email} may log in again");
            Ok(())
        }
        UserCommand::Password(arguments) => {
            let account_id = accounts::find_account(&pool, &arguments.email).await?;
            let password = password(arguments.password_stdin)?;
            accounts::set_password(&pool, account_id, &password, None).await?;
            eprintln!("{} has a new password", arguments.email);
            print_generated(&password, arguments.password_stdin)
        }
    }
}

/// Prints a new API key alone on standard output.
pub async fn key(settings: &Settings, arguments: KeyArguments) -> anyhow::Result<()> {
    let pool = open(settings).await?;
    let team_id = accounts::find_team(&pool, &arguments.team).await?;
    let new = accounts::NewKey {
        name: &arguments.name,
        role: arguments.role,
        is_test: arguments.test,
        created_by: None,
    };
    let key = accounts::new_api_key(&pool, team_id, new).await?;
    print_line(key.as_str())
}

/// Prints a link that logs this person in once.
pub async fn login_link(settings: &Settings, Email { email }: Email) -> anyhow::Result<()> {
    let pool = open(settings).await?;
    let token = accounts::new_login_link(&pool, &email).await?;
    let link = format!("{}/login/link?token={}", settings.base_url, token.as_str());
    print_line(&link)
}

async fn add(pool: &PgPool, arguments: AddUser) -> anyhow::Result<()> {
    let AddUser {
        email, team, role, ..
    } = &arguments;
    let before_at = email.split('@').next().unwrap_or(email);
    let name = arguments.name.as_deref().unwrap_or(before_at);
    let known = accounts::account_of(pool, email).await?;
    if let Some(known) = &known
        && !arguments.existing
    {
        anyhow::bail!(
            "{}; if that is who you mean, add --existing; else see `server user disable`",
            described(known)
        );
    }
    let given = if arguments.password_stdin {
        Some(password(true)?)
    } else {
        None
    };
    let team_id = accounts::ensure_team(pool, team).await?;
    let account_id = if known.is_some() {
        accounts::ensure_member(pool, team_id, email, name, *role).await?
    } else {
        accounts::add_member(pool, team_id, email, name, *role).await?
    };
    eprintln!("{email} is {role} in {team}");
    match given {
        Some(password) => Ok(accounts::set_password(pool, account_id, &password, None).await?),
        None if known.is_some() => Ok(()),
        None => {
            let password = password(false)?;
            accounts::set_password(pool, account_id, &password, None).await?;
            print_generated(&password, false)
        }
    }
}

/// What an operator should know of an account before they give it a role.
fn described(account: &Account) -> String {
    let since = account.created_at.format("%Y-%m-%d");
    let invited = match &account.invited_by {
        Some(by) => format!(", invited by {by}"),
        None => String::new(),
    };
    let verified = match account.email_verified_at {
        Some(at) => format!("address verified on {}", at.format("%Y-%m-%d")),
        None => "address not verified".to_owned(),
    };
    let teams = if account.teams.is_empty() {
        "in no team".to_owned()
    } else {
        format!("in {}", account.teams.join(", "))
    };
    format!(
        "{} has an account already: {}, since {since}{invited}; {verified}; {teams}",
        account.email, account.name
    )
}

async fn list(pool: &PgPool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for account in accounts::list_accounts(pool).await? {
        let teams = account.teams.join(", ");
        let state = match (account.disabled_at, account.has_password) {
            (Some(at), _) => format!("\tdisabled since {}", at.format("%Y-%m-%d")),
            (None, false) => "\tno password yet".to_owned(),
            (None, true) => String::new(),
        };
        let verified = match account.email_verified_at {
            Some(_) => "",
            None => "\taddress not verified",
        };
        let (email, name) = (&account.email, &account.name);
        writeln!(out, "{email}\t{name}\t{teams}{state}{verified}")?;
    }
    Ok(())
}

async fn open(settings: &Settings) -> anyhow::Result<PgPool> {
    let pool = store::connect(&settings.database_url)
        .await
        .context("cannot open the database; check --database-url")?;
    store::migrate(&pool).await?;
    Ok(pool)
}

/// The first line of standard input, or a random password.
fn password(from_stdin: bool) -> anyhow::Result<String> {
    if !from_stdin {
        return Ok(accounts::random_password());
    }
    let mut text = String::new();
    std::io::stdin()
        .take(4096)
        .read_to_string(&mut text)
        .context("cannot read the password from standard input")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn print_generated(password: &str, was_given: bool) -> anyhow::Result<()> {
    if was_given {
        return Ok(());
    }
    eprintln!("password, shown once:");
    print_line(password)
}

fn print_line(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}").context("cannot write to standard output")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adding(email: &str, role: Role, existing: bool) -> AddUser {
        AddUser {
            email: email.to_owned(),
            name: None,
            team: "Harbour".to_owned(),
            role,
            password_stdin: false,
            existing,
        }
    }

    #[sqlx::test(migrations = "../crates/store/migrations")]
    async fn an_account_that_exists_is_told_and_promoted_only_with_existing(pool: PgPool) {
        let street = accounts::ensure_team(&pool, "Street").await.unwrap();
        let ana = accounts::add_member(&pool, street, "ana@example.com", "Ana", Role::Admin);
        let ana = ana.await.unwrap();
        let token = accounts::new_invite(&pool, street, Role::Viewer, None, ana).await;
        let squatter = accounts::Newcomer {
            email: "boss@example.com",
            name: "Somebody",
            password: "correct horse battery",
        };
        accounts::join_as_new(&pool, token.unwrap().as_str(), squatter)
            .await
            .unwrap();

        let added = add(&pool, adding("Boss@example.com", Role::Admin, false)).await;
        let told = added.unwrap_err().to_string();
        for part in [
            "boss@example.com has an account already: Somebody",
            "invited by Ana in Street",
            "address not verified",
            "in Street (viewer)",
            "--existing",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let teams = async || {
            accounts::account_of(&pool, "boss@example.com")
                .await
                .unwrap()
                .unwrap()
                .teams
        };
        assert_eq!(teams().await, ["Street (viewer)"]);

        add(&pool, adding("boss@example.com", Role::Admin, true))
            .await
            .unwrap();
        assert_eq!(teams().await, ["Street (viewer)", "Harbour (admin)"]);
    }
}
