import * as core from '#core'
import type { Task } from './messenger.js'
import { searchKey } from './search.js'
import { contents, restore, restoreNew, verify } from './restoring.js'
import { OpenSession, type Opener } from './session.js'
import type { Store } from './store.js'
import type { Act, CreateRequest, FileRequest, KdfView, KeyKind, Question } from './types.js'

/** The store is on the calling thread; the worker asks for it by message. */
export type AskStore = <N extends keyof StoreCalls>(name: N, ...args: Parameters<StoreCalls[N]>) => ReturnType<StoreCalls[N]>
export type StoreCalls = Pick<Store, 'revision' | 'load' | 'read' | 'commit'>

/** A key as it leaves the core, for somebody who asked for just that. */
export interface MadeKey { publicKeyPem: string; pkcs8: Uint8Array }

/** Everything that the calling thread can ask. */
export function calls(store: AskStore) {
  const session = new OpenSession(store)
  const keys = new Map<number, core.KeyHandle>()
  let made = 0

  return {
    // ---- without a vault
    inspect: async (_: Task, files: [string, Uint8Array][], passwords: string[]) => core.inspect(files, passwords),
    convert: async (_: Task, files: [string, Uint8Array][], passwords: string[], identity: number, requests: FileRequest[]) =>
      core.convert(files, passwords, identity, requests),
    readRequest: async (_: Task, input: Uint8Array) => core.readRequest(input),
    checkName: async (_: Task, subject: string) => core.checkName(subject).parts,
    checkSan: async (_: Task, name: string) => core.checkSan(name),
    nameAttributes: async (_: Task) => core.nameAttributes(),
    explainConfiguration: async (_: Task, text: string, includes: Record<string, string>, environment: Record<string, string>) => core.explainConfiguration(text, includes, environment),
    generateKey: async (task: Task, kind: KeyKind) => freeing(await searchKey(kind, task), leaving),
    exportPem: async (_: Task, key: Uint8Array, password?: string) => freeing(core.KeyHandle.parse(key), handle => handle.exportPem(password)),
    createRequest: async (_: Task, key: Uint8Array, password: string | undefined, request: CreateRequest) =>
      freeing(core.KeyHandle.parse(key, password), handle => core.createRequest(handle, request)),
    calibrateKdf: async (_: Task) => core.calibrateKdf(),
    checkWords: async (_: Task, text: string) => core.checkWords(text),
    combineShares: async (_: Task, shares: string[]) => core.combineShares(shares),
    readBackup: async (_: Task, file: Uint8Array, opener: Opener) => contents(file, opener),

    // ---- with one
    create: async (_: Task, passphrase: string, kdf: KdfView | 'calibrate', backupLimit: number | null | undefined) => session.create(passphrase, kdf, backupLimit),
    open: async (_: Task, opener: Opener) => session.open(opener),
    openDamaged: async (_: Task, opener: { passphrase: string }) => session.openDamaged(opener),
    restoreNew: async (_: Task, file: Uint8Array, opener: Opener) => restoreNew(session, file, opener),
    refresh: async (_: Task) => session.refresh(),
    check: async (task: Task) => session.check(task),
    backup: async (_: Task, passphrase: string) => session.backup(passphrase),
    verifyBackup: async (_: Task, file: Uint8Array, passphrase: string) => verify(session, file, passphrase),
    restore: async (_: Task, file: Uint8Array, passphrase: string, current: string) => restore(session, file, passphrase, current),
    /** The last call: nothing that was secret stays in this worker's memory. */
    drop: async (_: Task) => {
      session.drop()
      for (const key of keys.values()) key.free()
      keys.clear()
    },
    ask: async (_: Task, question: Question) => session.ask(question),
    /** Searches a key and keeps it here; the number stands for it. */
    searchKey: async (task: Task, kind: KeyKind) => {
      keys.set(++made, await searchKey(kind, task))
      return made
    },
    /** Reads a key that is brought, and keeps it here. */
    holdKey: async (_: Task, key: Uint8Array, password?: string) => {
      keys.set(++made, core.KeyHandle.parse(key, password))
      return made
    },
    act: async (_: Task, act: Act, key?: number) => {
      const handle = key === undefined ? undefined : keys.get(key)
      if (key !== undefined) keys.delete(key)
      return session.act(act, handle)
    },
  }
}

export type Calls = ReturnType<typeof calls>

const leaving = (key: core.KeyHandle): MadeKey => ({ publicKeyPem: key.publicKeyPem(), pkcs8: key.exportPkcs8() })

/** The core's memory is not the collector's: what was taken is given back, whatever happens. */
function freeing<T>(key: core.KeyHandle, use: (key: core.KeyHandle) => T): T {
  try {
    return use(key)
  } finally {
    key.free()
  }
}
