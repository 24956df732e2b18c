/** Java with the keystores and truststores that its targets ask for: its own keytool, TLS servers and clients, its cacerts, and a real Tomcat. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { House } from './house.mjs'
import { run } from './judges.mjs'
import { checks, step } from './room.mjs'

const SERVER = fileURLToPath(new URL('Server.java', import.meta.url))
const READ = fileURLToPath(new URL('Read.java', import.meta.url))
const CATALINA_HOME = '/usr/share/tomcat10'
/** Every character that a shell, XML, a properties file or a file of arguments would read otherwise. */
const PASSWORD = `it's "a" \\ <#1> & $pass`

let house
const rooms = []
before(async () => {
  house = await House.build()
})
after(() => {
  house?.leave()
  for (const room of rooms) room.leave()
})

function room() {
  const made = house.room()
  rooms.push(made)
  return made
}

/** Starts a program, waits until a line says what is wanted, asks, and ends it. */
async function while_(child, ready, ask) {
  let said = ''
  const lines = []
  child.stderr.on('data', text => (said += text))
  try {
    const found = await new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', line => {
          lines.push(line)
          const value = ready(line)
          if (value) resolve(value)
        })
      }
      child.on('exit', () => reject(new Error(`It ended:\n${lines.join('\n')}`)))
    })
    return await ask(found)
  } finally {
    const ended = child.exitCode === null && new Promise(resolve => child.on('exit', resolve))
    child.kill()
    await ended
  }
}

/** A Java TLS server with the files of the target “java”, started with the guide's own file of options. */
async function serving(entry, options, ask, ...more) {
  const server = room()
  const { files, guide, subject } = await house.identity('java', entry, { password: PASSWORD, ...options })
  server.put(files, guide)
  const flags = server.configure(step(guide, 'Write the options'))
  const child = spawn('java', [`@${flags}`, SERVER, ...more], { cwd: server.folder, env: server.env, stdio: ['ignore', 'pipe', 'pipe'] })
  return while_(child, line => /^\d+$/.test(line) && Number(line), port => ask(port, { server, guide, subject }))
}

const STORES = [{ store: 'pkcs12' }, { store: 'pkcs12', compatibility: 'compatible' }, { store: 'jks' }]

describe('a Java TLS server with the emitted keystore', () => {
  for (const options of STORES) {
    test(`${options.store} ${options.compatibility ?? ''}: keytool reads it, and a Java client with the emitted truststore is content`, async () => {
      await serving(house.server, options, async (port, { server, guide }) => {
        await server.verify(guide.verify, { input: `${PASSWORD}\n` })
        const client = room()
        const trust = await house.trust('trust-java', { store: options.store, server: `localhost:${port}` })
        client.put(trust.files, trust.guide)
        await client.verify(trust.guide.verify)
        const { command } = checks(trust.guide, 'echo')[0]
        const stranger = await client.run(command.replaceAll(/-Djavax\S+/g, ''))
        assert.match(stranger.text, /PKIX path building failed/, 'Java without the truststore refuses it')
      })
    })
  }

  test('asks for a certificate of the client, and takes the one of the emitted keystore', async () => {
    await serving(house.server, {}, async port => {
      const url = `localhost:${port}`
      const trust = await house.trust('trust-java', { server: url })
      const client = room()
      const { files, guide } = await house.identity('java', house.client, { password: PASSWORD, store: 'jks' })
      client.put(files, guide)
      const flags = client.configure(step(guide, 'Write the options'))
      const { command } = checks(trust.guide, 'echo')[0]
      const known = await client.run(command.replace(/java -D\S+ -D\S+ -D\S+/, `java @${flags}`))
      assert.match(known.text, /^200 TLS_/m, known.text)
      client.put(trust.files, trust.guide)
      const unknown = await client.run(command)
      assert.doesNotMatch(unknown.text, /^200/m)
      assert.match(unknown.text, /certificate_required|bad_certificate|SSLException|IOException|SocketException/)
    }, 'need')
  })
})

