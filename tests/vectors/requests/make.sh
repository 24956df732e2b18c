#!/bin/sh
# Makes the requests of this directory with the programs that people make requests with: OpenSSL 3, GnuTLS certtool,
# NSS certutil and Java's keytool; and, by iis.py, in the shape that Internet Information Services gives them.
# Run it only to add a request: the files are kept, since the keys and signatures are new each time.
#   sh make.sh          needs openssl, certtool (gnutls-bin), certutil (libnss3-tools), keytool and python3
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

subject='/C=US/ST=New York/L=Metropolis/O=The Sample Company/OU=Mail Server/CN=mail.sample.com'
names='DNS:mail.sample.com,DNS:imap.sample.com,IP:192.0.2.25'

# --- OpenSSL: the fields of the first how-to, and an e-mail address
for kind in rsa ec ed25519; do
  case $kind in
    rsa) how='-algorithm RSA -pkeyopt rsa_keygen_bits:2048' ;;
    ec) how='-algorithm EC -pkeyopt ec_paramgen_curve:P-256' ;;
    ed25519) how='-algorithm ED25519' ;;
  esac
  openssl genpkey $how -out "$kind.key" 2>/dev/null
  openssl req -new -key "$kind.key" -out "$here/openssl-$kind.pem" \
    -subj "$subject/emailAddress=postmaster@sample.com" -addext "subjectAltName=$names" \
    -addext 'keyUsage=critical,digitalSignature' -addext 'extendedKeyUsage=serverAuth,clientAuth'
done

# --- OpenSSL: a challenge password and an unstructured name
cat > attributes.cnf <<CNF
[req]
distinguished_name=dn
attributes=attributes
prompt=no
[dn]
CN=mail.sample.com
[attributes]
challengePassword=open sesame
unstructuredName=The Sample Company
CNF
openssl req -new -key ec.key -config attributes.cnf -out "$here/openssl-attributes.pem"

# --- GnuTLS
for kind in rsa ec ed25519; do
  case $kind in
    rsa) how='--key-type=rsa --bits 2048' ;;
    ec) how='--key-type=ecdsa --curve=secp384r1' ;;
    ed25519) how='--key-type=ed25519' ;;
  esac
  certtool --generate-privkey $how --outfile "g$kind.key" 2>/dev/null
  cat > template <<CFG
cn = "mail.sample.com"
organization = "The Sample Company"
unit = "Mail Server"
locality = "Metropolis"
state = "New York"
country = US
dns_name = "mail.sample.com"
dns_name = "imap.sample.com"
ip_address = "192.0.2.25"
tls_www_server
signing_key
CFG
  certtool --generate-request --load-privkey "g$kind.key" --template template --outfile "$here/certtool-$kind.pem" 2>/dev/null
done

# --- NSS: certutil knows no Ed25519; -a writes a text before the block
certutil -N -d sql:. --empty-password
head -c 64 /dev/urandom > noise
certutil -R -d sql:. -a -z noise -k rsa -g 2048 -o "$here/certutil-rsa.pem" \
  -s 'CN=mail.sample.com,OU=Mail Server,O=The Sample Company,L=Metropolis,ST=New York,C=US' \
  --extSAN dns:mail.sample.com,dns:imap.sample.com,ip:192.0.2.25 2>/dev/null
certutil -R -d sql:. -a -z noise -k ec -q nistp256 -o "$here/certutil-ec.pem" \
  -s 'CN=mail.sample.com,OU=Mail Server,O=The Sample Company,L=Metropolis,ST=New York,C=US' \
  --extSAN dns:mail.sample.com,dns:imap.sample.com,ip:192.0.2.25 2>/dev/null

# --- Java
for kind in rsa ec ed25519; do
  case $kind in
    rsa) how='-keyalg RSA -keysize 2048' ;;
    ec) how='-keyalg EC -groupname secp256r1' ;;
    ed25519) how='-keyalg Ed25519' ;;
  esac
  keytool -genkeypair $how -alias "$kind" -keystore keys.p12 -storepass changeit \
    -dname 'CN=mail.sample.com, OU=Mail Server, O=The Sample Company, L=Metropolis, ST=New York, C=US' 2>/dev/null
  keytool -certreq -alias "$kind" -keystore keys.p12 -storepass changeit -file "$here/keytool-$kind.pem" \
    -ext 'SAN=dns:mail.sample.com,dns:imap.sample.com,ip:192.0.2.25' 2>/dev/null
done

# --- Internet Information Services: RSA, in the three encodings that its file is met in
python3 "$here/iis.py" rsa.key "$here"
