import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Toast as ToastState } from '../state.js'
import { Button } from './button.js'
import { Icon } from './icon.js'

/** The corner where results are told; the region is always there, so that a screen reader notices what comes into it. */
export function ToastRegion({ toast, lockingIn, onStay, onClose }: { toast: ToastState | undefined; lockingIn: number | undefined; onStay: () => void; onClose: () => void }) {
  const region = useRef<HTMLDivElement>(null)
  useRoom(region, toast?.id, lockingIn !== undefined)
  return (
    <div class="toasts" ref={region}>
      <div role="status" aria-live="polite">
        {toast && (
          <div class={`toast ${toast.tone}`} key={toast.id}>
            <Icon name={toast.tone === 'bad' ? 'warn' : 'check'} />
            <span>{toast.text}</span>
            <button type="button" class="icon-button" aria-label="Close message" onClick={onClose}><Icon name="cross" /></button>
          </div>
        )}
      </div>
      {lockingIn !== undefined && (
        <div class="toast warn" role="alert" aria-label="The vault will lock itself soon">
          <Icon name="lock" />
          <span>Nobody seems to be here: locking in <span class="tabular" aria-hidden="true">{lockingIn} s</span></span>
          <Button onPress={onStay}>Stay</Button>
        </div>
      )}
    </div>
  )
}

/** What a person may press. */
const PRESSABLE = 'a[href], button, input, select, textarea, summary, [role="tab"]'

/** A message takes room at the end of the page as long as it is there, and what could be pressed where it comes moves up out of its way. */
function useRoom(region: { current: HTMLDivElement | null }, ...messages: unknown[]): void {
  useLayoutEffect(() => {
    const { top = 0, height = 0 } = region.current?.getBoundingClientRect() ?? {}
    if (height === 0) return
    waiting?.abort()
    const { style } = document.documentElement
    const room = Math.ceil(innerHeight - top) + 8
    const covered = [...document.querySelectorAll(PRESSABLE)].some(element => !region.current?.contains(element) && reaches(element.getBoundingClientRect(), top))
    style.setProperty('--told', `${room}px`)
    if (covered) scrollBy({ top: room })
    return () => giveBack(room)
  }, messages)
}

/** What waits to give room back. */
let waiting: AbortController | undefined

/** Gives the room back where nothing on the screen moves by it; else once the person has scrolled: what is about to be pressed stays under the pointer. */
function giveBack(room: number): void {
  const root = document.documentElement
  const mine = (waiting = new AbortController())
  const look = () => {
    if (scrollY > 0 && root.scrollHeight - innerHeight - scrollY < room) return
    mine.abort()
    root.style.removeProperty('--told')
  }
  addEventListener('scroll', look, { signal: mine.signal })
  look()
}

/** Whether something on the screen reaches below this line. */
function reaches({ top, bottom, width }: DOMRect, line: number): boolean {
  return width > 0 && bottom > line && top < innerHeight
}
