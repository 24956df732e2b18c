/** Does an authority that lived in a directory of `openssl ca` live on in the page, and go back: in both browsers, over http and from one file. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { Directory, makeDirectory, PEM_PASSPHRASE, unpacked } from './directory.mjs'
import { openssl, verifies } from './openssl.mjs'
import { BROWSERS, place, PLACES } from './places.mjs'
import { COMMON_NAME, goTo as goToTab, makeVault, PASSPHRASE } from './steps.mjs'

const ROOT = 'Old Sample Root'

for (const browser of BROWSERS) for (const how of PLACES) describe(`${browser}, ${how}`, () => {
  let where, opened, person, directory, cacert
  before(async () => {
    directory = makeDirectory()
    cacert = join(directory.path, 'cacert.pem')
    where = await place(browser, how)
    opened = await where.open()
    person = opened.person
    await makeVault(person)
  })
  after(async () => {
    await opened?.close()
    await where?.leave()
  })
  afterEach(test => person.wasFlawless(test))

  const goTo = (tab, authority = ROOT) => goToTab(person, authority, tab)
  const open = async (title, authority = ROOT) => {
    await goTo('Certificates', authority)
    await person.press('button', title)
    await person.see('Key, validity, fingerprints')
  }
  /** A request in a file, as a server's program makes it. */
  const request = (host, subject = `/O=The Sample Company/ST=New York/C=US/CN=${host}`) => {
    const file = join(where.folder, `${host}.pem`)
    directory.openssl('req', '-new', '-key', 'key.pem', '-out', file, '-subj', subject, '-addext', `subjectAltName=DNS:${host}`)
    return file
  }
  const sign = async file => {
    await goTo('Certificates')
    await person.press('button', 'Sign a request')
    await person.chooseFile('Choose a file', file)
    await person.see('What would be issued')
  }

  test('what is no directory is refused with a reason', async () => {
    await person.press('button', 'Take in the directory of openssl ca')
    const file = join(where.folder, 'letter.txt')
    writeFileSync(file, 'Dear sir, this is no archive.')
    await person.chooseFile('Choose an archive', file)
    await person.see('openssl/')
    await person.press('button', 'Another directory')
    await person.see('Drop the directory here')
  })

  test('a directory is dropped, looked at, and taken in with its passphrase', async () => {
    directory.append('index.txt', 'V\t371121000000Z\t\t05\tunknown\t/CN=lost.sample.com\n')
    await person.dropFileAnywhere(directory.packed())
    await person.see(ROOT)
    await person.see('3 valid, 1 expired, 1 revoked (1 row without a certificate)')
    await person.see('row-without-certificate')
    await person.see('Its configuration, line by line')
    await person.see('policy_match')
    await person.fill('PEM pass phrase', 'wrong')
    await person.press('button', 'Take it in')
    await person.see('The passphrase does not open the key')
    await person.fill('PEM pass phrase', PEM_PASSPHRASE)
    await person.press('button', 'Take it in')
    await person.see('The directory is taken in')
    await person.see('5 certificates')
    for (const said of ['mail.sample.com', 'gone.sample.com', 'old.sample.com', 'lost.sample.com', 'number only', 'Revoked', 'Expired']) await person.see(said)
  })

  test('its configuration decides who may have a certificate, field by field', async () => {
    await sign(request('other.sample.com', '/O=Another Company/ST=New York/C=US/CN=other.sample.com'))
    await person.see('It cannot be signed like this')
    await person.see('does not fit the authority')
    assert.equal(await person.has('button', 'Sign'), false)
    await person.press('button', 'Another request')
    await sign(request('new.sample.com'))
    await person.press('disclosure', 'With OpenSSL')
    await person.see('openssl ca -config openssl.cnf')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    assert.ok(openssl('verify', '-CAfile', cacert, await person.download('new.sample.com.cert.pem')).agrees)
  })

  test('a subject that is taken is superseded with one click, in place of a TXT_DB error', async () => {
    await sign(request('new.sample.com'))
    await person.see('It cannot be signed like this')
    await person.press('checkbox', 'Supersede the one that has this subject now')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    await person.see('superseded')
  })

  test('what is known by its number alone is revoked, and stands in the list', async () => {
    await goTo('Certificates')
    await person.press('button', 'Revoke by serial number or file…')
    await person.fill('Serial number', '05')
    await person.press('radio', 'It was replaced by a newer one')
    await person.press('button', 'Revoke')
    await person.see('is revoked')
    await person.press('tab', 'Revocation list')
    await person.press('button', 'Create revocation list')
    await person.see('is created')
    const said = openssl('crl', '-in', await person.download('rootca.crl.pem'), '-CAfile', cacert, '-noout', '-text').said
    assert.match(said, /verify OK/)
    assert.equal(said.match(/Serial Number/g).length, 3)
  })

  test('a delta list adds to it, and a series is signed ahead', async () => {
    await open('new.sample.com')
    await person.press('button', 'Revoke…')
    await person.press('button', 'Revoke')
    await person.see('Clients do not know yet')
    await goTo('Revocation list')
    await person.press('disclosure', 'Another kind of list')
    await person.choose('Kind', 'Delta: what is new since the last complete one')
    await person.press('button', 'Create revocation list')
    await person.see('The newest delta list')
    await person.press('button', 'Close message')
    assert.match(openssl('crl', '-in', await person.download('delta.crl.pem'), '-CAfile', cacert, '-noout', '-text').said, /Delta CRL Indicator: critical[^]*verify OK/)
    await person.fill('How many', '3')
    await person.press('button', 'Sign them all')
    const series = unpacked(await person.download('crl-series.zip'))
    assert.ok(series)
  })

  test('the directory is given back, OpenSSL goes on with it, and its fork is merged', async () => {
    await goTo('OpenSSL')
    await person.see('new.sample.com')
    await person.fill('Passphrase for private/cakey.pem', PEM_PASSPHRASE)
    await person.fill('The same again', PEM_PASSPHRASE)
    await person.press('button', 'Prepare the directory')
    const back = unpacked(await person.download('Old-Sample-Root.zip'))
    assert.ok(back instanceof Directory)
    assert.equal(back.run('-updatedb'), '')
    back.openssl('req', '-new', '-key', join(directory.path, 'key.pem'), '-out', 'their.req', '-config', 'openssl.cnf', '-subj', '/O=The Sample Company/ST=New York/C=US/CN=their.sample.com')
    back.run('-notext', '-out', 'their.pem', '-infiles', 'their.req')
    back.run('-gencrl', '-crldays', '7', '-out', 'rootca.crl')
    assert.match(openssl('crl', '-in', join(back.path, 'rootca.crl'), '-noout', '-text').said, /Serial Number: 05/)
    await person.dropFileAnywhere(back.packed('zip'))
    await person.see('This authority is in the vault')
    await person.press('button', 'Merge')
    await person.see('Certificates added')
    await person.press('button', 'Go to the authority')
    await person.see('their.sample.com')
  })

  test('a certificate is renewed in three ways, and the old one makes room', async () => {
    await open('mail.sample.com')
    await person.press('button', 'Renew…')
    await person.press('button', 'Re-sign')
    await person.see('Signed, and recorded in the vault')
    await person.see('Renews')
    const again = openssl('x509', '-in', await person.download('mail.sample.com.cert.pem'), '-noout', '-pubkey').said
    assert.equal(again, directory.openssl('pkey', '-in', 'key.pem', '-pubout'))

    await person.press('button', 'Renew…')
    await person.press('radio', 'Same details, new key')
    await person.press('button', 'Make the key and sign')
    await person.see('Take the key out')
    assert.notEqual(openssl('x509', '-in', await person.download('mail.sample.com.cert.pem'), '-noout', '-pubkey').said, again)

    await person.press('button', 'Renew…')
    await person.press('radio', 'New one from this, edited')
    await person.press('button', 'Go on to sign')
    await person.see('What would be issued')
    await person.fill('Subject, instead of the request’s', 'CN=post.sample.com,O=The Sample Company,ST=New York,C=US')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    assert.match(openssl('x509', '-in', await person.download('post.sample.com.cert.pem'), '-noout', '-subject').said, /post\.sample\.com/)
    await goTo('Certificates')
    await person.fill('Search', 'mail.sample.com')
    await person.see('4 certificates with')
    await person.choose('Status', 'Revoked')
    await person.see('3 revoked certificates with')
  })

  test('several requests are signed with one confirmation, and one that is bad is left out', async () => {
    await goTo('Certificates')
    await person.press('button', 'Sign a request')
    const bad = join(where.folder, 'bad.pem')
    writeFileSync(bad, 'no request')
    await person.chooseFile('Choose a file', [request('one.sample.com'), request('two.sample.com'), bad])
    await person.see('1 request will be left out')
    await person.press('button', 'Sign 2 requests')
    await person.see('2 certificates signed')
    const all = await person.downloadText('certificates.pem')
    assert.equal(all.match(/BEGIN CERTIFICATE/g).length, 2)
  })

  test('the configuration is edited, explained as it is typed, and obeyed', async () => {
    await goTo('Configuration')
    const text = await person.valueOf('CA/openssl.cnf')
    assert.match(text, /policy_match/)
    const edited = `${text.replace('= sha256', '= md5').replace('[ CA_default ]', '[ CA_default ]\nx509_extensions = servers\ncopy_extensions = copy')}\n[ servers ]\nbasicConstraints = critical, CA:FALSE\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = serverAuth\nnsComment = "made by hand"\n`
    await person.paste('CA/openssl.cnf', edited)
    await person.see('weak-digest')
    await person.press('button', 'Save the configuration')
    await person.see('The configuration is saved')
    await sign(request('commented.sample.com'))
    await person.see('made by hand')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    assert.match(openssl('x509', '-in', await person.download('commented.sample.com.cert.pem'), '-noout', '-text').said, /made by hand[^]*sha256WithRSAEncryption/)
  })

  test('an authority below it is made here, limited, and its certificates chain', async () => {
    await person.press('button', 'Rootpage, all authorities')
    await person.press('button', 'New authority')
    await person.choose('Signed by', ROOT)
    await person.fill(COMMON_NAME, 'Sample Issuing CA')
    await person.fill('Organization Name (company)', 'The Sample Company')
    await person.fill('State or Province Name (full name)', 'New York')
    await person.fill('Country Name (2 letter code)', 'US')
    await person.press('disclosure', 'Limit the names that it may sign for')
    await person.paste('Only below', 'dns:sample.com')
    await person.press('button', 'Create the authority')
    await person.see('Sample Issuing CA is ready')
    const below = await person.download('cacert.pem')
    assert.match(openssl('x509', '-in', below, '-noout', '-text').said, /pathlen:0[^]*Permitted:\s+DNS:sample\.com/)
    await person.press('button', 'Sign a request')
    await person.chooseFile('Choose a file', request('far.example.org'))
    await person.see('It cannot be signed like this')
    await person.press('button', 'Another request')
    await person.chooseFile('Choose a file', request('near.sample.com'))
    await person.see('What would be issued')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    assert.ok(openssl('verify', '-CAfile', cacert, '-untrusted', below, await person.download('near.sample.com.cert.pem')).agrees)
  })

  test('the authority itself is renewed with its key, and replaced by a new one', async () => {
    await goTo('Authority')
    await person.see('What ends when')
    await person.press('button', 'Renew with the same key…')
    await person.fill('Valid for', '5000')
    await person.press('button', 'Renew')
    await person.see('Former certificates of its key')
    await person.press('button', 'Close message')
    const renewed = await person.download('cacert.pem')
    assert.equal(openssl('x509', '-in', renewed, '-noout', '-pubkey').said, openssl('x509', '-in', cacert, '-noout', '-pubkey').said)
    await person.press('button', 'Replace by a new key…')
    await person.fill('Its name', 'CN=New Sample Root,O=The Sample Company,C=US')
    await person.press('button', 'Make the new authority')
    await person.see('New Sample Root is ready')
    assert.ok(verifies(await person.download('cacert.pem'), await person.download('cacert.pem')).agrees)
    await goTo('Authority')
    await person.see('Is replaced by')
  })

  test('its key is taken out: nothing is signed until it is brought again', async () => {
    await goTo('Authority')
    const asked = await dialogsOf(person)
    await person.press('button', 'Take the key out…')
    await person.fill('Passphrase for private/cakey.pem', PEM_PASSPHRASE)
    await person.fill('The same again', PEM_PASSPHRASE)
    await person.press('button', 'Prepare the directory')
    const away = unpacked(await person.download('Old-Sample-Root.zip'))
    await person.fill('Passphrase of the vault', 'something else')
    await person.press('button', 'Take the key out')
    await person.see('The passphrase is wrong')
    await person.fill('Passphrase of the vault', PASSPHRASE)
    await person.press('button', 'Take the key out')
    await person.see('certificate only')
    assert.equal(await person.has('button', 'Sign a request'), false)
    await person.press('tab', 'Revocation list')
    await person.see('Without its key no list can be signed')
    await person.press('tab', 'Authority')
    await person.press('button', 'Bring the key…')
    await person.chooseFile('Choose private/cakey.pem', join(away.path, 'private/cakey.pem'))
    await person.fill('PEM pass phrase optional', PEM_PASSPHRASE)
    await person.press('button', 'Bring the key')
    await person.see('The key is here')
    await person.find('button', 'Sign a request')
    assert.deepEqual(await asked(), [`Take the key of ${ROOT} out`, `Bring the key of ${ROOT}`])
  })

  test('an authority is signed elsewhere, and its certificate comes back', async () => {
    await person.press('button', 'Rootpage, all authorities')
    await person.press('button', 'New authority')
    await person.press('button', 'signed elsewhere')
    await person.fill(COMMON_NAME, 'Sample Branch CA')
    await person.press('button', 'Make key and request')
    const file = await person.download('Sample-Branch-CA.req.pem')
    const extensions = join(where.folder, 'branch.cnf')
    writeFileSync(extensions, 'basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n')
    const signed = join(where.folder, 'branch.pem')
    directory.openssl('x509', '-req', '-in', file, '-CA', 'cacert.pem', '-CAkey', 'private/cakey.pem', '-passin', `pass:${PEM_PASSPHRASE}`, '-days', '900', '-extfile', extensions, '-out', signed)
    await person.paste('The certificate that came back', openssl('x509', '-in', signed).said)
    await person.press('button', 'Take the certificate in')
    await person.see('Sample Branch CA is ready')
    await person.press('button', 'Sign a request')
    await person.chooseFile('Choose a file', request('branch.sample.com'))
    await person.see('What would be issued')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    assert.ok(openssl('verify', '-CAfile', cacert, '-untrusted', signed, await person.download('branch.sample.com.cert.pem')).agrees)
  })
})

/** The titles of all dialogs from now on, also of one that is there for a moment only: the core answers slowly, so that each answer is drawn by itself. */
async function dialogsOf(person) {
  await person.page.evaluate(() => {
    const { postMessage } = Worker.prototype
    let next = 0
    Worker.prototype.postMessage = function (...message) {
      next = Math.max(next + 60, performance.now())
      setTimeout(() => postMessage.apply(this, message), next - performance.now())
    }
    const titles = globalThis.dialogTitles = []
    new MutationObserver(changes => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter(node => node instanceof Element)
      for (const dialog of added.flatMap(node => [...node.matches('dialog') ? [node] : [], ...node.querySelectorAll('dialog')])) titles.push(dialog.querySelector('h2').textContent)
    }).observe(document.body, { subtree: true, childList: true })
  })
  return () => person.page.evaluate(() => globalThis.dialogTitles)
}
