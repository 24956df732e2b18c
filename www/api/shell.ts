/** Words and lines of a POSIX shell. */

/** One word of the shell, whatever is in it. */
export function quoted(word: string): string {
  return /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

export function joined(words: readonly (string | false)[]): string {
  return words.filter(Boolean).join(' ')
}

/** A line that the shell passes over, whatever was typed into it. */
export function remark(text: string): string {
  return `# ${text.replace(/\s+/g, ' ')}`
}
