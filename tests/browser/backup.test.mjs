/** Does a vault come back: from a backup, from paper, into an empty browser; and is a backup asked for until there is one. Both browsers, over http and from one file with the network off. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { root } from '../../scripts/step.mjs'
import { verifies } from './openssl.mjs'
import { BROWSERS, place, PLACES } from './places.mjs'
import { goTo, makeAuthority, makeVault, PASSPHRASE, signText, unlock } from './steps.mjs'

const vector = name => readFileSync(`${root}tests/vectors/requests/${name}`, 'utf8')
const FROM_THE_KIT = 'umbrella surface tonight copper lattice'
const FROM_THE_SHARES = 'seven quiet rivers under glass'

for (const browser of BROWSERS) for (const how of PLACES) describe(`${browser}, ${how}`, () => {
  let where, opened, person
  /** What is carried from one test to the next, as a person would: files and sheets. */
  let early, backup, kit, shares
  before(async () => {
    where = await place(browser, how)
    opened = await where.open()
    person = opened.person
    await makeVault(person)
    await makeAuthority(person, 'Sample Root')
  })
  after(async () => {
    await opened?.close()
    await where?.leave()
  })
  afterEach(() => person.wasFlawless())

  test('a backup is asked for, more and more; at 25 changes nothing is signed until there is one, and then what was begun goes on', async () => {
    await person.find('button', 'Backup: No backup yet')
    await person.press('button', 'Go to the authority')
    await person.press('tab', 'Revocation list')
    const levels = []
    for (let level = 'quiet'; level !== 'stopped';) {
      const number = await changes(person)
      await person.press('button', 'Create revocation list')
      await person.page.waitForFunction(before => Number(document.querySelector('.backup-chip-number')?.textContent) > before, {}, number)
      level = await person.page.evaluate(() => document.querySelector('.strip[data-asks]')?.dataset.asks ?? 'quiet')
      if (levels.at(-1) !== level) levels.push(level)
    }
    assert.deepEqual(levels, ['quiet', 'notice', 'banner', 'stopped'])
    assert.equal(await changes(person), 25)
    await person.see('Nothing is signed any more until a backup is taken')
    await person.press('button', 'Sign a request')
    await person.paste('Or paste it', vector('openssl-ec.pem'))
    await person.see('What would be issued')
    await person.press('button', 'Sign')
    await person.see('backup/due')
    await person.press('button', 'Take the backup, then go on here')
    await person.fill('Passphrase of the vault', 'not the passphrase')
    await person.press('button', 'Prepare the backup')
    await person.see('The passphrase is wrong')
    early = await takeBackup(person)
    await person.seeNot('Nothing is signed any more')
    await person.see('The backup is taken: press it again')
    await person.see('What would be issued')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
  })

  test('the limit is lifted, and set again', async () => {
    await toBackup(person)
    assert.equal(await person.valueOf('A backup is due after'), '25')
    await person.fill('A backup is due after', '0')
    await person.press('button', 'Save')
    await person.see('Give a whole number, 1 or more')
    await person.fill('A backup is due after', '1')
    await person.press('button', 'Save')
    await person.see('A backup is due after 1 change.')
    await person.see('Nothing is signed until there is a backup')
    await person.press('checkbox', 'Sign nothing more when a backup is due')
    await person.press('button', 'Save')
    await person.see('Signing does not wait for backups')
    await person.seeNot('nothing is signed until there is a backup')
    await goTo(person, 'Sample Root', 'Certificates')
    await signText(person, vector('openssl-rsa.pem'))
    await toBackup(person)
    await person.press('checkbox', 'Sign nothing more when a backup is due')
    await person.fill('A backup is due after', '25')
    await person.press('button', 'Save')
    await person.see('A backup is due after 25 changes')
  })

  test('a backup that is older than the vault is recognised with its differences, and not restored', async () => {
    await person.dropFileAnywhere(early)
    await verify(person)
    await person.see('This backup is whole, and older than the vault')
    await person.see('is not in the backup')
    await person.see('Nothing is to be restored')
    assert.equal(await person.has('button', 'Restore the backup'), false)
    await person.press('button', 'Another file')
  })

  test('a backup is prepared, counts from the press on its download, and is found whole and up to date', async () => {
    await person.press('button', 'Rootpage, all authorities')
    await toBackup(person)
    await person.fill('Passphrase of the vault', PASSPHRASE)
    await person.press('button', 'Prepare the backup')
    await person.see('The backup is sealed')
    assert.ok(await changes(person) > 0)
    backup = await person.download(await nameOfBackup(person))
    assert.match(basename(backup), /^rootpage-\d{4}-\d\d-\d\d-r\d+\.pem$/)
    await person.see('The backup is recorded')
    assert.equal(await changes(person), 0)
    await person.chooseFile('Choose a backup', backup)
    await verify(person, 'not the passphrase')
    await person.see('This passphrase does not open the backup')
    await verify(person)
    await person.see('This backup is whole and up to date')
    await person.press('button', 'Another file')
  })

  test('the two commands that stand beside it open it without the page', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rootpage-backup-'))
    const shown = await person.page.evaluate(() => document.querySelector('[aria-label="The text of the commands"]').textContent)
    assert.ok(shown.includes(basename(backup)))
    // A person types the passphrase; here it is handed over.
    const commands = shown.replaceAll(basename(backup), backup).replace(' -out ', ' -passin env:PASSPHRASE -out ')
    execFileSync('sh', ['-e', '-c', commands], { cwd: folder, env: { ...process.env, PASSPHRASE }, stdio: 'pipe' })
    const authority = join(folder, 'authorities', 'sample-root')
    assert.equal(readFileSync(join(authority, 'index.txt'), 'utf8').trim().split('\n').length, 2)
    assert.ok(existsSync(join(authority, 'private', 'cakey.pem')))
    assert.ok(verifies(join(authority, 'cacert.pem'), join(authority, 'cacert.pem')).agrees)
    rmSync(folder, { recursive: true })
  })

  test('the recovery kit is printed and tried back, and is gone when one leaves', async () => {
    await person.press('button', 'Put the recovery key on paper')
    await person.fill('Passphrase of the vault', 'not the passphrase')
    await person.press('button', 'Make the recovery kit')
    await person.see('The passphrase is wrong')
    await person.fill('Passphrase of the vault', PASSPHRASE)
    await person.press('button', 'Make the recovery kit')
    await person.see('Print the sheet')
    ;[kit] = await readSheets(person)
    assert.equal(kit.length, 28)
    assert.equal(await pressesPrint(person), 1)
    await person.press('button', 'It is on paper: try it back')
    await person.see('The sheets are hidden now')
    assert.equal(await isShown(person, kit), false)
    await person.press('button', 'Check')
    await person.see('The paper and the sheet do not agree')
    await answerTryBack(person, [kit])
    await person.see('It is on paper, and it is right')
  })

  test('of three shares two are enough; a lock takes them off the screen', async () => {
    await toPaper(person)
    await person.press('radio', 'Shares for several people')
    await person.fill('Passphrase of the vault', PASSPHRASE)
    await person.press('button', 'Make the shares')
    await person.see('Print the 3 sheets')
    shares = await readSheets(person)
    assert.deepEqual(shares.map(({ length }) => length), [36, 36, 36])
    await person.press('button', 'It is on paper: try it back')
    await answerTryBack(person, shares)
    await person.see('It is on paper, and it is right')
    await toPaper(person)
    await person.fill('Passphrase of the vault', PASSPHRASE)
    await person.press('button', 'Make the recovery kit')
    await person.see('Print the sheet')
    await person.press('button', 'Lock')
    await person.see('The vault is locked')
    assert.equal(await person.page.evaluate(() => document.querySelectorAll('.sheet').length), 0)
  })

  test('a backup dropped on a locked vault is told apart from it, and compared once that is open', async () => {
    await person.dropFileAnywhere(backup)
    await person.see('Open it with')
    await person.fill('Passphrase of the backup', PASSPHRASE)
    await person.press('button', 'Look into it')
    await person.see('There is a vault in this place')
    await person.see('Sample Root')
    assert.equal(await person.has('button', 'Restore this vault here'), false)
    await person.press('button', 'Unlock it, then compare')
    await unlock(person)
    await person.see('Verify or restore a backup')
    await verify(person)
    await person.see('This backup is whole and up to date')
    await person.press('button', 'Another file')
    await person.press('button', 'Lock')
  })

  test('a forgotten passphrase: the words of the kit open the vault, and a new one must be set', async () => {
    await person.press('button', 'Forgotten the passphrase?')
    await person.paste('Recovery words, or a share', [...kit.slice(0, 4), 'notaword', ...kit.slice(5)].join(' '))
    await person.see('Word 5:')
    await person.paste('Recovery words, or a share', kit.slice(0, 20).join(' '))
    await person.see('20 words so far')
    await person.paste('Recovery words, or a share', kit.join(' ').toUpperCase())
    await person.see('all of them fit together')
    await person.press('button', 'Open the vault')
    await setPassphrase(person, FROM_THE_KIT)
    await person.press('button', 'Lock')
    await unlock(person, PASSPHRASE)
    await person.see('The passphrase is wrong')
    await unlock(person, FROM_THE_KIT)
    await goTo(person, 'Sample Root', 'Certificates')
    await person.see('2 certificates')
    await person.press('button', 'Lock')
  })

  test('a forgotten passphrase: two of three shares open it as well, and the same one twice does not', async () => {
    await person.press('button', 'Forgotten the passphrase?')
    const [first, , third] = shares.map(words => words.join(' '))
    await person.paste('Recovery words, or a share', third)
    await person.see('2 shares of its set are needed')
    await person.paste('Share, sheet 2', third)
    await person.see('Share 3 of vault')
    await person.press('button', 'Open the vault')
    await person.see('vault/recovery-share-twice')
    await person.paste('Share, sheet 2', first)
    await person.see('Share 1 of vault')
    await person.press('button', 'Open the vault')
    await setPassphrase(person, FROM_THE_SHARES)
    await goTo(person, 'Sample Root', 'Certificates')
    await person.see('2 certificates')
  })

  test('after a loss another place is opened where one has the vault, and a backup is restored where none has', async () => {
    await person.press('button', 'Lock')
    await person.see('The vault is locked')
    await person.page.evaluate(inPage.loseDatabase)
    await person.page.reload()
    await person.see('The vault is gone')
    await person.see('It is still there in another place')
    await person.press('button', 'Unlock what is left')
    await unlock(person, FROM_THE_SHARES)
    await goTo(person, 'Sample Root', 'Certificates')
    await person.see('2 certificates')
    await person.press('button', 'Lock')
    await person.see('The vault is locked')
    await person.page.evaluate(inPage.loseDatabase)
    await person.page.evaluate(inPage.loseCopies)
    await person.page.reload()
    await person.see('The vault is gone')
    await person.see('There is no backup')
    assert.equal(await person.has('button', 'Unlock what is left'), false)
    await person.press('button', 'Restore from a backup')
    await person.chooseFile('Choose a backup', backup)
    await person.fill('Passphrase of the backup', PASSPHRASE)
    await person.press('button', 'Look into it')
    await person.press('button', 'Restore this vault here')
    await person.see('The vault is restored')
    await goTo(person, 'Sample Root', 'Certificates')
    await person.see('2 certificates')
  })

  test('into an empty browser a backup brings the vault back, and it signs again', async () => {
    await elsewhere(browser, how, async stranger => {
      await stranger.see('Be your own certificate authority')
      await stranger.dropFileAnywhere(backup)
      await stranger.see('Open it with')
      await stranger.fill('Passphrase of the backup', 'not the passphrase')
      await stranger.press('button', 'Look into it')
      await stranger.see('This passphrase does not open the backup')
      await stranger.fill('Passphrase of the backup', PASSPHRASE)
      await stranger.press('button', 'Look into it')
      await stranger.see('The backup opens, and nothing in it was changed')
      await stranger.press('button', 'Restore this vault here')
      await stranger.see('The vault is restored')
      await goTo(stranger, 'Sample Root', 'Certificates')
      await stranger.see('2 certificates')
      await signText(stranger, vector('certtool-ec.pem'))
      await stranger.press('button', 'Lock')
      await unlock(stranger)
      await stranger.find('button', 'Lock')
    })
  })

  test('a backup and paper are enough, without any passphrase', async () => {
    await elsewhere(browser, how, async stranger => {
      await stranger.press('button', 'Restore from a backup')
      await stranger.chooseFile('Choose a backup', backup)
      await stranger.press('radio', 'Recovery words or shares')
      await stranger.paste('Recovery words, or a share', kit.join(' '))
      await stranger.press('button', 'Look into it')
      await stranger.see('The backup opens, and nothing in it was changed')
      await stranger.press('button', 'Restore this vault here')
      await setPassphrase(stranger, FROM_THE_KIT)
      await goTo(stranger, 'Sample Root', 'Certificates')
      await stranger.see('2 certificates')
    })
  })
})

