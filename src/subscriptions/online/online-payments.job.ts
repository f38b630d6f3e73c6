import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { ConfiguredProvider, nextCheck } from '../provider/configured-provider';
import { Refunds } from '../refunds/refunds';
import { OnlinePayments } from './online-payments';

// SQL by hand, because a claim skips rows that another process has locked.

/** Tables with rows about which this job asks the provider, and the condition on rows that are still open. */
const CHECKED = [
  { kind: 'PAYMENT', table: 'online_payments', isOpen: "status IN ('NEW', 'PENDING')" },
  { kind: 'REFUND', table: 'payment_refunds', isOpen: "status = 'PENDING'" },
] as const;

/** Asks the provider about payments and refunds whose notification did not come, more and more seldom as they get older. */
@Job('online-payments', {
  everyMs: 60_000,
  signs: ['due'],
  isLong: true,
  failure: 'asking the payment provider failed',
})
export class OnlinePaymentsJob extends NetworkJob {
  constructor(
    private readonly provider: ConfiguredProvider,
    private readonly online: OnlinePayments,
    private readonly refunds: Refunds,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    if (this.provider.current === undefined) return 'idle';
    const due = await this.database.inNetwork(networkId, (tx) => claimDueCheck(tx, networkId, this.clock.now()));
    if (due === undefined) return 'idle';
    await (due.kind === 'PAYMENT' ? this.online.check(networkId, due.id) : this.refunds.ask(networkId, due.id));
    return 'more';
  }
}

/** Takes the next payment or refund to ask about, so that another process does not ask at the same time. */
async function claimDueCheck(
  tx: Tx,
  networkId: string,
  now: Date,
): Promise<{ readonly kind: 'PAYMENT' | 'REFUND'; readonly id: string } | undefined> {
  for (const { kind, table, isOpen } of CHECKED) {
    const due = await tx.maybe<{ id: string; createdAt: Date }>(
      `SELECT id, created_at AS "createdAt" FROM ${table} WHERE network_id = $1 AND ${isOpen} AND check_at <= $2
        ORDER BY check_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [networkId, now],
    );
    if (due === undefined) continue;
    const { id, createdAt } = due;
    await tx.query(`UPDATE ${table} SET check_at = $3 WHERE network_id = $1 AND id = $2`, [
      networkId,
      id,
      nextCheck(createdAt, now),
    ]);
    return { kind, id };
  }
  return undefined;
}
