#!/usr/bin/env python3
"""Reads a Rootpage vault, written from docs/vault-format.md alone, and verifies its journal.

    vault_reader.py vault FILE        what is in a vault: the file vault.rootpage of a backup, or lines `key hex`
    vault_reader.py journal FILE      whether the chain of an exported journal holds (docs/journal.md)

The passphrase is read from the environment variable PASSPHRASE. What is found is written as JSON; whatever is not as the
document says ends the program with a sentence and the status 1.
"""

import hashlib
import json
import os
import sys
import unicodedata


class Refused(Exception):
    """Something is not as the document says."""


def check(holds, sentence):
    if not holds:
        raise Refused(sentence)


def sha256(data):
    return hashlib.sha256(data).digest()


# ------------------------------------------------------------------------------------------- the records as they are stored


def records_of(data):
    """The sealed records by key: of a state file, or of lines with the key and the bytes in hexadecimal."""
    if not data.startswith(b"RPSTATE"):
        lines = (line.split(" ") for line in data.decode("ascii").splitlines() if line)
        return {key: bytes.fromhex(value) for key, value in lines}
    check(data[7] == 1, "a state file of a newer version")
    body, digest = data[:-32], data[-32:]
    check(sha256(body) == digest, "the state file was changed, or is not all there")
    count, at, records = int.from_bytes(body[8:12], "big"), 12, {}
    for _ in range(count):
        length = int.from_bytes(body[at:at + 2], "big")
        key = body[at + 2:at + 2 + length].decode("utf-8")
        at += 2 + length
        length = int.from_bytes(body[at:at + 4], "big")
        records[key] = body[at + 4:at + 4 + length]
        at += 4 + length
    check(at == len(body), "bytes after the last record")
    return records


# ------------------------------------------------------------------------------------------- the seal


def data_key(header, passphrase):
    from argon2.low_level import Type, hash_secret_raw
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
    check(header[:8] == b"ROOTPAGE", "no vault")
    check(int.from_bytes(header[8:10], "big") == 1, "a vault of a newer version")
    check(len(header) == 134 and header[26:34] == b"argon2id", "another key derivation")
    memory, passes, lanes = (int.from_bytes(header[at:at + 4], "big") for at in (34, 38, 42))
    check(19456 <= memory <= 1048576 and 2 <= passes <= 16 and 1 <= lanes <= 16, "parameters out of range")
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    wrapping = hash_secret_raw(secret, header[46:62], passes, memory, lanes, 32, Type.ID, 0x13)
    try:
        return decrypt(header[86:134], header[:62], header[62:86], wrapping)
    except Exception as error:
        raise Refused("the passphrase is wrong, or the header was changed") from error


class Vault:
    def __init__(self, records, passphrase):
        self.records = records
        self.header = records["header"]
        self.id = self.header[10:26]
        self.key = data_key(self.header, passphrase)

    def open(self, key, kind, identifier):
        """The revision and the plaintext of a record."""
        from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
        check(key in self.records, f"{key} is missing")
        sealed = self.records[key]
        check(sealed[0] == 1, f"{key} has an envelope of a newer version")
        data = b"rootpage/record\x01" + self.id + bytes([kind]) + identifier + sealed[1:9]
        try:
            plain = decrypt(sealed[33:], data, sealed[9:33], self.key)
        except Exception as error:
            raise Refused(f"{key} does not open: it was changed, or stands in the place of another") from error
        return int.from_bytes(sealed[1:9], "big"), plain


# ------------------------------------------------------------------------------------------- postcard


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        check(self.at + length <= len(self.data), "a record is too short")
        self.at += length
        return self.data[self.at - length:self.at]

    def u8(self):
        return self.take(1)[0]

    def u64(self):
        number, shift = 0, 0
        while True:
            byte = self.u8()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    def i64(self):
        number = self.u64()
        return (number >> 1) ^ -(number & 1)

    def bytes(self):
        return self.take(self.u64())

    def text(self):
        return self.bytes().decode("utf-8")

    def list(self, read):
        return [read() for _ in range(self.u64())]

    def option(self, read):
        return read() if self.u8() else None

    def id(self):
        return self.take(16)

    def hash(self):
        return self.take(32)

    def end(self):
        check(self.at == len(self.data), "a record is too long")


