import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { AccountTotals } from './account-totals.rules';
import type { LedgerAccounts } from './accounts.dto';
import { listGains } from './journal.sql';
import { JOURNAL_START, type Seal } from './seal-head.rules';
import { findLastSeal } from './seals.sql';

/** Balances of the accounts that no sale locks: the totals of the last seal plus later transfers. */
@Injectable()
export class AccountsQuery {
  constructor(private readonly database: Database) {}

  /** Reads seal and transfers in one snapshot, so that they match and include everything that was committed before it. */
  accountsOf(networkId: string): Promise<LedgerAccounts> {
    return this.database.snapshotOfNetwork(networkId, async (tx) => {
      const { seal, totals } = await readAccounts(tx, networkId);
      return {
        sealNumber: seal?.number ?? null,
        items: totals.list().map(([kind, ownerId, unit, balance]) => ({ kind, ownerId, unit, balance })),
      };
    });
  }
}

/** Reads the last seal, and the totals of the accounts at the end of this snapshot: the totals of the seal plus all later transfers. */
export async function readAccounts(
  tx: Tx,
  networkId: string,
): Promise<{ readonly seal: Seal | undefined; readonly totals: AccountTotals }> {
  const seal = await findLastSeal(tx, networkId);
  const totals = seal === undefined ? new AccountTotals() : AccountTotals.parse(seal.totals);
  totals.addAll(await listGains(tx, networkId, seal?.to ?? JOURNAL_START));
  return { seal, totals };
}
