import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { calendarOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Statements } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import {
  FISCAL_TRIES_PER_ADDRESS,
  FISCAL_TRIES_PER_GUEST,
  type GuessLimit,
  Pii,
  RateLimiter,
  type RequestContext,
} from '../../../security';
import { type JournalRow, JOURNAL_COLUMNS } from '../../ledger/journal/journal-row';
import { type FiscalReceipt, namesOfDocument } from './fiscal-qr.rules';
import { FiscalSources } from './fiscal-sources';

/** Data that distinguish a receipt from others of the same sum and time. Absent data distinguish nothing. */
interface ReceiptMarks {
  /** Texts by which the till system may know the fiscal document. */
  readonly documents: readonly string[];
  /**
   * Whether receipts without a fiscal document count too, because they contain no mark that differs from `marks`. They come after receipts with a
   * document.
   */
  readonly orNone?: true;
  readonly restaurantIds?: readonly string[] | undefined;
  readonly printedNumber?: string | undefined;
}

const HOUR_MS = 3_600_000;
/** How far apart the times of a fiscal receipt and of its sale may be. */
const APART_MS = 5 * 60_000;
/** Fiscal receipts are in roubles. */
const FISCAL_CURRENCY = 'RUB';

/**
 * Finds the receipt of a till system that a fiscal QR stands for. Anybody can write such a QR, and its sum and time are no secret, so something
 * else has to agree: all three numbers of the fiscal document that the till system knows, a fiscal operator, or the number that the guest reads
 * from the print. The document's number alone follows the one before and can be guessed: it tells receipts apart and confirms none.
 */
@Injectable()
export class FiscalReceipts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly limiter: RateLimiter,
    private readonly pii: Pii,
    private readonly sources: FiscalSources,
  ) {}

  /**
   * @param printedNumber number that the guest typed from the print; undefined: none
   * @throws ProblemError `rate_limited`, `receipt_qr_invalid`, `fiscal_receipt_of_refund`, `claim_window_over`, `fiscal_receipt_unknown`,
   *   `fiscal_receipt_number_needed`, `fiscal_receipt_number_wrong`, `fiscal_receipt_ambiguous`
   */
  async get(
    context: RequestContext,
    network: NetworkProfile,
    fiscal: FiscalReceipt,
    printedNumber: string | undefined,
  ): Promise<JournalRow> {
    const at = this.timeOf(network, fiscal);
    const limits = this.limitsOf(context);
    await this.limiter.beginGuess(limits).catch(toTooMany);
    try {
      const receipt = await this.find(network.id, { at, fiscal, printedNumber });
      await this.limiter.succeeded([], limits);
      return receipt;
    } catch (error) {
      if (error instanceof ProblemError) await this.limiter.failed(limits);
      throw error;
    }
  }

  private timeOf({ currency, timeZone, settings }: NetworkProfile, { kind, localTime }: FiscalReceipt): number {
    if (kind === 'OTHER' || currency !== FISCAL_CURRENCY) throw new ProblemError('receipt_qr_invalid');
    if (kind === 'REFUND') throw new ProblemError('fiscal_receipt_of_refund');
    const at = calendarOf(timeZone, settings.dayStart).instantOf(localTime);
    if (this.clock.now().getTime() - at > settings.claimWindowHours * HOUR_MS + APART_MS)
      throw new ProblemError('claim_window_over');
    return at;
  }

  private limitsOf({ principal, origin }: RequestContext): GuessLimit[] {
    const address = this.pii.blindIndex(null, 'address', origin.address ?? '').toString('base64url');
    return [
      { subject: `fiscal-receipt:guest:${principal.id}`, rule: FISCAL_TRIES_PER_GUEST },
      { subject: `fiscal-receipt:address:${address}`, rule: FISCAL_TRIES_PER_ADDRESS },
    ];
  }

  private async find(networkId: string, { at, fiscal, printedNumber }: ReceiptSearch): Promise<JournalRow> {
    const about = { paid: fiscal.paid, from: new Date(at - APART_MS), to: new Date(at + APART_MS) };
    const list = (marks: ReceiptMarks): Promise<JournalRow[]> =>
      this.database.inNetwork(networkId, (tx) => listReceiptsOfTillSystems(tx, networkId, about, marks));
    const { whole, number } = namesOfDocument(fiscal);
    const known = onlyOf(await list({ documents: whole }));
    if (known !== undefined) return known;
    const marks = { documents: number, orNone: true } as const;
    if ((await list(marks)).length === 0) throw new ProblemError('fiscal_receipt_unknown');
    const finding = await this.sources.confirm(networkId, fiscal);
    if (finding?.outcome === 'UNKNOWN') throw new ProblemError('fiscal_receipt_unknown');
    const places = finding?.outcome === 'CONFIRMED' ? finding.restaurantIds : [];
    if (places.length === 0 && printedNumber === undefined) {
      const numbered = finding?.outcome === 'CONFIRMED' ? onlyOf(await list({ documents: number })) : undefined;
      if (numbered !== undefined) return numbered;
      throw new ProblemError('fiscal_receipt_number_needed');
    }
    const restaurantIds = places.length === 0 ? undefined : places;
    const found = await list({ ...marks, restaurantIds, printedNumber });
    if (found.length === 0)
      throw new ProblemError(printedNumber === undefined ? 'fiscal_receipt_unknown' : 'fiscal_receipt_number_wrong');
    const receipt = onlyOf(found);
    if (receipt !== undefined) return receipt;
    throw new ProblemError(printedNumber === undefined ? 'fiscal_receipt_number_needed' : 'fiscal_receipt_ambiguous');
  }
}

