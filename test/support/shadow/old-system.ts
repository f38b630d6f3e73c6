import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PresetName } from '../../../src/configuration/program-document/presets';
import { GuestHabits, HYBRID_SPENDING, POINTS_SPENDING } from '../../../packages/demo/src/guest-habits.rules';
import { drawBelow, seededRandom } from '../../../packages/demo/src/seeded-random.rules';
import { ImportBalances, ImportReceipts, type ImportSummary, listReceipts } from '../../../src/integrations/imports';
import { SILENT } from '../../../src/integrations/imports/rows/progress';
import type { TestApp } from '../app';
import { scratchFolder } from '../scratch';
import { TillNetwork } from '../till-network';

const PIZZA = path.resolve(__dirname, '../../../data/pizza-receipts.csv.gz');
const RECEIPTS_OF_GUEST = 30;
/** One receipt in so many names no guest. */
const ANONYMOUS = 5;
const SEED = 2_015;

/** A receipt with the points that an earlier system gave. */
export interface OldReceipt {
  readonly number: string;
  readonly soldAt: string;
  readonly total: number;
  readonly guest: string;
  readonly earned: number | null;
  readonly spent: number;
  readonly balance: number | null;
}

const OLD_MAPPING = {
  version: 1,
  name: 'old-system',
  lines: 'ROW',
  columns: {
    number: 'number',
    occurredAt: 'sold_at',
    total: 'total',
    guest: 'guest',
    oldEarned: 'earned',
    oldSpent: 'spent',
    oldBalance: 'balance',
  },
};

/** The first receipts of the pizza year, decided by another network of the platform in place of an earlier system. */
export async function playOldSystem(test: TestApp, preset: PresetName, count: number): Promise<OldReceipt[]> {
  const network = await TillNetwork.create(test, { preset, timeZone: 'UTC' });
  const habits = new GuestHabits(SEED, preset === 'points-4' ? POINTS_SPENDING : HYBRID_SPENDING);
  const random = seededRandom(SEED);
  const guests = Math.ceil(count / RECEIPTS_OF_GUEST);
  const told = (await listReceipts(PIZZA, 'pizza-receipts')).slice(0, count).map(({ number, clock, amount }) => {
    const guest = drawBelow(random, ANONYMOUS) === 0 ? '' : `G${String(drawBelow(random, guests))}`;
    const soldAt = new Date(clock).toISOString().slice(0, 19);
    return {
      number,
      soldAt,
      total: amount,
      guest,
      earned: null,
      balance: null,
      spent: guest === '' ? 0 : habits.spendAt(guest, amount),
    };
  });
  const spends = new Map(told.map(({ number, spent }) => [number, spent]));
  await test.app.get(ImportReceipts).run({
    networkId: network.id,
    ...(await writeReceipts(told)),
    moveToYesterday: false,
    consentBasis: 'FORMER_SYSTEM',
    progress: SILENT,
    retell: (receipt) => {
      const wanted = spends.get(receipt.number) ?? 0;
      return { ...receipt, pointsToRedeem: wanted > 0 ? wanted : null };
    },
  });
  const rows = await network.database.inNetwork(network.id, (tx) =>
    tx.query<{ number: string; guest: string | null; earned: number; spent: number; balance: number }>(
      `SELECT t.receipt_number AS number, g.external_id AS guest, points_earned AS earned, points_redeemed AS spent,
              available + pending AS balance
         FROM transactions t LEFT JOIN guests g ON g.network_id = t.network_id AND g.id = t.guest_id
        WHERE t.network_id = $1 AND t.type = 'SALE'`,
      [network.id],
    ),
  );
  const given = new Map(rows.map((row) => [row.number, row]));
  return told.map((receipt) => {
    const { earned = 0, spent = 0, balance = null } = given.get(receipt.number) ?? {};
    return receipt.guest === '' ? { ...receipt, earned: 0, spent: 0 } : { ...receipt, earned, spent, balance };
  });
}

/** Imports receipts with what the earlier system gave into a shadow. */
export async function importOld(
  test: TestApp,
  shadowId: string,
  receipts: readonly OldReceipt[],
): Promise<ImportSummary> {
  const file = await writeReceipts(receipts);
  return test.app.get(ImportReceipts).run({ networkId: shadowId, ...file, moveToYesterday: false, progress: SILENT });
}

