//! A profile of the authority's own: the extensions of a section of its configuration, and what of a request may stand beside
//! them.
//!
//! Extension by extension a rule says whether the profile or the request wins. Some things no rule gives to a request: an
//! end entity never becomes an authority by asking for it, and key identifiers are computed (RFC 5280, section 4.2.1).

use std::fmt::Debug;
use std::rc::Rc;

use super::naming::without_email;
use super::profile::authority_usages;
use super::report::{Ruling, extension_field, listed, value_in_words};
use super::{Case, Profile, names, union};
use crate::error::{Code, Result};
use crate::key::PublicKey;
use crate::model::{Extension, ExtensionValue, GeneralName, KeyUsages, Name, Oid};

/// A profile that a configuration describes.
#[derive(Clone, Debug)]
pub struct Template {
    /// The section's name.
    pub name: String,
    /// The built-in profile that comes nearest: what clients say to a certificate is asked of it.
    pub base: Profile,
    /// Makes the extensions of the section.
    pub source: Rc<dyn ExtensionSource>,
    /// Who wins.
    pub rules: ExtensionRules,
}

/// Makes the extensions of a section for one certificate, for their values may copy from its name and its key.
pub trait ExtensionSource: Debug {
    /// The extensions for this subject and the SHA-1 of this key.
    ///
    /// # Errors
    /// What is wrong with the section, with its place.
    fn make(&self, subject: &Name, key_identifier: [u8; 20]) -> Result<Made>;
}

/// What a section makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The extensions, in the section's order.
    pub extensions: Vec<Extension>,
    /// What stands behind them and behind those of the request: key identifiers of which the section says nothing.
    pub closing: Vec<Extension>,
    /// Whether e-mail addresses move from the name to the alternative names.
    pub email_moved: bool,
}

/// What becomes of an extension that the profile and the request both have a say in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtensionRule {
    /// Only what the profile says counts.
    Profile,
    /// What the request says takes the place of the profile's.
    Request,
    /// Both together.
    Union,
    /// The person decides each time.
    Ask,
    /// A request that asks for another than the profile's is refused.
    Refuse,
}

impl ExtensionRule {
    /// Every rule.
    pub const ALL: [Self; 5] = [Self::Profile, Self::Request, Self::Union, Self::Ask, Self::Refuse];

    /// The word in a configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Request => "request",
            Self::Union => "union",
            Self::Ask => "ask",
            Self::Refuse => "refuse",
        }
    }

    /// Reads what [`as_str`](Self::as_str) writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == text)
    }
}

/// Which extensions of a request go into the certificate where no rule of their own says it (`copy_extensions`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyExtensions {
    /// None of them.
    #[default]
    None,
    /// Those that the profile does not give itself.
    Copy,
    /// All, in place of those of the profile.
    CopyAll,
}

/// Who wins, extension by extension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtensionRules {
    /// Where nothing else is said.
    pub copy: CopyExtensions,
    /// By the type's identifier.
    pub of_type: Vec<(Oid, ExtensionRule)>,
    /// What the person answered, by the type's identifier: counts where the rule is to ask.
    pub answers: Vec<(Oid, ExtensionRule)>,
}

/// What is done about one extension.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Profile,
    /// The request's where the profile says nothing.
    Fill,
    Request,
    Union,
    Undecided,
    Refuse,
}

impl ExtensionRules {
    fn way(&self, oid: Oid) -> Way {
        let find = |list: &[(Oid, ExtensionRule)]| list.iter().find(|(known, _)| *known == oid).map(|(_, rule)| *rule);
        let of_rule = |rule| match rule {
            ExtensionRule::Profile => Way::Profile,
            ExtensionRule::Request => Way::Request,
            ExtensionRule::Union => Way::Union,
            ExtensionRule::Ask => Way::Undecided,
            ExtensionRule::Refuse => Way::Refuse,
        };
        match (find(&self.of_type), find(&self.answers), self.copy) {
            (Some(ExtensionRule::Ask), Some(answer), _) => of_rule(answer),
            (Some(rule), _, _) => of_rule(rule),
            (None, _, CopyExtensions::None) => Way::Profile,
            (None, _, CopyExtensions::Copy) => Way::Fill,
            (None, _, CopyExtensions::CopyAll) => Way::Request,
        }
    }

