/** The whole table of targets: each says what it needs to say, of every certificate, and the core makes the files that it asks for. `UPDATE=1` writes docs/guides.md anew. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { guide, memoryStore, openVault, subjectOf, targetFiles, TARGETS } from 'rootpage'
import { QUICK } from './quick.mjs'

const PASSPHRASE = 'correct horse battery staple'

const DOCUMENT = new URL('../../docs/guides.md', import.meta.url)

/** The certificate of the how-to, with its key at hand. */
const SERVER = {
  title: 'mail.sample.com', host: 'mail.sample.com', names: ['mail.sample.com', 'smtp.sample.com'], addresses: ['192.0.2.7'], emails: [], subject: 'CN=mail.sample.com,O=The Sample Company,C=US',
  issuerTitle: 'Sample Root', issuers: 1, isAuthority: false, selfSigned: false, hasKey: true, keyLabel: 'ECDSA P-256', sha256: Array(32).fill('AB').join(':'), serial: '0123456789ABCDEF', rootTitle: 'Sample Root',
}
const ROOT = { ...SERVER, title: 'Sample Root', host: 'Sample Root', names: [], addresses: [], subject: 'CN=Sample Root,O=The Sample Company,C=US', issuers: 0, isAuthority: true, selfSigned: true }
/** A name that would do harm wherever it is not quoted, and would lead out of a folder. */
const HARM = `../O'Brien & "Söhne" $(touch x) \`x\` <b> % \\ ; | *`
const HOSTILE = { ...SERVER, title: HARM, host: HARM, names: [], addresses: [], subject: `CN=${HARM}`, issuerTitle: HARM, rootTitle: HARM }
const SUBJECTS = {
  'a server': SERVER,
  'a wildcard': { ...SERVER, title: '*.sample.com', host: '*.sample.com', names: ['*.sample.com'], addresses: [] },
  'an address': { ...SERVER, title: '2001:db8::7', host: '2001:db8::7', names: [], addresses: ['2001:db8::7'] },
  'a person below an issuing authority': { ...SERVER, title: 'alice', host: 'alice', names: [], addresses: [], emails: ['alice@sample.com'], issuerTitle: 'Sample Issuing CA', issuers: 2, rootTitle: undefined },
  'a certificate whose key is elsewhere': { ...SERVER, hasKey: false },
  'a root': ROOT,
  'a hostile name': HOSTILE,
}
const PASSWORD = 'open sesame'

/** What a form would send: the password where one is asked for, the rest as it is suggested. */
const filled = target => Object.fromEntries(target.options.filter(({ kind, required }) => kind === 'password' && required).map(({ name }) => [name, PASSWORD]))
const fits = (target, subject) => !target.needsKey || subject.hasKey
const every = ask => {
  for (const target of TARGETS) for (const [of, subject] of Object.entries(SUBJECTS)) if (fits(target, subject)) ask(target, subject, `${target.id}, of ${of}`)
}
/** All that is executed: the commands that verify, and the lines for a shell. */
const shellLines = made => [...made.verify.map(({ command }) => command), ...made.steps.flatMap(({ lines }) => (lines?.language === 'shell' ? [lines.text] : []))].filter(line => !/^(?:certutil -dump|\$\w+ = |curl\.exe)/.test(line))

