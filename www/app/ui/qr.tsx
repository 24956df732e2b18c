import type { QrView } from '../../api/index.js'

/** Light modules around the code, without which readers do not find it (ISO/IEC 18004, section 9.1). */
const QUIET_ZONE = 4

/** A QR code, black on white whatever the theme: many readers know no other. */
export function Qr({ qr: { size, modules }, label }: { qr: QrView; label: string }) {
  const side = size + 2 * QUIET_ZONE
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect class="qr-light" width={side} height={side} />
      <path class="qr-dark" d={darkModules(size, modules)} />
    </svg>
  )
}

/** One rectangle for each run of dark modules in a row, so that no seams are printed between them. */
function darkModules(size: number, modules: string): string {
  const rows = Array.from({ length: size }, (_, row) => modules.slice(row * size, (row + 1) * size))
  return rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map(({ index, 0: run }) => `M${index + QUIET_ZONE} ${y + QUIET_ZONE}h${run.length}v1h-${run.length}z`)).join('')
}
