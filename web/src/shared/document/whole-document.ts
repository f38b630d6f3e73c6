import type { Members } from '../described/operation';

/** The members of an API answer that are members of the document. */
export function pickedFrom(members: Members, answer: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name in members));
}

/** The whole document for a request: texts are trimmed, empty texts are left out, and missing members get the defaults of the API document. */
export function wholeOf(members: Members, document: object): Readonly<Record<string, unknown>> {
  const whole = trimmed(document) as object;
  const initial = Object.entries(members).flatMap(([name, member]) =>
    member.initial === undefined || name in whole ? [] : [[name, member.initial] as const],
  );
  return { ...whole, ...Object.fromEntries(initial) };
}

function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) => [name, trimmed(inner)] as const);
  return Object.fromEntries(members.filter(([, inner]) => inner !== '' && inner !== undefined));
}
