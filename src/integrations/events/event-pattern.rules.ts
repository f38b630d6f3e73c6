/** Words of letters and underscores with dots between; `*` stands for any text: `transaction.*`, `*.left`, `*`. */
export const EVENT_PATTERN = /^[a-z_*]+(?:\.[a-z_*]+)*$/;
export const MAX_PATTERN_LENGTH = 60;

/** A test whether a type of event fits one of the patterns. */
export function fitsPatterns(patterns: readonly string[]): (type: string) => boolean {
  return (type) => patterns.some((pattern) => fits(pattern.split('*'), type));
}

/** Takes the first place of each part, which suffices with `*` alone, so that no pattern costs more than its length. */
function fits([first = '', ...rest]: readonly string[], type: string): boolean {
  const last = rest.pop();
  if (last === undefined) return type === first;
  if (!type.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = type.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return type.length - at >= last.length && type.endsWith(last);
}
