/** Java: servers and clients with a keystore, and what they trust. */
import type { FileRequest } from '../types.js'
import { handshakeCheck, rootFile } from './server.js'
import { answer, checkedAnswer, defineTarget, PORT as PORT_FORM, shellWord, type GuideCheck, type Placement, type TargetOption, type TargetOptions, type TargetSubject } from './target.js'
import { namedRoot, ownAlias, reach, rootAlias, rootFingerprint, rootTitle, SERVER, typedPassword } from './words.js'

/** Java's customary password, where there is no secret to keep. */
const CHANGEIT = 'changeit'

const PASSWORD: TargetOption = { name: 'password', label: 'Password of the keystore', kind: 'password', required: true, hint: 'It encrypts the private key in the file; the program needs it too. Six characters at least.' }
const STORE: TargetOption = {
  name: 'store', label: 'Keystore', kind: 'choice', default: 'pkcs12',
  hint: 'Java has read both for twenty years.',
  choices: [
    { value: 'pkcs12', label: 'PKCS #12', hint: 'The standard, and Java’s own since version 9; OpenSSL, Windows and browsers read it too.' },
    { value: 'jks', label: 'JKS', hint: 'Java’s former own format, for programs that ask for it; weaker encryption.' },
  ],
}
const COMPATIBILITY: TargetOption = {
  name: 'compatibility', label: 'Encryption of PKCS #12', kind: 'choice', default: 'modern',
  hint: 'What the Java that reads it can do.',
  choices: [
    { value: 'modern', label: 'Modern', hint: 'AES-256 and SHA-256: Java 8u301, 11.0.12 and everything since.' },
    { value: 'compatible', label: 'Compatible', hint: '3DES and SHA-1: older Java.' },
  ],
}
const PORT: TargetOption = { name: 'port', label: 'Port', kind: 'text', default: '8443', hint: 'Where the server listens.' }

const isJks = (options: TargetOptions) => answer(options, 'store') === 'jks'
const type = (options: TargetOptions) => isJks(options) ? 'JKS' : 'PKCS12'
const extension = (options: TargetOptions) => isJks(options) ? 'jks' : 'p12'
const password = (options: TargetOptions) => typedPassword(options).password ?? CHANGEIT
const port = (options: TargetOptions) => Number(checkedAnswer(options, 'port', PORT_FORM, '8443'))

const keystoreName = (subject: TargetSubject, options: TargetOptions) => `${ownAlias(subject)}.${extension(options)}`
const truststoreName = (subject: TargetSubject, options: TargetOptions) => `${rootAlias(subject)}-truststore.${extension(options)}`

function keystore(subject: TargetSubject, options: TargetOptions): Omit<FileRequest, 'name'> {
  const compatibility = answer(options, 'compatibility') === 'compatible' ? 'compatible' : 'modern'
  const request = { friendlyName: ownAlias(subject), ...typedPassword(options) }
  return isJks(options) ? { ...request, format: 'jks' } : { ...request, format: 'pkcs12', compatibility }
}

function truststore(subject: TargetSubject, options: TargetOptions, secret: string): Omit<FileRequest, 'name'> {
  return { format: isJks(options) ? 'jks-truststore' : 'pkcs12-truststore', friendlyName: rootAlias(subject), password: secret }
}

function placedKeystore(subject: TargetSubject, options: TargetOptions, folder: string, owner: string, mode: '0600' | '0640'): Placement {
  const name = keystoreName(subject, options)
  return { name, path: `${folder}/${name}`, owner, mode, about: 'The private key, the certificate and its issuers', request: keystore(subject, options) }
}

function placedTruststore(subject: TargetSubject, options: TargetOptions, secret: string): Placement {
  const name = truststoreName(subject, options)
  return { name, path: `/etc/java-tls/${name}`, owner: 'root:root', mode: '0644', about: 'The root, as a trusted entry', request: truststore(subject, options, secret) }
}

