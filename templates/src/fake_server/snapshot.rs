//! The state of all accounts as one JSON document, in memory and in a file. Contains no secret.

use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::super::fake::hosting::time;
use super::accounts::Accounts;
use super::login::is_user;

const VERSION: u64 = 1;

/// All records, or so many of each resource of each account.
pub(super) fn dump(accounts: &Accounts, newest: Option<usize>) -> Value {
    let all = accounts.all().into_iter().map(|account| {
        let mut dumped = account.fake.dump(newest);
        dumped["user"] = account.user.as_str().into();
        dumped["account_sid"] = account.fake.account_sid().into();
        dumped
    });
    let all: Vec<_> = all.collect();
    let api = accounts.common.api().title;
    json!({ "version": VERSION, "api": api, "now": accounts.common.precise_now(), "accounts": all })
}

/// Puts a document in the place of all accounts; or says what is wrong and changes nothing.
pub(super) fn load(accounts: &mut Accounts, state: &Value) -> Result<(), String> {
    if state["version"] != VERSION {
        return Err(format!("`version` must be {VERSION}"));
    }
    if state["api"] != accounts.common.api().title {
        return Err("`api` names another API".to_owned());
    }
    let now = state["now"].as_str().and_then(time).ok_or("`now` must be a time")?;
    let list = state["accounts"].as_array().ok_or("`accounts` must be a list")?;
    let mut records = Vec::new();
    for account in list {
        let user = account["user"].as_str().filter(|user| is_user(accounts.common.api(), user));
        let user = user.ok_or("`user` must be the SID of an account or an API key")?;
        records.push((user.to_owned(), account.clone()));
    }
    accounts.load(now, records)
}

/// Puts what a file contains in the place of all accounts, if there is a file.
pub(super) fn read(accounts: &mut Accounts, path: &Path) -> io::Result<()> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let state = serde_json::from_slice(&bytes).map_err(|_| invalid("it is not JSON"))?;
    load(accounts, &state).map_err(invalid)
}

/// Writes a file beside the old one first, so that one of them is there whatever happens.
pub(super) fn write(path: &Path, state: &Value) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    std::fs::write(&new, state.to_string())?;
    std::fs::rename(&new, path)
}

fn invalid(problem: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem.into())
}
