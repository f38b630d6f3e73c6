import type { PastRun, PastStep } from 'loyalty-platform/marketing';
import { lowestIdAt } from 'loyalty-platform/platform/ids/ids';
import { drawBelow, seededRandom, seedOf } from './seeded-random.rules';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FIRST_MINUTE = 10 * 60;
const MINUTES_OPEN = 10 * 60;
const FIRST_DAYS_AGO = 1;
const DAYS = 100;
const PERCENT = 100;
/** Why a message was not sent, by a draw from 0 to 99: the first reason whose bound is above the draw. Bounds rise. */
const NOT_SENT = { NO_CONSENT: 14, CAPPED: 18, NO_CHANNEL: 21 } as const;
/** A sent message was delivered if its draw from 0 to 99 is below this bound. */
const DELIVERED = 78;
/** A sent message failed if its draw is from `DELIVERED` to below this bound; above it, no report came. */
const FAILED = 81;

/** A step of the demonstration's automations: a message, or a wait of some days for a purchase. */
export type DemoStep =
  | { readonly kind: 'MESSAGE'; readonly name: string; readonly next: string | null }
  | {
      readonly kind: 'WAIT_EVENT';
      readonly name: string;
      readonly amount: number;
      readonly next: string | null;
      readonly otherwise: string | null;
    };

export interface PastMessage {
  readonly id: string;
  readonly guest_id: string;
  /** The step that sent the message. */
  readonly step: string;
  readonly channel: 'SMS' | 'EMAIL' | 'INBOX';
  readonly status: 'SENT' | 'DELIVERED' | 'FAILED' | 'SUPPRESSED';
  readonly reason: string | null;
  readonly at: string;
  readonly key: string;
}

export interface PastRuns {
  readonly runs: readonly PastRun[];
  readonly steps: readonly PastStep[];
  readonly messages: readonly PastMessage[];
}

/** One run for each guest, begun 1 to 100 days ago. The draw depends on code and guest only, so the same guests always get the same runs. */
export function pastRuns(
  code: string,
  steps: readonly [DemoStep, ...DemoStep[]],
  guests: readonly string[],
  nowMs: number,
): PastRuns {
  const made = guests.map((guestId) => pastRun(code, steps, guestId, nowMs));
  return {
    runs: made.map(({ run }) => run),
    steps: made.flatMap((one) => one.steps),
    messages: made.flatMap(({ messages }) => messages),
  };
}

function pastRun(code: string, [first, ...rest]: readonly [DemoStep, ...DemoStep[]], guestId: string, nowMs: number) {
  const random = seededRandom(seedOf(`${code} ${guestId}`));
  const ago = FIRST_DAYS_AGO + drawBelow(random, DAYS);
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const enteredAt = today - ago * DAY_MS + (FIRST_MINUTE + drawBelow(random, MINUTES_OPEN)) * MINUTE_MS;
  const iso = (ms: number) => new Date(ms).toISOString();
  // Ids begin with the time in milliseconds, so lists ordered by id show these rows at their time.
  const idAt = (ms: number) => {
    const tail = Array.from({ length: 4 }, () => drawBelow(random, 0x10000).toString(16).padStart(4, '0'));
    return `${lowestIdAt(ms).slice(0, 13)}-7${tail[0]?.slice(1) ?? ''}-8${tail[1]?.slice(1) ?? ''}-${tail[2] ?? ''}${tail[3] ?? ''}${tail[0] ?? ''}`;
  };
  const id = idAt(enteredAt);
  const done: PastStep[] = [];
  const messages: PastMessage[] = [];
  const run = (state: PastRun['state'], step: string, at: number, due: number): PastRun => ({
    id,
    guest_id: guestId,
    state,
    step,
    visit: done.length,
    at: iso(at),
    due_at: iso(due),
    entered_at: iso(enteredAt),
    ended_at: state === 'DONE' ? iso(at) : null,
  });
  let at = enteredAt;
  for (let step: DemoStep = first; ;) {
    const visit = done.length + 1;
    const { name, kind } = step;
    const base = { run_id: id, id: idAt(at), visit, step: name, kind };
    let next: string | null;
    if (step.kind === 'MESSAGE') {
      const drawn = drawBelow(random, PERCENT);
      const reason = (Object.keys(NOT_SENT) as (keyof typeof NOT_SENT)[]).find((one) => drawn < NOT_SENT[one]) ?? null;
      const fate = drawBelow(random, PERCENT);
      const status =
        reason !== null ? 'SUPPRESSED' : fate < DELIVERED ? 'DELIVERED' : fate < FAILED ? 'FAILED' : 'SENT';
      const channel = (['SMS', 'EMAIL', 'INBOX'] as const)[drawBelow(random, 3)] ?? 'INBOX';
      const message: PastMessage = {
        id: idAt(at),
        guest_id: guestId,
        step: name,
        channel,
        status,
        reason,
        at: iso(at),
        key: `automation ${id} ${String(visit)}`,
      };
      messages.push(message);
      done.push({
        ...base,
        outcome: reason === null ? 'SENT' : 'NOT_SENT',
        at: iso(at),
        reason,
        subject_id: message.id,
      });
      next = step.next;
    } else {
      const due = at + step.amount * DAY_MS;
      const comes = drawBelow(random, 5) < 2;
      const until = comes ? at + (1 + drawBelow(random, step.amount * 24 * 60 - 1)) * MINUTE_MS : due;
      if (until >= nowMs) return { run: run('WAITING', name, at, due), steps: done, messages };
      at = until;
      done.push({ ...base, outcome: comes ? 'PASSED' : 'TIMED_OUT', at: iso(at), reason: null, subject_id: null });
      next = comes ? step.next : step.otherwise;
    }
    const following: string | null = next;
    const found: DemoStep | undefined = following === null ? undefined : rest.find((one) => one.name === following);
    if (found === undefined) return { run: run('DONE', name, at, at), steps: done, messages };
    step = found;
  }
}
