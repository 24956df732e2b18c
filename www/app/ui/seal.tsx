/** An authority's seal: a rosette drawn from its certificate's fingerprint, so that the same authority always looks the same. */
const TURN = 2 * Math.PI

export function Seal({ sha256, size = 'normal' }: { sha256: string; size?: 'normal' | 'large' }) {
  return (
    <svg class={`seal ${size}`} viewBox="-50 -50 100 100" aria-hidden="true" focusable="false">
      {rosette(octets(sha256)).map(path => <path key={path} d={path} />)}
    </svg>
  )
}

function octets(hex: string): number[] {
  return (hex.replaceAll(':', '').match(/../g) ?? []).map(pair => Number.parseInt(pair, 16))
}

/** Two bands of interlaced waves, as on bank notes; the octets choose how many petals, how deep and how turned. */
function rosette(bytes: number[]): string[] {
  const byte = (index: number) => bytes[index] ?? 0
  const outer = band(5 + (byte(0) % 8), 37, 6 + (byte(1) % 6), 6, byte(2) / 255)
  const inner = band(3 + (byte(3) % 6), 17, 6 + (byte(4) % 6), 5, byte(5) / 255)
  return [...outer, ...inner]
}

function band(petals: number, radius: number, depth: number, strands: number, turn: number): string[] {
  return Array.from({ length: strands }, (_, strand) => wave(petals, radius, depth, (strand / strands + turn) * TURN))
}

function wave(petals: number, radius: number, depth: number, phase: number): string {
  const steps = petals * 16
  const points = Array.from({ length: steps }, (_, step) => {
    const angle = (step / steps) * TURN
    const reach = radius + depth * Math.sin(petals * angle + phase)
    return `${(reach * Math.cos(angle)).toFixed(1)} ${(reach * Math.sin(angle)).toFixed(1)}`
  })
  return `M${points.join('L')}Z`
}
