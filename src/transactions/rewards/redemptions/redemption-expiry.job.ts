import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-turns';
import { systemActOf } from '../../ledger/act/system-act';
import { Till } from '../../till/queue/till';
import type { TillAct } from '../../ledger/act/till-act';
import { REDEMPTION_EXPIRED } from '../../till/spending/rewards/reward-allocation';

const AT_ONCE = 50;

/**
 * Writes down which redemptions have run out of time, and gives back what they hold: each by a refund of its own. Using
 * an expired redemption is refused before that, so the job may be late; killed between two it goes on with the
 * next; done twice, the second finds the redemption closed.
 */
@Job('redemption-expiry', { everyMs: 10_000, signs: ['due'], failure: 'expiring redemptions failed' })
export class RedemptionExpiryJob extends NetworkJob {
  constructor(private readonly till: Till) {
    super();
  }

  /** Expires the next overdue redemptions of a network. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(AT_ONCE, options);
    const overdue = await this.database.inNetwork(
      networkId,
      (tx) => tx.query<{ id: string; guestId: string }>`
        SELECT id, guest_id FROM redemptions
         WHERE network_id = ${networkId} AND status IN ('PENDING', 'READY') AND expires_at <= ledger_now()
         ORDER BY expires_at, id LIMIT ${atOnce}`,
    );
    for (const { id, guestId } of overdue) await this.till.submit(expiryOf(networkId, guestId, id));
    if (overdue.length === 0) return 'idle';
    return overdue.length === atOnce ? 'more' : 'done';
  }
}

function expiryOf(networkId: string, guestId: string, saleId: string): TillAct {
  const what = { kind: 'ALL' } as const;
  const reason = REDEMPTION_EXPIRED;
  return systemActOf(networkId, guestId, { kind: 'REFUND', saleId, reason, comment: null, what, undo: false });
}