describe('every target', () => {
  test('has an id of its own, and says what it is', () => {
    assert.equal(new Set(TARGETS.map(({ id }) => id)).size, TARGETS.length)
    assert.equal(new Set(TARGETS.map(({ title, kind }) => `${kind} ${title}`)).size, TARGETS.length, 'no two of a kind have the same title')
    for (const { id, title, about, words, kind, group, needsKey } of TARGETS) {
      assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/)
      assert.ok(title && about && words.length > 2, id)
      assert.equal(new Set(words).size, words.length, `${id}: ${words}`)
      assert.equal(kind === 'trust', group === 'trust', id)
      assert.ok(!(needsKey && kind === 'trust'), id)
    }
  })

  test('asks for options that a form can show', () => {
    for (const { id, options } of TARGETS) {
      assert.equal(new Set(options.map(({ name }) => name)).size, options.length, id)
      for (const { name, label, hint, kind, choices = [], default: value, when } of options) {
        assert.ok(label && hint, `${id}: ${name}`)
        assert.equal(kind === 'choice', choices.length > 1, `${id}: ${name}`)
        if (kind === 'choice') assert.ok(choices.some(choice => choice.value === value), `${id}: ${name} begins with one of its choices`)
        if (kind === 'switch') assert.match(value, /^(?:yes|no)$/)
        if (when) assert.ok(options.some(other => other.name === when.option && when.is.every(is => other.choices?.some(choice => choice.value === is) ?? /^(?:yes|no)$/.test(is))), `${id}: ${name}`)
      }
    }
  })

  test('has a guide with steps and a command that verifies, and what that prints', () => {
    every((target, subject, which) => {
      const made = guide(target.id, subject, filled(target))
      assert.ok(made.intro && made.verify.length > 0, which)
      assert.ok(made.steps.length > 0 || target.group === 'files', `${which}: only plain files go nowhere`)
      for (const { command, expect } of made.verify) assert.ok(command && expect, `${which}: ${command}`)
      for (const { title, text, lines } of made.steps) assert.ok(title && (text || lines?.text), `${which}: ${title}`)
      for (const note of made.notes) assert.ok(note, which)
    })
  })

  test('has the names of the certificate in its lines', () => {
    for (const target of TARGETS) {
      const subject = target.kind === 'trust' ? ROOT : SERVER
      const { files, steps, verify } = guide(target.id, subject, filled(target))
      const said = JSON.stringify({ files, steps, verify })
      assert.match(said, target.kind === 'trust' ? /sample[-_]root|Sample Root|ABABAB|AB:AB:AB/i : /mail[.-]sample[.-]com|0123456789ABCDEF/i, target.id)
    }
  })

  test('leaves nothing to fill in', () => {
    every((target, subject, which) => {
      const text = JSON.stringify(guide(target.id, subject, filled(target)))
      assert.doesNotMatch(text, /example\.(?:com|org|net)|undefined|\[object|NaN|\bnull\b(?<!\/dev\/null)|TODO|XXX|<(?:your|path|file|name|host|password)\b/i, which)
      if (subject !== HOSTILE) for (const line of shellLines(guide(target.id, subject, filled(target)))) assert.doesNotMatch(line, /<(?!\/dev\/null|<)/, `${which}: ${line}`)
    })
  })

  test('places the files that it asks for, and no other; a key that is elsewhere has its place too', () => {
    every((target, subject, which) => {
      const asked = targetFiles(target.id, subject, filled(target)).map(({ name }) => name)
      const placed = guide(target.id, subject, filled(target)).files
      assert.ok(asked.length > 0, which)
      assert.equal(new Set(asked).size, asked.length, which)
      const others = placed.filter(({ name }) => !asked.includes(name))
      assert.deepEqual(asked.filter(name => !placed.some(file => file.name === name)), [], which)
      assert.ok(others.length === 0 || !subject.hasKey, `${which}: ${others.map(({ name }) => name)}`)
      for (const { name, path, owner, mode } of placed) {
        assert.match(name, /^[\w.@+-]+$/, `${which}: ${name}`)
        assert.doesNotMatch(name, /^\.|\.\./, `${which}: ${name}`)
        assert.ok(path && owner && /^0[0-7]{3}$/.test(mode), `${which}: ${path} ${owner} ${mode}`)
      }
    })
  })

  test('has lines that a shell takes, whatever the certificate is called', () => {
    every((target, subject, which) => {
      for (const line of shellLines(guide(target.id, subject, filled(target)))) {
        assert.doesNotThrow(() => execFileSync('bash', ['-n'], { input: line, stdio: ['pipe', 'pipe', 'pipe'] }), `${which}: ${line}`)
        const word = `'${HARM.replaceAll("'", `'\\''`)}'`
        const label = `'label: ${HARM.replaceAll("'", `'\\''`)}'`
        assert.doesNotMatch(line.replaceAll(word, '').replaceAll(label, ''), /touch x/, `${which} would execute its name: ${line}`)
      }
    })
  })

  test('has JSON that is JSON', () => {
    every((target, subject, which) => {
      for (const { lines } of guide(target.id, subject, filled(target)).steps) if (lines?.language === 'json') assert.doesNotThrow(() => JSON.parse(lines.text), which)
    })
  })

  test('uses every option that it asks for', () => {
    for (const target of TARGETS) {
      const subject = target.kind === 'trust' ? ROOT : SERVER
      const said = options => JSON.stringify([targetFiles(target.id, subject, options), guide(target.id, subject, options)])
      for (const option of target.options) {
        const parent = option.when ? { [option.when.option]: option.when.is[0] } : {}
        const base = said({ ...filled(target), ...parent })
        const used = answer => said({ ...filled(target), ...parent, [option.name]: answer }) !== base
        if (option.kind === 'text') assert.ok(TEXTS.some(used), `${target.id}: ${option.name}`)
        else for (const answer of answers(option)) assert.ok(used(answer), `${target.id}: ${option.name} = ${answer}`)
      }
    }
  })
})

/** What somebody may write: a field takes at least one of them. */
const TEXTS = ['other', 'other.sample.com', 'other.sample.com:4711', '4711', '192.0.2.0/24']

/** Answers other than what is taken where nothing is said. */
function answers({ kind, choices, default: value }) {
  if (kind === 'choice') return choices.map(choice => choice.value).filter(choice => choice !== value)
  if (kind === 'switch') return [value === 'yes' ? 'no' : 'yes']
  if (kind === 'file') return [Uint8Array.of(0xfe, 0xed, 0xfe, 0xed)]
  return ['another']
}

