import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { keyDigest } from '../../../platform/claims/claim-digest';
import { Database } from '../../../platform/database/database';
import { uuid } from '../../../platform/http/schemas';
import { ProblemError } from '../../../platform/problems/problem';
import { isKeyOf, type RequestContext } from '../../../security';
import type { TillAct } from '../../ledger/act/till-act';
import { findRowOfKey } from '../../ledger/claims/recorded-receipts.sql';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { ManualActs } from '../../till/approvals/manual-acts';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { isInReview, isReserved } from '../../till/kinds/open-hold';
import { Till } from '../../till/queue/till';
import { posted } from '../quotes/quoted-sale';

/** The request for the first step of a transfer. */
interface Reservation {
  readonly guestId: string;
  readonly points: number;
  /** Null: as long as the network's holds last. */
  readonly seconds: number | null;
  readonly comment: string | null;
}

/** A recorded reservation; `expiresAt` in milliseconds. */
interface ReservationRow {
  readonly row: JournalRow;
  readonly expiresAt: number;
}

const SECONDS_A_MINUTE = 60;
const CREATED = 201;

/** Points that the first step of a transfer sets aside without a sale, until the second step or the time-out. */
@Injectable()
export class ReservedPoints {
  constructor(
    private readonly database: Database,
    private readonly intake: ActIntake,
    private readonly manual: ManualActs,
    private readonly till: Till,
  ) {}

  /** @throws ProblemError `limit_exceeded`, and the refusals of the till */
  async reserve(context: RequestContext, network: NetworkProfile, asked: Reservation): Promise<ReservationRow> {
    const { guestId, points, comment } = asked;
    const seconds = asked.seconds ?? network.settings.holdMinutes * SECONDS_A_MINUTE;
    const act = await this.place(context, guestId, { kind: 'RESERVE', points, seconds, comment });
    const outcome = await this.manual.reserve(act, context.principal, network);
    const { row } = posted(outcome);
    if (outcome.replayed) context.call.replayed(CREATED);
    const { holdExpiresAt } = JSON.parse(row.details ?? '{}') as { readonly holdExpiresAt: number };
    return { row, expiresAt: holdExpiresAt };
  }

  /**
   * The first step that the caller made under this key, or that became the transaction with this id.
   * @throws ProblemError `not_found`, also for a first step of another integration
   */
  async get({ principal, networkId, call }: RequestContext, key: string, id: string): Promise<JournalRow> {
    const reads = this.database.readsOf(networkId);
    const byKey = await findRowOfKey(reads, networkId, keyDigest(key, call.space));
    const row = byKey ?? (uuid.safeParse(id).success ? (await findJournalRows(reads, networkId, [id]))[0] : undefined);
    if (row === undefined || !isReserved(row) || isInReview(row)) throw new ProblemError('not_found');
    if (principal.kind === 'key' && row !== byKey) {
      const isOwn = row.actorId !== null && (await isKeyOf(reads, row.actorId, principal.integrationId));
      if (!isOwn) throw new ProblemError('not_found');
    }
    return row;
  }

  /** Releases the whole reservation. @throws ProblemError `hold_closed`, `hold_expired` */
  async release(context: RequestContext, { id, guestId }: JournalRow): Promise<JournalRow> {
    if (guestId === null) throw new Error(`the hold ${id} has no guest`);
    const outcome = await this.till.submit(await this.place(context, guestId, { kind: 'RELEASE', holdId: id }));
    const { row } = posted(outcome);
    if (outcome.replayed) context.call.replayed(CREATED);
    return row;
  }

  private place(
    { principal, call }: RequestContext,
    guestId: string,
    body: TillAct['body'],
  ): TillAct | Promise<TillAct> {
    return this.intake.place({
      ...actOfCall({ principal, call }),
      guestId,
      body,
    });
  }
}
