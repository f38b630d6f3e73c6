import type { NetworkProfile } from '../../../configuration';
import type { RequestAnswer } from './approvals.dto';

type Setting = NonNullable<RequestAnswer['change']>['settings'][number];

/**
 * The settings of a network that a change alters, by their names in groups. While the change waits, settings that
 * already have the new value are left out.
 */
export function settingsOf(
  change: Readonly<Record<string, unknown>>,
  profile: NetworkProfile,
  isWaiting: boolean,
): Setting[] {
  const { settings = {}, ...rest } = change;
  const now: unknown = isWaiting ? { ...profile, ...profile.settings } : {};
  return leavesOf({ ...rest, ...(settings as object) }, now, '').filter(
    ({ before, after }) => !isWaiting || before !== after,
  );
}

function leavesOf(after: unknown, before: unknown, name: string): Setting[] {
  if (!isRecord(after)) return [{ name, before: valueOf(before), after: valueOf(after) }];
  const was = isRecord(before) ? before : {};
  return Object.entries(after).flatMap(([key, value]) =>
    leavesOf(value, was[key], name === '' ? key : `${name}.${key}`),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueOf(value: unknown): Setting['after'] {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}