    /// Whether the configuration says outright that nothing but the profile counts.
    fn is_closed(&self, oid: Oid) -> bool {
        self.of_type.iter().any(|(known, rule)| *known == oid && *rule == ExtensionRule::Profile)
    }
}

/// What is issued by a template: all extensions but those of the authority's publication settings.
pub(super) struct Filled {
    pub extensions: Vec<Extension>,
    pub closing: Vec<Extension>,
    pub email_moved: bool,
}

/// The extensions of the section and what of the request stands beside or in place of them.
pub(super) fn rule(case: &Case<'_>, template: &Template, key: &PublicKey, subject: &Name) -> (Filled, Ruling) {
    let mut ruling = Ruling::default();
    let made = match template.source.make(subject, key.key_identifier()) {
        Ok(made) => made,
        Err(error) => {
            let field = error.field_name().unwrap_or("profile").to_owned();
            ruling.violated(field, error.code(), error.to_string());
            return (Filled { extensions: Vec::new(), closing: Vec::new(), email_moved: false }, ruling);
        }
    };
    let mut merge = Merge { case, template, ruling, own: Vec::new(), behind: Vec::new() };
    made.extensions.iter().for_each(|own| merge.of_profile(own));
    let unknown = |asked: &&Extension| !made.extensions.iter().any(|own| own.value.oid() == asked.value.oid());
    case.asked().filter(unknown).for_each(|asked| merge.of_request_alone(asked));
    let closing = made.closing;
    closing.iter().for_each(|extension| merge.computed(extension));
    let Merge { mut ruling, mut own, mut behind, .. } = merge;
    // in the order of the request, whatever the order in which they were found
    behind.sort_by_key(|extension| case.asked().position(|asked| asked.value.oid() == extension.value.oid()));
    own.extend(behind);
    path_length(case, template, &mut own, &mut ruling);
    let keeps_email = case.choices.naming.email_in_dn && !made.email_moved;
    let issued = if keeps_email { subject.clone() } else { without_email(subject).0 };
    names::of_template(case, template, &issued, &mut own, &mut ruling);
    (Filled { extensions: own, closing, email_moved: made.email_moved }, ruling)
}

/// The extensions while they are put together: OpenSSL puts those of the request behind those of the profile.
struct Merge<'a, 'b> {
    case: &'a Case<'b>,
    template: &'a Template,
    ruling: Ruling,
    own: Vec<Extension>,
    behind: Vec<Extension>,
}

impl Merge<'_, '_> {
    fn profile(&self) -> String {
        format!("The profile {}", self.template.name)
    }

    /// An extension that the profile has, and perhaps the request too.
    fn of_profile(&mut self, own: &Extension) {
        let field = extension_field(&own.value);
        let issued = value_in_words(&own.value);
        let Some(asked) = self.case.asked().find(|asked| asked.value.oid() == own.value.oid()) else {
            self.ruling.added(field, issued, format!("{} has it.", self.profile()));
            return self.own.push(own.clone());
        };
        let requested = value_in_words(&asked.value);
        if asked == own {
            self.ruling.taken(field, issued, format!("{} has it, and the request asks for it.", self.profile()));
            return self.own.push(own.clone());
        }
        let allowed = self.allowed(asked);
        match (self.template.rules.way(own.value.oid()), allowed) {
            (Way::Refuse, _) => self.refuse(&field, &requested),
            (Way::Undecided, _) => self.undecided(&field, &requested, Some(&issued)),
            (Way::Profile | Way::Fill, _) => {
                self.ruling.changed(field, requested, issued, format!("{} decides.", self.profile()));
                self.own.push(own.clone());
            }
            (Way::Request | Way::Union, Allowed::Never(why)) => {
                self.ruling.changed(field, requested, issued, why);
                self.own.push(own.clone());
            }
            (Way::Request, Allowed::As(taken, why)) => {
                let why = why.unwrap_or("The request decides.");
                self.say_taken(&field, &requested, &taken, why);
                self.behind.push(taken);
            }
            (Way::Union, Allowed::As(taken, _)) => self.unite(&field, &requested, own, &taken),
        }
    }

