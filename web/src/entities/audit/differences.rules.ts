/** Fields as a page calls them, with their texts. */
export type FieldTexts = Readonly<Record<string, string>>;

export interface FieldDifference {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** The fields whose texts differ, in the order in which they are shown; an empty text is a dash. */
export function differencesOf(before: FieldTexts, after: FieldTexts): FieldDifference[] {
  const labels = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return labels.flatMap((label) => {
    const [was, is] = [before[label] ?? '', after[label] ?? ''];
    return was === is ? [] : [{ label, before: was === '' ? '—' : was, after: is === '' ? '—' : is }];
  });
}

/** The fields that an audit entry changed: `limits.cashierRefund` where a group holds it. */
export function changedFields(
  before: Readonly<Record<string, unknown>> | null,
  after: Readonly<Record<string, unknown>> | null,
): FieldDifference[] {
  return differencesOf(flat(before), flat(after));
}

function flat(value: unknown, path = ''): FieldTexts {
  if (value === null || value === undefined) return path === '' ? {} : { [path]: '' };
  if (typeof value !== 'object' || Array.isArray(value)) return { [path]: textOf(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, part]) => flat(part, path === '' ? name : `${path}.${name}`)),
  ) as FieldTexts;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