describe('Spring Boot', () => {
  test('its properties name the keystore, and say a password that opens it', async () => {
    const application = room()
    const password = `${PASSWORD} é`
    const { files, guide, subject } = await house.identity('spring', house.server, { password, store: 'jks' })
    application.put(files, guide)
    const path = application.configure(step(guide, 'Name it in the properties'))
    const { text } = await application.run(`java ${READ} ${path}`)
    assert.equal(text, `localhost ${subject.serial.toLowerCase().replace(/^0+/, '')}\n`)
    await application.verify(checks(guide, 'keytool').map(check => ({ ...check, command: `${check.command} -storepass '${password.replaceAll("'", `'\\''`)}'` })))
  })
})

test('Java opens no old PKCS #12 with a password outside ASCII, and the guide says so', async () => {
  const application = room()
  const { files, guide } = await house.identity('spring', house.server, { password: 'château', compatibility: 'compatible' })
  assert.ok(guide.notes.some(note => note.includes('outside ASCII')))
  application.put(files, guide)
  const path = application.configure(step(guide, 'Name it in the properties'))
  assert.match((await application.run(`java ${READ} ${path}`)).text, /Password is not ASCII|password was incorrect/)
})

describe('Tomcat', () => {
  for (const store of ['pkcs12', 'jks']) {
    test(`${store}: answers with the guide's own connector`, async () => {
      assert.ok(existsSync(`${CATALINA_HOME}/bin/bootstrap.jar`), 'tomcat10-common is here')
      const tomcat = room()
      const port = String(await freePort())
      const { files, guide } = await house.identity('tomcat', house.server, { password: PASSWORD, store, port })
      tomcat.put(files, guide)
      const connector = step(guide, 'Name it in a connector').lines.text
      const here = connector.replace('<Connector ', '<Connector address="127.0.0.1" ')
      tomcat.write(tomcat.path('catalina/conf/server.xml'), `<Server port="-1"><Service name="Catalina">${here}<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps" /></Engine></Service></Server>`)
      tomcat.write(tomcat.path('catalina/conf/web.xml'), '<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0" />')
      mkdirSync(tomcat.path('catalina/webapps'))
      mkdirSync(tomcat.path('catalina/temp'))
      const classes = ['bootstrap', 'tomcat-juli'].map(name => `${CATALINA_HOME}/bin/${name}.jar`).join(':')
      const flags = [`-Dcatalina.home=${CATALINA_HOME}`, `-Dcatalina.base=${tomcat.path('catalina')}`, `-Djava.io.tmpdir=${tomcat.path('catalina/temp')}`]
      const child = spawn('java', ['-cp', classes, ...flags, 'org.apache.catalina.startup.Bootstrap', 'start'], { cwd: tomcat.folder, env: tomcat.env, stdio: ['ignore', 'pipe', 'pipe'] })
      await while_(child, line => /Server startup in/.test(line), () => tomcat.verify(guide.verify, { input: `${PASSWORD}\n` }))
    })
  }
})

/** A Java of the room's own: the programs of the real one, and a copy of its cacerts. */
function javaHome(somewhere) {
  const real = dirname(dirname(realpathSync(process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : '/usr/bin/java')))
  const home = somewhere.path('java')
  mkdirSync(join(home, 'lib/security'), { recursive: true })
  symlinkSync(join(real, 'bin'), join(home, 'bin'))
  copyFileSync(join(real, 'lib/security/cacerts'), join(home, 'lib/security/cacerts'))
  somewhere.env.JAVA_HOME = home
  return { cacerts: join(home, 'lib/security/cacerts'), env: { JAVA_TOOL_OPTIONS: `-Djavax.net.ssl.trustStore=${join(home, 'lib/security/cacerts')}` } }
}

/** Every entry of a store by its alias, with its certificate. */
async function entries(store, password = 'changeit') {
  const { status, text } = await run('keytool', ['-list', '-rfc', '-keystore', store, '-storepass', password])
  assert.equal(status, 0, text)
  return new Map(text.split('Alias name: ').slice(1).map(part => [part.slice(0, part.indexOf('\n')), /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/.exec(part)?.[0]]))
}

function assertAdded(old, now, alias) {
  assert.ok(old.size > 100, 'the cacerts of this Java has many entries')
  assert.equal(now.size, old.size + 1)
  assert.deepEqual([...old].filter(([name, certificate]) => now.get(name) !== certificate), [], 'every old entry is still there')
  assert.ok(now.has(alias))
}

describe('cacerts', () => {
  test('takes the root by the line of the how-to, word for word', async () => {
    const java = room()
    const { cacerts } = javaHome(java)
    const { files } = await house.trust('trust-java-cacerts')
    java.put(files, { files: [] })
    const old = await entries(cacerts)
    const line = `keytool -importcert -trustcacerts -alias gs_smtp -keystore cacerts -file ${java.path('sample-root.crt')} -storepass changeit -noprompt`
    const { status, text } = await java.run(`cd "$JAVA_HOME/lib/security" && ${line}`)
    assert.equal(status, 0, text)
    assertAdded(old, await entries(cacerts), 'gs_smtp')
  })

  test('takes the root by the guide, trusts a server by it, and gives it back', async () => {
    const web = await house.serve()
    try {
      const java = room()
      const { cacerts, env } = javaHome(java)
      const { files, guide } = await house.trust('trust-java-cacerts', { server: web.name })
      java.put(files, guide)
      const old = await entries(cacerts)
      const asking = checks(guide, 'echo')[0]
      assert.match((await java.run(asking.command, { env })).text, /PKIX path building failed/)
      await java.follow(step(guide, 'Let keytool add it'))
      assertAdded(old, await entries(cacerts), 'sample-root')
      await java.verify(guide.verify, { env })
      await java.follow(step(guide, 'To take it away again'))
      assert.deepEqual(await entries(cacerts), old)
    } finally {
      await web.close()
    }
  })

  /** What keytool makes of the same entries: the formats in which a cacerts is found. */
  const FORMS = {
    JKS: ['-deststoretype', 'JKS'],
    'PKCS #12': ['-deststoretype', 'PKCS12'],
    'old PKCS #12': ['-deststoretype', 'PKCS12', '-J-Dkeystore.pkcs12.legacy'],
    'PKCS #12 without a password': ['-deststoretype', 'PKCS12', '-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE', '-J-Dkeystore.pkcs12.macAlgorithm=NONE'],
  }
  for (const [form, how] of Object.entries(FORMS)) {
    test(`comes back from here with the root and every entry that it had: ${form}`, async () => {
      const web = await house.serve()
      try {
        const java = room()
        const { cacerts, env } = javaHome(java)
        const before = java.path('before')
        const made = await run('keytool', ['-importkeystore', '-srckeystore', cacerts, '-srcstorepass', 'changeit', '-destkeystore', before, '-deststorepass', 'changeit', '-noprompt', ...how])
        assert.equal(made.status, 0, made.text)
        copyFileSync(before, cacerts)
        const { files, guide } = await house.trust('trust-java-cacerts', { existing: new Uint8Array(readFileSync(before)), server: web.name, ...(form.endsWith('without a password') && { password: '' }) })
        java.put(files, guide, { placed: false })
        await java.follow(step(guide, 'Put the cacerts'))
        assertAdded(await entries(before), await entries(cacerts), 'sample-root')
        // By itself Java opens its cacerts without a password, which an encrypted one does not let it.
        const needsPassword = form.endsWith('PKCS #12')
        await java.verify(guide.verify, { env: { JAVA_TOOL_OPTIONS: `${env.JAVA_TOOL_OPTIONS}${needsPassword ? ' -Djavax.net.ssl.trustStorePassword=changeit' : ''}` } })
      } finally {
        await web.close()
      }
    })
  }
})

function freePort() {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