    fn unite(&mut self, field: &str, requested: &str, own: &Extension, taken: &Extension) {
        match union::of(own, taken) {
            Some(both) => {
                let why = "What the profile has and what the request asks for, together.";
                self.ruling.changed(field, requested, value_in_words(&both.value), why);
                self.own.push(both);
            }
            None => {
                let found = format!("{requested}; the two cannot be put together, so one of them must be chosen");
                self.ruling.refused(field, requested, Code::PolicyExtensionUndecided, found);
            }
        }
    }

    /// An extension that the request alone asks for.
    fn of_request_alone(&mut self, asked: &Extension) {
        let field = extension_field(&asked.value);
        let requested = value_in_words(&asked.value);
        match (self.template.rules.way(asked.value.oid()), self.allowed(asked)) {
            (Way::Refuse, _) => self.refuse(&field, &requested),
            (Way::Undecided, _) => self.undecided(&field, &requested, None),
            (_, Allowed::Never(why)) => {
                self.warn_authority(asked);
                self.ruling.dropped(field, requested, why);
            }
            (Way::Profile, _) => {
                self.warn_dropped(asked, &field, &requested);
                self.ruling.dropped(field, requested, format!("{} does not have it, and decides.", self.profile()));
            }
            (Way::Fill | Way::Request | Way::Union, Allowed::As(taken, why)) => {
                let why = why.unwrap_or("The request asks for it, and the profile lets it.");
                self.say_taken(&field, &requested, &taken, why);
                self.behind.push(taken);
            }
        }
    }

    /// What is computed has its line here whatever the request says.
    fn computed(&mut self, extension: &Extension) {
        let why = "It is computed here, as OpenSSL does where the profile says nothing of it.";
        let field = extension_field(&extension.value);
        self.ruling.added(field, value_in_words(&extension.value), why);
    }

    fn say_taken(&mut self, field: &str, requested: &str, taken: &Extension, why: &str) {
        let issued = value_in_words(&taken.value);
        match issued == requested {
            true => self.ruling.taken(field, issued, why),
            false => self.ruling.changed(field, requested, issued, why),
        }
    }

    fn refuse(&mut self, field: &str, requested: &str) {
        let found = format!("{requested}; the profile {} refuses what it does not have itself", self.template.name);
        self.ruling.refused(field, requested, Code::PolicyExtensionRefused, found);
    }

    fn undecided(&mut self, field: &str, requested: &str, own: Option<&str>) {
        let own = own.map_or_else(|| "the profile has none".to_owned(), |own| format!("the profile has {own}"));
        let found = format!("the request asks for {requested}; {own}");
        self.ruling.refused(field, requested, Code::PolicyExtensionUndecided, found);
    }

    /// Whoever asks to be an authority has something else in mind than what is issued.
    fn warn_authority(&mut self, asked: &Extension) {
        if asked.value.basic_constraints().is_some_and(|asked| asked.ca) {
            let text = format!(
                "The request asks for the certificate of an authority, and the profile {} makes none.",
                self.template.name
            );
            self.ruling.warned("request/asks-for-authority", text);
        }
    }

    fn warn_dropped(&mut self, asked: &Extension, field: &str, requested: &str) {
        self.warn_authority(asked);
        if asked.value.alternative_names().is_some() {
            let text = format!(
                "The request asks for {requested}, and copy_extensions of the configuration does not let it: choose the names \
                 here, or let the configuration copy them."
            );
            self.ruling.warned("request/names-not-copied", text);
        } else if asked.critical {
            let text = format!(
                "The request marks {field} as critical, and it is left out: ask its sender whether the certificate is of use \
                 without it."
            );
            self.ruling.warned("request/critical-extension-dropped", text);
        }
    }

    /// What of a requested extension any rule may let in.
    fn allowed(&self, asked: &Extension) -> Allowed {
        let makes_authority = self.template.base.is_authority();
        match &asked.value {
            ExtensionValue::SubjectKeyIdentifier(_) | ExtensionValue::AuthorityKeyIdentifier(_) => {
                Allowed::Never("It is computed here: a wrong one breaks the building of chains.")
            }
            ExtensionValue::BasicConstraints(constraints) if constraints.ca != makes_authority => {
                Allowed::Never("Whether the subject is an authority is for the profile to say, never for a request.")
            }
            ExtensionValue::NameConstraints(_) if !makes_authority => {
                Allowed::Never("Only the certificate of an authority may have it (RFC 5280, section 4.2.1.10).")
            }
            value if self.case.choices.publication.iter().any(|own| own.value.oid() == value.oid()) => {
                Allowed::Never("Where to find the issuer and its CRL is for the authority to say, and it does.")
            }
            ExtensionValue::CrlNumber(_) => Allowed::Never("It belongs to a CRL."),
            ExtensionValue::KeyUsage(usages) if !makes_authority => end_entity_usages(asked, *usages),
            _ => Allowed::As(asked.clone(), None),
        }
    }
}

