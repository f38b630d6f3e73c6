import { Injectable } from '@nestjs/common';
import { keyDigest } from '../../claims/claim-digest';
import { Database, moveToNetwork, type Tx } from '../../database/database';
import { newId } from '../../ids/ids';
import { ProblemError, ReplayedProblemError } from '../../problems/problem';
import { PROBLEM_STATUS, type ProblemCode } from '../../problems/problem-codes';
import { AnswerCipher } from './answer-cipher';
import type { KeyedCall } from './keyed-call';
import { appendResponse, claimKey, findResponseOfKey, type StoredResponse } from '../../claims/stored-responses.sql';

const WAIT_MS = 5_000;
const LOCK_TIMEOUT = '55P03';

/** Statuses of refusals that don't judge the act itself and are not stored, so that the caller may retry with the same key. */
const NOT_KEPT = new Set([400, 401, 402, 403, 404, 412, 413, 415, 429]);

/** The status of a call, or a function that takes it from the answer (202 for an act that waits). */
export type StatusOf<Answer> = number | ((answer: Answer) => number);

/** A call, and the work to do for it. */
interface KeyedWork<Answer> {
  readonly call: KeyedCall;
  readonly status: StatusOf<Answer>;
  readonly work: (tx: Tx) => Promise<Answer>;
  readonly forOthers: (answer: Answer) => Answer;
}

/** The result of one run of a call, not yet sent. */
type RunResult<Answer> =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly refusal: ProblemError }
  | { readonly kind: 'taken' };

/** The stored form of a refusal: enough to render it again in any language. */
export interface KeptRefusal {
  readonly requestId: string;
  readonly data: ProblemError['data'];
  readonly faults: ProblemError['faults'];
}

/**
 * Makes a changing call with a key take effect once (ledger.md, rule 5). The transaction of the effect also claims the key, so no state "running"
 * is stored. A second call in any process waits for the claim; then it finds the first answer, or runs itself if the first was rolled back.
 */
