/** macOS, iOS and iPadOS: the Keychain, and configuration profiles. */
import { answer, checkedAnswer, defineTarget, fileStem, type TargetOption, type TargetOptions, type TargetSubject } from './target.js'
import { rootTitle, typedPassword } from './words.js'

const password = (hint: string): TargetOption => ({ name: 'password', label: 'Password', kind: 'password', required: true, hint })

const keychain = defineTarget({
  target: {
    id: 'macos-keychain', title: 'macOS Keychain', group: 'apple', kind: 'identity', needsKey: true,
    options: [
      password('The Keychain asks for it once, as the file is imported. It refuses a file without a password.'),
      {
        name: 'compatibility', label: 'Encryption of the PFX', kind: 'choice', default: 'compatible',
        hint: 'A macOS that cannot read it says “MAC verification failed” or that the password is wrong.',
        choices: [
          { value: 'compatible', label: 'Compatible', hint: '3DES and SHA-1: every macOS.' },
          { value: 'modern', label: 'Modern', hint: 'AES-256 and SHA-256: the newest versions of macOS only, and there with -f pkcs12.' },
        ],
      },
    ],
    about: 'Key and certificate for Safari, Mail, Wi-Fi, VPN and the servers of a Mac.',
    words: ['macos', 'mac', 'apple', 'keychain', 'security import', 'p12', 'pfx', 'pkcs12', 'client certificate', 'mail', 's/mime'],
  },
  place: (subject, options) => {
    const name = `${fileStem(subject)}.p12`
    const compatibility = answer(options, 'compatibility') === 'modern' ? 'modern' : 'compatible'
    return [{ name, path: `~/Downloads/${name}`, owner: 'you', mode: '0600', request: { format: 'pkcs12', compatibility, friendlyName: subject.title, root: true, ...typedPassword(options) } }]
  },
  guide: subject => {
    const file = `${fileStem(subject)}.p12`
    return {
      intro: `The Keychain gets the key and the certificate of ${subject.title}.`,
      steps: [
        { title: 'Import it', text: 'macOS asks for the password of the file. Or open the file by a double click.', lines: { language: 'shell', text: `chmod 600 ~/Downloads/${file}\nsecurity import ~/Downloads/${file} -f pkcs12 -k ~/Library/Keychains/login.keychain-db` } },
        { title: 'Or for the whole Mac', text: 'For servers, and for a Wi-Fi that is there before anybody signs in.', lines: { language: 'shell', text: `sudo security import ~/Downloads/${file} -f pkcs12 -k /Library/Keychains/System.keychain` } },
        { title: 'Trust the root', text: `The file brings ${rootTitle(subject)}, and the Keychain does not trust it for that: see “macOS” under “Trust it”.` },
        { title: 'Take the file away', lines: { language: 'shell', text: `rm ~/Downloads/${file}` } },
      ],
      verify: [{ command: 'security find-identity -v', expect: `"${subject.title}"`, about: 'The key fits, and the chain ends at a root that this Mac trusts. Without -v it stands there even while the root is not trusted.' }],
      notes: [
        'Apple asks of every TLS server, also of a private authority: a DNS name or address in the alternative names, the purpose “TLS server”, at most 825 days, RSA of 2048 bit or more.',
        'Keys on Ed25519 cannot be imported: macOS takes RSA and the NIST curves.',
      ],
    }
  },
})

const identifierOf = (subject: TargetSubject, options: TargetOptions) => checkedAnswer(options, 'identifier', /^[A-Za-z0-9.-]+$/, `rootpage.${fileStem(subject)}`)

const profile = defineTarget({
  target: {
    id: 'apple-profile', title: 'iPhone, iPad and Mac: profile', group: 'apple', kind: 'identity', needsKey: true,
    options: [
      password('The device asks for it as the profile is installed: send it another way than the file.'),
      { name: 'organisation', label: 'Organisation', kind: 'text', hint: 'Shown with the profile on the device.' },
      { name: 'identifier', label: 'Identifier', kind: 'text', hint: 'A profile of the same identifier takes the place of the one before: keep it when you renew. Reversed, as com.sample.mail.' },
    ],
    about: 'A configuration profile (.mobileconfig) with the key, its certificate and the root.',
    words: ['ios', 'ipados', 'iphone', 'ipad', 'macos', 'apple', 'mobileconfig', 'profile', 'mdm', 'wi-fi', 'vpn', 'client certificate', 'eap-tls'],
  },
  place: (subject, options) => {
    const name = `${fileStem(subject)}.mobileconfig`
    const organisation = answer(options, 'organisation')
    const settings = { identifier: identifierOf(subject, options), ...(organisation !== '' && { organisation }) }
    return [{ name, path: name, owner: 'you', mode: '0600', request: { format: 'mobileconfig', friendlyName: subject.title, root: true, ...typedPassword(options), settings } }]
  },
  guide: (subject, options) => {
    const file = `${fileStem(subject)}.mobileconfig`
    const identifier = identifierOf(subject, options)
    const from = answer(options, 'organisation')
    return {
      intro: `The device gets the key and the certificate of ${subject.title}, and the root ${rootTitle(subject)}${from === '' ? '' : `, from ${from}`}.`,
      steps: [
        { title: 'Bring it to the device', text: 'By AirDrop, as the attachment of a mail, or from a web page that sends it as application/x-apple-aspen-config. The key is in it, encrypted with the password.' },
        { title: 'On iPhone and iPad', text: 'Settings > Profile Downloaded, or General > VPN & Device Management > the profile > Install. The device asks for its own code first and for the password of the key then.' },
        { title: 'Trust the root for TLS', text: `Settings > General > About > Certificate Trust Settings, and switch on ${rootTitle(subject)}: needed for servers of this authority, not for showing one’s own certificate.` },
        { title: 'On a Mac', text: 'Open the file, then System Settings > General > Device Management (macOS 14 and before: Privacy & Security > Profiles) > the profile > Install….' },
        { title: 'To take it away again', text: 'At the same place: Remove Profile. The key goes with it.', lines: { language: 'shell', text: `sudo profiles remove -identifier ${identifier}` } },
      ],
      verify: [
        { command: `plutil -lint ${file}`, expect: `${file}: OK`, about: `Before it is sent; on another system, xmllint --noout ${file} says nothing.` },
        { command: 'profiles list', expect: `profileIdentifier: ${identifier}`, about: 'On the Mac. On iPhone and iPad the profile stands under VPN & Device Management.' },
      ],
      notes: ['The profile is not signed: the device calls it unverified. openssl smime -sign -nodetach -outform der with a certificate that the device trusts changes that.', 'It can be a part of a larger profile: Wi-Fi and VPN payloads name the certificate by its PayloadUUID.'],
    }
  },
})

export const APPLE = [keychain, profile] as const
