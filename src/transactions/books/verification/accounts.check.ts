import type { Tx } from '../../../platform/database/database';
import { AccountTotals } from '../seals/account-totals.rules';
import { readAccounts } from '../seals/accounts.query';
import type { AccountGain } from '../seals/journal.sql';
import type { Finding } from './finding';
import { storedStamps } from './guest-balances';

/**
 * Check 2: for accounts whose balance no row stores, the last seal's totals plus later transfers equal the sum of all
 * transfers. With the guests' balances, all balances add up to zero.
 */
export async function checkAccounts(tx: Tx, networkId: string): Promise<Finding[]> {
  const { totals: balances } = await readAccounts(tx, networkId);
  const sums = new AccountTotals();
  sums.addAll(await listAccountSums(tx, networkId));
  const { guests } = await tx.one<{ guests: number }>`
    SELECT coalesce(sum(available + pending + held + in_review - receivable), 0)::bigint AS guests
      FROM guest_states WHERE network_id = ${networkId}`;
  const stamps = await tx.query<{ card: string; collected: number }>`
    SELECT s.card AS "card!", sum(s.collected)::bigint AS "collected!" FROM (${storedStamps(networkId)}) s GROUP BY s.card`;
  return [
    ...compareAccounts(balances, sums),
    ...sumToZero(networkId, balances, guests),
    ...stampsSumToZero(networkId, balances, stamps),
  ];
}

/** The balance of each account whose balance no row stores, from all of its transfers. */
function listAccountSums(tx: Tx, networkId: string): Promise<AccountGain[]> {
  return tx.query<AccountGain>`
    SELECT a.kind, a.owner, a.unit, sum(a.amount)::bigint AS balance
      FROM transfers y
     CROSS JOIN LATERAL (VALUES (y.debit_kind, y.debit_owner, y.unit, -y.amount), (y.credit_kind, y.credit_owner, y.unit, y.amount))
       a(kind, owner, unit, amount)
     WHERE y.network_id = ${networkId} AND a.kind::text NOT LIKE 'GUEST%'
     GROUP BY a.kind, a.owner, a.unit`;
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
