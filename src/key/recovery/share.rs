//! A key in shares, of which some open it and fewer say nothing (Shamir, "How to share a secret", 1979), byte by byte over GF(2^8).

use std::fmt;

use vsss_rs::Gf256;
use zeroize::Zeroizing;

use super::words::{self, Form, Words};
use super::{KEY_LENGTH, Paper, RecoveryKey, VaultTag};
use crate::env::{Env, make_rng};
use crate::error::{Code, Error, Result};

/// How many shares a key is given out in at most: every selection of them is tried before.
pub const MOST_SHARES: u8 = 16;

/// What is shared is the key, and behind it so many bytes of its check: a key put together of shares that do not belong together
/// is noticed.
const SHARED_LENGTH: usize = KEY_LENGTH + 4;
const SET_LENGTH: usize = 3;

/// One share of a key. Its memory is cleared when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryShare {
    /// Which vault it is of.
    pub tag: VaultTag,
    /// Which shares were made together: random.
    pub set: [u8; SET_LENGTH],
    /// How many are needed.
    pub threshold: u8,
    /// Which one it is, from 1 on.
    pub number: u8,
    value: Zeroizing<[u8; SHARED_LENGTH]>,
}

impl RecoveryShare {
    /// The words of the share.
    #[must_use]
    pub fn words(&self) -> Words {
        let mut body = Zeroizing::new(Vec::with_capacity(Form::Share.length()));
        body.extend(self.tag.with(Form::Share));
        body.extend(self.set);
        body.extend([self.threshold, self.number]);
        body.extend(self.value.iter());
        words::write(Form::Share, &body)
    }

    /// Six hexadecimal digits, the same on all shares that were made together.
    #[must_use]
    pub fn set_name(&self) -> String {
        base16ct::lower::encode_string(&self.set)
    }

    /// What follows the tag in the body; nothing where no such share is ever made.
    pub(super) fn read(tag: VaultTag, rest: &[u8]) -> Option<Self> {
        let (set, rest) = rest.split_first_chunk()?;
        let ([threshold, number], value) = rest.split_first_chunk()?;
        let (set, threshold, number) = (*set, *threshold, *number);
        let is_possible = (2..=MOST_SHARES).contains(&threshold) && (1..=MOST_SHARES).contains(&number);
        let value = Zeroizing::new(value.try_into().ok()?);
        is_possible.then_some(Self { tag, set, threshold, number, value })
    }

    /// The share as the crate has it: its number, and a byte for each byte of what is shared.
    fn point(&self) -> Zeroizing<Vec<u8>> {
        let mut point = Zeroizing::new(Vec::with_capacity(1 + SHARED_LENGTH));
        point.push(self.number);
        point.extend(self.value.iter());
        point
    }
}

impl fmt::Debug for RecoveryShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RecoveryShare");
        shown.field("tag", &self.tag).field("set", &self.set_name());
        shown.field("threshold", &self.threshold).field("number", &self.number).finish_non_exhaustive()
    }
}

/// Shares of a key, `threshold` of which open it. Before they are given out their words are read again, and every selection of as
/// many as are needed is put together and compared.
///
/// # Errors
/// [`Code::RecoverySharesRange`]; [`Code::BundleCheckFailed`] where they do not lead back to the key.
pub fn split(env: &mut dyn Env, key: &RecoveryKey, threshold: u8, count: u8) -> Result<Vec<RecoveryShare>> {
    check_range(threshold, count)?;
    let mut set = [0; SET_LENGTH];
    env.fill(&mut set);
    let mut rng = make_rng(env);
    let points = Gf256::split_bytes(usize::from(threshold), usize::from(count), shared(key).as_slice(), &mut rng);
    let points = Zeroizing::new(points.map_err(|_| failed())?);
    let share = |point: &Vec<u8>| {
        let (number, value) = point.split_first()?;
        let value = Zeroizing::new(value.try_into().ok()?);
        Some(RecoveryShare { tag: key.tag, set, threshold, number: *number, value })
    };
    let shares: Vec<_> = points.iter().map(share).collect::<Option<_>>().ok_or_else(failed)?;
    try_back(key, &shares)?;
    Ok(shares)
}

