/**
 * What a certificate is for: programs, the files that each of them asks for, where they go, the lines of its configuration, and a command that verifies it.
 *
 * A target stands in one place, in `targets/`: here they are only put together. Nothing here reads or writes anything.
 */
import { ANDROID } from './targets/android.js'
import { APPLE } from './targets/apple.js'
import { CONTAINER, CONTAINER_TRUST } from './targets/container.js'
import { DATABASE } from './targets/database.js'
import { FILES } from './targets/files.js'
import { JAVA, JAVA_TRUST } from './targets/java.js'
import { MAIL } from './targets/mail.js'
import type { Guide, Target, TargetDefinition, TargetOptions, TargetSubject } from './targets/target.js'
import { TRUST } from './targets/trust.js'
import { VPN } from './targets/vpn.js'
import { WEB } from './targets/web.js'
import { WINDOWS } from './targets/windows.js'
import type { FileRequest } from './types.js'

export { subjectOf, type SubjectSource } from './targets/subject.js'
export type { Guide, GuideCheck, GuideFile, GuideLines, GuideStep, Target, TargetGroup, TargetOption, TargetOptions, TargetSubject } from './targets/target.js'

const DEFINITIONS = [
  ...WEB, ...MAIL, ...VPN, ...DATABASE, ...JAVA, ...WINDOWS, ...APPLE, ...ANDROID, ...CONTAINER, ...FILES,
  ...TRUST, ...JAVA_TRUST, ...CONTAINER_TRUST,
]

export type TargetId = (typeof DEFINITIONS)[number]['target']['id']

/** Every target there is, in the order in which they are offered. */
export const TARGETS: readonly Target<TargetId>[] = DEFINITIONS.map(({ target }) => target)

/** The files that a target asks for. */
export function targetFiles(target: TargetId, subject: TargetSubject, options: TargetOptions = {}): FileRequest[] {
  const definition = definitionOf(target)
  return definition.files(subject, answered(definition, options))
}

/** Where they go, what is configured, and how it is verified. */
export function guide(target: TargetId, subject: TargetSubject, options: TargetOptions = {}): Guide {
  const definition = definitionOf(target)
  return definition.guide(subject, answered(definition, options))
}

function definitionOf(id: TargetId): TargetDefinition {
  const found = DEFINITIONS.find(({ target }) => target.id === id)
  if (!found) throw new TypeError(`There is no target ${id}.`)
  return found
}

/** The answers, and what is taken where nothing was said. */
function answered({ target }: TargetDefinition, options: TargetOptions): TargetOptions {
  const taken = target.options.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value] as const]))
  const said = Object.entries(options).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries([...taken, ...said])
}
