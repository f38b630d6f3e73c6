import { type AutomationDocument, USUAL_GUEST_ENTRIES_PER_DAY } from './automation-document.schema';

const DAY_MS = 86_400_000;

/** An event has been caused by at most so many automations, one by the next, for its guest to enter a further one. */
const MAX_CAUSES = 3;

/** How often a guest enters, as the database checks it. */
interface EntryLimits {
  /** A key that each guest has once in an automation. */
  readonly entryKey: string;
  /** The guest may not be inside, nor have entered after this time; null: that does not count. */
  readonly notSince: Date | null;
  /** Most entries of the guest in a local day; null: no limit. */
  readonly perGuestPerDay: number | null;
}

export function entryOf(
  { mode, afterDays, perGuestPerDay = USUAL_GUEST_ENTRIES_PER_DAY }: AutomationDocument['entry'],
  occasion: string,
  now: Date,
): EntryLimits {
  switch (mode) {
    case 'ONCE':
      return { entryKey: 'once', notSince: null, perGuestPerDay: null };
    case 'AGAIN':
      return {
        entryKey: occasion,
        notSince: new Date(now.getTime() - (afterDays ?? 0) * DAY_MS),
        perGuestPerDay: null,
      };
    case 'EVENT':
      return { entryKey: occasion, notSince: null, perGuestPerDay };
  }
}

/**
 * Whether an event may bring its guest into an automation. No automation brings a guest back into itself, neither by its own steps nor by
 * those of others that it led to, and a chain of automations ends.
 *
 * @param causes the automations whose steps led to the event, the first one first; empty: somebody else caused it
 */
export function mayEnter(automationId: string, causes: readonly string[]): boolean {
  return causes.length <= MAX_CAUSES && !causes.includes(automationId);
}
