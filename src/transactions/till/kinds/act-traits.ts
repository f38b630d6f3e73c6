import type { TillAct } from '../../ledger/act/till-act';
import { kindOf } from './kinds';

/** Whether an act redeems points, which a guest's family may bound or lend. Imported acts have happened already. */
export function spendsPoints({ channel, guestId, body }: TillAct): boolean {
  return guestId !== null && channel !== 'IMPORT' && kindOf(body).spends?.(body) === true;
}

export function holdIdOf({ body }: TillAct): string | null {
  return kindOf(body).hold?.(body) ?? null;
}