def read_head(r):
    head = {"revision": r.u64(), "created": r.i64(), "header": r.hash(), "journal": (r.u64(), r.hash())}
    head["records"] = r.list(lambda: {"id": r.id(), "kind": r.u8(), "revision": r.u64(), "sha256": r.hash()})
    return head


def read_authority(r, version):
    new = version > 1
    crl = lambda: {"record": r.id(), "sha256": r.hash(), "number": r.u64() if new else None, "this": r.i64(), "next": r.i64(), "entries": r.u64()}
    one = {"created": r.i64(), "certificate": r.bytes(), "chain": r.list(r.bytes)}
    one["former"] = r.list(r.bytes) if new else []
    one["key"] = r.option(r.id) if new else r.id()
    one["settings"] = r.option(r.id) if new else None
    one["succeeds"] = r.option(r.id) if new else None
    one["crl_number"] = r.u64()
    one["base_crl"] = r.u64() if new else one["crl_number"]
    one["last_crl"], one["last_act"] = r.option(r.i64), r.i64()
    one["next_serial"] = r.option(r.bytes) if new else None
    one["crl"] = r.option(crl)
    if new:
        one["ahead"], one["delta"] = r.list(crl), r.option(crl)
        one["releases"] = r.list(lambda: (r.bytes(), r.i64(), r.u64()))
    one["pages"] = r.list(r.id)
    one["files"] = r.list(lambda: {"path": r.text(), "size": r.u64(), "sha256": r.hash(), "record": r.id()}) if new else []
    return one


def read_index_page(r, version):
    new = version > 1

    def revocation():
        one = {"date": r.i64(), "reason": r.u8(), "invalidity": r.option(r.i64)}
        one["instruction"] = r.option(r.text) if new else None
        one["after"] = r.u64()
        return one

    def row():
        one = {"serial": r.bytes(), "subject": r.bytes(), "names": r.list(r.text), "not_before": r.i64(), "not_after": r.i64()}
        one.update(profile=r.text(), issued=r.i64(), sha256=r.hash(), record=r.id())
        one["renews"] = r.option(r.bytes) if new else None
        one["retires"] = r.option(r.i64) if new else None
        one["revocation"] = r.option(revocation)
        return one

    rows = r.list(row)
    bare = lambda: {"serial": r.bytes(), "subject": r.text(), "not_after": r.i64(), "revocation": r.option(revocation)}
    return {"rows": rows, "bare": r.list(bare) if new else []}


def read_journal_page(r, _version):
    before = (r.u64(), r.hash())
    entries = []
    for _ in range(r.u64()):
        start = r.at
        one = {"at": r.i64(), "deed": r.u8(), "authority": r.option(r.id), "serial": r.bytes(), "sha256": r.option(r.hash), "detail": r.text()}
        entries.append({**one, "encoded": r.data[start:r.at]})
    return {"before": before, "entries": entries}


def read_request(r, version):
    new = version > 1
    one = {"authority": r.option(r.id) if new else r.id(), "created": r.i64(), "der": r.bytes()}
    one["key"] = r.option(r.id) if new else r.id()
    one["issued"] = r.list(r.bytes)
    return one


def read_certificate(r, version):
    one = {"certificate": r.bytes()}
    one["request"] = r.option(lambda: (r.u8(), r.bytes())) if version > 1 else r.bytes()
    return one


