import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { listStaffAccounts, type StaffAccount } from './accounts.sql';
import { NEW_ACCOUNT } from './user-answer.rules';

/** The state of employees' sign-ins, for the network's managers. */
@Injectable()
export class StaffAccounts {
  constructor(private readonly database: Database) {}

  /** The account of each of these employees, read outside their network's transaction. */
  async of(networkId: string, userIds: readonly string[]): Promise<(userId: string) => StaffAccount> {
    const rows = await this.database.asPlatform((tx) => listStaffAccounts(tx, networkId, userIds));
    const accounts = new Map(rows.map(({ id, ...account }) => [id, account]));
    return (userId) => accounts.get(userId) ?? NEW_ACCOUNT;
  }
}
