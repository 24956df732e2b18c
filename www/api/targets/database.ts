/** Databases, and the clients that log in with a certificate. */
import {
  asksClients, checksRevocation, CLIENTS, configureStep, handshakeCheck, installStep, keyNotes, nameNotes, renewalNote, REVOCATION, revocationNote, serverFiles, shellStep, type KeyReader,
} from './server.js'
import { answer, checkedAnswer, connectName, defineTarget, fileStem, HOST, lines, shellWord, type GuideCheck, type Placement, type TargetOptions, type TargetSubject } from './target.js'

const USER = /^[A-Za-z0-9_.@-]+$/

// ---------------------------------------------------------------- PostgreSQL

const POSTGRES_FOLDER = '/etc/postgresql/tls'
const POSTGRES_READER: KeyReader = { owner: 'root:postgres', mode: '0640' }

function postgresLines(subject: TargetSubject, options: TargetOptions): string {
  const stem = `${POSTGRES_FOLDER}/${fileStem(subject)}`
  return lines(
    'ssl = on',
    `ssl_cert_file = '${stem}.pem'`,
    `ssl_key_file = '${stem}.key'`,
    asksClients(options) && `ssl_ca_file = '${POSTGRES_FOLDER}/clients-ca.pem'`,
    checksRevocation(options) && `ssl_crl_file = '${POSTGRES_FOLDER}/clients.crl.pem'`,
  )
}

function postgresCheck(subject: TargetSubject, options: TargetOptions): GuideCheck {
  const client = asksClients(options) ? ' sslcert=client.pem sslkey=client.key' : ''
  const to = `host=${connectName(subject)} port=5432 user=${checkedAnswer(options, 'user', USER, 'postgres')} dbname=postgres sslmode=verify-full sslrootcert=root.pem${client}`
  return { command: `psql "${to}" --command "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"`, expect: 't   | TLSv1.3', about: 'sslmode=verify-full is what makes the client verify: with any lesser one psql takes whatever it is shown.' }
}

const POSTGRES_SERVER = defineTarget({
  target: {
    id: 'postgresql',
    title: 'PostgreSQL',
    group: 'database',
    about: 'PostgreSQL: the server proves its name, and can ask its users for a certificate in place of a password.',
    words: ['postgresql', 'postgres', 'psql', 'database', 'ssl_cert_file', 'pg_hba', 'verify-full'],
    kind: 'identity',
    needsKey: false,
    options: [
      { name: 'version', label: 'Version', hint: 'The folder of Debian has it in its name: 15 in Debian 12, 17 in Debian 13.', kind: 'text', default: '15' },
      { name: 'user', label: 'User who verifies', hint: 'A user of the database; with client certificates the common name of theirs.', kind: 'text', default: 'postgres' },
      { ...CLIENTS, hint: 'A user logs in with a certificate of the same authority, whose common name is the name of the user.' },
      REVOCATION,
    ],
  },
  place: (subject, options) => serverFiles(POSTGRES_FOLDER, subject, options, POSTGRES_READER),
  guide: (subject, options, files) => {
    const reload = 'sudo systemctl reload postgresql'
    const folder = `/etc/postgresql/${checkedAnswer(options, 'version', /^\d+(\.\d)?$/, '15')}/main`
    return {
      intro: 'PostgreSQL refuses a private key that others than its owner can read, unless it belongs to root and the group alone may read it.',
      steps: [
        installStep(files),
        configureStep('Name the files', `${folder}/conf.d/tls.conf`, 'ini', postgresLines(subject, options)),
        configureStep('Let users in over TLS', `${folder}/pg_hba.conf`, 'pg_hba', asksClients(options) ? 'hostssl all all all cert' : 'hostssl all all all scram-sha-256', 'Take out lines that begin with host, or what is sent in the clear goes on.'),
        shellStep('Reload', reload),
      ],
      verify: [postgresCheck(subject, options), handshakeCheck(subject, 5432, { starttls: 'postgres', client: asksClients(options), about: 'The handshake alone, without a user (OpenSSL 1.1.1 and later).' })],
      notes: [
        renewalNote(reload),
        ...(checksRevocation(options) ? [revocationNote(subject, `${POSTGRES_FOLDER}/clients.crl.pem`, reload)] : []),
        ...keyNotes(subject, `${POSTGRES_FOLDER}/${fileStem(subject)}.key`),
        ...nameNotes(subject),
      ],
    }
  },
})

