import { TillMemory } from './till-memory';
import { TillStore } from './till-store';

/** How long after the server last let a person in at this till the device lets them in by itself. */
const TRUSTED_MS = 72 * 60 * 60 * 1_000;
/** So many wrong PINs lock the person on this device, until the server lets them in here again. */
const FAILURES_MAX = 10;
/** OWASP's least for PBKDF2 with SHA-256 is more; a till on a slow tablet takes half a second for this many. */
const ITERATIONS = 310_000;
const BITS = 256;
const SALT_BYTES = 16;
const NAME = 'pins';
const LOCK = 'loyalty.till.pins';

/** A person whom the server let in at this till, with a slow digest of the PIN. The list is encrypted like the till's other copies. */
interface KeptPin {
  readonly userId: string;
  readonly name: string;
  readonly salt: string;
  readonly digest: string;
  readonly session: unknown;
  readonly at: number;
  readonly failures: number;
}

/** A person who can change to this till without the server. */
export interface KeptPerson {
  readonly id: string;
  readonly name: string;
  readonly isLocked: boolean;
}

export type CheckedPin<Session> =
  | { readonly kind: 'right'; readonly session: Session }
  | { readonly kind: 'wrong' | 'locked' | 'unknown' };

/** Keeps the check of a PIN with which the server has just let a person in. */
export function rememberPin(person: { readonly id: string; readonly name: string }, pin: string, session: unknown) {
  return changing(async (pins) => {
    const salt = hexOf(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
    const digest = await digestOf(pin, salt);
    const kept = { userId: person.id, name: person.name, salt, digest, session, at: Date.now(), failures: 0 };
    return { pins: [kept, ...pins.filter(({ userId }) => userId !== person.id)], answer: undefined };
  });
}

/** The people who may sign in at this device without the server. */
export function listKeptPeople(): Promise<KeptPerson[]> {
  return changing((pins) => {
    const people = pins.map(({ userId, name, failures }) => ({
      id: userId,
      name,
      isLocked: failures >= FAILURES_MAX,
    }));
    return Promise.resolve({ pins, answer: people });
  });
}

/** Checks a PIN without the server. A wrong one is counted before it is compared, so a page that is closed meanwhile has counted it. */
export async function checkPin<Session>(userId: string, pin: string): Promise<CheckedPin<Session>> {
  const begun = await changing((pins) => {
    const kept = pins.find((one) => one.userId === userId);
    const counts = kept !== undefined && kept.failures < FAILURES_MAX;
    const counted = pins.map((one) => (counts && one === kept ? { ...one, failures: one.failures + 1 } : one));
    return Promise.resolve({ pins: counted, answer: { kept, counts } });
  });
  if (begun.kept === undefined) return { kind: 'unknown' };
  if (!begun.counts) return { kind: 'locked' };
  const { salt, digest, session } = begun.kept;
  if ((await digestOf(pin, salt)) !== digest) return { kind: 'wrong' };
  await changing((pins) =>
    Promise.resolve({
      pins: pins.map((one) => (one.userId === userId ? { ...one, failures: 0 } : one)),
      answer: undefined,
    }),
  );
  return { kind: 'right', session: session as Session };
}

/** Forgets people whom the server no longer names at this till: dismissed, moved, or without a PIN. */
export function keepOnly(userIds: readonly string[]): Promise<void> {
  return changing((pins) =>
    Promise.resolve({ pins: pins.filter(({ userId }) => userIds.includes(userId)), answer: undefined }),
  );
}

/** Reads and writes the list, one caller of all tabs at a time. */
function changing<Answer>(
  work: (pins: readonly KeptPin[]) => Promise<{ readonly pins: readonly KeptPin[]; readonly answer: Answer }>,
): Promise<Answer> {
  return navigator.locks.request(LOCK, async () => {
    const store = new TillStore();
    try {
      const memory = new TillMemory(store);
      const before = ((await memory.read<readonly KeptPin[]>(NAME)) ?? []).filter(
        ({ at }) => Math.abs(Date.now() - at) < TRUSTED_MS,
      );
      const { pins, answer } = await work(before);
      if (pins !== before) await memory.keep(NAME, pins);
      return answer;
    } finally {
      store.close();
    }
  });
}

async function digestOf(pin: string, salt: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: new TextEncoder().encode(salt), iterations: ITERATIONS };
  return hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, key, BITS)));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
