/** What every person does first, and what many tests do on the way: a vault, an authority, and the way to its tabs. */
export const PASSPHRASE = 'gown catch artwork album genuine'
export const COMMON_NAME = 'Common Name (hostname, IP, or your name)'

/** From the first screen to an empty vault. */
export async function makeVault(person) {
  await person.see('Be your own certificate authority')
  await person.fill('Passphrase', PASSPHRASE)
  await person.fill('Passphrase again', PASSPHRASE)
  await person.press('button', 'Create the vault')
  await person.see('Create your authority')
}

/** From the form of a new authority to the authority. */
export async function makeAuthority(person, name) {
  await person.fill(COMMON_NAME, name)
  await person.press('button', 'Create the authority')
  await person.see(`${name} is ready`)
}

export async function unlock(person, passphrase = PASSPHRASE) {
  await person.fill('Passphrase', passphrase)
  await person.press('button', 'Unlock')
}

/** To a tab of an authority, from wherever one is. */
export async function goTo(person, authority, tab) {
  await person.press('button', 'Rootpage, all authorities')
  await person.press('button', authority)
  await person.see('Keys and requests')
  await person.press('tab', tab)
}

/** Signs a request for the authority that is open. */
export async function signText(person, request) {
  await person.press('button', 'Sign a request')
  if (await person.has('button', 'Another request')) await person.press('button', 'Another request')
  await person.paste('Or paste it', request)
  await person.see('What would be issued')
  await person.press('button', 'Sign')
  await person.see('Signed, and recorded in the vault')
}
