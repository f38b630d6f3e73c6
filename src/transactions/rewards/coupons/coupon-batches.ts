import { Temporal } from 'temporal-polyfill';
import { Snapshots } from '../../../configuration';
import { uuidArray } from '../../../platform/database/uuid-array';
import { spokenIn } from '../../../platform/language/spoken';
import type { Tx } from '../../../platform/database/database';
import { csvLine } from '../../../platform/http/csv';
import type { IdSlice } from '../../../platform/http/list-query';
import { newId } from '../../../platform/ids/ids';
import { ProblemError } from '../../../platform/problems/problem';
import { requestJob } from '../../../platform/queue/request-job.sql';
import {
  type AuditAction,
  Audit,
  type AuditEntry,
  type Author,
  Pii,
  type RequestContext,
  UseCase,
} from '../../../security';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-turns';
import { printedCode } from '../../till/spending/rewards/coupon-code.rules';
import { codesOfBatch, couponDigest, digestsOfCodes } from '../../till/spending/rewards/coupon-digest';
import { type CreateBatchBody, batchAnswer, type BatchAnswer } from './coupon-batch.dto';
import { BATCH_COLUMNS, type BatchRow, findBatch, listBatches } from './coupons.sql';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../../platform/http/handlers-of';

/** The job that makes the codes of batches. */
const COUPONS_JOB = 'coupons';

/** Codes of one transaction: a commit each, and a row lock on the batch alone. */
const CODES_AT_ONCE = 20_000;
/** Codes of one statement. They are made at once, before the process looks at its sockets again: some 5 ms. */
const CODES_A_PORTION = 5_000;