/** The balance of a guest in the earlier system at the end of a day. */
export interface OldBalance {
  readonly guest: string;
  readonly day: string;
  readonly balance: number;
}

/** The data of an earlier system that has no figures for receipts but the points that paid: balances at the end of days with receipts. */
export function asBalances(receipts: readonly OldReceipt[]): {
  readonly receipts: readonly OldReceipt[];
  readonly balances: readonly OldBalance[];
} {
  const lasts = new Map<string, OldBalance>();
  for (const { guest, soldAt, balance } of receipts) {
    const day = soldAt.slice(0, 10);
    if (guest !== '' && balance !== null) lasts.set(`${guest} ${day}`, { guest, day, balance });
  }
  return { receipts: receipts.map((one) => ({ ...one, earned: null, balance: null })), balances: [...lasts.values()] };
}

/** Compares balances of the earlier system with those of a shadow. */
export async function importBalances(test: TestApp, shadowId: string, balances: readonly OldBalance[]) {
  const folder = scratchFolder('old-balances');
  const [file, mapping] = [path.join(folder, 'balances.csv'), path.join(folder, 'mapping.json')];
  await writeFile(
    file,
    `client,day,points\n${balances.map(({ guest, day, balance }) => [guest, day, balance].join(',')).join('\n')}\n`,
  );
  const columns = { guest: 'client', date: 'day', balance: 'points' };
  await writeFile(mapping, JSON.stringify({ version: 1, kind: 'BALANCES', name: 'old-balances', columns }));
  const how = { day: null, dryRun: false, rejectsFile: null, progress: SILENT };
  return test.app.get(ImportBalances).run({ networkId: shadowId, file, mapping, ...how });
}

async function writeReceipts(receipts: readonly OldReceipt[]): Promise<{ file: string; mapping: string }> {
  const folder = scratchFolder('old-system');
  const lines = receipts.map(({ number, soldAt, total, guest, earned, spent, balance }) =>
    [number, soldAt, total, guest, earned ?? '', spent, balance ?? ''].join(','),
  );
  const [file, mapping] = [path.join(folder, 'receipts.csv'), path.join(folder, 'mapping.json')];
  await writeFile(file, `number,sold_at,total,guest,earned,spent,balance\n${lines.join('\n')}\n`);
  await writeFile(mapping, JSON.stringify(OLD_MAPPING));
  return { file, mapping };
}

const SPOILS = ['EARNED', 'BALANCE', 'NO_FIGURES', 'GUEST'] as const;
export type Spoil = (typeof SPOILS)[number];

/** Spoils receipts of guests, equally many in each way, and returns which. */
export function spoil(
  receipts: readonly OldReceipt[],
  count: number,
): { readonly receipts: readonly OldReceipt[]; readonly spoiled: ReadonlyMap<string, Spoil> } {
  const random = seededRandom(SEED + 1);
  // The balance of a guest's first receipt includes what the guest had before, so there is nothing to compare it with.
  const met = new Set<string>();
  const named = receipts.filter(({ guest, earned }) => {
    const isFirst = !met.has(guest);
    met.add(guest);
    return !isFirst && guest !== '' && (earned ?? 0) > 0;
  });
  const spoiled = new Map<string, Spoil>();
  while (spoiled.size < count) {
    const { number } = named[drawBelow(random, named.length)] as OldReceipt;
    if (!spoiled.has(number)) spoiled.set(number, SPOILS[spoiled.size % SPOILS.length] as Spoil);
  }
  return {
    spoiled,
    receipts: receipts.map((receipt) => {
      switch (spoiled.get(receipt.number)) {
        case 'EARNED':
          return { ...receipt, earned: (receipt.earned ?? 0) + 1 + drawBelow(random, 50) };
        case 'BALANCE':
          return { ...receipt, balance: (receipt.balance ?? 0) + 1 + drawBelow(random, 50) };
        case 'NO_FIGURES':
          return { ...receipt, earned: null, balance: null };
        case 'GUEST':
          return { ...receipt, guest: '' };
        case undefined:
          return receipt;
      }
    }),
  };
}
