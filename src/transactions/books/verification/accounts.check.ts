import type { Tx } from '../../../platform/database/database';
import { AccountTotals } from '../seals/account-totals.rules';
import { listGains } from '../seals/journal.sql';
import { JOURNAL_START } from '../seals/seal-head.rules';
import { findLastSeal } from '../seals/seals.sql';
import { listAccountSums, sumGuestBalances } from './balances.sql';
import type { Finding } from './finding';
import { sumGuestStamps } from './stamps.sql';

/**
 * Check 2: for accounts whose balance no row stores, the last seal's totals plus later transfers equal the sum of all
 * transfers. With the guests' balances, all balances add up to zero.
 */
export async function checkAccounts(tx: Tx, networkId: string): Promise<Finding[]> {
  const seal = await findLastSeal(tx, networkId);
  const balances = seal === undefined ? new AccountTotals() : AccountTotals.parse(seal.totals);
  balances.addAll(await listGains(tx, networkId, seal?.to ?? JOURNAL_START));
  const sums = new AccountTotals();
  sums.addAll(await listAccountSums(tx, networkId));
  return [
    ...compareAccounts(balances, sums),
    ...sumToZero(networkId, balances, await sumGuestBalances(tx, networkId)),
    ...stampsSumToZero(networkId, balances, await sumGuestStamps(tx, networkId)),
  ];
}

function compareAccounts(balances: AccountTotals, sums: AccountTotals): Finding[] {
  const byAccount = new Map(sums.list().map(([kind, owner, unit, sum]) => [`${kind} ${owner} ${unit ?? ''}`, sum]));
  const findings: Finding[] = [];
  for (const [kind, owner, unit, balance] of balances.list()) {
    const key = `${kind} ${owner} ${unit ?? ''}`;
    const sum = byAccount.get(key) ?? 0;
    byAccount.delete(key);
    if (sum !== balance) findings.push({ check: 2, row: kind, id: owner, problem: differs(balance, sum) });
  }
  for (const [key, sum] of byAccount) {
    const [kind = '', owner = ''] = key.split(' ');
    if (sum !== 0) findings.push({ check: 2, row: kind, id: owner, problem: differs(0, sum) });
  }
  return findings;
}

function differs(balance: number, sum: number): string {
  return `the balance by seals is ${String(balance)}, its transfers sum to ${String(sum)}`;
}

function sumToZero(networkId: string, balances: AccountTotals, guests: number): Finding[] {
  const others = balances.list().reduce((sum, [, , unit, balance]) => (unit === null ? sum + balance : sum), 0);
  if (others + guests === 0) return [];
  const problem = `guests have ${String(guests)} points, the accounts beside them come to ${String(others)}`;
  return [{ check: 2, row: 'networks', id: networkId, problem }];
}

/** Check 2 in the unit of each stamp card. */
function stampsSumToZero(
  networkId: string,
  balances: AccountTotals,
  guests: readonly { readonly card: string; readonly collected: number }[],
): Finding[] {
  const sums = new Map<string, number>();
  const add = (card: string, stamps: number) => sums.set(card, (sums.get(card) ?? 0) + stamps);
  for (const [, , unit, balance] of balances.list()) if (unit !== null) add(unit, balance);
  for (const { card, collected } of guests) add(card, collected);
  return [...sums].flatMap(([card, sum]) =>
    sum === 0
      ? []
      : [
          {
            check: 2,
            row: 'networks',
            id: networkId,
            problem: `the stamps of the card ${card} come to ${String(sum)}`,
          },
        ],
  );
}