const DATE_LENGTH = 'YYYY-MM-DD'.length;
const NOT_IN_FILE_NAMES = /[\p{Cc}"'()*/:<>?\\|]/gu;

/** The codes of a batch, to be downloaded. */
export interface CodesFile {
  readonly name: string;
  readonly lines: AsyncGenerator<string>;
}

/** Codes that give a reward. Single codes are made in the background, a shared one at once. */
export class CreateCouponBatch extends UseCase<BatchAnswer, { body: CreateBatchBody }> {}

/** No code of the batch is good from now on; rewards that guests have already stay good. */
export class StopCouponBatch extends UseCase<BatchAnswer, { batchId: string }> {}

/**
 * Coupons by the million. A code is made of its number by a permutation of the batch, whose key comes of the installation's
 * index key, so it can be told again for the file of the batch and stands nowhere: what is stored is what another
 * permutation makes of the code. Making is a
 * background task in pieces; each piece is one transaction that says how far the batch is, so killed at any moment it
 * goes on where it was, and done twice it makes the same codes.
 */
@Job(COUPONS_JOB, { everyMs: 60_000, idleUpToMs: 1_800_000, failure: 'making coupons failed' })
export class CouponBatches extends NetworkJob {
  constructor(
    private readonly audit: Audit,
    private readonly pii: Pii,
    private readonly snapshots: Snapshots,
    private readonly keyed: KeyedCalls,
  ) {
    super();
  }

  /**
   * @throws ProblemError `not_found` for an item that the network does not have, `code_taken` for a shared code that it
   * has, `invalid_body` for a segment that it does not have
   */
  @Handles(CreateCouponBatch)
  async createCouponBatch({ context, input: { body } }: CreateCouponBatch): Promise<BatchAnswer> {
    const { networkId, author, call } = context;
    const snapshot = await this.snapshots.current(networkId);
    if (!snapshot.rewards.has(body.redemptionItemId)) throw new ProblemError('not_found');
    requireSegments(body.segments ?? [], snapshot.segmentCodes);
    return this.keyed.run(networkId, call, 201, async (tx) =>
      batchAnswer(await this.create(tx, networkId, body, author)),
    );
  }

  /** @throws ProblemError `not_found` */
  @Handles(StopCouponBatch)
  stopCouponBatch({ context: { networkId, author, call }, input: { batchId } }: StopCouponBatch): Promise<BatchAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const batch = await getBatch(tx, networkId, batchId);
      await tx.query`
        UPDATE coupon_batches SET status = 'STOPPED', finished_at = coalesce(finished_at, ledger_now())
         WHERE network_id = ${networkId} AND id = ${batchId}`;
      await this.audit.append(tx, networkId, { ...author, ...batchNote('coupon_batch.stopped', batch) });
      return batchAnswer(await getBatch(tx, networkId, batchId));
    });
  }

  list(networkId: string, status: BatchRow['status'] | null, slice: IdSlice): Promise<BatchRow[]> {
    return this.database.inNetwork(networkId, (tx) => listBatches(tx, networkId, status, slice));
  }

  /**
   * Codes for a reward of the network, in its transaction. Single codes are made in the background, a shared one at once.
   * @throws ProblemError `code_taken`, `invalid_body`, each for a shared code
   */
  async create(tx: Tx, networkId: string, body: CreateBatchBody, author: Author): Promise<BatchRow> {
    const isSingle = body.kind === 'SINGLE';
    const createdBy = author.actor === 'system' ? null : author.actor.id;
    await requestJob(tx, COUPONS_JOB, networkId);
    const batch = await tx.one<BatchRow>`
      INSERT INTO coupon_batches (network_id, id, reward_id, kind, codes, uses, per_guest, segments, valid_from, valid_until,
       created_by, name, status)
       VALUES (${networkId}, ${newId()}, ${body.redemptionItemId}, ${body.kind}, ${isSingle ? body.count : 1}, ${isSingle ? 1 : body.uses},
       ${body.perGuest ?? null}, ${body.segments ?? []}, ${body.validFrom ?? null}, ${body.validUntil ?? null}, ${createdBy},
       ${body.name ?? null}, 'MAKING') RETURNING ${BATCH_COLUMNS}`;
    if (body.kind === 'SHARED') await this.appendShared(tx, networkId, batch, body.code);
    await this.audit.append(tx, networkId, { ...author, ...batchNote('coupon_batch.created', batch) });
    return getBatch(tx, networkId, batch.id);
  }

  /** Throws `not_found`. */
  get(networkId: string, id: string): Promise<BatchRow> {
    return this.database.inNetwork(networkId, (tx) => getBatch(tx, networkId, id));
  }

  /** The code of a number of a batch, as it is printed. */
  codeOf(batchId: string, number: number): string {
    const [code = ''] = codesOfBatch(this.pii, batchId, number, 1);
    return printedCode(code);
  }

  /**
   * The codes of a batch as lines of a file, as they are printed, with what they are for. The audit says who took them. Throws
   * `not_found` for a shared code, whose text is not stored, and `request_in_progress` while codes are being made.
   */
  async codesOf({ networkId, author, language }: RequestContext, id: string): Promise<CodesFile> {
    const batch = await this.database.inNetwork(networkId, async (tx) => {
      const found = await getBatch(tx, networkId, id);
      if (found.kind === 'SHARED') throw new ProblemError('not_found');
      if (found.status === 'MAKING') throw new ProblemError('request_in_progress', {}, [], 1);
      await this.audit.append(tx, networkId, { ...author, ...batchNote('coupon_batch.downloaded', found) });
      return found;
    });
    const { rewards, profile } = await this.snapshots.current(networkId);
    const document = rewards.get(batch.rewardId)?.document;
    const reward = document === undefined ? null : spokenIn(document.name, language, profile.locale);
    const until = batch.validUntil === null ? null : localTime(batch.validUntil, profile.timeZone);
    const name = `coupons-${batch.name ?? reward ?? ''}-${localTime(batch.createdAt, profile.timeZone).slice(0, DATE_LENGTH)}`;
    return { name: `${name.replace(NOT_IN_FILE_NAMES, '-')}.csv`, lines: this.linesOf(batch, reward, until) };
  }

  /** Makes the next codes of a network's oldest unfinished batch. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(CODES_AT_ONCE, options);
    return this.database.inNetwork(networkId, async (tx) => {
      // The oldest batch whose codes are not all made. A batch that another process has locked is left out.
      const batch = await tx.maybe<BatchRow>`
        SELECT ${BATCH_COLUMNS} FROM coupon_batches WHERE network_id = ${networkId} AND status = 'MAKING'
         ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`;
      if (batch === undefined) return 'idle';
      const upTo = Math.min(batch.codes, batch.made + atOnce);
      let first = batch.made + 1;
      let digests = await this.digestsOf(networkId, batch.id, first, upTo);
      while (digests.length > 0) {
        const next = first + CODES_A_PORTION;
        // The database writes one portion while this process makes the next.
        const [made] = await Promise.all([
          this.digestsOf(networkId, batch.id, next, upTo),
          tx.query`INSERT INTO coupons (network_id, digest, batch_id, number, uses_left)
              SELECT ${networkId}, d.digest, ${batch.id}, ${first} + d.n - 1, ${batch.uses}
              FROM unnest(${uuidArray(digests)}::uuid[]) WITH ORDINALITY d(digest, n) ORDER BY d.digest`,
        ]);
        [first, digests] = [next, made];
      }
      await noteProgress(tx, networkId, batch.id, upTo);
      return upTo < batch.codes ? 'more' : 'done';
    });
  }

  private async appendShared(tx: Tx, networkId: string, batch: BatchRow, typed: string): Promise<void> {
    const digest = couponDigest(this.pii, networkId, typed);
    if (digest === null) throw new ProblemError('invalid_body', {}, [{ path: 'code', code: 'not_valid', message: '' }]);
    const inserted = await tx.maybe<{ number: number }>`
      INSERT INTO coupons (network_id, digest, batch_id, number, uses_left)
       VALUES (${networkId}, ${digest}, ${batch.id}, 1, ${batch.uses})
       ON CONFLICT DO NOTHING RETURNING number`;
    if (inserted === undefined) throw new ProblemError('code_taken');
    await noteProgress(tx, networkId, batch.id, 1);
  }

  private async *linesOf(batch: BatchRow, reward: string | null, until: string | null): AsyncGenerator<string> {
    const same = [reward, batch.name, until];
    let lines = csvLine(['code', 'reward', 'batch', 'valid_until']);
    for (let first = 1; first <= batch.made; first += CODES_A_PORTION) {
      for (const code of this.portionOf(batch.id, first, batch.made)) lines += csvLine([printedCode(code), ...same]);
      yield lines;
      lines = '';
      await breath();
    }
  }

  /** The digests of a portion of the codes, 16 bytes each; none beyond the last. */
  private async digestsOf(networkId: string, batchId: string, first: number, upTo: number): Promise<Buffer> {
    await breath();
    return digestsOfCodes(this.pii, networkId, this.portionOf(batchId, first, upTo));
  }

  /** A portion of the codes from one number on, at most up to another. */
  private portionOf(batchId: string, first: number, upTo: number): string[] {
    const count = Math.max(0, Math.min(CODES_A_PORTION, upTo - first + 1));
    return codesOfBatch(this.pii, batchId, first, count);
  }
}

