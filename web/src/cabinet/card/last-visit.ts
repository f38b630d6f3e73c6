import type { OwnCard } from '../../entities/guest-account/guest-account.api';
import type { PublicLook } from '../../entities/look/look.api';
import { currentSessionId } from '../../shared/api/tokens';

/** The page shows this of the last visit while the server does not answer. */
export interface LastVisit {
  readonly guestId: string;
  readonly network: string;
  readonly look: PublicLook['card'] | null;
  readonly card: OwnCard;
  readonly available: number | null;
  /** Stamps by the id of their card. Left out by earlier versions. */
  readonly stamps?: Readonly<Record<string, number>>;
}

/** Null: a session that ends with the page, as in Telegram. */
interface StoredVisit extends LastVisit {
  readonly sessionId: string | null;
}

const storedAt = (code: string): string => `loyalty.cabinet.${code}`;

/** The last visit in the session that this device keeps. Null also for a visit in another one: it may be another guest's. */
export function readLastVisit(code: string): LastVisit | null {
  const sessionId = currentSessionId();
  const visit = readStored(code);
  return sessionId !== null && visit?.sessionId === sessionId ? visit : null;
}

/** The last visit of this guest. */
export function readLastVisitOf(code: string, guestId: string): LastVisit | null {
  const visit = readStored(code);
  return visit?.guestId === guestId ? visit : null;
}

/** A full or closed storage keeps nothing: the card of the last visit is a comfort, not a promise. */
export function keepLastVisit(code: string, visit: LastVisit): void {
  const stored: StoredVisit = { ...visit, sessionId: currentSessionId() };
  try {
    localStorage.setItem(storedAt(code), JSON.stringify(stored));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

export function forgetLastVisit(code: string): void {
  localStorage.removeItem(storedAt(code));
}

/** Forgets the last visit where the device keeps no session any more. */
export function forgetVisitWithoutSession(code: string): void {
  if (currentSessionId() === null) forgetLastVisit(code);
}

/** Visits that earlier versions stored name neither guest nor session, so they belong to no session. */
function readStored(code: string): StoredVisit | null {
  const stored = localStorage.getItem(storedAt(code));
  return stored === null ? null : (JSON.parse(stored) as StoredVisit);
}
