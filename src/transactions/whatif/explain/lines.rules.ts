import type { CompiledProgram, Decision } from '../../../decision';
import { explain } from '../../../generated/words/explain';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeDivision, decodeItems } from '../../ledger/journal/stored-json';
import type { SaleLine } from '../../ledger/act/till-act';
import { firstFailed } from './summary';
import { failedText } from '../../till/responses/trace-text';

/** The points of one line of a sale, or the reason why it earned none. */
export interface ExplainedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly sku: string | null;
  readonly name: string | null;
  readonly category: string | null;
  readonly gross: number;
  readonly discount: number;
  readonly pointsRedeemed: number;
  readonly pointsValue: number;
  readonly payable: number;
  readonly pointsEarned: number;
  /** The first condition that failed, as a code; null: the line earned points. */
  readonly failed: string | null;
  readonly reason: string | null;
}

/** The lines of a sale, each by itself. A sale without items counts as one line; other transactions have none. */
export function explainLines(
  row: JournalRow,
  program: CompiledProgram | undefined,
  language: Language,
): ExplainedLine[] {
  if (row.type !== 'SALE') return [];
  const items = decodeItems(row);
  return decodeDivision(row).map((division, index) => {
    const item = items?.[index];
    const { gross, discount, points: pointsRedeemed, pointsValue, payable, earned: pointsEarned } = division;
    const failed = pointsEarned > 0 ? null : failedOf(row, program, item, payable);
    return {
      line: index + 1,
      sku: item?.sku ?? null,
      name: item?.name ?? null,
      category: item?.category ?? null,
      gross,
      discount,
      pointsRedeemed,
      pointsValue,
      payable,
      pointsEarned,
      failed,
      reason: failed === null ? null : reasonOf(failed, language),
    };
  });
}

function reasonOf(failed: string, language: Language): string {
  switch (failed) {
    case 'noEarning':
    case 'excluded':
    case 'share':
      return explain[language][`line.${failed}`](FORMATTERS, {});
    default:
      return failedText(failed, language);
  }
}

/** In the order of the decision: was anything paid, is the line excluded, then the rules, then rounding. */
function failedOf(
  row: JournalRow,
  program: CompiledProgram | undefined,
  item: SaleLine | undefined,
  payable: number,
): string {
  if (payable === 0) return 'nothingPaid';
  const earning = program?.document.earning;
  if (earning === undefined || (earning.base === null && earning.rules.length === 0)) return 'noEarning';
  if (item !== undefined && program?.excludes?.(item) != null) return 'excluded';
  return firstFailed(row) ?? 'share';
}

/** One movement of one lot. */
export interface TouchedLot {
  readonly lotId: string;
  readonly movement: string;
  readonly points: number;
  /** Null: the lot never expires, or the movement opens no lot. */
  readonly expiresAt: string | null;
}

export function touchedLots(transfers: Decision['transfers'], never: number): TouchedLot[] {
  return transfers.flatMap(({ lotId, code, amount, expiresAt }) => {
    if (lotId === null) return [];
    const ends = expiresAt === null || expiresAt >= never ? null : new Date(expiresAt).toISOString();
    return [{ lotId, movement: code, points: amount, expiresAt: ends }];
  });
}
