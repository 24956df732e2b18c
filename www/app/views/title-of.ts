/** What a thing is called: its common name, else its first alternative name, else its whole name. */
export function titleOf(subject: string, san: readonly string[]): string {
  const commonName = /(?:^|[,+]\s*)CN=((?:\\.|[^,+\\])*)/.exec(subject)?.[1]?.replace(/\\(.)/g, '$1')
  return commonName ?? san[0]?.replace(/^[a-z]+:/, '') ?? (subject === '' ? 'without a name' : subject)
}
