//! Names: what is read, what is refused and where, and that what is shown can be read again.

use super::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn parts(name: &Name) -> Vec<(String, String)> {
    name.attributes().map(|attribute| (attribute.label(), attribute.text())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(label, text)| ((*label).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn the_table_has_each_identifier_and_each_name_once() {
    let mut oids = std::collections::BTreeSet::new();
    let mut names = std::collections::BTreeSet::new();
    for known in AttributeType::ALL {
        assert_eq!(AttributeType::by_oid(Oid::parse(known.oid).unwrap()), Some(known));
        assert_eq!(AttributeType::by_name(&known.short.to_uppercase()), Some(known), "{}", known.short);
        assert_eq!(AttributeType::by_name(&known.long.to_lowercase()), Some(known), "{}", known.long);
        assert!(oids.insert(known.oid) && names.insert(known.short));
    }
}

#[test]
fn rfc_4514_is_read_in_reverse_and_openssls_way_in_order() {
    let expected = pairs(&[("C", "US"), ("O", "The Sample Company"), ("CN", "mail.sample.com")]);
    for text in [
        "CN=mail.sample.com,O=The Sample Company,C=US",
        " cn = mail.sample.com , o=The Sample Company ; countryName=US ",
        "2.5.4.3=mail.sample.com,OID.2.5.4.10=\"The Sample Company\",C=US",
        "CN=#0C0F6D61696C2E73616D706C652E636F6D,O=The Sample Company,C=US",
        "/C=US/O=The Sample Company/CN=mail.sample.com",
        "/countryName=US/O=The Sample Company/commonName=mail.sample.com",
    ] {
        assert_eq!(parts(&name(text)), expected, "{text}");
    }
}

#[test]
fn escapes_are_taken_away() {
    for (text, value) in [
        (r"O=Sample\, Inc.", "Sample, Inc."),
        (r"O=Sample\2C Inc.", "Sample, Inc."),
        (r#"O="Sample, Inc.""#, "Sample, Inc."),
        (r#"O="Sample \"+\" Inc.""#, "Sample \"+\" Inc."),
        (r"O=\#1 \+ \<two\> \\ \;", "#1 + <two> \\ ;"),
        (r"O=\ two spaces\ ", " two spaces "),
        (r"O=Lu\C4\8Di\C4\87", "Lučić"),
        ("O=Größe = 1", "Größe = 1"),
        (r"/O=AC\/DC \+ Sons", "AC/DC + Sons"),
        (r"/O=a,b;c\\d", "a,b;c\\d"),
    ] {
        assert_eq!(parts(&name(text)), pairs(&[("O", value)]), "{text}");
    }
}

#[test]
fn a_plus_joins_attributes_into_one_relative_name() {
    for text in ["CN=Sam+UID=7,O=Sample", "/O=Sample/CN=Sam+UID=7"] {
        let name = name(text);
        assert_eq!(name.relative().len(), 2);
        assert_eq!(name.relative()[1].attributes().len(), 2);
        assert_eq!(name.to_string(), "CN=Sam+UID=7,O=Sample");
    }
}

#[test]
fn what_is_shown_is_read_as_the_same_name() {
    for text in [
        "CN=mail.sample.com,O=The Sample Company,C=US",
        r"CN=\#1\, \+\;\<\>\\",
        r#"O=\ a \"b\" \ "#,
        "O=Größe 日本",
        "1.2.3.4=own",
        "CN=#0101FF,O=Sample",
        "CN=Sam+emailAddress=sam@sample.com+serialNumber=7,DC=sample,DC=com",
    ] {
        let once = name(text);
        assert_eq!(Name::parse(&once.to_string()).unwrap(), once, "{text}");
    }
    assert_eq!(name(r"O=\ a \ ").to_string(), r"O=\ a \ ");
    assert_eq!(name("CN=#0101ff").to_string(), "CN=#0101FF");
}

#[test]
fn what_others_made_is_shown_without_hidden_characters() {
    let value = AttributeValue::Text { kind: StringKind::Utf8, text: "a\0b\u{202e}c".into() };
    let attribute = Attribute { oid: Oid::parse("2.5.4.3").unwrap(), value };
    let name = Name::new(vec![RelativeName::new(attribute, vec![])]);
    assert_eq!(name.to_string(), r"CN=a\00b\E2\80\AEc");
}

#[test]
fn errors_say_where_in_bytes() {
    for (text, code, offset) in [
        ("mail.sample.com", Code::NameSyntax, 15),
        ("O=Größe,mail", Code::NameSyntax, 14),
        ("CN=a,", Code::NameSyntax, 5),
        ("CN=a,,O=b", Code::NameSyntax, 5),
        ("CN=a+", Code::NameSyntax, 5),
        ("CN=\"a", Code::NameSyntax, 3),
        ("CN=\"a\"b", Code::NameSyntax, 6),
        ("CN=a\"b", Code::NameSyntax, 4),
        ("CN=a\\", Code::NameSyntax, 4),
        ("CN=\\FF", Code::NameSyntax, 3),
        ("CN=#0C", Code::NameSyntax, 3),
        ("CN=#0C0161FF", Code::NameSyntax, 3),
        ("CN=#0C016", Code::NameSyntax, 3),
        ("O=Größe,XX=1", Code::NameAttributeUnknown, 10),
        ("/C=US/CN=", Code::NameAttributeEmpty, 9),
        ("CN=,C=US", Code::NameAttributeEmpty, 3),
        ("CN=a,C=USA", Code::CountrySyntax, 7),
    ] {
        let error = Name::parse(text).unwrap_err();
        assert_eq!((error.code(), error.offset()), (code, Some(offset)), "{text}: {error}");
    }
}

#[test]
fn values_keep_to_appendix_a() {
    let refused = |short: &str, text: &str| {
        let oid = Oid::parse(AttributeType::by_name(short).unwrap().oid).unwrap();
        Attribute::new(oid, text).map_err(|error| {
            assert_eq!(error.field_name(), Some(format!("subject.{short}").as_str()));
            error.code()
        })
    };
    assert_eq!(refused("CN", &"ü".repeat(65)), Err(Code::NameAttributeTooLong));
    assert!(refused("CN", &"ü".repeat(64)).is_ok(), "characters are counted, not bytes");
    assert_eq!(refused("O", "  "), Err(Code::NameAttributeEmpty));
    assert_eq!(refused("O", "a\tb"), Err(Code::NameAttributeCharset));
    assert_eq!(refused("O", "a\u{202e}b"), Err(Code::NameAttributeCharset));
    assert_eq!(refused("serialNumber", "a_b"), Err(Code::NameAttributeCharset));
    assert_eq!(refused("DC", "größe"), Err(Code::NameAttributeCharset));
    assert_eq!(refused("C", "us"), Err(Code::CountrySyntax));
    assert_eq!(refused("C", "U1"), Err(Code::CountrySyntax));
    assert_eq!(refused("jurisdictionC", "USA"), Err(Code::CountrySyntax));
    assert_eq!(refused("emailAddress", "postmaster"), Err(Code::EmailSyntax));
    assert!(refused("emailAddress", "postmaster@sample.com").is_ok());
}

#[test]
fn string_types_follow_the_attribute_type() {
    let kinds: Vec<StringKind> = name("CN=a,DC=b,emailAddress=a@b.com,serialNumber=1,C=US,1.2.3=x")
        .attributes()
        .map(|attribute| match &attribute.value {
            AttributeValue::Text { kind, .. } => *kind,
            AttributeValue::Other(_) => panic!("text"),
        })
        .collect();
    use StringKind::{Ia5, Printable, Utf8};
    assert_eq!(kinds, [Utf8, Printable, Printable, Ia5, Ia5, Utf8]);
}

#[test]
fn names_match_whatever_their_case_spaces_and_string_types() {
    let same = |a: &str, b: &str| name(a).matches(&name(b));
    assert!(same("CN=The  Sample CA,C=US", "CN=\\ the sample ca ,C=US"));
    assert!(same("CN=Sam+UID=7", "UID=7+CN=SAM"));
    assert!(same("O=GRÖSSE", "O=grösse"));
    assert!(same("CN=#1303616263", "CN=ABC"));
    assert!(!same("CN=a,O=b", "O=b,CN=a"), "order counts");
    assert!(!same("CN=a", "CN=a,O=b"));
    assert!(!same("CN=a+UID=1", "CN=a+UID=2"));
    assert!(!same("CN=a b", "CN=ab"));
}

#[test]
fn the_common_name_is_the_most_specific_one() {
    assert_eq!(name("CN=inner,CN=outer,O=Sample").common_name().as_deref(), Some("inner"));
    assert_eq!(name("O=Sample").common_name(), None);
    assert!(name("").is_empty() && name("/").is_empty());
}
