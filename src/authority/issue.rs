//! Making a root, and signing what was decided.

use super::{Authority, Change, Counters, Parts, Row};
use crate::encode::{self, CertificateContent, name_der};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::Signer;
use crate::model::{Certificate, Name, SerialNumber};
use crate::parse;
use crate::policy::{self, Decision};

/// How a certificate is numbered, and which one it renews.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Whether its serial number is the next one that is counted; random otherwise.
    pub counted: bool,
    /// The certificate that it renews.
    pub renews: Option<SerialNumber>,
}

impl Authority {
    /// A new root: its self-signed certificate, and an empty ledger.
    ///
    /// # Errors
    /// What [`policy::root`] and [`encode::sign`] say, and [`Code::SignatureSelfCheck`].
    pub fn make_root(env: &mut dyn Env, subject: &Name, days: u32, signer: &dyn Signer) -> Result<Self> {
        let now = env.now();
        let spki = signer.public_key().spki().to_vec();
        let (subject, validity, extensions) = policy::root(subject, &spki, days, now)?;
        let issuer = subject.clone();
        let content = CertificateContent { serial: make_serial(env), issuer, validity, subject, spki, extensions };
        let certificate = sign(env, &content, signer)?;
        Self::restore(Parts::new(certificate, Vec::new(), Counters::new(now)))
    }

    /// Signs what was decided, with a serial number that this ledger never had. The certificate is read again and
    /// compared with the decision before it is handed on.
    ///
    /// # Errors
    /// [`Code::LedgerInconsistent`] for what was decided for another authority, [`Code::KeyMismatch`],
    /// [`Code::ClockBackwards`], [`Code::SerialCollision`], [`Code::SignatureSelfCheck`], and what [`encode::sign`]
    /// says.
    pub fn issue(&self, env: &mut dyn Env, decision: &Decision, signer: &dyn Signer) -> Result<Change> {
        self.issue_in_order(env, decision, signer, &Order::default())
    }

    /// The same, numbered and with a lineage as it is ordered.
    ///
    /// # Errors
    /// As [`issue`](Self::issue), [`Code::SerialUnknown`] for a certificate that is to be renewed and is not here, and
    /// [`Code::SerialSyntax`] where no number is left to count.
    pub fn issue_in_order(
        &self,
        env: &mut dyn Env,
        decision: &Decision,
        signer: &dyn Signer,
        order: &Order,
    ) -> Result<Change> {
        let now = env.now();
        self.check_clock(now)?;
        self.check_key(signer)?;
        self.check_decided_here(decision)?;
        if let Some(renewed) = order.renews.as_ref().filter(|serial| self.bare(serial).is_none()) {
            self.known(renewed)?;
        }
        let (serial, next_serial) = match order.counted {
            true => self.next_serial().and_then(|serial| Ok((serial.clone(), Some(serial.successor()?))))?,
            false => (self.make_new_serial(env)?, None),
        };
        let certificate = sign(env, &self.content(serial, decision), signer)?;
        let row = Row::of(&certificate, decision.profile.clone(), now);
        let row = Row { renews: order.renews.clone(), ..row };
        Ok(Change::Issued { row, certificate: certificate.der, next_serial })
    }

    /// The next number that is counted, as OpenSSL counts, and never one that is used.
    fn next_serial(&self) -> Result<SerialNumber> {
        let first = || SerialNumber::parse("01");
        let mut serial = self.counters.next_serial.clone().map_or_else(first, Ok)?;
        while self.is_taken(&serial) {
            serial = serial.successor()?;
        }
        Ok(serial)
    }

    /// What was decided for another authority was judged by that one's certificate, and points to its key.
    fn check_decided_here(&self, decision: &Decision) -> Result<()> {
        if decision.issuer_key == self.certificate.spki {
            return Ok(());
        }
        Err(Error::new(Code::LedgerInconsistent).field("issuer").found("a decision for another authority"))
    }

    fn content(&self, serial: SerialNumber, decision: &Decision) -> CertificateContent {
        CertificateContent {
            serial,
            issuer: self.certificate.subject.clone(),
            validity: decision.validity,
            subject: decision.subject.clone(),
            spki: decision.spki.clone(),
            extensions: decision.extensions.clone(),
        }
    }

    /// The first number that is not used yet, of a few.
    pub(super) fn unused(&self, mut make: impl FnMut() -> SerialNumber) -> Result<SerialNumber> {
        const TRIES: usize = 8;
        let new = (0..TRIES).map(|_| make()).find(|serial| !self.is_taken(serial));
        new.ok_or_else(|| Error::new(Code::SerialCollision))
    }

    /// 127 random bits do not meet by chance; where they do, the randomness is broken.
    fn make_new_serial(&self, env: &mut dyn Env) -> Result<SerialNumber> {
        self.unused(|| make_serial(env))
    }
}

pub(super) fn make_serial(env: &mut dyn Env) -> SerialNumber {
    let mut bytes = [0; 16];
    env.fill(&mut bytes);
    SerialNumber::from_random(bytes)
}

pub(super) fn sign(env: &mut dyn Env, content: &CertificateContent, signer: &dyn Signer) -> Result<Certificate> {
    let der = encode::sign(env, content, signer)?;
    let certificate = parse::certificate_der(&der)?;
    match says(&certificate, content)? {
        true => Ok(certificate),
        false => {
            Err(Error::new(Code::SignatureSelfCheck).found("a certificate that says something else than was decided"))
        }
    }
}

/// Whether the certificate, read by another part of the program than wrote it, says what was meant. Names are compared
/// as they are written, for attributes within one relative name are sorted then.
fn says(certificate: &Certificate, content: &CertificateContent) -> Result<bool> {
    Ok(certificate.version == 3
        && certificate.serial == content.serial
        && name_der(&certificate.issuer)? == name_der(&content.issuer)?
        && certificate.validity == content.validity
        && name_der(&certificate.subject)? == name_der(&content.subject)?
        && certificate.spki == content.spki
        && certificate.extensions == content.extensions)
}
