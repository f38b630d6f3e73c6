import { grouped } from '../../../platform/cli/progress-line';
import { unreadLines } from '../mapping/unread-columns.rules';
import type { GuestImportSummary } from './import-guests';

const TIER_END = 'Tiers without a last day: say --tier-end program, --tier-end forever or --tier-end YYYY-MM-DD.';
const ENDED_POINTS = 'Points whose last day has passed: say --ended-points leave-out or --ended-points program.';
const FRACTIONS = 'Points with a fraction: say --round-points-down, or correct them.';
const UNCOUNTED = 'no tier counts, because the tiers of the programme count by days.';

/** The summary for people. */
export function guestSummaryLines({
  status,
  importId,
  mapping,
  made,
  merged,
  rejected,
  rejects,
  uncounted,
  unread,
}: GuestImportSummary): string[] {
  if (status === 'ALREADY_IMPORTED')
    return [
      `Already imported: ${grouped(made)} guests, ${grouped(rejected)} rows rejected. Nothing was done.`,
      `To take it back: import undo-guests ${importId ?? ''}`,
    ];
  const verb = status === 'DRY_RUN' ? 'would be' : 'were';
  const reasons = Object.entries(rejects).toSorted(([, a], [, b]) => b - a);
  return [
    `Mapping ${mapping.name}: ${Object.entries(mapping.columns)
      .map(([field, column]) => `${field} = ${column}`)
      .join(', ')}; dates ${mapping.dateFormat}.`,
    `${grouped(made)} guests ${verb} made, ${grouped(merged)} known ones ${verb} filled.`,
    `${grouped(rejected)} rows rejected${reasons.length === 0 ? '.' : ':'}`,
    ...reasons.map(([code, count]) => `  ${code.padEnd(26)}${grouped(count)}`),
    ...(rejects.tier_end_missing === undefined ? [] : [TIER_END]),
    ...(rejects.points_ended === undefined ? [] : [ENDED_POINTS]),
    ...(rejects.points_fraction === undefined ? [] : [FRACTIONS]),
    ...(uncounted === 0 ? [] : [`${grouped(uncounted)} rows bring money spent or visits that ${UNCOUNTED}`]),
    ...unreadLines(unread),
    ...(importId === null ? [] : [`To take it back: import undo-guests ${importId}`]),
  ];
}
