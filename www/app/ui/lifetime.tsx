import { elapsed, urgency } from '../words.js'

/** How much of a validity is over. The line is coloured by what ends first: the certificate or its issuer. */
export function Lifetime({ notBefore, notAfter, issuerNotAfter, now }: { notBefore: string; notAfter: string; issuerNotAfter?: string; now: number }) {
  return (
    <svg class={`lifetime ${urgency(notAfter, now, issuerNotAfter)}`} viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="lifetime-all" width="100" height="3" />
      <rect class="lifetime-over" width={(100 * elapsed(notBefore, notAfter, now)).toFixed(1)} height="3" />
    </svg>
  )
}
