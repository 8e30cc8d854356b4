//! What the package's text templates are filled with.

use super::context::Lowering;
use crate::client::krate::{Features, Package};
use crate::description::model::Builtin;
use crate::description::model::Type;

impl Lowering<'_> {
    pub(super) fn package(&self) -> Package {
        let package = &self.api.package;
        Package {
            title: self.api.title.clone(),
            api_version: self.api.version.clone(),
            name: package.name.clone(),
            library: self.names.library.clone(),
            version: package.version.clone(),
            description: package.description.trim().to_owned(),
            license: package.license.clone(),
            keywords: package.keywords.clone(),
            categories: package.categories.clone(),
            link: self.api.link.clone(),
            environment: self.environment(),
            example: self.crate_example(),
            features: self.features(),
        }
    }

    fn features(&self) -> Features {
        let operations = || self.api.operations.iter();
        let mut parameters = operations().flat_map(|operation| &operation.parameters);
        Features {
            lists: operations().any(|operation| operation.page.is_some()),
            etags: parameters.any(|parameter| parameter.ty == Type::Builtin(Builtin::ETag)),
            waiters: self.api.waiters().next().is_some(),
            webhooks: self.api.webhooks.is_some(),
            fake: self.api.resources.iter().all(|resource| resource.behaviour.is_some()),
            shared_keys: self.api.webhooks.iter().any(|webhooks| webhooks.signature_settings_header.is_some()),
        }
    }

    /// The variables that a client may take its settings from.
    pub(super) fn environment(&self) -> Vec<String> {
        let (key, account) = (&self.api.api_key, &self.api.account);
        let mut lines = vec![
            "| variables | credentials |".to_owned(),
            "| --- | --- |".to_owned(),
            format!("| `{}`, `{}` | an API key and its secret; preferred |", key.sid_variable, key.secret_variable),
            format!(
                "| `{}`, `{}` | the account SID and its auth token |",
                account.sid_variable, account.secret_variable
            ),
        ];
        if let Some(location) = &self.api.location {
            lines.push(String::new());
            lines.push(format!(
                "`{}` and `{}` select an edge location and a region.",
                location.edge_variable, location.region_variable
            ));
        }
        lines
    }
}
