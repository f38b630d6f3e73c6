import { grouped } from '../../../platform/cli/progress-line';
import type { JoinedReceipts } from '../record/receipt-guests';
import type { RejectCode } from '../rows/reject';
import { type UnreadColumn, unreadLines } from '../mapping/unread-columns.rules';

/** The result of an import, or the predicted result of a dry run. */
export interface ImportSummary {
  /** `ALREADY_IMPORTED`: the file was imported before, so nothing was done. */
  readonly status: 'DONE' | 'ALREADY_IMPORTED' | 'DRY_RUN';
  /** Receipts recorded as sales, and parts of credit notes that reduced sales. */
  readonly sales: number;
  readonly repayments: number;
  readonly accepted: number;
  /** Acts that this run itself recorded; in a resumed import fewer than `accepted`. */
  readonly ownActs: number;
  /** How receipts found their guests, over all runs, and the number of new guests; null: the file was imported before. */
  readonly joined: Readonly<JoinedReceipts> | null;
  /** Set when a stopped import was continued: its mapping, and the act where it continued. */
  readonly resumed: { readonly mapping: string; readonly position: number } | null;
  /** Path of the file of rejects, if one was written. */
  readonly rejectsFile: string | null;
  /** In a dry run only: the result of the programme's rules. */
  readonly guests?: number;
  readonly pointsEarned?: number;
  readonly discount?: number;
  /** In a dry run only: columns that the mapping does not read. */
  readonly unread?: readonly UnreadColumn[];
  readonly rejected: number;
  /** Numbers of rejects by reason; empty when the file was imported before. */
  readonly rejects: Readonly<Partial<Record<RejectCode, number>>>;
  readonly seconds: number;
}

/** The summary for people. */
export function summaryLines(summary: ImportSummary): string[] {
  const { status, accepted, rejected } = summary;
  if (status === 'ALREADY_IMPORTED') {
    return [
      `Already imported: ${grouped(accepted)} acts recorded, ${grouped(rejected)} rows rejected. Nothing was done.`,
      ...(rejected > 0 ? ['What was rejected can be run again: with another --mapping, or with --again.'] : []),
    ];
  }
  // A dry run records nothing, but decides all acts.
  const own = status === 'DRY_RUN' ? accepted : summary.ownActs;
  const rate = summary.seconds > 0 ? Math.round(own / summary.seconds) : own;
  const { resumed } = summary;
  const verb = status === 'DRY_RUN' ? 'would be recorded' : 'recorded';
  const reasons = Object.entries(summary.rejects).toSorted(([, a], [, b]) => b - a);
  return [
    ...(resumed === null
      ? []
      : [
          `An import of this file was stopped; it went on at act ${grouped(resumed.position)} with the mapping ${resumed.mapping}, and recorded ${grouped(own)} acts now.`,
        ]),
    `${grouped(summary.sales)} sales and ${grouped(summary.repayments)} parts of credit notes ${verb} in ${summary.seconds.toFixed(1)} s (${grouped(rate)} a second).`,
    ...(summary.joined === null ? [] : [joinedLine(summary.joined)]),
    ...(summary.guests === undefined
      ? []
      : [
          `${grouped(summary.guests)} guests would earn ${grouped(summary.pointsEarned ?? 0)} points and get ${grouped(summary.discount ?? 0)} minor units off.`,
        ]),
    ...unreadLines(summary.unread ?? []),
    `${grouped(rejected)} rejected or left over${reasons.length === 0 ? '.' : ':'}`,
    ...reasons.map(([code, count]) => `  ${code.padEnd(26)}${grouped(count)}`),
    ...(summary.rejectsFile !== null && rejected > 0 ? [`Reasons: ${summary.rejectsFile}`] : []),
  ];
}

function joinedLine({ externalId, card, phone, anonymous, newGuests }: JoinedReceipts): string {
  return (
    `Sales joined their guests by id (${grouped(externalId)}), card (${grouped(card)}) and phone (${grouped(phone)}); ` +
    `${grouped(anonymous)} name none. ${grouped(newGuests)} guests are new.`
  );
}
