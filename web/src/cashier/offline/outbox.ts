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

/** The most acts in one call; the server accepts more. */
const ACTS_AT_ONCE = 100;
/** How long delivered acts are kept. */
const DONE_KEPT_MS = 24 * 60 * 60 * 1_000;
const KEY_OF_ACTS = 'key.acts';
const COUNTER = 'counter';
const LATEST = 'latest';

/** The number of server failures after which a person is notified. */
const TRIES_UNTIL_TOLD = 5;
/** After so many anonymous receipts that can't be accepted now, the remaining receipts wait too, because each receipt needs its own request. */
const MOST_OPEN_RECEIPTS = 5;

/**
 * The result of a call for an act. `open`: the server can't decide it now, or did not answer; the act is sent again, and later acts of its guest
 * wait. `failed`: the server fails at this act; it is sent again, and no other act waits.
 */
export type DeliveryResult =
  | { readonly kind: 'recorded'; readonly transactionId: string; readonly payable: number | null }
  | { readonly kind: 'refused'; readonly code: string; readonly title: string; readonly detail: string | null }
  | { readonly kind: 'open' | 'failed' };

export interface SentAct extends ListedAct {
  /** By the server's clock, as exactly as the device knew it. */
  readonly occurredAt: number;
}

/** Calls to the server, which throw when it does not answer. */
export interface Courier {
  /** Sends acts of guests, with their counters, in one call. */
  readonly sendBatch: (acts: readonly SentAct[], allowance: string | null) => Promise<readonly DeliveryResult[]>;
  /** Sends an anonymous receipt. */
  readonly sendReceipt: (act: SentAct) => Promise<DeliveryResult>;
}

interface KeptFor {
  readonly userId: string;
  readonly pointOfSaleId: string;
  readonly clockOffsetMs: number;
}

/** Acts in the order in which they were made. Any tab may add acts; only one delivers them (`Sender`). */
export class Outbox {
  constructor(
    private readonly store: TillStore,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Adds an act; resolves when it is on the disk. The same key twice is one act. @throws NotKept */
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
        // A clock that was set back must not put an act before an earlier one.
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
    const toSee = await this.store.acts.where('state').anyOf('refused', 'different', 'failing').count();
    if (waiting.length + toSee === 0) return NOTHING_WAITS;
    return {
      waiting: waiting.length,
      ofOthers: waiting.filter((row) => row.userId !== userId).length,
      toSee,
      oldestAt: waiting.length === 0 ? null : Math.min(...waiting.map(({ deviceTime }) => deviceTime)),
    };
  }

  /** All acts that wait or that a person should see, in order. */
  async list(): Promise<ListedAct[]> {
    return this.opened(await this.rowsIn('waiting', 'refused', 'different', 'failing'));
  }

  /** All waiting acts, in order. */
  async waiting(): Promise<ListedAct[]> {
    return this.opened(await this.rowsIn(...TO_SEND));
  }

  /** Marks an act as seen by a person. */
  async dismiss(seq: number): Promise<void> {
    await this.store.acts
      .where('seq')
      .equals(seq)
      .and(({ state }) => !TO_SEND.includes(state))
      .delete();
  }

  /** Sends a refused or failing act once more, unchanged. */
  async retry(seq: number): Promise<void> {
    await this.store.acts
      .where('seq')
      .equals(seq)
      .and(({ state }) => state === 'refused' || state === 'failing')
      .modify({ state: 'waiting' });
  }

