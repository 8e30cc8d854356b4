//! Begins to configure a client from environment variables. Must not show their values.

use std::env::VarError;

use super::api::{Api, CredentialSpec};
use super::client_builder::ClientBuilder;
use super::credentials::Credentials;
use super::error::Error;

impl ClientBuilder {
    /// Reads credentials and location from the environment.
    #[allow(dead_code, reason = "for generated code")]
    pub(crate) fn from_environment(api: &'static Api) -> Result<Self, Error> {
        Self::from_variables(api, |name| std::env::var(name))
    }

    /// Reads credentials and location from variables that the caller looks up: the API key's first, then the account's.
    /// An incomplete pair is an error, because the other pair may have more rights than intended.
    #[allow(dead_code, reason = "for generated code")]
    pub(crate) fn from_variables(
        api: &'static Api,
        lookup: impl Fn(&str) -> Result<String, VarError>,
    ) -> Result<Self, Error> {
        let get = |name: &str| match lookup(name) {
            Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => {
                Err(Error::configuration(format!("the environment variable {name} is not valid Unicode")))
            }
        };
        let pair = |spec: &CredentialSpec| match (get(spec.sid_variable)?, get(spec.secret_variable)?) {
            (Some(sid), Some(secret)) => Ok(Some((sid, secret))),
            (None, None) => Ok(None),
            (sid, _) => {
                let (set, missing) = if sid.is_some() {
                    (spec.sid_variable, spec.secret_variable)
                } else {
                    (spec.secret_variable, spec.sid_variable)
                };
                let problem = format!("the environment variable {set} is set, but {missing} is not");
                Err(Error::configuration(problem))
            }
        };
        let (credentials, spec) = if let Some((sid, secret)) = pair(&api.api_key)? {
            (Credentials::api_key(sid, secret), &api.api_key)
        } else if let Some((sid, secret)) = pair(&api.account)? {
            (Credentials::account(sid, secret), &api.account)
        } else {
            let CredentialSpec { sid_variable: key_sid, secret_variable: key_secret, .. } = api.api_key;
            let CredentialSpec { sid_variable, secret_variable, .. } = api.account;
            return Err(Error::configuration(format!(
                "no credentials in the environment: set {key_sid} and {key_secret}, or {sid_variable} and {secret_variable}"
            )));
        };
        // Also checked when the client is built, but only here are the variables known.
        let signed = credentials.authorization(api);
        signed.map_err(|problem| {
            let CredentialSpec { sid_variable, secret_variable, .. } = spec;
            Error::configuration(format!(
                "{problem}; see the environment variables {sid_variable} and {secret_variable}"
            ))
        })?;
        let mut builder = Self::new(api, credentials);
        if let Some(location) = &api.location {
            builder.edge = get(location.edge_variable)?;
            builder.region = get(location.region_variable)?;
            builder.located_by_environment = true;
        }
        Ok(builder)
    }
}
