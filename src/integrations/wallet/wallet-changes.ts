import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { type LogFollower, type LogPage, LogReader } from '../../transactions';
import { TOLD_AFTER } from './wallet-passes.sql';

/** SQL condition: the network `$1` has passes. */
const HAS_PASSES = 'EXISTS (SELECT FROM wallet_passes WHERE network_id = $1)';

/** Marks the passes of guests whose points or tier changed, by following the event log. */
@Injectable()
export class WalletChanges implements LogFollower, OnModuleInit {
  readonly subscriber = 'wallet';
  readonly condition = HAS_PASSES;

  constructor(private readonly log: LogReader) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  async follow(tx: Tx, networkId: string, { events }: LogPage): Promise<boolean> {
    const guestIds = events.flatMap(({ type, guestId }) =>
      type.startsWith('transaction.') && guestId !== null ? [guestId] : [],
    );
    // Marks the passes of these guests for an update. A pass that already waits keeps its time.
    if (guestIds.length > 0)
      await tx.query`
        UPDATE wallet_passes SET changed_at = clock_timestamp(), due_at = coalesce(due_at, clock_timestamp() + ${TOLD_AFTER})
         WHERE network_id = ${networkId} AND guest_id = ANY (${[...new Set(guestIds)]}::uuid[]) AND ended_at IS NULL`;
    return true;
  }
}
