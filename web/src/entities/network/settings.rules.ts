import { weakensSetting } from '../../../../src/typed/guarded-settings';

/** A setting's value as the API has it. */
export type SettingValue = string | number | boolean | null | readonly unknown[];

/** Settings that were typed over, by their paths. */
export type TypedSettings = Readonly<Record<string, SettingValue>>;

/** The member at a path; undefined where there is none. */
export function valueAt(of: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), of);
}

/** The typed values that differ from `base`. */
export function changedOf(base: object, typed: TypedSettings): TypedSettings {
  return Object.fromEntries(
    Object.entries(typed).filter(([path, value]) => JSON.stringify(value) !== JSON.stringify(valueAt(base, path))),
  );
}

/** The typed values as a body of the API: groups within groups. */
export function bodyOf(typed: TypedSettings): object {
  const body: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(typed)) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    const group = names.reduce<Record<string, unknown>>((part, name) => {
      const inner = isRecord(part[name]) ? part[name] : {};
      part[name] = inner;
      return inner;
    }, body);
    group[last] = value;
  }
  return body;
}

const SETTINGS = 'settings.';

/** The changes by which somebody could do more alone, or less is protected, so that the server asks for a second person (`weakens` there). */
export function raisedBy(base: object, changed: TypedSettings): string[] {
  return Object.entries(changed).flatMap(([path, value]) => {
    if (path === 'settings.consents') return takesText(valueAt(base, path), value) ? [path] : [];
    if (path === 'settings.consentBasisOfServices') return value === null ? [] : [path];
    if (!path.startsWith(SETTINGS)) return [];
    return weakensSetting(path.slice(SETTINGS.length), valueAt(base, path), value) ? [path] : [];
  });
}

/** Whether a consent is removed or gets another text. */
function takesText(was: unknown, is: unknown): boolean {
  if (!Array.isArray(was) || !Array.isArray(is)) return false;
  const kept = new Set(is.map((text) => JSON.stringify(text)));
  return was.some((text) => !kept.has(JSON.stringify(text)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