def read_settings(r, _version):
    pairs = lambda: r.list(lambda: (r.text(), r.text()))
    one = {"configuration": r.option(lambda: (r.text(), r.text(), pairs(), pairs()))}
    one.update({urls: r.list(r.text) for urls in ("crl_urls", "issuer_urls", "ocsp_urls", "delta_urls")})
    one.update(beyond_issuer=r.u8(), sequential=r.u8(), unique_subject=r.u8(), crl_seconds=r.u64())
    return one


def read_publication(r, _version):
    one = {"authority": r.id(), "at": r.i64(), "certificates": r.u8(), "title": r.text(), "contact": r.text()}
    return {**one, "files": r.u64(), "manifest": r.id(), "sha256": r.hash()}


#: The kinds: what they are called, how they are read, and the newest version.
KINDS = {
    1: ("authority", read_authority, 2),
    2: ("private key", lambda r, _: r.bytes(), 1),
    3: ("index page", read_index_page, 2),
    4: ("journal page", read_journal_page, 4),
    5: ("request", read_request, 2),
    6: ("certificate", read_certificate, 2),
    7: ("CRL", lambda r, _: r.bytes(), 1),
    8: ("settings", read_settings, 1),
    9: ("file", lambda r, _: (r.text(), r.bytes()), 1),
    10: ("publication", read_publication, 1),
    11: ("manifest", lambda r, _: r.list(lambda: (r.text(), r.hash(), r.i64())), 1),
}


def content(kind, plain):
    name, read, newest = KINDS[kind]
    reader = Reader(plain[1:])
    check(1 <= plain[0] <= newest, f"a record ({name}) of version {plain[0]}")
    value = read(reader, plain[0])
    reader.end()
    return value


# ------------------------------------------------------------------------------------------- the whole


def read_vault(records, passphrase):
    vault = Vault(records, passphrase)
    revision, plain = vault.open("head", 0, bytes(16))
    check(plain[0] == 1, "a head of a newer version")
    reader = Reader(plain[1:])
    head = read_head(reader)
    reader.end()
    check(head["revision"] == revision, "the head is that of another revision")
    check(head["header"] == sha256(vault.header), "the header is not the one that the head says")
    hot = read_hot(vault, head)
    unexpected(records, hot)
    entries = read_journal([value for kind, value in hot.values() if kind == 4], head["journal"])
    authorities = {key.hex(): authority_of(vault, key, value, hot) for key, (kind, value) in hot.items() if kind == 1}
    published = [publication_of(vault, value) for kind, value in hot.values() if kind == 10]
    requests = [request_of(vault, value) for kind, value in hot.values() if kind == 5]
    return {
        "vault": vault.id.hex(), "revision": revision, "created": head["created"], "authorities": authorities,
        "requests": sorted(requests, key=lambda one: one["der"]), "published": published, "journal": {"count": len(entries), "hash": head["journal"][1].hex()},
    }


def read_hot(vault, head):
    hot = {}
    for row in head["records"]:
        key = "hot/" + row["id"].hex()
        check(key in vault.records, f"{key} is missing")
        check(sha256(vault.records[key]) == row["sha256"], f"{key} is not the one that the head says")
        revision, plain = vault.open(key, row["kind"], row["id"])
        check(revision == row["revision"], f"{key} is that of another revision")
        hot[row["id"]] = (row["kind"], content(row["kind"], plain))
    return hot


def unexpected(records, hot):
    for key in records:
        place, _, name = key.partition("/")
        known = key in ("header", "head") or (place == "cold" and len(name) == 32) or (place == "hot" and bytes.fromhex(name) in hot)
        check(known, f"{key} does not belong there")


def read_journal(pages, tip):
    count, digest, entries = 0, bytes(32), []
    for page in sorted(pages, key=lambda page: page["before"][0]):
        check(page["before"] == (count, digest), f"the journal breaks before entry {page['before'][0]}")
        for entry in page["entries"]:
            count, digest = count + 1, sha256(digest + b"\x01" + entry["encoded"])
            entries.append(entry)
    check((count, digest) == tip, f"the journal ends at entry {count}")
    return entries


