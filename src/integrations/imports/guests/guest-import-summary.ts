import { grouped } from '../../../platform/cli/progress-line';
import type { GuestImportSummary } from './import-guests';

/** The summary for people. */
export function guestSummaryLines({
  status,
  importId,
  mapping,
  made,
  merged,
  rejected,
  rejects,
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
    ...(importId === null ? [] : [`To take it back: import undo-guests ${importId}`]),
  ];
}
