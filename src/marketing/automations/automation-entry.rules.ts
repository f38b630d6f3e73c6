import type { AutomationDocument } from './automation-document.schema';

const DAY_MS = 86_400_000;

/** The rule of how often a guest enters, as the database checks it: a key that each guest has once, and the time since which the guest may not have entered. */
export function entryOf(
  { mode, afterDays }: AutomationDocument['entry'],
  occasion: string,
  now: Date,
): { readonly entryKey: string; readonly notSince: Date | null } {
  switch (mode) {
    case 'ONCE':
      return { entryKey: 'once', notSince: null };
    case 'AGAIN':
      return { entryKey: occasion, notSince: new Date(now.getTime() - (afterDays ?? 0) * DAY_MS) };
    case 'EVENT':
      return { entryKey: occasion, notSince: null };
  }
}
