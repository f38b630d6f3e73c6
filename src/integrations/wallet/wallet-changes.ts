import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { type LogFollower, type LogPage, LogReader } from '../../transactions';
import { HAS_PASSES, noteChanges } from './wallet-passes.sql';

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
    if (guestIds.length > 0) await noteChanges(tx, networkId, [...new Set(guestIds)]);
    return true;
  }
}
