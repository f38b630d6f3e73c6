import type { CalendarOccurrence } from '../../../entities/campaign/campaign.api';

/** Months that the strip shows. */
export const MONTHS = 3;
/** Pieces that stand nearer than this part of the strip are drawn as one. */
const NEAR = 0.002;

/** A part of the strip: its begin and its end as shares of the width. */
interface Piece {
  readonly from: number;
  readonly to: number;
}

export interface Lane extends Pick<CalendarOccurrence, 'campaignId' | 'name' | 'state'> {
  /** From the first begin to the last end within the strip. */
  readonly whole: Piece;
  /** The times when it gives something, in order. */
  readonly pieces: readonly Piece[];
}

/** The first day of the month `months` after that of a day, both as `yyyy-mm-dd`. */
export function monthAfter(day: string, months: number): string {
  const [year, month] = day.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1 + months, 1)).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** The share of the strip from `from` to `to` at which a local time stands, within the strip. */
export function placeOf(local: string, from: string, to: string): number {
  const [begin, end] = [Date.parse(`${from}T00:00Z`), Date.parse(`${to}T00:00Z`)];
  return Math.min(1, Math.max(0, (Date.parse(`${local}Z`) - begin) / (end - begin)));
}

/**
 * One lane for each campaign, the first to begin on top. An occurrence may come twice, by two months that it is in.
 *
 * @param to the day after the last one
 * @param localOf the local time of an instant, as `yyyy-mm-ddThh:mm`
 */
export function lanesOf(
  occurrences: readonly CalendarOccurrence[],
  from: string,
  to: string,
  localOf: (instant: string) => string,
): readonly Lane[] {
  const lanes = new Map<string, Lane>();
  for (const { campaignId, name, state, startsAt, endsAt } of occurrences) {
    const piece = {
      from: placeOf(localOf(startsAt), from, to),
      to: endsAt === null ? 1 : placeOf(localOf(endsAt), from, to),
    };
    const lane = lanes.get(campaignId);
    const pieces = withPiece(lane?.pieces ?? [], piece);
    const whole = { from: pieces[0]?.from ?? 0, to: Math.max(...pieces.map((one) => one.to)) };
    lanes.set(campaignId, { campaignId, name, state, whole, pieces });
  }
  return [...lanes.values()];
}

function withPiece(pieces: readonly Piece[], piece: Piece): readonly Piece[] {
  const last = pieces.at(-1);
  if (last === undefined || piece.from - last.to > NEAR) return [...pieces, piece];
  return [...pieces.slice(0, -1), { from: last.from, to: Math.max(last.to, piece.to) }];
}
