import { Injectable } from '@nestjs/common';
import { keyDigest } from '../../claims/claim-digest';
import { Database, moveToNetwork, type Tx } from '../../database/database';
import { newId } from '../../ids/ids';
import { ProblemError, ReplayedProblemError } from '../../problems/problem';
import { PROBLEM_STATUS, type ProblemCode } from '../../problems/problem-codes';
import { AnswerCipher } from './answer-cipher';
import type { KeyedCall } from './keyed-call';
import { limitClaimWait } from '../../claims/claims.sql';
import { appendResponse, claimKey, findResponseOfKey, type StoredResponse } from '../../claims/stored-responses.sql';

const WAIT_MS = 5_000;
const LOCK_TIMEOUT = '55P03';

/** Statuses of refusals that do not judge the act itself, so the same key may be tried again. */
const NOT_KEPT = new Set([400, 401, 402, 403, 404, 412, 413, 415, 429]);

/** The status of a call, or a function from its answer to the status where that differs (202 for one that waits). */
export type StatusOf<Answer> = number | ((answer: Answer) => number);

/** A call with its work. */
interface Keyed<Answer> {
  readonly call: KeyedCall;
  readonly status: StatusOf<Answer>;
  readonly work: (tx: Tx) => Promise<Answer>;
  readonly forOthers: (answer: Answer) => Answer;
}

/** The result of one run of a keyed call, before it becomes an answer. */
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
 * Changing calls that happen once a key (ledger.md, rule 5). The key is claimed in the transaction of the effect,
 * so that no state "running" is stored: a second call, in any process, waits on the claim and then finds the first
 * answer, or runs itself if the first was rolled back.
 */
@Injectable()
export class KeyedCalls {
  /** Calls of this process under way, by network and key: the second joins instead of holding a connection. */
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly cipher: AnswerCipher,
  ) {}

  /**
   * Runs `work` in one transaction of the network, at most once for the call's key; without a key, each time.
   * `work` makes its changes through `tx` alone and returns the answer's body, which the route sends with `status`.
   * A `ProblemError` that it throws takes its changes back; refusals of the business are kept under the key.
   *
   * @param status what the route answers with when it succeeds, or by its answer; a replay repeats it
   * @param forOthers what of the answer a replay shows to another caller of the same space than the one who made it
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

  /**
   * Like `run`, for an owner of the installation: each owner has a key space of their own. `work` runs in the network that
   * the call is about.
   */
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
   * Like `run`, for work in other networks than the one of the key: `enter` sets the network of the statements that follow.
   * The caller answers for these networks, since a key opens its own alone.
   */
  runAcross<Answer>(
    space: string,
    call: KeyedCall,
    status: StatusOf<Answer>,
    work: (tx: Tx, enter: (networkId: string) => Promise<void>) => Promise<Answer>,
  ): Promise<Answer> {
    return this.run(space, call, status, async (tx) => {
      const answer = await work(tx, (networkId) => moveToNetwork(tx, networkId));
      // The answer is stored in the key space of the call. After a refusal the savepoint restores the setting.
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
    { call, status, work, forOthers }: Keyed<Answer>,
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
        // A claim without a stored answer belongs to an act of the till, so this call reuses its key.
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

/** The route answers with its own status, unless the answer says another. */
function answered<Answer>(call: KeyedCall, status: StatusOf<Answer>, answer: Answer): Answer {
  if (typeof status !== 'number') call.answered(status(answer));
  return answer;
}

/** Rolls back the work of a refusal, but keeps the claim of its key and the transaction to store the refusal. */
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
