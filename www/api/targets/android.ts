/** Android: a key and certificate for Wi-Fi, VPN and apps. */
import { answer, defineTarget, fileStem } from './target.js'
import { rootTitle, typedPassword } from './words.js'

const device = defineTarget({
  target: {
    id: 'android', title: 'Android', group: 'android', kind: 'identity', needsKey: true,
    options: [
      { name: 'password', label: 'Password', kind: 'password', required: true, hint: 'The device asks for it once, as the file is installed. It refuses a file without a password.' },
      {
        name: 'compatibility', label: 'Encryption of PKCS #12', kind: 'choice', default: 'compatible',
        hint: 'An Android that cannot read it says that the password is wrong.',
        choices: [
          { value: 'compatible', label: 'Compatible', hint: '3DES and SHA-1: every Android.' },
          { value: 'modern', label: 'Modern', hint: 'AES-256 and SHA-256: Android 14 and later.' },
        ],
      },
    ],
    about: 'Key and certificate for Wi-Fi (EAP-TLS), VPN, browser and apps.',
    words: ['android', 'phone', 'tablet', 'p12', 'pfx', 'pkcs12', 'wi-fi', 'eap-tls', 'vpn', 'keychain', 'client certificate'],
  },
  place: (subject, options) => {
    const name = `${fileStem(subject)}.p12`
    const compatibility = answer(options, 'compatibility') === 'modern' ? 'modern' : 'compatible'
    return [{ name, path: `/sdcard/Download/${name}`, owner: 'the device', mode: '0600', request: { format: 'pkcs12', compatibility, friendlyName: subject.title, root: true, ...typedPassword(options) } }]
  },
  guide: subject => {
    const file = `${fileStem(subject)}.p12`
    return {
      intro: `The device gets the key and the certificate of ${subject.title}.`,
      steps: [
        { title: 'Bring the file to the device', text: 'By a cable, or from a web page that sends it as application/x-pkcs12.', lines: { language: 'shell', text: `adb push ${file} /sdcard/Download/${file}` } },
        { title: 'For browser, VPN and apps', text: `Settings > Security & privacy > More security settings > Encryption & credentials > Install a certificate > VPN & app user certificate, and choose the file. It gets the name ${subject.title}.` },
        { title: 'For Wi-Fi', text: `At the same place: Wi-Fi certificate. Then in the network: EAP method TLS, CA certificate and user certificate ${subject.title}, and as domain the name of the RADIUS server.` },
        { title: 'Take the file away', text: 'What is installed is in the key store of the device.', lines: { language: 'shell', text: `adb shell rm /sdcard/Download/${file}` } },
      ],
      verify: [{ command: `openssl pkcs12 -in ${file} -noout -info`, expect: 'Shrouded Keybag\nCertificate bag', about: `Before it is sent, and after its password. On the device it stands under Encryption & credentials > User credentials as ${subject.title}.` }],
      notes: ['Makers name these pages otherwise: search the settings for “certificate”.', `Servers are another matter: for their root, ${rootTitle(subject)}, see “Android” under “Trust it”.`],
    }
  },
})

export const ANDROID = [device] as const