@Injectable()
export class KeyedCalls {
  /** Calls of this process that are running, by network and key. A second call joins the first instead of holding a connection. */
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly cipher: AnswerCipher,
  ) {}

  /**
   * Runs `work` in one transaction of the network, at most once for the call's key; without a key, each time. `work` makes its changes only through
   * `tx` and returns the body, which the route sends with `status`. When `work` throws a `ProblemError`, its changes are rolled back; a refusal by
   * the business is stored under the key.
   *
   * @param status the status of a success, or a function of the answer; a replay repeats it
   * @param forOthers the part of the answer that a replay shows to a caller of the same space who did not make the call
   * @throws ProblemError 409 `request_in_progress`, 422 `idempotency_key_reused`, and what `work` throws
   */
  async run<Answer>(
    networkId: string,
    call: KeyedCall,
    status: StatusOf<Answer>,
    work: (tx: Tx) => Promise<Answer>,
    forOthers: (answer: Answer) => Answer = (answer) => answer,
  ): Promise<Answer> {
    const { key } = call;
    if (key === null) return answered(call, status, await this.database.inNetwork(networkId, work));
    const deadline = performance.now() + WAIT_MS;
    const digest = keyDigest(key, call.space);
    const place = `${networkId}/${digest}`;
    await this.waitFor(place, deadline);
    const run = this.runOnce(networkId, digest, { call, status, work, forOthers }, deadline);
    const settled = run.then(
      () => undefined,
      () => undefined,
    );
    this.running.set(place, settled);
    try {
      return await run;
    } finally {
      if (this.running.get(place) === settled) this.running.delete(place);
    }
  }

  /** Like `run`, for an owner of the installation: each owner has a key space. `work` runs in the network of the call. */
  runOfOwner<Answer>(
    ownerId: string,
    networkId: string,
    call: KeyedCall,
    status: StatusOf<Answer>,
    work: (tx: Tx) => Promise<Answer>,
  ): Promise<Answer> {
    return this.runAcross(ownerId, call, status, async (tx, enter) => {
      await enter(networkId);
      return work(tx);
    });
  }

  /**
   * Like `run`, for work in networks other than the key's: `enter` sets the network of the statements that follow. The calling code has to check
   * the access to these networks, since the key proves access to its own only.
   */
  runAcross<Answer>(
    space: string,
    call: KeyedCall,
    status: StatusOf<Answer>,
    work: (tx: Tx, enter: (networkId: string) => Promise<void>) => Promise<Answer>,
  ): Promise<Answer> {
    return this.run(space, call, status, async (tx) => {
      const answer = await work(tx, (networkId) => moveToNetwork(tx, networkId));
      // The answer is stored in the key's space. After a refusal, the savepoint has already restored that network.
      await moveToNetwork(tx, space);
      return answer;
    });
  }

  private async waitFor(place: string, deadline: number): Promise<void> {
    for (let running = this.running.get(place); running !== undefined; running = this.running.get(place)) {
      await withinDeadline(running, deadline);
    }
  }

  private async runOnce<Answer>(
    networkId: string,
    digest: string,
    { call, status, work, forOthers }: KeyedWork<Answer>,
    deadline: number,
  ): Promise<Answer> {
    const answerId = newId();
    const known = await this.database.inNetwork(networkId, (tx) => findResponseOfKey(tx, networkId, digest));
    if (known !== undefined) return this.replay(networkId, known, call, forOthers);
    const attempt: { outcome: RunResult<Answer> } = { outcome: { kind: 'taken' } };
    await this.database
      .inNetwork(networkId, async (tx) => {
        await limitClaimWait(tx, deadline - performance.now());
        if (!(await claimKey(tx, networkId, digest, answerId))) return;
        await limitClaimWait(tx, WAIT_MS);
        attempt.outcome = await inSavepoint(tx, work);
        await appendResponse(tx, networkId, this.storedOf(networkId, answerId, call, status, attempt.outcome));
      })
      .catch((failure: unknown) => {
        if (attempt.outcome.kind === 'taken' && isLockTimeout(failure))
          throw new ProblemError('request_in_progress', {}, [], 1);
        throw failure;
      });
    switch (attempt.outcome.kind) {
      case 'done':
        return answered(call, status, attempt.outcome.answer);
      case 'refused':
        throw attempt.outcome.refusal;
      case 'taken': {
        const first = await this.database.inNetwork(networkId, (tx) => findResponseOfKey(tx, networkId, digest));
        // A claim without a stored answer is a till's act, so this call reuses the key of that act.
        if (first === undefined) throw new ProblemError('idempotency_key_reused');
        return this.replay(networkId, first, call, forOthers);
      }
    }
  }

  private storedOf<Answer>(
    networkId: string,
    id: string,
    call: KeyedCall,
    status: StatusOf<Answer>,
    outcome: RunResult<Answer>,
  ): StoredResponse {
    const common = { id, requestHash: call.requestHash, makerId: call.makerId };
    switch (outcome.kind) {
      case 'done': {
        const body = JSON.stringify(outcome.answer ?? null);
        return {
          ...common,
          status: typeof status === 'number' ? status : status(outcome.answer),
          code: null,
          data: null,
          bodyEncrypted: this.cipher.seal(networkId, body),
        };
      }
      case 'refused': {
        const { code, status: refusalStatus, data, faults } = outcome.refusal;
        const kept: KeptRefusal = { requestId: call.requestId, data, faults };
        return { ...common, status: refusalStatus, code, data: kept, bodyEncrypted: null };
      }
      case 'taken':
        throw new Error('a call that did not claim its key has no answer to store');
    }
  }

  private replay<Answer>(
    networkId: string,
    stored: StoredResponse,
    call: KeyedCall,
    forOthers: (answer: Answer) => Answer,
  ): Answer {
    if (stored.requestHash !== call.requestHash) throw new ProblemError('idempotency_key_reused');
    if (stored.bodyEncrypted === null) throw refusalOf(stored);
    call.replayed(stored.status);
    const answer = JSON.parse(this.cipher.open(networkId, stored.bodyEncrypted)) as Answer;
    return stored.makerId === call.makerId ? answer : forOthers(answer);
  }
}

/** Sets the status where it depends on the answer, and returns the answer. */
function answered<Answer>(call: KeyedCall, status: StatusOf<Answer>, answer: Answer): Answer {
  if (typeof status !== 'number') call.answered(status(answer));
  return answer;
}

/** Rolls back the work of a refusal, but keeps the claim of the key and the transaction, in which the refusal is stored. */
async function inSavepoint<Answer>(tx: Tx, work: (tx: Tx) => Promise<Answer>): Promise<RunResult<Answer>> {
  await tx.query('SAVEPOINT keyed_work');
  try {
    return { kind: 'done', answer: await work(tx) };
  } catch (error) {
    if (!(error instanceof ProblemError) || NOT_KEPT.has(error.status) || error.status >= 500) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT keyed_work');
    return { kind: 'refused', refusal: error };
  }
}

function refusalOf(stored: StoredResponse): ReplayedProblemError {
  const { requestId, data, faults } = stored.data as KeptRefusal;
  if (stored.code === null || !(stored.code in PROBLEM_STATUS))
    throw new Error(`a stored answer has the unknown code ${String(stored.code)}`);
  return new ReplayedProblemError(stored.code as ProblemCode, data, faults, requestId);
}

function isLockTimeout(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && failure.code === LOCK_TIMEOUT;
}

async function withinDeadline(running: Promise<unknown>, deadline: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const inProgress = (): void => reject(new ProblemError('request_in_progress', {}, [], 1));
    timer = setTimeout(inProgress, Math.max(0, deadline - performance.now()));
  });
  try {
    await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Limits the wait for another transaction's claim to `waitMs`; a longer wait fails with SQLSTATE 55P03. */
async function limitClaimWait(tx: Tx, waitMs: number): Promise<void> {
  const limit = `${String(Math.max(1, Math.floor(waitMs)))}ms`;
  await tx.query<{ setConfig: string | null }>`SELECT set_config('lock_timeout', ${limit}, true)`;
}
