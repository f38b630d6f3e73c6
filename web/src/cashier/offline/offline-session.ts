import { TillMemory } from './till-memory';
import { TillStore } from './till-store';

/** How long a signed-in person may use the till without the server, counted from its last answer. */
const SHIFT_MS = 16 * 60 * 60 * 1_000;

/** The shortest time between two notes, because answers come many times a minute and each note is written to the disk. */
const NOTED_EVERY_MS = 60_000;

interface KeptSession {
  readonly session: unknown;
  readonly at: number;
}

/** Notes when the server last answered the person. */
export class SessionKeeper {
  private noted: KeptSession | null = null;

  constructor(private readonly memory: TillMemory) {}

  async answered(session: unknown): Promise<void> {
    const next = { session, at: Date.now() };
    const { noted } = this;
    if (noted !== null && noted.session === session && Math.abs(next.at - noted.at) < NOTED_EVERY_MS) return;
    this.noted = next;
    try {
      await this.memory.keep('session', next);
    } catch (error) {
      this.noted = noted;
      throw error;
    }
  }
}

/** The person who was signed in at this till at the server's last answer; null: nobody, or the shift is over. */
export async function readKeptSession<Session>(): Promise<Session | null> {
  const store = new TillStore();
  try {
    const kept = await new TillMemory(store).read<KeptSession>('session');
    const isOfShift = kept !== undefined && Math.abs(Date.now() - kept.at) < SHIFT_MS;
    return isOfShift ? (kept.session as Session) : null;
  } finally {
    store.close();
  }
}

/** Ends the session and deletes the till's copies. Waiting acts stay. */
export async function forgetTillCopy(): Promise<void> {
  const store = new TillStore();
  try {
    await new TillMemory(store).forget();
  } finally {
    store.close();
  }
}
