/** Hands a file to the person. */

export interface Artifact {
  name: string
  /** What it is for, in a few words. */
  about: string
  content: string | Uint8Array
  /** What has to be known before it is taken. */
  mark?: { text: string; tone: 'good' | 'warn' }
  /** A key or words that open something: where it is copied, a lock takes it off the clipboard again. */
  secret?: boolean
}

/** The addresses that a browser may still be reading. */
const lent = new Set<string>()

export function download(artifact: Artifact): void {
  const url = URL.createObjectURL(new Blob([bytes(artifact.content)], { type: 'application/octet-stream' }))
  lent.add(url)
  const link = document.createElement('a')
  link.href = url
  link.download = artifact.name
  link.click()
  // Firefox reads the blob after the click has returned.
  setTimeout(() => takeBack(url), 60_000)
}

/** Nothing that was made in the open vault is to be had from this page any more. A download that has begun goes on. */
export function takeBackAll(): void {
  for (const url of lent) takeBack(url)
}

function takeBack(url: string): void {
  URL.revokeObjectURL(url)
  lent.delete(url)
}

function bytes(content: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
}
