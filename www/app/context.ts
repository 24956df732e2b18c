/** What every view is given: the state, the commands, and the clock by which the page draws. */
import { createContext } from 'preact'
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks'
import type { Commands, Running } from './commands.js'
import type { Settings } from './io/settings.js'
import type { State, Wrong } from './state.js'
import { isCancelled, wrong } from './wrong.js'

export interface Page {
  state: State
  commands: Commands
  settings: Settings
  choose: (settings: Partial<Settings>) => void
  now: number
}

export const PageContext = createContext<Page | undefined>(undefined)

export function usePage(): Page {
  const page = useContext(PageContext)
  if (page === undefined) throw new Error('A view stands outside the page.')
  return page
}

/** The vault that is open. Views below the unlock screen exist only while there is one. */
export function useVault() {
  return useOpen().vault
}

/** Whether the vault is whole. One that was touched is open for reading: what signs is not offered in it. */
export function useWhole(): boolean {
  return useVault().damages.length === 0
}

/** How this tab has the vault open. */
export function useOpen() {
  const { phase } = usePage().state
  if (phase.is !== 'open') throw new Error('The vault is locked.')
  return phase
}

export function useAuthority(id: string) {
  const found = useVault().authorities.find(authority => authority.id === id)
  if (found === undefined) throw new Error('The authority is not in the vault.')
  return found
}

export interface Answer<T> {
  value: T | undefined
  wrong: Wrong | undefined
  asking: boolean
}

/** Asks again whenever `deps` change; the former answer stays until the new one is there, and late answers are thrown away. */
export function useQuestion<T>(ask: () => Promise<T>, deps: readonly unknown[]): Answer<T> {
  const { isMoot } = usePage().commands
  const [answer, setAnswer] = useState<{ value?: T; wrong?: Wrong; to?: readonly unknown[] }>({})
  useEffect(() => {
    let late = false
    ask().then(
      value => late || setAnswer({ value, to: deps }),
      (error: unknown) => late || isMoot(error) || setAnswer({ wrong: wrong(error), to: deps }),
    )
    return () => {
      late = true
    }
  }, deps)
  // Told by what was asked, not by a flag: a flag would be set a moment after the question has changed.
  const asking = answer.to === undefined || deps.some((dep, index) => dep !== answer.to?.[index])
  return { value: answer.value, wrong: answer.wrong, asking }
}

export interface Act<A extends unknown[]> {
  run: (...args: A) => Promise<boolean>
  running: boolean
  progress: number | undefined
  cancel: () => void
  wrong: Wrong | undefined
  forgive: () => void
}

/** An act of the person: one at a time, with progress, a way to stop it, and what went wrong. */
export function useAct<A extends unknown[]>(work: (running: Running, ...args: A) => Promise<void>): Act<A> {
  const { isMoot } = usePage().commands
  const [running, setRunning] = useState(false)
  const [progress, setProgress] = useState<number>()
  const [problem, setProblem] = useState<Wrong>()
  const controller = useRef<AbortController | undefined>(undefined)

  const run = async (...args: A): Promise<boolean> => {
    // State is a frame late; the reference is not: a double click finds it set.
    if (controller.current) return false
    const mine = (controller.current = new AbortController())
    setRunning(true)
    setProblem(undefined)
    setProgress(undefined)
    try {
      await work({ signal: mine.signal, onProgress: ({ fraction }) => setProgress(fraction) }, ...args)
      return true
    } catch (error) {
      if (!isCancelled(error) && !isMoot(error)) setProblem(wrong(error))
      return false
    } finally {
      controller.current = undefined
      setRunning(false)
      setProgress(undefined)
    }
  }
  return { run, running, progress, cancel: () => controller.current?.abort(), wrong: problem, forgive: useCallback(() => setProblem(undefined), []) }
}

/** A value that has come to rest: what is typed is asked about once the person pauses. */
export function useSettled<T>(value: T, patience = 250): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), patience)
    return () => clearTimeout(timer)
  }, [JSON.stringify(value)])
  return settled
}