/// What a rule may let in.
enum Allowed {
    As(Extension, Option<&'static str>),
    Never(&'static str),
}

/// The uses without those of an authority.
fn end_entity_usages(asked: &Extension, usages: KeyUsages) -> Allowed {
    const WHY: &str = "Signing certificates and CRLs is for authorities, and this profile makes none.";
    let of_authority = authority_usages();
    let rest: Vec<_> = usages.iter().filter(|usage| !of_authority.contains(*usage)).collect();
    match rest.len() {
        0 => Allowed::Never(WHY),
        count if count == usages.iter().count() => Allowed::As(asked.clone(), None),
        _ => {
            let value = ExtensionValue::KeyUsage(KeyUsages::of(&rest));
            Allowed::As(Extension { critical: asked.critical, value }, Some(WHY))
        }
    }
}

/// The path length that was chosen takes the place of the profile's; an end entity has none.
fn path_length(case: &Case<'_>, template: &Template, extensions: &mut [Extension], ruling: &mut Ruling) {
    const FIELD: &str = "extension.basicConstraints";
    let Some(length) = case.choices.path_len else { return };
    let own = extensions.iter_mut().find_map(|extension| match &mut extension.value {
        ExtensionValue::BasicConstraints(constraints) if constraints.ca => Some(constraints),
        _ => None,
    });
    match own {
        Some(constraints) => {
            let before = value_in_words(&ExtensionValue::BasicConstraints(*constraints));
            constraints.path_len = Some(length);
            let issued = value_in_words(&ExtensionValue::BasicConstraints(*constraints));
            ruling.report.retain(|row| row.field != FIELD);
            ruling.changed(FIELD, before, issued, "The path length is the one that was chosen here.");
        }
        None => {
            let found = format!("path length {length} for the profile {}, which is no authority", template.name);
            ruling.violated(FIELD, Code::PolicyUsageConflict, found);
        }
    }
}

impl Template {
    /// Whether the alternative names may be completed from the common name: not where the configuration says outright that
    /// the profile decides them.
    pub(super) fn completes_names(&self) -> bool {
        self.base.is_server() && !self.rules.is_closed(const_oid::db::rfc5280::ID_CE_SUBJECT_ALT_NAME.into())
    }
}

/// The name constraints that were chosen take the place of the profile's.
pub(super) fn bind(case: &Case<'_>, extensions: &mut Vec<Extension>, ruling: &mut Ruling) {
    let Some(chosen) = &case.choices.name_constraints else { return };
    let value = ExtensionValue::NameConstraints(chosen.clone());
    let field = extension_field(&value);
    ruling.report.retain(|row| row.field != field);
    ruling.added(field, value_in_words(&value), "It was chosen, and binds the new authority.");
    extensions.retain(|extension| !matches!(extension.value, ExtensionValue::NameConstraints(_)));
    extensions.push(Extension { critical: true, value });
}

/// The names in an extension list.
pub(super) fn names_of(extensions: &[Extension]) -> Vec<GeneralName> {
    extensions.iter().find_map(|extension| extension.value.alternative_names()).unwrap_or_default().to_vec()
}

/// Which types the answers are about that no rule asks about.
pub(super) fn needless_answers(rules: &ExtensionRules) -> Ruling {
    let mut ruling = Ruling::default();
    let asks = |oid: &Oid| rules.of_type.iter().any(|(known, rule)| known == oid && *rule == ExtensionRule::Ask);
    let needless: Vec<&Oid> = rules.answers.iter().map(|(oid, _)| oid).filter(|oid| !asks(oid)).collect();
    if !needless.is_empty() {
        let found = format!("an answer for {}, about which the configuration does not ask", listed(needless));
        ruling.violated("extensions", Code::PolicyExtensionRefused, found);
    }
    ruling
}