/** A place in the home of the person. */
function atHome(folder: string, name: string, mode: string, about: string, request: Placement['request']): Placement {
  return { name, path: `${folder}/${name}`, owner: 'you', mode, about, ...(request && { request }) }
}

const POSTGRES_HOME = '~/.postgresql'

const POSTGRES_CLIENT = defineTarget({
  target: {
    id: 'postgresql-client',
    title: 'PostgreSQL client',
    group: 'database',
    about: 'psql and every program that uses libpq: a user logs in with this certificate.',
    words: ['postgresql', 'postgres', 'psql', 'libpq', 'client certificate', 'postgresql.crt', 'login'],
    kind: 'identity',
    needsKey: false,
    options: [
      { name: 'server', label: 'Server', hint: 'The name that its certificate has.', kind: 'text', default: 'localhost', required: true },
      { name: 'user', label: 'User', hint: 'The user of the database; the common name of the certificate, unless said.', kind: 'text' },
    ],
  },
  place: subject => [
    atHome(POSTGRES_HOME, 'postgresql.crt', '0644', 'The certificate and its issuers', { format: 'fullchain' }),
    atHome(POSTGRES_HOME, 'postgresql.key', '0600', subject.hasKey ? 'The private key' : 'The private key that the request was made with; it is not among these files', subject.hasKey ? { format: 'key', plain: true } : undefined),
    atHome(POSTGRES_HOME, 'root.crt', '0644', 'The root that the server is verified by', { format: 'root' }),
  ],
  guide: (subject, options) => {
    const user = checkedAnswer(options, 'user', USER, USER.test(subject.title) ? subject.title : 'postgres')
    const to = `host=${checkedAnswer(options, 'server', HOST, 'localhost')} port=5432 user=${user} dbname=postgres sslmode=verify-full`
    return {
      intro: 'libpq finds the files by their names in a folder of the home, and refuses a private key that others can read.',
      steps: [
        shellStep('Put the files in their places', lines('install -d -m 0700 ~/.postgresql', 'install -m 0644 postgresql.crt root.crt ~/.postgresql/', 'install -m 0600 postgresql.key ~/.postgresql/')),
        shellStep('Log in', `psql "${to}"`),
      ],
      verify: [{ command: `psql "${to}" --command "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"`, expect: `/CN=${subject.title}`, about: 'The name under which the server knows this client.' }],
      notes: [
        'On Windows the folder is %APPDATA%\\postgresql, and the names are the same.',
        'Files elsewhere are named in the connection string: sslcert, sslkey and sslrootcert.',
        'The server has to say so: a line of pg_hba.conf with the method cert, and ssl_ca_file with the authority of this certificate.',
        ...(USER.test(subject.title) ? [] : ['The common name of this certificate is not the name of a user: the server needs a map in pg_ident.conf.']),
      ],
    }
  },
})

// ---------------------------------------------------------------- MySQL and MariaDB

const MYSQL_FOLDER = '/etc/mysql/tls'
const MYSQL_READER: KeyReader = { owner: 'root:mysql', mode: '0640' }

const isMysql = (options: TargetOptions) => answer(options, 'flavour') === 'mysql'