def cold(vault, kind, identifier):
    return content(kind, vault.open("cold/" + identifier.hex(), kind, identifier)[1])


def authority_of(vault, _identifier, record, hot):
    key = hot[record["key"]][1] if record["key"] else None
    certificates = []
    for page in record["pages"]:
        for row in hot[page][1]["rows"]:
            der = cold(vault, 6, row["record"])["certificate"]
            revoked = row["revocation"]
            certificates.append({
                "serial": row["serial"].hex(), "der": sha256(der).hex(), "matches": sha256(der) == row["sha256"], "not_after": row["not_after"],
                "revoked": [revoked["date"], revoked["reason"]] if revoked else None,
            })
        certificates += [{"serial": row["serial"].hex(), "der": None} for row in hot[page][1]["bare"]]
    crl = record["crl"] and sha256(cold(vault, 7, record["crl"]["record"])).hex()
    files = [{"path": file["path"], "sha256": sha256(cold(vault, 9, file["record"])[1]).hex()} for file in record["files"]]
    return {"certificate": sha256(record["certificate"]).hex(), "key": key and sha256(key).hex(), "certificates": certificates, "crl": crl, "files": files}


def publication_of(vault, record):
    plain = vault.open("cold/" + record["manifest"].hex(), 11, record["manifest"])[1]
    return {"authority": record["authority"].hex(), "files": [path for path, _, _ in content(11, plain)], "matches": sha256(plain) == record["sha256"]}


def request_of(vault, record):
    key = record["key"] and sha256(cold(vault, 2, record["key"])).hex()
    return {"der": sha256(record["der"]).hex(), "key": key, "issued": [serial.hex() for serial in record["issued"]]}


# ------------------------------------------------------------------------------------------- the exported journal


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def encoded(at, deed, authority, serial, digest, detail):
    """An entry as it is hashed."""
    zigzag = (at << 1) ^ (at >> 63)
    option = lambda data: b"\x01" + data if data else b"\x00"
    text = detail.encode("utf-8")
    return varint(zigzag & (1 << 64) - 1) + bytes([deed]) + option(authority) + varint(len(serial)) + serial + option(digest) + varint(len(text)) + text


def unescaped(text):
    """A detail with its backslashes, tabs and line ends again."""
    plain, parts = "", iter(text)
    for character in parts:
        if character == "\\":
            after = next(parts, "")
            check(after in ("\\", "t", "n"), "a detail that is escaped wrongly")
            character = {"t": "\t", "n": "\n"}.get(after, after)
        plain += character
    return plain


def verify_journal(data):
    lines = data.decode("utf-8").split("\n")
    check(lines[0] == "# Rootpage journal 1" and lines[-1] == "", "no journal of version 1")
    digest = bytes(32)
    for number, line in enumerate(lines[1:-1], 1):
        parts = line.split("\t")
        check(len(parts) == 8, f"entry {number} has not eight parts")
        count, at, deed, authority, serial, made, detail, said = parts
        check(int(count) == number, f"entry {number} is missing, or entries stand in another order")
        fields = (int(at), int(deed), bytes.fromhex(authority), bytes.fromhex(serial), bytes.fromhex(made), unescaped(detail))
        digest = sha256(digest + b"\x01" + encoded(*fields))
        check(digest.hex() == said, f"entry {number} was changed, or one before it was")
    return {"count": len(lines) - 2, "hash": digest.hex()}


def main(what, path):
    with open(path, "rb") as file:
        data = file.read()
    if what == "journal":
        return verify_journal(data)
    check(what == "vault", "vault or journal")
    return read_vault(records_of(data), os.environ["PASSPHRASE"])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        print(json.dumps(main(*sys.argv[1:]), indent=1))
    except Refused as refused:
        sys.exit(str(refused))
