/** A bare row is called by what its line of the index says: `/C=US/CN=mail.sample.com`. */
export function entryTitle({ bare, title, serial }: { bare: boolean; title: string; serial: string }): string {
  if (!bare) return title
  return /\/CN=((?:\\.|[^/\\])*)/.exec(title)?.[1] ?? (title === '' ? serial : title)
}

/** What a thing is called: its common name, else its first alternative name, else its whole name. */
export function titleOf(subject: string, san: readonly string[]): string {
  const commonName = /(?:^|[,+]\s*)CN=((?:\\.|[^,+\\])*)/.exec(subject)?.[1]?.replace(/\\(.)/g, '$1')
  return commonName ?? san[0]?.replace(/^[a-z]+:/, '') ?? (subject === '' ? 'without a name' : subject)
}