function mysqlLines(subject: TargetSubject, options: TargetOptions): string {
  const stem = `${MYSQL_FOLDER}/${fileStem(subject)}`
  return lines(
    isMysql(options) ? '[mysqld]' : '[mariadb]',
    `ssl_cert = ${stem}.pem`,
    `ssl_key = ${stem}.key`,
    asksClients(options) && `ssl_ca = ${MYSQL_FOLDER}/clients-ca.pem`,
    checksRevocation(options) && `ssl_crl = ${MYSQL_FOLDER}/clients.crl.pem`,
    'require_secure_transport = ON',
  )
}

function mysqlCheck(subject: TargetSubject, options: TargetOptions): GuideCheck {
  const [program, verified] = isMysql(options) ? ['mysql', '--ssl-mode=VERIFY_IDENTITY'] : ['mariadb', '--ssl-verify-server-cert']
  const client = asksClients(options) ? ' --ssl-cert=client.pem --ssl-key=client.key' : ''
  const user = shellWord(checkedAnswer(options, 'user', USER, 'root'))
  return { command: `${program} --host=${connectName(subject)} --port=3306 --user=${user} --password --ssl-ca=root.pem ${verified}${client} --execute="SHOW STATUS LIKE 'Ssl_version'"`, expect: 'TLSv1.3' }
}

const MYSQL = defineTarget({
  target: {
    id: 'mysql',
    title: 'MySQL and MariaDB',
    group: 'database',
    about: 'MySQL or MariaDB: every connection over TLS, and users who have to show a certificate.',
    words: ['mysql', 'mariadb', 'database', 'ssl_cert', 'require x509', 'mysqld'],
    kind: 'identity',
    needsKey: false,
    options: [
      { name: 'flavour', label: 'Which of the two', hint: 'Their files and clients have other names.', kind: 'choice', choices: [{ value: 'mariadb', label: 'MariaDB' }, { value: 'mysql', label: 'MySQL' }], default: 'mariadb' },
      { name: 'user', label: 'User who verifies', hint: 'A user of the database.', kind: 'text', default: 'root' },
      { ...CLIENTS, hint: 'A user logs in with a certificate of the same authority beside the password.' },
      REVOCATION,
    ],
  },
  place: (subject, options) => serverFiles(MYSQL_FOLDER, subject, options, MYSQL_READER),
  guide: (subject, options, files) => {
    const service = isMysql(options) ? 'mysql' : 'mariadb'
    const anew = `run ${isMysql(options) ? 'ALTER INSTANCE RELOAD TLS' : 'FLUSH SSL'} as its administrator, or sudo systemctl restart ${service}`
    const user = checkedAnswer(options, 'user', USER, 'root')
    return {
      intro: `${isMysql(options) ? 'MySQL' : 'MariaDB'} runs as the user mysql, whose group has to be able to read the private key.`,
      steps: [
        installStep(files),
        configureStep('Name the files', isMysql(options) ? '/etc/mysql/conf.d/tls.cnf' : '/etc/mysql/mariadb.conf.d/60-tls.cnf', 'ini', mysqlLines(subject, options)),
        shellStep('Restart', `sudo systemctl restart ${service}`),
        ...(asksClients(options) ? [{ title: 'Ask a user for a certificate', text: 'The server asks nobody unless the user is told to show one.', lines: { language: 'sql', text: `ALTER USER '${user}'@'%' REQUIRE X509;` } }] : []),
      ],
      verify: [mysqlCheck(subject, options)],
      notes: [
        `To renew: put the new files in the same places under the same names, then ${anew}.`,
        ...(checksRevocation(options) ? [revocationNote(subject, `${MYSQL_FOLDER}/clients.crl.pem`, anew)] : []),
        'REQUIRE X509 asks for any certificate of the authority; REQUIRE SUBJECT names one.',
        ...keyNotes(subject, `${MYSQL_FOLDER}/${fileStem(subject)}.key`),
        ...nameNotes(subject),
      ],
    }
  },
})

export const DATABASE = [POSTGRES_SERVER, POSTGRES_CLIENT, MYSQL]