const listKeystore = (subject: TargetSubject, options: TargetOptions, path: string): GuideCheck => ({
  command: `keytool -list -v -keystore ${path} -storetype ${type(options)} -alias ${ownAlias(subject)}`,
  expect: `Alias name: ${ownAlias(subject)}\nEntry type: PrivateKeyEntry\nSHA256: ${subject.sha256}`,
  about: 'keytool asks for the password. The chain length counts the certificate and the authorities between it and the root.',
})

/** PKCS #12 in Java 17 takes a password in ASCII only (“Password is not ASCII”), in Java 25 with the older encryption; JKS takes any. */
function passwordNotes(options: TargetOptions): string[] {
  const unfit = type(options) === 'PKCS12' && /[^\x20-\x7e]/.test(password(options))
  return unfit ? ['Java 17 and older do not open a PKCS #12 file with this password, which has letters outside ASCII: choose another, or JKS.'] : []
}

/** What keytool says of a trusted entry. */
const trustedEntry = (subject: TargetSubject) => [rootAlias(subject), 'trustedCertEntry', rootFingerprint(subject) ?? ''].filter(line => line !== '').join('\n')

/** Text in XML. */
const xml = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The value of `name=value` in a properties file, which has Latin letters, escapes, and no space at the beginning of a value. */
function property(value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replace(/^ /, '\\ ')
  return escaped.replaceAll(/[^\x20-\x7e]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const tomcat = defineTarget({
  target: {
    id: 'tomcat', title: 'Tomcat', group: 'java', kind: 'identity', needsKey: true, options: [PASSWORD, STORE, COMPATIBILITY, PORT],
    about: 'Apache Tomcat 8.5 and later, with a keystore.',
    words: ['tomcat', 'java', 'server.xml', 'sslhostconfig', 'connector', 'keystore', 'jks', 'pkcs12', 'p12', 'https'],
  },
  place: (subject, options) => [placedKeystore(subject, options, '$CATALINA_BASE/conf', 'root:tomcat', '0640'), rootFile()],
  guide: (subject, options) => {
    const name = keystoreName(subject, options)
    const connector = [
      `<Connector port="${port(options)}" protocol="org.apache.coyote.http11.Http11NioProtocol" maxThreads="150" SSLEnabled="true">`,
      `  <SSLHostConfig>`,
      `    <Certificate certificateKeystoreFile="conf/${name}" certificateKeystoreType="${type(options)}"`,
      `                 certificateKeystorePassword="${xml(password(options))}" certificateKeyAlias="${ownAlias(subject)}" />`,
      `  </SSLHostConfig>`,
      `</Connector>`,
      '',
    ].join('\n')
    return {
      intro: `Tomcat answers as ${subject.host} with this certificate.`,
      steps: [
        { title: 'Put the keystore in its place', lines: { language: 'shell', text: `sudo install -o root -g tomcat -m 0640 ${name} $CATALINA_BASE/conf/${name}` }, text: 'CATALINA_BASE is /var/lib/tomcat10 on Debian, where conf leads to /etc/tomcat10.' },
        { title: 'Name it in a connector', text: 'Inside <Service>. The password stands here: this file must not be readable for others either (0640).', lines: { file: 'conf/server.xml', language: 'xml', text: connector } },
        { title: 'Start Tomcat anew', lines: { language: 'shell', text: 'sudo systemctl restart tomcat10' } },
      ],
      verify: [listKeystore(subject, options, `$CATALINA_BASE/conf/${name}`), handshakeCheck(subject, port(options))],
      notes: [
        ...passwordNotes(options),
        'For clients with certificates of this authority: certificateVerification="required" truststoreFile="conf/…" in SSLHostConfig, with the truststore of the target “Java truststore”.',
        'Tomcat reads the file when it starts; reloading the TLS configuration through the manager application does it without a restart.',
      ],
    }
  },
})

const java = defineTarget({
  target: {
    id: 'java', title: 'Java server or client', group: 'java', kind: 'identity', needsKey: true, options: [PASSWORD, STORE, COMPATIBILITY],
    about: 'Any program in Java, by -Djavax.net.ssl: a keystore with the key, a truststore with the root.',
    words: ['java', 'jdk', 'jre', 'keystore', 'truststore', 'javax.net.ssl', 'jks', 'pkcs12', 'p12', 'jetty', 'kafka', 'wildfly', 'client certificate'],
  },
  place: (subject, options) => [placedKeystore(subject, options, '/etc/java-tls', 'root:java', '0640'), placedTruststore(subject, options, CHANGEIT)],
  guide: (subject, options) => {
    const [keys, trusted] = [keystoreName(subject, options), truststoreName(subject, options)]
    const flags = [
      `-Djavax.net.ssl.keyStore=/etc/java-tls/${keys}`, `-Djavax.net.ssl.keyStoreType=${type(options)}`, `-Djavax.net.ssl.keyStorePassword=${argument(password(options))}`,
      `-Djavax.net.ssl.trustStore=/etc/java-tls/${trusted}`, `-Djavax.net.ssl.trustStoreType=${type(options)}`, `-Djavax.net.ssl.trustStorePassword=${CHANGEIT}`, '',
    ].join('\n')
    return {
      intro: `The program has the key of ${subject.title}, as a server or as a client, and trusts ${rootTitle(subject)} alone.`,
      steps: [
        { title: 'Write the options into a file', text: 'On the command line everybody on the machine could read the password. This file is as secret as the keystore (0640).', lines: { file: '/etc/java-tls/options', language: 'ini', text: flags } },
        { title: 'Start the program with them', text: 'Java 9 and later read options from a file; Java 8 takes them in JAVA_TOOL_OPTIONS, in one line.', lines: { language: 'shell', text: 'java @/etc/java-tls/options -jar program.jar' } },
      ],
      verify: [
        listKeystore(subject, options, `/etc/java-tls/${keys}`),
        { command: `keytool -list -keystore /etc/java-tls/${trusted} -storetype ${type(options)} -storepass ${CHANGEIT} -alias ${rootAlias(subject)}`, expect: trustedEntry(subject) },
      ],
      notes: [...passwordNotes(options), 'A server that opens a plain SSLServerSocket of SSLContext.getDefault() uses this keystore; many servers have settings of their own for the same files.', 'With -Djavax.net.debug=ssl,handshake the program prints each handshake.', 'A truststore of this kind takes the place of cacerts. To trust the public authorities too, use the target “Java cacerts”.'],
    }
  },
})

/** An argument file of java splits at spaces, and `#` begins a comment. */
const argument = (value: string) => /[\s#"'\\]/.test(value) ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : value

const spring = defineTarget({
  target: {
    id: 'spring', title: 'Spring Boot', group: 'java', kind: 'identity', needsKey: true, options: [PASSWORD, STORE, COMPATIBILITY, PORT],
    about: 'The server inside a Spring Boot application.',
    words: ['spring', 'spring boot', 'java', 'application.properties', 'server.ssl', 'ssl bundle', 'keystore', 'pkcs12', 'p12', 'https'],
  },
  place: (subject, options) => [placedKeystore(subject, options, 'config', 'you', '0600'), rootFile()],
  guide: (subject, options) => {
    const name = keystoreName(subject, options)
    const properties = [
      `server.port=${port(options)}`, `server.ssl.key-store=file:config/${name}`, `server.ssl.key-store-type=${type(options)}`,
      `server.ssl.key-store-password=${property(password(options))}`, `server.ssl.key-alias=${ownAlias(subject)}`, '',
    ].join('\n')
    return {
      intro: `The application answers as ${subject.host} with this certificate.`,
      steps: [
        { title: 'Put the keystore beside the application', text: 'In the folder config, where the application is started; not into the .jar, which goes to more places than a key should.', lines: { language: 'shell', text: `install -D -m 0600 ${name} config/${name}` } },
        { title: 'Name it in the properties', text: 'The password stands here: 0600. It can come from the environment instead, as SERVER_SSL_KEY_STORE_PASSWORD.', lines: { file: 'config/application.properties', language: 'properties', text: properties } },
      ],
      verify: [listKeystore(subject, options, `config/${name}`), handshakeCheck(subject, port(options))],
      notes: [...passwordNotes(options), 'Since Spring Boot 3.1 the same file can be an SSL bundle: spring.ssl.bundle.jks.web.keystore.location, and server.ssl.bundle=web; with reload-on-update a renewed file is taken without a restart.', 'For clients with certificates: server.ssl.client-auth=need and server.ssl.trust-store.'],
    }
  },
})

const EXISTING: TargetOption = { name: 'existing', label: 'A truststore to add to', kind: 'file', hint: 'Your cacerts: it comes back with this root added and everything that was in it. Without one, keytool adds it in its place.' }
const CACERTS_PASSWORD: TargetOption = { name: 'password', label: 'Password of the truststore', kind: 'password', default: CHANGEIT, hint: 'changeit, unless somebody did.' }

/** A store keeps the format that it has: JKS begins with FEEDFEED, JCEKS with CECECECE, PKCS #12 is DER. */
const formatOf = (existing: Uint8Array): 'jks-truststore' | 'pkcs12-truststore' => existing[0] === 0xfe || existing[0] === 0xce ? 'jks-truststore' : 'pkcs12-truststore'

const cacerts = defineTarget({
  target: {
    id: 'trust-java-cacerts', title: 'Java cacerts', group: 'trust', kind: 'trust', needsKey: false, options: [EXISTING, CACERTS_PASSWORD, SERVER],
    about: 'What every program of one Java trusts: added by keytool, or here to a copy of it.',
    words: ['java', 'jdk', 'jre', 'cacerts', 'keytool', 'importcert', 'trustcacerts', 'changeit', 'truststore', 'jks', 'root'],
  },
  place: (subject, options) => {
    const name = namedRoot(subject, 'crt')
    const root: Placement = { name, path: name, owner: 'you', mode: '0644', request: { format: 'root' } }
    const { existing } = options
    if (!(existing instanceof Uint8Array)) return [root]
    const request = { format: formatOf(existing), friendlyName: rootAlias(subject), password: password(options), existing }
    return [root, { name: 'cacerts', path: '$JAVA_HOME/lib/security/cacerts', owner: 'root:root', mode: '0644', about: 'Everything that was in yours, and the root', request }]
  },
  guide: (subject, options) => {
    const file = namedRoot(subject, 'crt')
    const secret = shellWord(password(options))
    const added = options.existing instanceof Uint8Array
    const store = '"$JAVA_HOME/lib/security/cacerts"'
    const entry = `-alias ${rootAlias(subject)} -keystore ${store}`
    return {
      intro: `Every program of this Java will accept every certificate that ${rootTitle(subject)} vouches for.`,
      steps: [
        ...(added ? [{ title: 'Put the cacerts that was made here in its place', text: 'It has every entry of the old one, and this root. Keep the old one until it has proved itself.', lines: { language: 'shell', text: `sudo cp -p ${store} ${store}.before\nsudo install -m 0644 cacerts ${store}` } }] : []),
        { title: added ? 'Or let keytool add it' : 'Let keytool add it', text: 'JAVA_HOME is the folder of the Java that the program runs on; up to Java 8 the file is in jre/lib/security.', lines: { language: 'shell', text: `sudo "$JAVA_HOME/bin/keytool" -importcert -trustcacerts ${entry} -file ${file} -storepass ${secret} -noprompt` } },
        { title: 'On Windows', lines: { language: 'bat', text: `cd /d "%JAVA_HOME%\\lib\\security"\r\n"%JAVA_HOME%\\bin\\keytool" -importcert -trustcacerts -alias ${rootAlias(subject)} -keystore cacerts -file "%USERPROFILE%\\Downloads\\${file}" -storepass ${password(options)} -noprompt` }, text: 'In a command prompt that was opened as administrator.' },
        { title: 'To take it away again', lines: { language: 'shell', text: `sudo "$JAVA_HOME/bin/keytool" -delete ${entry} -storepass ${secret}` } },
      ],
      verify: [
        { command: `"$JAVA_HOME/bin/keytool" -list ${entry} -storepass ${secret}`, expect: trustedEntry(subject) },
        ...tryServer(subject, options, '"$JAVA_HOME/bin/java"'),
      ],
      notes: ['A new Java has a new cacerts: add it again, or keep a truststore of your own (the target “Java truststore”).', 'On Debian cacerts leads to /etc/ssl/certs/java/cacerts, which update-ca-certificates makes anew: there the target “Debian and Ubuntu” is the way.', 'Running programs read it once: start them anew.'],
    }
  },
})

const truststoreTarget = defineTarget({
  target: {
    id: 'trust-java', title: 'Java truststore', group: 'trust', kind: 'trust', needsKey: false, options: [STORE, { ...CACERTS_PASSWORD, hint: 'There is no secret in it; Java asks for one to see that the file is whole.' }, SERVER],
    about: 'A truststore of its own for one program: JKS, or PKCS #12 that Java takes as trusted.',
    words: ['java', 'truststore', 'trustedcertentry', 'javax.net.ssl.truststore', 'jks', 'pkcs12', 'p12', 'kafka', 'root'],
  },
  place: (subject, options) => [placedTruststore(subject, options, password(options))],
  guide: (subject, options) => {
    const name = truststoreName(subject, options)
    const path = `/etc/java-tls/${name}`
    const secret = shellWord(password(options))
    const flags = `-Djavax.net.ssl.trustStore=${path} -Djavax.net.ssl.trustStoreType=${type(options)} -Djavax.net.ssl.trustStorePassword=${secret}`
    return {
      intro: `One program in Java will accept every certificate that ${rootTitle(subject)} vouches for, and no other.`,
      steps: [
        { title: 'Start the program with it', lines: { language: 'shell', text: `java ${flags} -jar program.jar` } },
        { title: 'To take it away again', text: 'Start it without these options.' },
      ],
      verify: [
        { command: `keytool -list -keystore ${path} -storetype ${type(options)} -storepass ${secret}`, expect: `Your keystore contains 1 entry\n${trustedEntry(subject)}` },
        ...tryServer(subject, options, `java ${flags}`),
      ],
      notes: ['openssl pkcs12 makes a PKCS #12 file that Java reads and finds empty: it lacks the attribute by which Java knows a trusted entry. This one has it.', 'It takes the place of cacerts: for the public authorities too, use the target “Java cacerts”.'],
    }
  },
})

/** A class that needs no compiling: Java runs a source file since version 11. */
function tryServer(subject: TargetSubject, options: TargetOptions, java: string): GuideCheck[] {
  const server = reach(subject, options)
  if (!server) return []
  const source = `class Try { public static void main(String[] a) throws Exception { var c = (javax.net.ssl.HttpsURLConnection) java.net.URI.create(a[0]).toURL().openConnection(); c.connect(); var cipher = c.getCipherSuite(); System.out.println(c.getResponseCode() + " " + cipher); } }`
  return [{ command: `echo '${source}' > Try.java && ${java} Try.java ${server.url}`, expect: 'TLS_', about: 'What the server answers, and the cipher; otherwise SSLHandshakeException: PKIX path building failed.' }]
}

export const JAVA = [tomcat, java, spring] as const
export const JAVA_TRUST = [cacerts, truststoreTarget] as const