  /**
   * Sends each waiting act of this person once, in order; false: some are still open. After an act that can't be accepted now, only acts of the
   * same guest wait. @throws when the server does not answer
   */
  async deliver(courier: Courier, userId: string): Promise<boolean> {
    const held = new Set<string | null>();
    let openReceipts = 0;
    let isAll = true;
    let rows = inTurn((await this.rowsIn(...TO_SEND)).filter((row) => row.userId === userId));
    while (rows.length > 0) {
      const next = await this.opened(rows.slice(0, ACTS_AT_ONCE));
      const free = next.filter(({ act }) => !held.has(act.sale.guestId));
      if (free.length < next.length) isAll = false;
      const run = runOf(free);
      const answers = await send(courier, run);
      await this.note(run, answers);
      for (const [index, { act, counter }] of run.entries()) {
        const { kind } = answers[index] ?? OPEN;
        if (kind !== 'open' && kind !== 'failed') continue;
        isAll = false;
        if (counter === null) openReceipts += 1;
        if (counter === null ? openReceipts === MOST_OPEN_RECEIPTS : kind === 'open') held.add(act.sale.guestId);
      }
      const last = run.at(-1)?.seq;
      rows = rows.slice(last === undefined ? ACTS_AT_ONCE : rows.findIndex(({ seq }) => seq === last) + 1);
    }
    await this.forgetDone();
    return isAll;
  }

  private async note(run: readonly ListedAct[], answers: readonly DeliveryResult[]): Promise<void> {
    await this.store.transaction('rw', this.store.acts, async () => {
      for (const [index, { seq, act, state, tries = 0 }] of run.entries()) {
        const answer = answers[index] ?? OPEN;
        const isFailing = answer.kind === 'failed' && tries + 1 >= TRIES_UNTIL_TOLD;
        await this.store.acts.update(
          seq,
          answer.kind === 'open' || answer.kind === 'failed'
            ? { state: isFailing ? 'failing' : state, tries: tries + 1 }
            : { state: stateAfter(act, answer), answer: answerOf(answer, this.clock()) },
        );
      }
    });
  }

  private async forgetDone(): Promise<void> {
    const until = this.clock() - DONE_KEPT_MS;
    await this.store.acts
      .where('state')
      .equals('done')
      .and(({ answer }) => (answer?.at ?? 0) < until)
      .delete();
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

const OPEN: DeliveryResult = { kind: 'open' };
const TO_SEND: readonly ActState[] = ['waiting', 'failing'];

/** Acts in order; anonymous receipts that could not be accepted come last, the most tried at the very end. */
function inTurn(rows: readonly ActRow[]): ActRow[] {
  const triesOf = ({ counter, tries = 0 }: ActRow) => (counter === null ? tries : 0);
  return [...rows].sort((a, b) => triesOf(a) - triesOf(b));
}

/**
 * The next call's acts: the first act alone if it is an anonymous receipt, else acts of guests up to the next one, with the same proof of
 * allowance.
 */
function runOf(waiting: readonly ListedAct[]): readonly ListedAct[] {
  if (waiting[0]?.counter === null) return waiting.slice(0, 1);
  const allowance = waiting[0]?.act.allowance ?? null;
  const end = waiting.findIndex(({ counter, act }) => counter === null || act.allowance !== allowance);
  return end === -1 ? waiting : waiting.slice(0, end);
}

async function send(courier: Courier, run: readonly ListedAct[]): Promise<readonly DeliveryResult[]> {
  const sent = run.map((act) => ({ ...act, occurredAt: act.deviceTime + act.clockOffsetMs }));
  const [first] = sent;
  if (first === undefined) return [];
  return first.counter === null ? [await courier.sendReceipt(first)] : courier.sendBatch(sent, first.act.allowance);
}

/** The state after the server's answer. The guest paid by this device's quote, so a person has to know if the server decided differently. */
function stateAfter(act: KeptAct, answer: DeliveryResult): ActState {
  if (answer.kind === 'refused') return 'refused';
  return answer.kind === 'recorded' && answer.payable !== null && answer.payable !== act.payable ? 'different' : 'done';
}

function answerOf(answer: DeliveryResult, at: number): ActAnswer {
  const nothing = { at, transactionId: null, code: null, title: null, detail: null, payable: null };
  if (answer.kind === 'recorded') return { ...nothing, transactionId: answer.transactionId, payable: answer.payable };
  if (answer.kind === 'refused') return { ...nothing, code: answer.code, title: answer.title, detail: answer.detail };
  return nothing;
}
