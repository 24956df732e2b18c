/** Hands a file to the person. */

export interface Artifact {
  name: string
  /** What it is for, in a few words. */
  about: string
  content: string | Uint8Array
  /** What has to be known before it is taken. */
  mark?: { text: string; tone: 'good' | 'warn' }
}

export function download(artifact: Artifact): void {
  const url = URL.createObjectURL(new Blob([bytes(artifact.content)], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = artifact.name
  link.click()
  // Firefox reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

function bytes(content: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
}
