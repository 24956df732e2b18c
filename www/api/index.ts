/**
 * Rootpage: a certificate authority in one page.
 *
 * Everything runs here: keys, requests, certificates and CRLs are made in a worker, and what is kept is sealed before it leaves it.
 */
export type {
  Authority, BundleOptions, BundleRequest, Certificates, CertificatesRequest, CrlRequest, CrlSeriesRequest, DirectoryRequest, FilesOf, KeyBrought, MakeRequest, PublishRequest, RenewRequest, ReplaceRequest, RequestInput, RevokeRequest,
  SupersedeDate, TargetView,
} from './authority.js'
export type { BackupContentsView, BackupOpener, BackupView, RestoredAuthorityView, RestoreView } from './backup.js'
export { CODES } from './codes.js'
export type { CoreWorker } from './environment.js'
export { isRootpageError, RootpageError, type Code, type ErrorDetails, type ErrorFacts } from './errors.js'
export { indexedDbStore, type IndexedDbStore } from './indexeddb.js'
export type { Directory, DirectoryFile } from './input.js'
export { memoryCopy, memoryStore, type MemoryStore } from './memory.js'
export type { CallOptions } from './messenger.js'
export { opensslCommand, type CommandContext } from './openssl.js'
export type { OpeningNotice, OpeningView } from './opening-view.js'
export { browserPlaces, readCopy, type BrowserPlaces } from './places/browser.js'
export { bucketCopy } from './places/bucket.js'
export { fileCopy, type ChosenFile } from './places/file.js'
export { manyPlaces } from './places/many.js'
export { opfsCopy } from './places/opfs.js'
export type { Copy, Holding, ManyPlaces, PlaceKind, PlaceState, PlaceView, Remembered, Whole } from './places/place.js'
export type { Settled } from './places/settle.js'
export type { Store } from './store.js'
export {
  guide, subjectOf, TARGETS, targetFiles, type Guide, type GuideCheck, type GuideFile, type GuideLines, type GuideStep, type SubjectSource, type Target, type TargetGroup, type TargetId, type TargetOption,
  type TargetOptions, type TargetSubject,
} from './targets.js'
export {
  calibrateKdf, checkName, checkSan, checkWords, combineShares, convert, createRequest, explainConfiguration, generateKey, inspect, nameAttributes, readBackup, readRequest, type ConvertOptions, type GeneratedKey,
  type InspectOptions,
} from './tools.js'
export type * from './types.js'
export {
  openVault, restoreVault, type AdoptMaterial, type AdoptRequest, type CreateAuthorityRequest, type ImportRequest, type LockReason, type OpenVaultOptions, type RecoverySharesRequest, type RestoreRequest,
  type RestoreVaultOptions, type Vault,
} from './vault.js'
export type { Role, RoleReason } from './writer.js'
