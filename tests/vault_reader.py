#!/usr/bin/env python3
"""Reads a Rootpage vault, written from docs/vault-format.md alone, and verifies its journal.

    vault_reader.py vault FILE        what is in a vault: the file vault.rootpage of a backup, a copy, or lines `key hex`
    vault_reader.py copy FILE         which revisions are in a copy, and how it ends
    vault_reader.py journal FILE      whether the chain of an exported journal holds (docs/journal.md)
    vault_reader.py words FILE        the recovery key that words on paper are, or lead to
    vault_reader.py key FILE          the private key of a backup (PEM), opened with the recovery key

The passphrase is read from the environment variable PASSPHRASE; or, in RECOVERY, the words of the recovery key or of enough shares.
What is found is written as JSON; whatever is not as the document says ends the program with a sentence and the status 1.
"""

import base64
import hashlib
import json
import os
import re
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
    """The sealed records by key: of a state file, of a copy, or of lines with the key and the bytes in hexadecimal."""
    if data.startswith(b"RPCOPY"):
        return read_copy(data)["records"]
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


class Frame:
    """One frame of a copy, read to its last byte."""

    def __init__(self, body):
        self.body, self.at = body, 0
        self.kind, self.more = self.number(1), self.number(1)
        self.revision, self.expected = self.number(8), self.number(8)
        self.removes = [self.key() for _ in range(self.number(4))]
        self.puts = [(self.key(), self.take(self.number(4))) for _ in range(self.number(4))]
        check(self.at == len(body) and self.kind < 2 and self.more < 2, "a frame that is none")
        check(all(len(set(keys)) == len(keys) for keys in (self.removes, [key for key, _ in self.puts])), "a key twice")

    def take(self, length):
        check(self.at + length <= len(self.body), "a frame is too short")
        self.at += length
        return self.body[self.at - length:self.at]

    def number(self, length):
        return int.from_bytes(self.take(length), "big")

    def key(self):
        key = self.take(self.number(2))
        check(1 <= len(key) <= 255 and all(0x21 <= byte <= 0x7E for byte in key), "a key that is none")
        return key.decode("ascii")


def read_frame(data, at, before):
    """The frame at this place, where it ends, and its hash."""
    length = data[at:at + 4]
    body = data[at + 36:at + 36 + int.from_bytes(length, "big")]
    check(len(data) - at >= 36 and len(body) == int.from_bytes(length, "big") <= 1 << 26, f"a frame at {at} that is cut")
    digest = sha256(length + before + body)
    check(data[at + 4:at + 36] == digest, f"a frame at {at} that its hash does not fit")
    return Frame(body), at + 36 + len(body), digest


def read_step(data, at, digest, revision):
    """The frames of the state that a copy begins with, or of a commit."""
    frames = []
    while not frames or frames[-1].more:
        frame, at, digest = read_frame(data, at, digest)
        frames.append(frame)
    first = frames[0]
    same = all((one.kind, one.revision, one.expected) == (first.kind, first.revision, first.expected) for one in frames)
    check(same and not any(one.removes for one in frames[1:]), "frames that do not belong together")
    keys = [key for one in frames for key, _ in one.puts]
    check(len(set(keys)) == len(keys), "a key twice")
    expected = (0, 0) if revision is None else (1, revision)
    check((first.kind, first.expected) == expected, f"a frame before {at} that does not belong there")
    check(not first.removes if revision is None else first.revision > revision, f"a frame before {at} that does not belong there")
    return frames, at, digest


def read_copy(data):
    """The newest whole state of a copy, the revisions that are in it, and why it ends where it does (None: at its end)."""
    check(data[:7] == b"RPCOPY\x01", "no copy of version 1")
    at, digest, revision, records, revisions, ended = 7, bytes(32), None, {}, [], None
    while at < len(data):
        try:
            frames, at, digest = read_step(data, at, digest, revision)
        except Refused as refused:
            ended = str(refused)
            break
        for key in frames[0].removes:
            records.pop(key, None)
        for frame in frames:
            records.update(frame.puts)
        revision = frames[0].revision
        revisions.append(revision)
    check(revisions, f"no state: {ended}")
    return {"records": records, "revisions": revisions, "ended": ended}


# ------------------------------------------------------------------------------------------- the recovery key


def bits_of(groups, width):
    return "".join(format(group, f"0{width}b") for group in groups)


def word_number(typed, words):
    """The first four letters tell a word from all others."""
    typed = typed.lower()
    found = [number for number, word in enumerate(words) if word == typed or (len(typed) >= 4 and word.startswith(typed))]
    exact = [number for number in found if words[number] == typed]
    check(found, f"a word that is not in the list ({len(typed)} letters)")
    return (exact or found)[0]


