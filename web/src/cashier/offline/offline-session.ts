import { TillMemory } from './till-memory';
import { TillStore } from './till-store';

/** A sign-in serves a shift without the server, counted from its last answer. */
const SHIFT_MS = 16 * 60 * 60 * 1_000;

/** Answers come many times a minute, and each write goes to the disk. */
const NOTED_EVERY_MS = 60_000;

interface KeptSession {
  readonly session: unknown;
  readonly at: number;
}

/** Notes when the server answered the person last. */
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

/** The person who was signed in at this till when the server answered last; null: none, or the shift is over. */
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

/** The session is over, and what the till knew goes with it. Acts that wait stay. */
export async function forgetTillCopy(): Promise<void> {
  const store = new TillStore();
  try {
    await new TillMemory(store).forget();
  } finally {
    store.close();
  }
}
