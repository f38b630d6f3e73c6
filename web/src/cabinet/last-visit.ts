import type { OwnCard } from '../entities/guest-account/guest-account.api';

/** The page shows this of the last visit while the server does not answer. */
export interface LastVisit {
  readonly network: string;
  readonly card: OwnCard;
  readonly available: number | null;
}

const storedAt = (code: string): string => `loyalty.cabinet.${code}`;

export function readLastVisit(code: string): LastVisit | null {
  const stored = localStorage.getItem(storedAt(code));
  return stored === null ? null : (JSON.parse(stored) as LastVisit);
}

/** A full or closed storage keeps nothing: the card of the last visit is a comfort, not a promise. */
export function keepLastVisit(code: string, visit: LastVisit): void {
  try {
    localStorage.setItem(storedAt(code), JSON.stringify(visit));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

export function forgetLastVisit(code: string): void {
  localStorage.removeItem(storedAt(code));
}
