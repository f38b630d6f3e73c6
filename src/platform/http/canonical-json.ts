/**
 * JSON whose members are sorted by the UTF-16 units of their names, without spaces; numbers and strings as JSON.stringify writes them (RFC 8785).
 * Equal values give equal bytes, so hashes, comparisons and seals use this form. Members that are `undefined` are left out, as in JSON.
 *
 * @throws TypeError for values that JSON can't hold: NaN, infinities, bigint, functions, symbols
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('a number without a JSON form');
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    default:
      throw new TypeError(`a ${typeof value} has no JSON form`);
  }
}

function canonicalObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map((element: unknown) => canonicalJson(element ?? null)).join(',')}]`;
  if (value instanceof Date) return JSON.stringify(value);
  let members = '';
  // `sort` without a function compares names by their UTF-16 units.
  for (const name of Object.keys(value).sort()) {
    const member: unknown = value[name as keyof typeof value];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}
