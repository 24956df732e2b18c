/** How the tests make vaults: with the least derivation that is accepted, since it is not what they ask about, and without a limit of acts, since they take no backups. */
export const FLOOR = { memoryKib: 19 << 10, passes: 2, lanes: 1 }
export const QUICK = { create: true, kdf: FLOOR, backupLimit: null }
