import type { Toast as ToastState } from '../state.js'
import { Button } from './button.js'
import { Icon } from './icon.js'

/** The corner where results are told; the region is always there, so that a screen reader notices what comes into it. */
export function ToastRegion({ toast, lockingIn, onStay, onClose }: { toast: ToastState | undefined; lockingIn: number | undefined; onStay: () => void; onClose: () => void }) {
  return (
    <div class="toasts">
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
