/** Words of letters and underscores, separated by dots; `*` stands for any text: `transaction.*`, `*.left`, `*`. */
export const EVENT_PATTERN = /^[a-z_*]+(?:\.[a-z_*]+)*$/;
export const MAX_PATTERN_LENGTH = 60;
/** A pattern for topics, which may begin with a network's code: `brand123.transaction.*`, `*.pos.transaction`. */
export const TOPIC_PATTERN = /^[\w*-]+(?:\.[\w*-]+)*$/;
export const MAX_TOPIC_PATTERN_LENGTH = 200;

/** Makes a test: does a type of event match one of the patterns? */
export function fitsPatterns(patterns: readonly string[]): (type: string) => boolean {
  return (type) => patterns.some((pattern) => fits(pattern.split('*'), type));
}

/** Makes a test: does a type of event, or its topic in the network with this code, match one of the patterns? */
export function fitsTopics(patterns: readonly string[], network: string): (type: string) => boolean {
  const matches = fitsPatterns(patterns);
  return (type) => matches(type) || matches(`${network}.${type}`);
}

/** Looks for the first place of each part. That suffices when `*` is the only wildcard, and costs no more than the pattern's length. */
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
