//! A configuration explained, without a vault.

use super::view::{ExplainedLineView, ExplanationView, NamePolicyView, NameRuleView, PlacedFindingView};
use super::{settings, shape};
use crate::error::{Error, Result};
use crate::openssl::config::{Beside, Config};
use crate::openssl::explain::{ExplainedLine, Finding, Severity, explain};
use crate::openssl::profiles::Configuration;
use crate::policy::NamePolicy;

/// What the text is called by in places.
const NAME: &str = "openssl.cnf";

/// Explains a configuration line by line. What of it cannot be understood is a finding; only a text that cannot be read at all
/// is an error.
///
/// # Errors
/// Those of [`Config::parse`], with the place.
pub fn explain_configuration(text: &str, beside: &Beside) -> Result<ExplanationView> {
    Config::parse(NAME, text, beside).map(explained)
}

/// Explains a configuration that was read.
pub fn explained(config: Config) -> ExplanationView {
    let explanation = explain(&config);
    let mut findings: Vec<PlacedFindingView> = explanation.findings.iter().map(finding).collect();
    let configuration = Configuration::read(config).map_err(|error| findings.push(not_understood(&error))).ok();
    let sections = configuration.as_ref();
    let profiles = settings::profiles_of(sections).profiles.into_iter().filter(|profile| !profile.built_in);
    ExplanationView {
        lines: explanation.lines.iter().map(line).collect(),
        findings,
        profiles: profiles.collect(),
        policies: sections.map(|found| found.policies.iter().map(policy).collect()).unwrap_or_default(),
        default_profile: sections.and_then(Configuration::default_profile).map(str::to_owned),
        default_policy: sections.and_then(Configuration::default_policy).map(str::to_owned),
    }
}

fn line(line: &ExplainedLine) -> ExplainedLineView {
    ExplainedLineView {
        place: line.place.to_string(),
        line: line.place.line,
        statement: line.statement.clone(),
        meaning: line.meaning.clone(),
    }
}

fn finding(finding: &Finding) -> PlacedFindingView {
    PlacedFindingView {
        code: finding.code,
        severity: shape::severity(finding.severity),
        place: finding.place.as_ref().map(ToString::to_string),
        line: finding.place.as_ref().map(|place| place.line),
        text: finding.text.clone(),
    }
}

/// Why no profile can be made of it. Most of that is a finding already.
fn not_understood(error: &Error) -> PlacedFindingView {
    PlacedFindingView {
        code: "profiles-not-understood",
        severity: shape::severity(Severity::Refuse),
        place: error.field_name().map(str::to_owned),
        line: None,
        text: error.to_string(),
    }
}

fn policy(policy: &NamePolicy) -> NamePolicyView {
    let rules = policy.rules.iter();
    let rules = rules.map(|rule| NameRuleView { field: rule.name.clone(), need: rule.need.as_str() }).collect();
    NamePolicyView { name: policy.section.clone(), rules }
}
