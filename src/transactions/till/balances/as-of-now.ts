import type { ConfigurationSnapshot } from '../../../configuration';
import { type GuestState, settleInForce } from '../../../decision';
import { guestStateOf, isStored } from '../../ledger/journal/guest-state';
import type { TillReadRow } from '../../ledger/write/till-rows';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

/** The state of a guest with all due settlements applied in memory. Undefined: the network does not have the guest. */
export function asOfNow(row: TillReadRow | undefined, snapshot: ConfigurationSnapshot): GuestState | undefined {
  if (row === undefined || !isStored(row)) return undefined;
  const state = guestStateOf(row);
  const current = snapshot.programInForce(new Date(row.now_ms));
  if (current === undefined || state.dueAt > row.now_ms) return state;
  const settled = settleInForce((at) => snapshot.programInForce(new Date(at)) ?? current, state, {
    now: Math.round(row.now_ms),
    calendar: calendarOfNetwork(snapshot),
  });
  return settled.at(-1)?.settlement.decision.after ?? state;
}