/** Wall-clock time of a network with its offset, RFC 3339. */
function localTime(instant: Date, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  return local.toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

/** The audit's line about a batch. */
function batchNote(action: AuditAction, batch: BatchRow): Omit<AuditEntry, 'actor' | 'origin'> {
  const after = { rewardId: batch.rewardId, name: batch.name, kind: batch.kind, codes: batch.codes, uses: batch.uses };
  return { action, subjectKind: 'coupon_batch', subjectId: batch.id, after };
}

/** @throws ProblemError `not_found` */
async function getBatch(tx: Tx, networkId: string, id: string): Promise<BatchRow> {
  const batch = await findBatch(tx, networkId, id);
  if (batch === undefined) throw new ProblemError('not_found');
  return batch;
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function requireSegments(named: readonly string[], known: ReadonlySet<string>): void {
  const faults = named.flatMap((code, index) =>
    known.has(code) ? [] : [{ path: `segments[${String(index)}]`, code: 'segment_unknown', message: '' }],
  );
  if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
}

/** Notes how many codes of the batch are made. With the last code the batch is ready. */
async function noteProgress(tx: Tx, networkId: string, id: string, made: number): Promise<void> {
  await tx.query`
    UPDATE coupon_batches SET made = ${made}, status = CASE WHEN ${made} = codes THEN 'READY' ELSE status END,
           finished_at = CASE WHEN ${made} = codes THEN ledger_now() END
     WHERE network_id = ${networkId} AND id = ${id}`;
}
