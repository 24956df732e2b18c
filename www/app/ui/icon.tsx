/** The page's icons: strokes of one weight on a 20-unit grid, in the colour of the text. They are decoration; the words beside them say it. */
const PATHS = {
  check: 'M4 10.5l4 4 8-9',
  cross: 'M5 5l10 10M15 5L5 15',
  plus: 'M10 4v12M4 10h12',
  minus: 'M5 10h10',
  warn: 'M10 3l8 14H2L10 3zM10 8.5v4M10 14.8v.2',
  info: 'M10 2.8a7.2 7.2 0 100 14.4 7.2 7.2 0 000-14.4zM10 9.2v4.6M10 6.4v.2',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 016 0V9',
  download: 'M10 3v10M6 9.5l4 4 4-4M4 17h12',
  copy: 'M7 7h9v10H7zM4 13V3h9',
  back: 'M12 4l-6 6 6 6',
  drop: 'M10 13V3M6 6.5L10 3l4 3.5M3 12v5h14v-5',
  arrow: 'M3 10h13M12 6l4 4-4 4',
  gear: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  sun: 'M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M15.7 4.3l-1.1 1.1M5.4 14.6l-1.1 1.1',
  moon: 'M16 11.8A6.5 6.5 0 018.2 4a6.5 6.5 0 107.8 7.8z',
  half: 'M10 3a7 7 0 100 14 7 7 0 000-14zM10 3v14',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}

/** The page's mark: a root sign whose bar is the first line of a page. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path class="mark-root" d="M10 36l7-3.5 9.5 18L38 12h17" />
      <path class="mark-lines" d="M40.5 25H53M37.5 36H53M34.5 47H53" />
    </svg>
  )
}
