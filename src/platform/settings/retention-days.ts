import { RETENTION, RETENTION_KINDS, type RetentionKind } from './retention.rules';

/**
 * Reads `events:400,inbox:90`: for how many days kinds of data are kept. A kind that the text does not name has its default.
 *
 * @returns the days of each kind, where 0 is for good; a text: what does not fit
 */
export function parseRetentionDays(text: string): Record<RetentionKind, number> | string {
  const given = new Map<string, string>();
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [name = '', days = ''] = part.trim().split(':');
    if (given.has(name)) return `names ${name} twice`;
    given.set(name, days);
  }
  const entries: [RetentionKind, number][] = [];
  const unknown = new Set(given.keys());
  for (const kind of RETENTION_KINDS) {
    const { name, days, least, most, mayStay } = RETENTION[kind];
    unknown.delete(name);
    const asked = given.get(name);
    const kept = asked === undefined ? days : /^\d{1,5}$/.test(asked) ? Number(asked) : -1;
    if ((kept < least || kept > most) && !(mayStay && kept === 0))
      return `${name} is ${least} to ${most} days${mayStay ? ', or 0' : ''}`;
    entries.push([kind, kept]);
  }
  if (unknown.size > 0) {
    const known = new Set(RETENTION_KINDS.map((kind) => RETENTION[kind].name));
    return `is days by kind, as in events:400,inbox:90; kinds are ${[...known].join(', ')}`;
  }
  return Object.fromEntries(entries) as Record<RetentionKind, number>;
}

/** Refuses days of a setting of earlier versions: without them data would go earlier than its operator decided. @throws Error */
export function refuseEarlierDays(environment: Readonly<Record<string, string | undefined>>): void {
  for (const { earlier, name } of Object.values(RETENTION)) {
    const days = environment[earlier];
    if (days !== undefined && days !== '')
      throw new Error(`The settings do not fit (see .env.example): ${earlier} is now RETENTION_DAYS=${name}:${days}`);
  }
}
