/** A name as folders and buckets take it: small letters, digits and hyphens as they are, anything else as its UTF-8 in hexadecimal between underscores. */
export function slug(name: string): string {
  return name.replace(/[^a-z0-9-]+/g, odd => `_${Array.from(new TextEncoder().encode(odd), byte => byte.toString(16).padStart(2, '0')).join('')}_`)
}
