import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';

/** Gives guests 32-bit numbers, because FarCards has no wider account numbers. */
@Injectable()
export class AccountNumbers {
  constructor(private readonly database: Database) {}

  /** The guest's number; a guest gets one at the first look-up. */
  async numberOf(networkId: string, guestId: string): Promise<number> {
    const known = await this.database.readsOf(networkId).maybe<{ number: number }>`
      SELECT number FROM till_accounts WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
    return known?.number ?? this.give(networkId, guestId);
  }

  /** The guest with this number; undefined: no guest has it. */
  async guestOf(networkId: string, number: number): Promise<string | undefined> {
    const row = await this.database.readsOf(networkId).maybe<{ guestId: string }>`
      SELECT guest_id FROM till_accounts WHERE network_id = ${networkId} AND number = ${number}`;
    return row?.guestId;
  }

  /** Gives the next free number. Calls for one network wait for each other, because a new number is one above the highest. */
  private give(networkId: string, guestId: string): Promise<number> {
    return this.database.inNetwork(networkId, async (tx) => {
      await tx.query`
        SELECT pg_advisory_xact_lock(hashtextextended('till accounts ' || ${networkId}, 0))`;
      await tx.query`
        INSERT INTO till_accounts (network_id, number, guest_id)
         SELECT ${networkId}, coalesce(max(number), 0) + 1, ${guestId} FROM till_accounts WHERE network_id = ${networkId}
         ON CONFLICT (network_id, guest_id) DO NOTHING`;
      const { number } = await tx.one<{ number: number }>`
        SELECT number FROM till_accounts WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
      return number;
    });
  }
}
