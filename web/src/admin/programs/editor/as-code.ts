/** The code of a tier or counter as it is typed: in capitals, as tills and services know it. */
export function asCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]+/g, '_');
}