/** What browsers do by themselves now and then; the marker beside it stays. */
const inPage = {
  loseDatabase: () => new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase('rootpage:vault'), { onsuccess: resolve, onerror: reject, onblocked: reject })),
  loseCopies: async () => {
    await navigator.storageBuckets?.delete('rootpage-vault')
    const files = await navigator.storage.getDirectory().catch(() => undefined)
    await files?.removeEntry('rootpage', { recursive: true }).catch(() => {})
  },
}

/** The number in the top bar; nothing is shown where nothing has changed. */
function changes(person) {
  return person.page.evaluate(() => Number(document.querySelector('.backup-chip-number')?.textContent ?? 0))
}

async function toBackup(person) {
  await (await person.page.$('.backup-chip')).click()
  await person.see('When signing waits for a backup')
}

async function toPaper(person) {
  if (await person.has('button', 'Go to the backups')) await person.press('button', 'Go to the backups')
  else await toBackup(person)
  await person.press('button', 'Put the recovery key on paper')
  await person.see('What shall be made')
}

async function nameOfBackup(person) {
  return /rootpage-[\d-]+-r\d+\.pem/.exec(await person.page.evaluate(() => [...document.querySelectorAll('button[aria-label^="Download rootpage-"]')].at(-1).ariaLabel))[0]
}

