import type { TillAct } from '../../ledger/act/till-act';
import { kindOf } from './kinds';

/** Whether an act redeems points, which a guest's family may limit or lend. Imported acts happened in the past, so they do not count. */
export function spendsPoints({ channel, guestId, body }: TillAct): boolean {
  return guestId !== null && channel !== 'IMPORT' && kindOf(body).spends?.(body) === true;
}

export function holdIdOf({ body }: TillAct): string | null {
  return kindOf(body).hold?.(body) ?? null;
}

const ASKS_CAMPAIGNS: ReadonlySet<string> = new Set(['SALE', 'AWARD', 'JOIN']);

/** Whether campaigns take part in an act of this kind. A hold asks no campaigns; its later sale does. */
export function asksCampaigns(kind: string): boolean {
  return ASKS_CAMPAIGNS.has(kind);
}