fn check_range(threshold: u8, count: u8) -> Result<()> {
    if (2..=MOST_SHARES).contains(&count) && (2..=count).contains(&threshold) {
        return Ok(());
    }
    let error = Error::new(Code::RecoverySharesRange).field("threshold").found(format!("{threshold} of {count}"));
    Err(error.allowed(format!("2 of 2 to {MOST_SHARES} of {MOST_SHARES}")))
}

/// The key and the first bytes of the hash from which the check of its words is taken.
fn shared(key: &RecoveryKey) -> Zeroizing<[u8; SHARED_LENGTH]> {
    let mut shared = Zeroizing::new([0; SHARED_LENGTH]);
    let check = words::check(&key.body());
    shared.iter_mut().zip(key.secret.iter().chain(&check)).for_each(|(to, from)| *to = *from);
    shared
}

/// Reads each share's words again, and puts every selection of as many as are needed together.
fn try_back(key: &RecoveryKey, shares: &[RecoveryShare]) -> Result<()> {
    let read = |share: &RecoveryShare| match Paper::read(&share.words().text()) {
        Ok(Paper::Share(read)) if read == *share => Some(read),
        _ => None,
    };
    let read: Vec<_> = shares.iter().map(read).collect::<Option<_>>().ok_or_else(failed)?;
    let threshold = read.first().map(|share| u32::from(share.threshold)).ok_or_else(failed)?;
    let mut selections = (0..1_u32 << read.len()).filter(|selection| selection.count_ones() == threshold);
    let leads_back = |selection: u32| {
        let is_chosen = |at: &usize| selection >> at & 1 == 1;
        let chosen: Vec<_> =
            read.iter().enumerate().filter(|(at, _)| is_chosen(at)).map(|(_, share)| share.clone()).collect();
        combine(&chosen).is_ok_and(|combined| combined == *key)
    };
    if selections.all(leads_back) { Ok(()) } else { Err(failed()) }
}

/// Puts shares together: all that there are, as many as are needed or more.
///
/// # Errors
/// [`Code::RecoverySharesFew`], [`Code::RecoverySharesMixed`], [`Code::RecoveryShareTwice`]. What comes of them is the key that was
/// shared, or nothing.
pub fn combine(shares: &[RecoveryShare]) -> Result<RecoveryKey> {
    let first = shares.first().ok_or_else(|| few(0, "2 or more"))?;
    for (at, share) in shares.iter().enumerate() {
        check_fits(first, share, at)?;
        if let Some(same) = shares.iter().take(at).position(|other| other.number == share.number) {
            let found = format!("the share with the number {}, as share {}", share.number, same + 1);
            return Err(Error::new(Code::RecoveryShareTwice).field(format!("share {}", at + 1)).found(found));
        }
    }
    if shares.len() < usize::from(first.threshold) {
        return Err(few(shares.len(), &first.threshold.to_string()));
    }
    let mut points = Zeroizing::new(Vec::with_capacity(shares.len()));
    points.extend(shares.iter().map(|share| share.point().to_vec()));
    let combined = Zeroizing::new(Gf256::combine_bytes(&*points).map_err(|_| unfit())?);
    let (secret, _) = combined.split_first_chunk().ok_or_else(unfit)?;
    let key = RecoveryKey { tag: first.tag, secret: Zeroizing::new(*secret) };
    if shared(&key).as_slice() == combined.as_slice() { Ok(key) } else { Err(unfit()) }
}

/// Whether a share was made together with the first one.
fn check_fits(first: &RecoveryShare, share: &RecoveryShare, at: usize) -> Result<()> {
    let mixed = |found: String, allowed: String| {
        let error = Error::new(Code::RecoverySharesMixed).field(format!("share {}", at + 1));
        Err(error.found(found).allowed(allowed))
    };
    if share.tag != first.tag {
        return mixed(format!("a share of the vault {}", share.tag), format!("those of the vault {}", first.tag));
    }
    if (share.set, share.threshold) != (first.set, first.threshold) {
        return mixed(
            format!("a share of the set {}", share.set_name()),
            format!("those of the set {}", first.set_name()),
        );
    }
    Ok(())
}

fn few(count: usize, needed: &str) -> Error {
    Error::new(Code::RecoverySharesFew).field("shares").found(count.to_string()).allowed(needed)
}

fn unfit() -> Error {
    Error::new(Code::RecoverySharesMixed).field("shares").found("shares that lead to no key together")
}

