import {
  type ActAnswer,
  type ActRow,
  type ActState,
  type KeptAct,
  type ListedAct,
  NOTHING_WAITS,
  type Outlook,
} from './kept-act';
import type { TillStore } from './till-store';
import { makeKey, seal, unseal } from './vault';

/** Acts of one call; the server takes more. */
const ACTS_AT_ONCE = 100;
/** Delivered acts are forgotten after so long. */
const DONE_KEPT_MS = 24 * 60 * 60 * 1_000;
const KEY_OF_ACTS = 'key.acts';
const COUNTER = 'counter';
const LATEST = 'latest';

/** How a call answered an act. `open`: not now, or there was no answer; it is sent again. */
export type Delivered =
  | { readonly kind: 'recorded'; readonly transactionId: string; readonly payable: number | null }
  | { readonly kind: 'refused'; readonly code: string; readonly title: string; readonly detail: string | null }
  | { readonly kind: 'open' };

export interface SentAct extends ListedAct {
  /** By the server's clock, as well as the device knew it. */
  readonly occurredAt: number;
}

/** The calls to the server. They throw where it gives no answer. */
export interface Courier {
  /** Acts of guests, by their counters, in one call. */
  readonly sendBatch: (acts: readonly SentAct[], allowance: string | null) => Promise<readonly Delivered[]>;
  /** An anonymous receipt. */
  readonly sendReceipt: (act: SentAct) => Promise<Delivered>;
}

interface KeptFor {
  readonly userId: string;
  readonly pointOfSaleId: string;
  readonly clockOffsetMs: number;
}

/** Acts in the order in which they were rung up. Any tab adds to it; one alone delivers (`Sender`). */
export class Outbox {
  constructor(
    private readonly store: TillStore,
    private readonly clock: () => number = Date.now,
  ) {}

  /** On the disk when it resolves. The same key twice is one act. @throws NotKept */
  async add(act: KeptAct, { userId, pointOfSaleId, clockOffsetMs }: KeptFor): Promise<void> {
    await this.store.reliably(async () => {
      const key = await this.store.metaOf(KEY_OF_ACTS, makeKey);
      const sealed = await seal(key, act);
      const { acts, meta } = this.store;
      await this.store.transaction('rw', acts, meta, async () => {
        if ((await acts.where('actId').equals(act.key).count()) > 0) return;
        const last = Number((await meta.get(COUNTER))?.value ?? 0);
        const counter = act.sale.guestId === null ? null : last + 1;
        if (counter !== null) await meta.put({ name: COUNTER, value: counter });
        // A clock that was put back does not put an act before the one that was rung up earlier.
        const latest = Number((await meta.get(LATEST))?.value ?? 0);
        const deviceTime = this.clock();
        const happened = Math.max(deviceTime + clockOffsetMs, latest);
        await meta.put({ name: LATEST, value: happened });
        const row = { actId: act.key, counter, userId, pointOfSaleId, deviceTime, sealed };
        await acts.add({ ...row, clockOffsetMs: happened - deviceTime, state: 'waiting', answer: null });
      });
    });
  }

  async outlook(userId: string): Promise<Outlook> {
    const waiting = await this.store.acts.where('state').equals('waiting').toArray();
    const toSee = await this.store.acts.where('state').anyOf('refused', 'different').count();
    if (waiting.length + toSee === 0) return NOTHING_WAITS;
    return {
      waiting: waiting.length,
      ofOthers: waiting.filter((row) => row.userId !== userId).length,
      toSee,
      oldestAt: waiting.length === 0 ? null : Math.min(...waiting.map(({ deviceTime }) => deviceTime)),
    };
  }

  /** All that waits or has to be seen, in order. */
  async list(): Promise<ListedAct[]> {
    return this.opened(await this.rowsIn('waiting', 'refused', 'different'));
  }

  /** Points of a guest, or of all, that acts on their way spend. */
  async spending(guestId: string | null): Promise<number> {
    const acts = await this.opened(await this.rowsIn('waiting'));
    const own = acts.filter(({ act }) => guestId === null || act.sale.guestId === guestId);
    return own.reduce((sum, { act }) => sum + act.pointsRedeemed, 0);
  }

