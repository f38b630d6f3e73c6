import type { AuditField } from './audit-actions';

/** Values that an audit entry may contain. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };
export type AuditValues = Readonly<Partial<Record<AuditField, AuditValue>>>;

/** Stands in an audit entry for personal data that was set, changed or removed. */
export const PERSONAL_DATA = '[personal data]';

/** Fields that are personal or secret in every subject. */
const ALWAYS_PERSONAL: ReadonlySet<string> = new Set([
  'phone',
  'email',
  'birthDate',
  'birth_date',
  'recipient',
  'password',
  'token',
  'comment',
]);

/**
 * The fields whose `after` differs from `before`, on both sides, with personal data replaced by the mark. `personal` names fields that are personal
 * for this subject only: a person's `name`, but not a restaurant's. Undefined fields of `after` are left out. Both sides are empty when nothing
 * changed.
 */
export function changesBetween<T extends object>(
  before: T,
  after: Partial<T>,
  personal: readonly (keyof T & string)[] = [],
): { before: AuditValues; after: AuditValues } {
  const from: Record<string, AuditValue> = {};
  const to: Record<string, AuditValue> = {};
  for (const name of Object.keys(after) as (keyof T & string)[]) {
    const [old, now] = [before[name], after[name]];
    if (now === undefined || JSON.stringify(old ?? null) === JSON.stringify(now)) continue;
    const hidden = personal.includes(name) || ALWAYS_PERSONAL.has(name);
    from[name] = shown(old, hidden);
    to[name] = shown(now, hidden);
  }
  return { before: from, after: to };
}

/** Throws for personal data in a known field, which is a bug of the caller, so that it never enters the table. */
export function assertNoPersonalData(values: AuditValues): void {
  for (const [name, value] of Object.entries(values)) {
    if (ALWAYS_PERSONAL.has(name) && value !== null && value !== PERSONAL_DATA) {
      throw new Error(`personal data ("${name}") was about to enter the audit`);
    }
    if (isValues(value)) assertNoPersonalData(value);
  }
}

function isValues(value: AuditValue): value is AuditValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown, hidden: boolean): AuditValue {
  if (value === undefined || value === null) return null;
  return hidden ? PERSONAL_DATA : (JSON.parse(JSON.stringify(value)) as AuditValue);
}
