import { todayIn } from '../../shared/format/zone';

/** Whether a document has an act already: its days have ended where the seller is. */
export function hasAct({
  actFrom,
  payee,
}: {
  readonly actFrom: string | null;
  readonly payee: { readonly timeZone: string };
}): boolean {
  return actFrom !== null && todayIn(payee.timeZone) >= actFrom;
}