def read_papers(text):
    """The bodies of the words of a key, or of one or more shares."""
    from mnemonic import Mnemonic
    words = Mnemonic("english").wordlist
    numbers = [word_number(typed, words) for typed in re.findall("[A-Za-z]+", text)]
    count, length = (28, 35) if len(numbers) == 28 else (36, 44)
    check(numbers and len(numbers) % count == 0, f"{len(numbers)} words")
    bodies = []
    for at in range(0, len(numbers), count):
        bits = bits_of(numbers[at:at + count], 11)
        body = bytes(int(bits[place:place + 8], 2) for place in range(0, length * 8, 8))
        tail = bits[length * 8:]
        check(bits_of(sha256(b"rootpage/recovery" + body), 8)[:len(tail)] == tail, "words that do not fit each other")
        check(body[0] >> 4 == (1 if count == 28 else 2), "words of another form")
        bodies.append(body)
    return bodies


def times(a, b):
    """The product in GF(2^8) with the polynomial of AES."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def over(a, b):
    return next(times(a, inverse) for inverse in range(1, 256) if times(b, inverse) == 1)


def at_zero(points):
    """What the polynomial through these points is at zero."""
    value = 0
    for x, y in points:
        for other, _ in points:
            y = y if other == x else over(times(y, other), other ^ x)
        value ^= y
    return value


def recovery_key(text):
    """The tag of the vault (five hexadecimal digits) and the data key."""
    bodies = read_papers(text)
    if len(bodies[0]) == 35:
        return bodies[0][:3].hex()[1:], bodies[0][3:]
    tags = {body[:7] for body in bodies}
    check(len(tags) == 1, "shares that were not made together")
    threshold = bodies[0][6]
    numbers = [body[7] for body in bodies]
    check(len(set(numbers)) == len(numbers) >= threshold, f"{len(set(numbers))} shares of {threshold}")
    shared = bytes(at_zero([(body[7], body[8 + place]) for body in bodies[:threshold]]) for place in range(36))
    tag, key = bodies[0][:3].hex()[1:], shared[:32]
    body = bytes([0x10 | bodies[0][0] & 0x0F]) + bodies[0][1:3] + key
    check(sha256(b"rootpage/recovery" + body)[:4] == shared[32:], "shares that do not lead to a key")
    return tag, key


def backup_key(data):
    """The private key of a backup, in PEM: what `openssl cms -decrypt` takes."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
    found = re.search(b"-----BEGIN ROOTPAGE RECOVERY-----(.*?)-----END ROOTPAGE RECOVERY-----", data, re.S)
    check(found, "no part that a recovery key opens")
    locked = base64.b64decode(found.group(1))
    check(locked[0] == 1, "a part of a newer version")
    tag, key = recovery_key(os.environ["RECOVERY"])
    check(locked[1:17].hex().startswith(tag), "the recovery key is that of another vault")
    try:
        pkcs8 = decrypt(locked[41:], b"rootpage/backup-key" + locked[:17], locked[17:41], key)
    except Exception as error:
        raise Refused("the part does not open: it was changed") from error
    return base64.encodebytes(pkcs8).decode("ascii").replace("\n", "")


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
        self.key = data_key(self.header, passphrase) if passphrase else self.recovered()

    def recovered(self):
        tag, key = recovery_key(os.environ["RECOVERY"])
        check(self.id.hex().startswith(tag), "the recovery key is that of another vault")
        return key

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


def read_vault_settings(r, _version):
    backup = lambda: {"revision": r.u64(), "at": r.i64(), "sha256": r.hash()}
    return {"backup_limit": r.option(r.u64), "backup": r.option(backup)}


def read_archive(r, _version):
    return {"authority": r.id(), "whole": r.u8(), "serials": r.list(r.bytes)}


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
    12: ("vault settings", read_vault_settings, 1),
    13: ("archive", read_archive, 1),
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
    archived = [{"authority": value["authority"].hex(), "whole": bool(value["whole"]), "serials": [serial.hex() for serial in value["serials"]]} for kind, value in hot.values() if kind == 13]
    settings = [value for kind, value in hot.values() if kind == 12]
    check(len(settings) < 2, "more than one record of settings of the vault")
    return {
        "vault": vault.id.hex(), "revision": revision, "created": head["created"], "authorities": authorities,
        "requests": sorted(requests, key=lambda one: one["der"]), "published": published, "journal": {"count": len(entries), "hash": head["journal"][1].hex()},
        "archived": sorted(archived, key=lambda one: one["authority"]), "settings": settings_of(settings),
    }


def settings_of(found):
    """What is kept of the backups; where there is no record, what is usual."""
    one = found[0] if found else {"backup_limit": 25, "backup": None}
    backup = one["backup"] and {**one["backup"], "sha256": one["backup"]["sha256"].hex()}
    return {"backup_limit": one["backup_limit"], "backup": backup}


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
    if what == "copy":
        found = read_copy(data)
        return {"revisions": found["revisions"], "records": sorted(found["records"]), "ended": found["ended"]}
    if what == "words":
        tag, key = recovery_key(data.decode("utf-8"))
        return {"vault": tag, "key": key.hex()}
    if what == "key":
        return {"pkcs8": backup_key(data)}
    check(what == "vault", "vault, copy, journal, words or key")
    return read_vault(records_of(data), os.environ.get("PASSPHRASE"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        print(json.dumps(main(*sys.argv[1:]), indent=1))
    except Refused as refused:
        sys.exit(str(refused))
