/** The small program that verifies an exported journal, for whoever does not want to take this page's word. docs/journal.md explains it. */
export const VERIFY_JOURNAL = `#!/usr/bin/env python3
# Verifies an exported journal of Rootpage: python3 verify-journal.py journal.txt
import hashlib, re, sys

def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])

def counted(data):
    return varint(len(data)) + data

def option(data):
    return b"\\x01" + data if data else b"\\x00"

def plain(text):
    return re.sub(r"\\\\(.)", lambda found: {"t": "\\t", "n": "\\n"}.get(found[1], found[1]), text).encode()

head, *lines = open(sys.argv[1], encoding="utf-8", newline="").read().split("\\n")
if head != "# Rootpage journal 1" or lines.pop() != "":
    sys.exit("This is no journal of version 1.")
digest = bytes(32)
for number, line in enumerate(lines, 1):
    count, at, deed, authority, serial, made, detail, said = line.split("\\t")
    seconds = int(at)
    entry = varint((seconds << 1 ^ seconds >> 63) & 2**64 - 1) + bytes([int(deed)]) + option(bytes.fromhex(authority))
    entry += counted(bytes.fromhex(serial)) + option(bytes.fromhex(made)) + counted(plain(detail))
    digest = hashlib.sha256(digest + b"\\x01" + entry).digest()
    if int(count) != number or digest.hex() != said:
        sys.exit(f"Entry {number} was changed, added or removed, or one before it was.")
print(f"{len(lines)} entries, unbroken. The last hash is {digest.hex()}")
`