fn failed() -> Error {
    Error::new(Code::BundleCheckFailed).field("recovery")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::recovery::tests::{VAULT, key};
    use crate::model::Time;

    fn env(seed: u8) -> FixedEnv {
        FixedEnv::new(Time::from_unix(1_795_176_000).unwrap(), seed)
    }

    fn shares(threshold: u8, count: u8) -> Vec<RecoveryShare> {
        split(&mut env(5), &key(), threshold, count).unwrap()
    }

    fn chosen(shares: &[RecoveryShare], which: &[usize]) -> Vec<RecoveryShare> {
        which.iter().map(|at| shares[*at].clone()).collect()
    }

    #[track_caller]
    fn refused(shares: &[RecoveryShare], code: Code, field: &str) {
        let error = combine(shares).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (code, Some(field)), "{error}");
    }

    /// Every selection of every size of shares of many kinds: enough of them are the key, and fewer are refused.
    #[test]
    fn enough_shares_open_and_fewer_say_nothing() {
        for (threshold, count) in [(2, 2), (2, 3), (3, 5), (5, 5), (4, 7), (2, 10), (9, 10)] {
            let shares = split(&mut env(threshold * 16 + count), &key(), threshold, count).unwrap();
            assert_eq!(shares.iter().map(|share| share.number).collect::<Vec<_>>(), (1..=count).collect::<Vec<_>>());
            for selection in 1..1_u32 << count {
                let which: Vec<_> = (0..usize::from(count)).filter(|at| selection >> at & 1 == 1).collect();
                match combine(&chosen(&shares, &which)) {
                    Ok(combined) => assert!(combined == key() && which.len() >= usize::from(threshold)),
                    Err(error) => {
                        assert_eq!(
                            (error.code(), which.len() < usize::from(threshold)),
                            (Code::RecoverySharesFew, true)
                        );
                    }
                }
            }
        }
    }

    /// Whoever says that fewer are needed than there are gets no key: what comes of fewer does not fit its check.
    #[test]
    fn fewer_shares_that_claim_to_suffice_lead_to_no_key() {
        for seed in 0..50 {
            let mut few = split(&mut env(seed), &key(), 3, 5).unwrap();
            few.truncate(2);
            few.iter_mut().for_each(|share| share.threshold = 2);
            refused(&few, Code::RecoverySharesMixed, "shares");
        }
    }

    /// The bytes of a share are those of random coefficients: over many sets every value comes about as often as others, whatever
    /// the key is.
    #[test]
    fn a_share_alone_is_even() {
        let mut counts = [0_u32; 256];
        for set in 0..400_u16 {
            let [high, low] = set.to_be_bytes();
            let zeros = RecoveryKey::new(&VAULT, Zeroizing::new([0; 32]));
            let mut env = FixedEnv::new(Time::from_unix(i64::from(set)).unwrap(), low ^ high << 7);
            (0..high).for_each(|_| env.fill(&mut [0; 999]));
            for share in split(&mut env, &zeros, 2, 2).unwrap() {
                share.value[..32].iter().for_each(|byte| counts[usize::from(*byte)] += 1);
            }
        }
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!(*least > 50 && *most < 160, "of 100 each: {least} to {most}");
    }

    #[test]
    fn shares_of_two_sets_or_vaults_are_named() {
        let (ours, later) = (shares(2, 3), split(&mut env(6), &key(), 2, 3).unwrap());
        let mixed = [chosen(&ours, &[0]), chosen(&later, &[1])].concat();
        refused(&mixed, Code::RecoverySharesMixed, "share 2");
        assert!(combine(&mixed).unwrap_err().found_text().unwrap().contains(&later[1].set_name()));
        let another = RecoveryKey::new(&[9; 16], Zeroizing::new([7; 32]));
        let theirs = split(&mut env(7), &another, 2, 3).unwrap();
        let mixed = [chosen(&ours, &[0, 1]), chosen(&theirs, &[2])].concat();
        refused(&mixed, Code::RecoverySharesMixed, "share 3");
        assert_eq!(combine(&mixed).unwrap_err().found_text(), Some("a share of the vault 09090"));
    }

    #[test]
    fn a_share_that_stands_there_twice_is_named() {
        let shares = shares(3, 5);
        refused(&chosen(&shares, &[2, 4, 2]), Code::RecoveryShareTwice, "share 3");
        refused(&[], Code::RecoverySharesFew, "shares");
        refused(&chosen(&shares, &[2, 4]), Code::RecoverySharesFew, "shares");
    }

    /// One that was made up, with a set and a number that fit.
    #[test]
    fn a_share_of_another_key_in_the_set_leads_to_no_key() {
        let mut shares = shares(2, 3);
        shares[1].value[0] ^= 1;
        refused(&chosen(&shares, &[0, 1]), Code::RecoverySharesMixed, "shares");
        refused(&shares, Code::RecoverySharesMixed, "shares");
        assert_eq!(combine(&chosen(&shares, &[0, 2])).unwrap(), key());
    }

    #[test]
    fn shares_that_do_not_lead_back_are_not_given_out() {
        for spoilt in 0..5 {
            let mut shares = shares(3, 5);
            try_back(&key(), &shares).unwrap();
            shares[spoilt].value[35] ^= 0x80;
            assert_eq!(try_back(&key(), &shares).unwrap_err().code(), Code::BundleCheckFailed);
        }
        assert!(try_back(&key(), &[]).is_err());
        let other = RecoveryKey::new(&VAULT, Zeroizing::new([1; 32]));
        assert!(try_back(&other, &shares(2, 2)).is_err());
    }

    #[test]
    fn a_share_is_read_from_its_words() {
        for share in shares(16, 16) {
            let words = share.words();
            assert_eq!(words.iter().count(), 36);
            let Paper::Share(read) = Paper::read(&words.text()).unwrap() else { panic!() };
            assert_eq!(read, share);
            assert!(!format!("{share:?} {words:?}").contains(words.iter().nth(20).unwrap()));
        }
        let text = |shares: &[RecoveryShare]| {
            shares.iter().map(|share| share.words().text().to_string() + "\n").collect::<String>()
        };
        let all = shares(3, 5);
        assert_eq!(RecoveryKey::read(&text(&all[1..4])).unwrap(), key());
        assert_eq!(RecoveryKey::read(&text(&all[1..3])).unwrap_err().code(), Code::RecoverySharesFew);
        assert_eq!(Paper::read(&text(&all)).unwrap_err().code(), Code::RecoveryWordsCount);
        let wrong = text(&all[1..4]).replacen(all[2].words().iter().nth(20).unwrap(), "zoo", 1);
        let error = RecoveryKey::read(&wrong).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::RecoveryWordsWrong, Some("share 2, word 21")));
    }

    #[test]
    fn numbers_that_no_share_has_are_not_read() {
        let share = &shares(2, 2)[0];
        for (threshold, number) in [(0, 1), (1, 1), (17, 1), (2, 0), (2, 17)] {
            let other = RecoveryShare { threshold, number, ..share.clone() };
            assert_eq!(Paper::read(&other.words().text()).unwrap_err().code(), Code::VaultTooNew);
        }
    }

    #[test]
    fn a_key_is_shared_between_two_and_sixteen() {
        for (threshold, count) in [(0, 3), (1, 3), (4, 3), (2, 1), (0, 0), (2, 17), (255, 255)] {
            let error = split(&mut env(5), &key(), threshold, count).unwrap_err();
            assert_eq!(error.code(), Code::RecoverySharesRange, "{threshold} of {count}");
        }
    }

    /// GF(2^8) with x^8 + x^4 + x^3 + x + 1, as the document says: FIPS 197, section 4.2, has {57}·{83} = {c1}.
    #[test]
    fn the_field_is_that_of_the_document() {
        assert_eq!(Gf256(0x57) * Gf256(0x83), Gf256(0xc1));
        // the line through (1, 0x57 + 0x83) and (2, 0x57 + 2·0x83) meets 0 at 0x57
        let double = Gf256(2) * Gf256(0x83);
        let points = vec![vec![1, 0x57 ^ 0x83], vec![2, 0x57 ^ double.0]];
        assert_eq!(Gf256::combine_bytes(&points).unwrap(), [0x57]);
    }

    #[test]
    fn the_form_does_not_change() {
        let written: String = shares(2, 3).iter().map(|share| share.words().text().to_string() + "\n").collect();
        assert_eq!(written, include_str!("../../../tests/vectors/recovery/shares.txt"));
    }
}