/** In the dialog that is open, or on the screen; gives the path of the file. */
async function takeBackup(person) {
  await person.fill('Passphrase of the vault', PASSPHRASE)
  await person.press('button', 'Prepare the backup')
  await person.see('The backup is sealed')
  return await person.download(await nameOfBackup(person))
}

async function verify(person, passphrase = PASSPHRASE) {
  await person.fill('Passphrase of the backup', passphrase)
  await person.press('button', 'Verify this backup')
}

async function setPassphrase(person, passphrase) {
  await person.see('Choose a new passphrase')
  await person.fill('New passphrase', passphrase)
  await person.fill('New passphrase again', passphrase)
  await person.press('button', 'Set the passphrase')
  await person.see('The passphrase is set')
}

/** The words, sheet by sheet, as somebody reads them off the paper. */
function readSheets(person) {
  return person.page.evaluate(() => [...document.querySelectorAll('.sheet')].map(sheet => [...sheet.querySelectorAll('.sheet-word')].map(word => word.lastChild.textContent.trim())))
}

/** In what is drawn: the page's own script has every word of the list. */
function isShown(person, words) {
  return person.page.evaluate(words => words.every(word => document.getElementById('app').innerHTML.includes(word)), words)
}

/** No printer opens: how often the page asks for one. */
async function pressesPrint(person) {
  await person.page.evaluate(() => { globalThis.print = () => { globalThis.printed = (globalThis.printed ?? 0) + 1 } })
  await person.press('button', 'Print')
  return await person.page.evaluate(() => globalThis.printed)
}

/** Types the words that are asked for off the sheets. */
async function answerTryBack(person, sheets) {
  await person.see('The sheets are hidden now')
  const labels = await person.page.evaluate(() => [...document.querySelectorAll('main form label')].map(label => label.textContent))
  for (const label of labels) {
    const [, share = '1', position] = /^(?:Share (\d+), )?[Ww]ord (\d+)$/.exec(label)
    await person.fill(label, sheets[share - 1][position - 1])
  }
  await person.press('button', 'Check')
}

/** Somebody at another computer: an empty profile. */
async function elsewhere(browser, how, act) {
  const there = await place(browser, how)
  const opened = await there.open()
  try {
    await act(opened.person)
    opened.person.wasFlawless()
  } finally {
    await opened.close()
    await there.leave()
  }
}
