import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { lowestIdAt } from '../../../platform/ids/ids';
import type { Principal } from '../../../security';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { LockedAct } from '../../ledger/write/locked-act.sql';

/**
 * Decides which refunds of a cashier wait for a manager: all refunds of a cashier whom fraud watch limited, refunds of
 * a sale of another business date, and refunds that exceed the network's limits together with earlier ones without an
 * approval, for this sale or for the day.
 */
@Injectable()
export class RefundLimits {
  constructor(
    private readonly clock: Clock,
    private readonly snapshots: Snapshots,
  ) {}

  /** Whether the cashier's refund waits for a manager, whatever its amount. */
  async waits(cashierId: string, sale: JournalRow, network: NetworkProfile): Promise<boolean> {
    const snapshot = await this.snapshots.current(network.id);
    return snapshot.limitOf(cashierId, this.clock.now()) !== undefined || this.isTooLate(sale, network);
  }

  private isTooLate(sale: JournalRow, { timeZone, settings: { dayStart } }: NetworkProfile): boolean {
    const calendar = calendarOf(timeZone, dayStart);
    return sale.businessDate !== isoDateOf(calendar.businessDay(this.clock.now().getTime()));
  }

  /** The lowest id of today's business day, since ids are ordered by time. */
  firstIdOfDay({ timeZone, settings: { dayStart } }: NetworkProfile): string {
    const calendar = calendarOf(timeZone, dayStart);
    const today = isoDateOf(calendar.businessDay(this.clock.now().getTime()));
    return lowestIdAt(calendar.instantOf(`${today}T${dayStart}`));
  }
}

/** Whether a refund that is decided and not yet written exceeds a limit. `refunded`: earlier refunds without an approval. */
export function isAboveLimits(
  { settings: { limits } }: NetworkProfile,
  { ofSale, ofDay }: LockedAct['refunded'],
  { amount }: Pick<JournalRow, 'amount'>,
): boolean {
  return ofSale + amount > limits.cashierRefund || ofDay + amount > limits.cashierRefundPerDay;
}

export function isCashier(principal: Principal): boolean {
  return principal.kind === 'user' && principal.role === 'cashier';
}