/** The receipt that is meant: the only one, or the only one whose fiscal document is known. Undefined: none, or several may be. */
function onlyOf([receipt, another]: readonly JournalRow[]): JournalRow | undefined {
  const isMeant = another === undefined || (receipt?.fiscalDocument != null && another.fiscalDocument === null);
  return isMeant ? receipt : undefined;
}

/** Replaces `locked_out`, whose text is about sign-ins. @throws ProblemError `rate_limited` */
function toTooMany(error: unknown): never {
  if (error instanceof ProblemError && error.code === 'locked_out')
    throw new ProblemError('rate_limited', {}, [], error.retryAfterSeconds);
  throw error;
}

interface ReceiptSearch {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly fiscal: FiscalReceipt;
  readonly printedNumber: string | undefined;
}

/**
 * At most two receipts of till systems with this sum, about this time and with these marks. With two receipts it is open which one is meant. A row is
 * the sale as the till system reported it, not the sale of a guest who claimed the receipt later.
 */
function listReceiptsOfTillSystems(
  tx: Statements,
  networkId: string,
  { paid, from, to }: { readonly paid: number; readonly from: Date; readonly to: Date },
  { documents, orNone, restaurantIds, printedNumber }: ReceiptMarks,
): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM transactions t
      WHERE t.network_id = $1 AND t.type = 'SALE' AND t.related_id IS NULL AND t.actor_kind = 'key' AND t.payable = $2
        AND t.business_date BETWEEN ($3::timestamptz)::date - 2 AND ($4::timestamptz)::date + 2
        AND t.occurred_at BETWEEN $3 AND $4
        AND (t.fiscal_document = ANY ($5::text[]) OR $6 AND t.fiscal_document IS NULL)
        AND ($7::uuid[] IS NULL OR t.restaurant_id = ANY ($7))
        AND ($8::text IS NULL OR $8 IN (t.receipt_number, t.printed_number))
      ORDER BY t.fiscal_document IS NULL, t.id LIMIT 2`,
    [networkId, paid, from, to, documents, orNone === true, restaurantIds ?? null, printedNumber ?? null],
  );
}
