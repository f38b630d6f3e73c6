import type { AutomationDocument } from './automation-document.schema';

const DAY_MS = 86_400_000;

/** How often a guest enters, as the database holds it: the key of an entry, and how old the last one has to be. */
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
