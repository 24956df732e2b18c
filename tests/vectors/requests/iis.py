#!/usr/bin/env python3
"""Makes a request in the shape of Internet Information Services' certreq.txt: the label NEW CERTIFICATE REQUEST, CRLF, Microsoft's
attributes (OS version, client information, enrolment provider) before the extensions, names as Microsoft writes them.

    iis.py KEY DIRECTORY     writes iis-rsa.pem, and the same text as iis-rsa-utf16.txt (UTF-16 LE with its mark, as Notepad saves it)

Only `openssl dgst` signs; the DER is put together here, since no program but Microsoft's writes these attributes.
"""
import base64
import ipaddress
import subprocess
import sys


def tlv(tag, *contents):
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def seq(*parts):
    return tlv(0x30, *parts)


def set_of(*parts):
    return tlv(0x31, *parts)  # in the order given: Microsoft does not sort


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = bytes([first * 40 + second])
    for arc in rest:
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        out += bytes(reversed(groups))
    return tlv(0x06, out)


def utf8(text):
    return tlv(0x0C, text.encode())


def printable(text):
    return tlv(0x13, text.encode("ascii"))


def bmp(text):
    return tlv(0x1E, text.encode("utf-16-be"))


def integer(number):
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def attribute(kind, value):
    return seq(oid(kind), set_of(value))


def extension(kind, value, critical=False):
    return seq(oid(kind), tlv(0x01, b"\xff") if critical else b"", tlv(0x04, value))


def name(*parts):
    return seq(*(set_of(seq(oid(kind), value)) for kind, value in parts))


def request(key):
    spki = subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"], capture_output=True, check=True).stdout
    subject = name(
        ("2.5.4.6", printable("US")),
        ("2.5.4.8", printable("New York")),
        ("2.5.4.7", printable("Metropolis")),
        ("2.5.4.10", printable("The Sample Company")),
        ("2.5.4.11", printable("Mail Server")),
        ("2.5.4.3", printable("mail.sample.com")),
    )
    names = seq(
        tlv(0x82, b"mail.sample.com"), tlv(0x82, b"imap.sample.com"), tlv(0x87, ipaddress.ip_address("192.0.2.25").packed)
    )
    capabilities = seq(
        seq(oid("1.2.840.113549.3.2"), integer(128)),
        seq(oid("2.16.840.1.101.3.4.1.42")),
        seq(oid("1.2.840.113549.3.7")),
    )
    identifier = subprocess.run(["openssl", "dgst", "-sha1", "-binary"], input=spki, capture_output=True, check=True).stdout
    extensions = seq(
        extension("2.5.29.15", tlv(0x03, b"\x04\xf0"), critical=True),
        extension("2.5.29.37", seq(oid("1.3.6.1.5.5.7.3.1"))),
        extension("2.5.29.17", names),
        extension("1.2.840.113549.1.9.15", capabilities),
        extension("2.5.29.14", tlv(0x04, identifier)),
    )
    attributes = tlv(
        0xA0,
        attribute("1.3.6.1.4.1.311.13.2.3", tlv(0x16, b"10.0.17763.2")),
        attribute(
            "1.3.6.1.4.1.311.21.20",
            seq(integer(5), utf8("WEB01.sample.com"), utf8("SAMPLE\\Administrator"), utf8("InetMgr.exe")),
        ),
        attribute(
            "1.3.6.1.4.1.311.13.2.2",
            seq(integer(1), bmp("Microsoft RSA SChannel Cryptographic Provider"), tlv(0x03, b"\x00")),
        ),
        attribute("1.2.840.113549.1.9.14", extensions),
    )
    info = seq(integer(0), subject, spki, attributes)
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=info, capture_output=True, check=True).stdout
    algorithm = seq(oid("1.2.840.113549.1.1.11"), tlv(0x05))
    return seq(info, algorithm, tlv(0x03, b"\x00", signature))


def main():
    key, directory = sys.argv[1:]
    body = base64.b64encode(request(key)).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    text = "\r\n".join(["-----BEGIN NEW CERTIFICATE REQUEST-----", *lines, "-----END NEW CERTIFICATE REQUEST-----", ""])
    with open(f"{directory}/iis-rsa.pem", "wb") as out:
        out.write(text.encode())
    with open(f"{directory}/iis-rsa-utf16.txt", "wb") as out:
        out.write(b"\xff\xfe" + text.encode("utf-16-le"))


main()
