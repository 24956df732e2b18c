/** Can somebody do the whole job through the page: in both browsers, over http and from one file with the network off. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { root } from '../../scripts/step.mjs'
import { openssl, verifies } from './openssl.mjs'
import { BROWSERS, place, PLACES } from './places.mjs'
import { COMMON_NAME, PASSPHRASE } from './steps.mjs'

const vectors = `${root}tests/vectors/requests/`
const vector = name => readFileSync(vectors + name, 'utf8')
const NEW_PASSPHRASE = 'hat inch budget love burst'

for (const browser of BROWSERS) for (const how of PLACES) describe(`${browser}, ${how}`, () => {
  let where, opened, person, cacert
  before(async () => {
    where = await place(browser, how)
    opened = await where.open()
    person = opened.person
  })
  after(async () => {
    await opened?.close()
    await where?.leave()
  })
  afterEach(test => person.wasFlawless(test))

  const goToAuthority = async () => {
    await person.press('button', 'Rootpage, all authorities')
    await person.press('button', 'Sample Root')
    await person.see('Revocation list')
  }
  const goToSign = async () => {
    await goToAuthority()
    await person.press('button', 'Sign a request')
    if (await person.has('button', 'Another request')) await person.press('button', 'Another request')
    await person.see('Drop a request here')
  }
  const counted = async () => {
    await goToAuthority()
    await person.press('tab', 'Certificates')
    await person.see('certificates')
    return Number(/(\d+) certificates?\b/.exec((await person.read()).replaceAll('\n', ' '))?.[1])
  }

  test('the first visit makes a vault, with an honest word about the passphrase', async () => {
    await person.see('Be your own certificate authority')
    await person.fill('Passphrase', 'password1')
    await person.see('Weak.')
    await person.fill('Passphrase', 'short')
    await person.fill('Passphrase again', 'short')
    await person.press('button', 'Create the vault')
    await person.see('too short')
    await person.fill('Passphrase', PASSPHRASE)
    await person.see('Strong.')
    await person.fill('Passphrase again', 'something else')
    await person.press('button', 'Create the vault')
    await person.see('The two are not the same')
    await person.fill('Passphrase again', PASSPHRASE)
    await person.press('button', 'Create the vault')
    await person.see('Create your authority')
  })

  test('the authority’s fields say at the field what is wrong', async () => {
    await person.press('button', 'Create the authority')
    await person.see('Give the authority a name')
    await person.fill('Country Name (2 letter code)', 'USA')
    await person.leaveField()
    await person.see('A country is two letters')
    assert.match(await person.saidAt('Country Name (2 letter code)'), /two letters/)
    await person.fill('Email Address', 'postmaster')
    await person.leaveField()
    await person.see('not an e-mail address')
    await person.fill(COMMON_NAME, 'x'.repeat(65))
    await person.leaveField()
    await person.see('longer than its upper bound')
    await person.fill('Email Address', '')
  })

  test('making a key shows that it goes on, and can be cancelled', async () => {
    await person.fill(COMMON_NAME, 'Sample Root')
    await person.fill('Organization Name (company)', 'The Sample Company')
    await person.fill('Country Name (2 letter code)', 'US')
    await person.choose('Key', 'RSA 4096')
    await person.press('button', 'Create the authority')
    await person.press('button', 'Cancel')
    await person.find('button', 'Create the authority')
    assert.equal(await person.valueOf(COMMON_NAME), 'Sample Root')
  })

  test('an authority is made, and its certificate is what OpenSSL asks for', async () => {
    await person.choose('Key', 'ECDSA P-256')
    await person.press('button', 'Create the authority')
    await person.see('Sample Root is ready')
    cacert = await person.download('cacert.pem')
    assert.ok(verifies(cacert, cacert).agrees)
    const der = await person.download('cacert.cer')
    assert.match(openssl('x509', '-inform', 'DER', '-in', der, '-noout', '-subject').said, /CN = Sample Root/)
  })

  test('requests of other programs are signed: chosen, dropped, pasted', async () => {
    const ways = {
      'openssl-rsa.pem': name => person.paste('Or paste it', vector(name)),
      'iis-rsa-utf16.txt': name => person.chooseFile('Choose a file', vectors + name),
      'certtool-ec.pem': name => person.dropAnywhere(name, vector(name)),
      'keytool-rsa.pem': name => person.pasteAnywhere(vector(name)),
      'certutil-rsa.pem': name => person.chooseFile('Choose a file', vectors + name),
    }
    for (const [name, bring] of Object.entries(ways)) {
      await goToSign()
      await bring(name)
      await person.see('What would be issued')
      await person.see('Its own signature fits')
      await person.press('button', 'Sign')
      await person.see('Signed, and recorded in the vault')
      const certificate = await person.download('mail.sample.com.cert.pem')
      assert.ok(verifies(cacert, certificate, '-verify_hostname', 'mail.sample.com').agrees, name)
    }
  })

  test('what was signed can be taken in every form', async () => {
    const pem = openssl('x509', '-in', await person.download('mail.sample.com.cert.pem'), '-noout', '-serial').said
    assert.equal(openssl('x509', '-inform', 'DER', '-in', await person.download('mail.sample.com.cer'), '-noout', '-serial').said, pem)
    assert.equal((await person.downloadText('mail.sample.com.fullchain.pem')).match(/BEGIN CERTIFICATE/g).length, 2)
    assert.ok(openssl('req', '-in', await person.download('mail.sample.com.req.pem'), '-noout', '-verify').agrees)
    assert.equal(openssl('x509', '-in', cacert, '-noout', '-subject').said.includes('Sample Root'), true)
  })

  test('what would be issued can be changed, and what is impossible cannot be signed', async () => {
    await goToSign()
    await person.paste('Or paste it', vector('openssl-ec.pem'))
    await person.see('What would be issued')
    await person.fill('Valid for', '4000')
    await person.see('It cannot be signed like this')
    assert.equal(await person.has('button', 'Sign'), false)
    await person.fill('Valid for', '900')
    await person.see('825 days')
    await person.paste('Alternative names', 'two..dots')
    await person.leaveField()
    await person.see('The text is not a DNS name')
    await person.fill('Alternative names', 'smtp.sample.com')
    await person.leaveField()
    await person.press('button', 'Remove imap.sample.com')
    await person.press('button', 'Change the subject')
    await person.fill('Subject, instead of the request’s', 'CN=smtp.sample.com,O=Another Company')
    await person.see('Another Company')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    const said = openssl('x509', '-in', await person.download('smtp.sample.com.cert.pem'), '-noout', '-subject', '-ext', 'subjectAltName').said
    assert.match(said, /O = Another Company/)
    assert.match(said, /DNS:mail\.sample\.com.*DNS:smtp\.sample\.com/)
    assert.doesNotMatch(said, /imap/)
  })

  test('bad input says what, where and what to do; nothing is signed and nothing typed is lost', async () => {
    const before = await counted()
    const good = vector('openssl-ec.pem')
    const forged = good.replace(/([A-Za-z0-9+/])(?=[A-Za-z0-9+/=]{6}\n-----END)/, letter => (letter === 'A' ? 'B' : 'A'))
    const bad = {
      [vector('damaged-how-to.pem')]: [/parse\/der-/, /At byte \d+/],
      [good.slice(0, 300)]: [/parse\/pem-truncated/],
      ['-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n']: [/private key is not to be handed in/],
      'Dear sir, please sign my request.': [/parse\/unrecognised/],
    }
    await goToSign()
    for (const [text, expected] of Object.entries(bad)) {
      await person.paste('Or paste it', text)
      for (const sentence of expected) await waitFor(person, sentence)
      assert.equal(await person.has('button', 'Sign'), false)
      assert.equal((await person.valueOf('Or paste it')).replace(/\r/g, ''), text.replace(/\r/g, ''))
      await person.fill('Or paste it', '')
      await person.seeNot('parse/')
    }
    await person.paste('Or paste it', forged)
    await person.see('Its own signature does not fit')
    await person.see('It cannot be signed like this')
    assert.equal(await person.has('button', 'Sign'), false)
    await person.press('button', 'Another request')
    const files = { 'empty.pem': [Buffer.alloc(0), /parse\/empty/], 'huge.bin': [Buffer.alloc(50_000_000, 'A'), /parse\/too-large/] }
    for (const [name, [content, sentence]] of Object.entries(files)) {
      const path = join(where.folder, name)
      writeFileSync(path, content)
      await person.chooseFile('Choose a file', path)
      await waitFor(person, sentence)
      await person.see(name)
      await person.press('button', 'Another request')
      await person.seeNot('parse/')
    }
    assert.equal(await counted(), before)
  })

  test('who has no key makes it here, with the request, and takes both', async () => {
    await goToAuthority()
    await person.press('button', 'New key and request')
    assert.equal(await person.valueOf('Organization Name (company)'), 'The Sample Company')
    await person.fill(COMMON_NAME, 'vpn.sample.com')
    await person.press('button', 'Make key and request')
    await person.see('A key and a request made here')
    assert.ok(openssl('req', '-in', await person.download('vpn.sample.com.req.pem'), '-noout', '-verify').agrees)
    await person.press('button', 'Sign it now')
    await person.see('What would be issued')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    const certificate = await person.download('vpn.sample.com.cert.pem')
    assert.ok(verifies(cacert, certificate).agrees)

    await person.press('button', 'Take the key out')
    await person.fill('Password for the file', 'open sesame')
    await person.fill('Password again', 'open sesam')
    await person.press('button', 'Prepare the key')
    await person.see('The two are not the same')
    await person.fill('Password again', 'open sesame')
    await person.press('button', 'Prepare the key')
    const key = await person.download('vpn.sample.com.key.pem')
    assert.match(readFileSync(key, 'utf8'), /BEGIN ENCRYPTED PRIVATE KEY/)
    const publicKey = openssl('pkey', '-in', key, '-passin', 'pass:open sesame', '-pubout').said
    assert.equal(publicKey, openssl('x509', '-in', certificate, '-noout', '-pubkey').said)
    assert.match(await person.downloadText('vpn.sample.com.key-cert.pem'), /PRIVATE KEY[^]+BEGIN CERTIFICATE/)
    await person.press('button', 'Done')
  })

  test('a plain key is given only after a loud question', async () => {
    await person.press('button', 'Take the key out')
    await person.press('checkbox', 'Without a password')
    await person.see('An unencrypted private key')
    assert.equal(await person.has('button', 'Prepare the plain key'), false)
    await person.press('checkbox', 'I need it unencrypted, and I know where the file will go')
    assert.equal(await person.has('button', 'Prepare the plain key'), false)
    await person.fill('Passphrase of the vault', 'something else')
    await person.press('button', 'Prepare the plain key')
    await person.see('The passphrase is wrong')
    await person.fill('Passphrase of the vault', PASSPHRASE)
    await person.press('button', 'Prepare the plain key')
    await person.see('These files are not encrypted')
    assert.match(await person.downloadText('vpn.sample.com.key.pem'), /BEGIN PRIVATE KEY/)
    await person.press('button', 'Done')
  })

  test('the ledger lists, finds, and opens a certificate with its text', async () => {
    assert.equal(await counted(), 7)
    await person.fill('Search', 'vpn')
    await person.see('1 certificate with “vpn”')
    await person.fill('Search', 'nowhere')
    await person.see('0 certificates')
    await person.fill('Search', 'vpn')
    await person.press('button', 'vpn.sample.com')
    await person.press('disclosure', 'Text')
    await person.see('Signature Algorithm: ecdsa-with-SHA256')
    const fingerprint = openssl('x509', '-in', join(where.downloads, 'vpn.sample.com.cert.pem'), '-noout', '-fingerprint', '-sha256').said.trim().split('=')[1]
    await person.see(fingerprint)
  })

  test('a revoked certificate is refused once there is a list', async () => {
    await person.press('button', 'Revoke…')
    await person.press('radio', 'Its private key may be known to others')
    await person.press('button', 'Revoke')
    await person.see('Clients do not know yet')
    await person.press('button', 'Go to the revocation list')
    await person.see('1 revocation is not in a list yet')
    assert.equal(await person.valueOf('Next one is due in'), '31')
    await person.press('button', 'Create revocation list')
    await person.see('The newest list')
    await person.seeNot('not in a list yet')
    const crl = await person.download('rootca.crl.pem')
    assert.ok(openssl('crl', '-in', crl, '-CAfile', cacert, '-noout').agrees)
    assert.match(openssl('crl', '-inform', 'DER', '-in', await person.download('rootca.crl'), '-noout', '-text').said, /Key Compromise/)
    const refused = verifies(cacert, join(where.downloads, 'vpn.sample.com.cert.pem'), '-crl_check', '-CRLfile', crl)
    assert.match(refused.said, /certificate revoked/)
    assert.ok(verifies(cacert, join(where.downloads, 'smtp.sample.com.cert.pem'), '-crl_check', '-CRLfile', crl).agrees)
  })

  test('a hold can be taken back', async () => {
    await counted()
    await person.press('button', 'smtp.sample.com')
    await person.press('button', 'Revoke…')
    await person.press('radio', 'On hold for now')
    await person.press('button', 'Put on hold')
    await person.see('On hold since')
    await person.press('button', 'Release from hold')
    await person.see('Valid')
    await person.seeNot('On hold since')
  })

  test('a second tab sees what the first does, and the other way round', async () => {
    const other = await opened.tab()
    await other.fill('Passphrase', PASSPHRASE)
    await other.press('button', 'Unlock')
    await other.see('Another tab has the pen')
    await other.press('button', 'Take over')
    await other.seeNot('Another tab has the pen')
    await other.press('button', 'Sample Root')
    await other.press('tab', 'Revocation list')
    await other.press('button', 'Create revocation list')
    await other.see('is created')
    const [, number] = /Revocation list (\d+) is created/.exec(await other.read())
    await person.page.bringToFront()
    await goToAuthority()
    await person.press('tab', 'Revocation list')
    await person.see(number)
    await other.wasFlawless()
    await other.page.close()
    await person.seeNot('Another tab has the pen')
  })

  test('a lock leaves nothing on the screen', async () => {
    await goToAuthority()
    await person.press('button', 'Lock')
    await person.see('The vault is locked')
    assert.doesNotMatch(await person.read(), /sample|Sample/)
    assert.doesNotMatch(await person.page.title(), /sample|Sample/)
  })

  test('a wrong passphrase says so, and the right one opens', async () => {
    await person.fill('Passphrase', 'something else')
    await person.press('button', 'Unlock')
    await person.see('The passphrase is wrong')
    await person.fill('Passphrase', PASSPHRASE)
    await person.press('button', 'Unlock')
    await person.see('Sample Root')
  })

  test('it locks itself when nobody is there, after it has said so', async () => {
    await later(person, 14.5)
    await person.see('Nobody seems to be here')
    await person.press('button', 'Stay')
    await person.seeNot('Nobody seems to be here')
    await later(person, 20)
    await person.see('the vault locked itself')
    await person.fill('Passphrase', PASSPHRASE)
    await person.press('button', 'Unlock')
    await person.see('Sample Root')
  })

  test('another passphrase takes the place of the old one', async () => {
    await person.press('button', 'About this vault')
    await person.press('tab', 'Protection')
    await person.fill('Passphrase now', 'something else')
    await person.fill('New passphrase', NEW_PASSPHRASE)
    await person.fill('New passphrase again', NEW_PASSPHRASE)
    await person.press('button', 'Change the passphrase')
    await person.see('The passphrase is wrong')
    await person.fill('Passphrase now', PASSPHRASE)
    await person.press('button', 'Change the passphrase')
    await person.see('The passphrase is changed')
  })

  test('the browser is closed and opened again, and all of it is there', async () => {
    const before = await counted()
    await opened.close()
    opened = await where.open()
    person = opened.person
    await person.see('Unlock the vault')
    await person.fill('Passphrase', PASSPHRASE)
    await person.press('button', 'Unlock')
    await person.see('The passphrase is wrong')
    await person.fill('Passphrase', NEW_PASSPHRASE)
    await person.press('button', 'Unlock')
    assert.equal(await counted(), before)
    await person.press('button', 'vpn.sample.com')
    await person.see('Its private key may be known to others')
    assert.equal(await person.downloadText('vpn.sample.com.cert.pem'), readFileSync(join(where.downloads, 'vpn.sample.com.cert.pem'), 'utf8'))
    await goToAuthority()
    await person.press('tab', 'Authority')
    assert.equal(await person.downloadText('cacert.pem'), readFileSync(cacert, 'utf8'))
  })
})

/** The page’s clock goes on by so many minutes. */
async function later(person, minutes) {
  await person.page.evaluate(minutes => {
    const real = Date.now.bind(Date)
    Date.now = () => real() + minutes * 60_000
  }, minutes)
}

async function waitFor(person, sentence) {
  const { source, flags } = sentence
  await person.page.waitForFunction((source, flags) => new RegExp(source, flags).test(document.body.innerText.replace(/\s+/g, ' ')), { timeout: 30_000, polling: 50 }, source, flags)
    .catch(async error => { throw new Error(`Waited for ${sentence} (${error.message}). The page says:\n${await person.read()}`) })
}