  /** A person has seen what became of the act. */
  async dismiss(seq: number): Promise<void> {
    await this.store.acts
      .where('seq')
      .equals(seq)
      .and(({ state }) => state !== 'waiting')
      .delete();
  }

  /** A refused act is sent once more, as it is. */
  async retry(seq: number): Promise<void> {
    await this.store.acts
      .where('seq')
      .equals(seq)
      .and(({ state }) => state === 'refused')
      .modify({ state: 'waiting' });
  }

  /** Delivers what this person rang up; false: some of it is still open. */
  async deliver(courier: Courier, userId: string): Promise<boolean> {
    for (;;) {
      const rows = (await this.rowsIn('waiting')).filter((row) => row.userId === userId).slice(0, ACTS_AT_ONCE);
      const waiting = await this.opened(rows);
      const [first] = waiting;
      if (first === undefined) return this.forgetDone();
      const run = first.counter === null ? [first] : runOf(waiting);
      const sent = run.map((act) => ({ ...act, occurredAt: act.deviceTime + act.clockOffsetMs }));
      const [single] = sent;
      const answers =
        first.counter === null && single !== undefined
          ? [await courier.sendReceipt(single)]
          : await courier.sendBatch(sent, first.act.allowance);
      await this.note(run, answers);
      if (run.some((_, index) => (answers[index] ?? OPEN).kind === 'open')) return false;
    }
  }

  private async note(run: readonly ListedAct[], answers: readonly Delivered[]): Promise<void> {
    await this.store.transaction('rw', this.store.acts, async () => {
      for (const [index, { seq, act }] of run.entries()) {
        const answer = answers[index] ?? OPEN;
        if (answer.kind === 'open') continue;
        await this.store.acts.update(seq, { state: stateAfter(act, answer), answer: answerOf(answer, this.clock()) });
      }
    });
  }

  private async forgetDone(): Promise<true> {
    const until = this.clock() - DONE_KEPT_MS;
    await this.store.acts
      .where('state')
      .equals('done')
      .and(({ answer }) => (answer?.at ?? 0) < until)
      .delete();
    return true;
  }

  private async rowsIn(...states: ActState[]): Promise<ActRow[]> {
    return this.store.acts.where('state').anyOf(states).sortBy('seq');
  }

  private async opened(rows: readonly ActRow[]): Promise<ListedAct[]> {
    if (rows.length === 0) return [];
    const key = await this.store.metaOf(KEY_OF_ACTS, makeKey);
    const acts = await Promise.all(rows.map(({ sealed }) => unseal<KeptAct>(key, sealed)));
    return rows.flatMap(({ seq = 0, sealed: _, ...row }, index) => {
      const act = acts[index];
      return act === undefined ? [] : [{ ...row, seq, act }];
    });
  }
}

const OPEN: Delivered = { kind: 'open' };

/** The acts of guests up to the next anonymous receipt, under one proof of the allowance. */
function runOf(waiting: readonly ListedAct[]): readonly ListedAct[] {
  const allowance = waiting[0]?.act.allowance ?? null;
  const end = waiting.findIndex(({ counter, act }) => counter === null || act.allowance !== allowance);
  return end === -1 ? waiting : waiting.slice(0, end);
}

/** Money was taken by the quote of this device; where the server decided otherwise a person has to know. */
function stateAfter(act: KeptAct, answer: Delivered): ActState {
  if (answer.kind === 'refused') return 'refused';
  return answer.kind === 'recorded' && answer.payable !== null && answer.payable !== act.payable ? 'different' : 'done';
}

function answerOf(answer: Delivered, at: number): ActAnswer {
  const nothing = { at, transactionId: null, code: null, title: null, detail: null, payable: null };
  if (answer.kind === 'recorded') return { ...nothing, transactionId: answer.transactionId, payable: answer.payable };
  if (answer.kind === 'refused') return { ...nothing, code: answer.code, title: answer.title, detail: answer.detail };
  return nothing;
}