describe('the core', () => {
  let vault
  let entries
  before(async () => {
    vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
    const root = await vault.createAuthority({ subject: 'CN=Sample Root,O=The Sample Company,C=US', days: 3650 })
    const issuing = await vault.createAuthority({ subject: 'CN=Sample Issuing CA,O=The Sample Company,C=US', days: 1800, issuer: root.id })
    for (const authority of [root, issuing]) await authority.issueCrl({ days: 31 })
    const request = await issuing.createRequest({ subject: 'CN=mail.sample.com,O=The Sample Company,C=US', san: ['dns:mail.sample.com', 'email:postmaster@sample.com'] })
    const { serial } = await issuing.issue({ request: request.id }, { profile: 'server-client', days: 90 })
    entries = { identity: [issuing, serial], trust: [root, 'authority'] }
  })
  after(() => vault?.lock())

  test('makes every file that a target asks for, checked; what holds a key is for its owner, or for a group, alone', async () => {
    for (const target of TARGETS) {
      const [authority, of] = entries[target.kind]
      for (const options of combinations(target)) {
        const { files, guide, checks } = await authority.exportFor(of, target.id, options, { passphrase: PASSPHRASE }).catch(error => assert.fail(`${target.id} ${JSON.stringify(options)}: ${error.code} ${error.message}`))
        assert.deepEqual(files.map(({ name }) => name), guide.files.map(({ name }) => name), target.id)
        for (const { name, secret, content } of files) {
          const { mode } = guide.files.find(file => file.name === name)
          assert.ok(content.length > 0, `${target.id}: ${name}`)
          assert.ok(checks.some(({ file }) => file === name), `${target.id}: ${name} was opened again`)
          if (secret) assert.equal(Number.parseInt(mode, 8) & ~0o640, 0, `${target.id}: ${name} is ${mode}`)
          else assert.notEqual(target.needsKey && files.length === 1, true, `${target.id}: ${name} has the key`)
        }
      }
    }
  })

  test('gives the facts of a certificate that targets are made of', async () => {
    const [authority, serial] = entries.identity
    const subject = subjectOf(await authority.certificate(serial))
    assert.deepEqual([subject.title, subject.host, subject.names, subject.issuerTitle, subject.issuers, subject.hasKey, subject.rootTitle], ['mail.sample.com', 'mail.sample.com', ['mail.sample.com'], 'Sample Issuing CA', 2, true, undefined])
    const [root] = entries.trust
    const top = subjectOf(await root.view())
    assert.deepEqual([top.title, top.rootTitle, top.isAuthority, top.selfSigned, top.issuers], ['Sample Root', 'Sample Root', true, true, 0])
    assert.equal(subjectOf(await authority.view()).rootTitle, 'Sample Root')
  })
})

/** The options as they are suggested, and with each other choice of each. */
function combinations(target) {
  const base = filled(target)
  const others = target.options.flatMap(({ name, kind, choices = [], default: value, when }) => {
    const parent = when ? { [when.option]: when.is[0] } : {}
    if (kind === 'choice') return choices.filter(choice => choice.value !== value).map(choice => ({ ...parent, [name]: choice.value }))
    return kind === 'switch' ? [{ ...parent, [name]: value === 'yes' ? 'no' : 'yes' }] : []
  })
  return [base, ...others.map(other => ({ ...base, ...other }))]
}

test('docs/guides.md lists them as they are', () => {
  const made = document()
  if (process.env.UPDATE) writeFileSync(DOCUMENT, made)
  assert.equal(readFileSync(DOCUMENT, 'utf8'), made, 'UPDATE=1 node --test tests/js/targets.test.mjs')
})

function document() {
  const cell = text => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  const code = text => `\`${cell(text).replaceAll('`', "'")}\``
  const rows = kind => TARGETS.filter(target => target.kind === kind).map(target => {
    const subject = kind === 'trust' ? ROOT : SERVER
    const { files, verify } = guide(target.id, subject, filled(target))
    return `| \`${target.id}\` | **${cell(target.title)}**: ${cell(target.about)} | ${files.map(({ path, mode }) => `${code(path)} ${mode}`).join('<br>')} | ${code(verify[0].command)} |`
  })
  const table = kind => ['| target | what for | files, and who may read them | a command that verifies |', '|---|---|---|---|', ...rows(kind)].join('\n')
  return `<!-- Made by tests/js/targets.test.mjs: UPDATE=1 node --test tests/js/targets.test.mjs -->

# Guides

What a certificate is for is chosen in the page under “Use it in …”, what trusts an authority under “Trust it”; the package has the same as
\`TARGETS\`, \`targetFiles\`, \`guide\` and \`Authority.exportFor\`. Each target says which files it asks for, where they go, who may read them, the lines of
the configuration, and commands that verify that it worked. The lines have the names of the certificate in them: here, those of
${SERVER.title} below ${ROOT.title}. What real programs say of these files and lines is in \`tests/interop\`.

## For a certificate

${table('identity')}

## To trust an authority

${table('trust')}
`
}
