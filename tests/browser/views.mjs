/** A walk through every screen there is; `look` is called at each, with its name. */
import { readFileSync } from 'node:fs'
import { root } from '../../scripts/step.mjs'

const vectors = `${root}tests/vectors/requests/`
export const PASSPHRASE = 'gown catch artwork album genuine'
export const COMMON_NAME = 'Common Name (hostname, IP, or your name)'

export async function walk(person, look) {
  await firstRun(person, look)
  await signing(person, look)
  await keysAndRequests(person, look)
  await ledger(person, look)
  await vaultAndLock(person, look)
}

async function firstRun(person, look) {
  await person.see('Be your own certificate authority')
  await look('first-run')
  await person.fill('Passphrase', PASSPHRASE)
  await person.fill('Passphrase again', PASSPHRASE)
  await look('first-run-filled')
  await person.press('button', 'Create the vault')
  await person.see('Create your authority')
  await person.fill(COMMON_NAME, 'Sample Root')
  await person.fill('Organization Name (company)', 'The Sample Company')
  await person.fill('Locality Name (city, district)', 'Metropolis')
  await person.fill('State or Province Name (full name)', 'New York')
  await person.fill('Country Name (2 letter code)', 'USA')
  await person.leaveField()
  await person.see('A country is two letters')
  await look('new-authority')
  await person.fill('Country Name (2 letter code)', 'US')
  await person.press('button', 'Create the authority')
  await person.see('Sample Root is ready')
  await look('created')
  await person.press('button', 'Go to the authority')
  await person.see('Nothing signed yet')
  await look('authority-empty')
}

async function signing(person, look) {
  await person.press('button', 'Sign a request')
  await person.see('Drop a request here')
  await look('sign')
  await person.paste('Or paste it', readFileSync(`${vectors}damaged-how-to.pem`, 'utf8'))
  await person.see('parse/')
  await look('sign-damaged')
  await person.paste('Or paste it', readFileSync(`${vectors}iis-rsa.pem`, 'utf8'))
  await person.see('What would be issued')
  await look('sign-report')
  await person.fill('Valid for', '4000')
  await person.see('It cannot be signed like this')
  await look('sign-refused')
  await person.fill('Valid for', '900')
  await person.see('825 days')
  await look('sign-warned')
  await person.press('button', 'Sign')
  await person.see('Signed, and recorded in the vault')
  await look('signed')
}

async function keysAndRequests(person, look) {
  await person.press('button', 'Sample Root')
  await person.press('button', 'New key and request')
  await person.fill(COMMON_NAME, 'a-very-long-host-name.for-seeing-how-names-wrap.engineering.sample.com'.slice(0, 64))
  await person.paste('Alternative names', 'vpn.sample.com 192.0.2.17 2001:db8::17 two..dots')
  await person.leaveField()
  await person.see('The text is not a DNS name')
  await look('new-request')
  await person.fill('Alternative names', '')
  await person.press('button', 'Make key and request')
  await person.see('A key and a request made here')
  await look('request')
  await person.press('button', 'Take the key out')
  await look('key')
  await person.press('checkbox', 'Without a password')
  await person.see('An unencrypted private key')
  await look('key-plain')
  await person.press('button', 'Cancel')
  await person.press('button', 'Sign it now')
  await person.press('button', 'Sign')
  await person.see('Signed, and recorded in the vault')
}

async function ledger(person, look) {
  await person.press('button', 'Revoke…')
  await person.press('radio', 'Its private key may be known to others')
  await look('revoke')
  await person.press('button', 'Revoke')
  await person.see('Clients do not know yet')
  await look('revoked')
  await person.press('button', 'Sample Root')
  await person.see('2 certificates')
  await look('certificates')
  await person.press('tab', 'Keys and requests')
  await person.see('signed, 1 certificate')
  await look('requests')
  await person.press('tab', 'Revocation list')
  await look('crl-due')
  await person.press('button', 'Create revocation list')
  await person.see('The newest list')
  await look('crl')
  await person.press('tab', 'Authority')
  await person.see('Key, validity, fingerprints')
  await look('authority')
  await person.press('disclosure', 'Text')
  await look('text')
}

async function vaultAndLock(person, look) {
  await person.press('button', 'Rootpage, all authorities')
  await person.see('New authority')
  await look('authorities')
  await person.press('button', 'About this vault')
  await person.see('Lock when nobody is here for')
  await person.press('disclosure', 'Change the passphrase')
  await look('vault')
  await person.press('button', 'Close')
  await person.press('button', 'Lock')
  await person.see('The vault is locked')
  await look('locked')
  await person.fill('Passphrase', 'something else')
  await person.press('button', 'Unlock')
  await person.see('The passphrase is wrong')
  await look('wrong-passphrase')
}
