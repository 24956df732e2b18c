import { Button } from './button.js'

/** A long act: how far it is as far as that can be known, and the way to stop it. */
export function Progress({ label, fraction, onCancel }: { label: string; fraction: number | undefined; onCancel: () => void }) {
  return (
    <div class="progress">
      <div class="progress-head" role="status">
        <span>{label}</span>
      </div>
      <progress max={1} value={fraction} aria-label={label} />
      <Button onPress={onCancel}>Cancel</Button>
    </div>
  )
}
