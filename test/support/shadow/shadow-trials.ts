import { LedgerVerification } from '../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../app';
import {
  asBalances,
  importBalances,
  importOld,
  type OldBalance,
  type OldReceipt,
  playOldSystem,
  type Spoil,
  spoil,
} from './old-system';
import { ShadowNetwork } from './shadow-network';

/** The reasons that a spoiled receipt may have. */
const REASONS = {
  EARNED: ['EARNING', 'ROUNDING'],
  BALANCE: ['BALANCE'],
  NO_FIGURES: ['NO_FIGURES'],
  GUEST: ['GUEST_UNKNOWN'],
} as const;

/** Shadows against `points-4` as the earlier system, with the first receipts of the pizza year. */
export function tryShadows({ receiptCount, spoiledCount }: { receiptCount: number; spoiledCount: number }): void {
  let test: TestApp;
  let old: readonly OldReceipt[];

  beforeAll(async () => {
    test = await applicationOfWorker();
    old = await playOldSystem(test, 'points-4', receiptCount);
  });
  afterAll(() => test.close());

  it('are equal to the last one under the same programme', async () => {
    const shadow = await ShadowNetwork.create(test, 'points-4');
    const { accepted } = await importOld(test, shadow.shadowId, old);
    expect(accepted).toBe(receiptCount);
    expect(await shadow.groups()).toEqual([]);
    expect(old.filter(({ spent }) => spent > 0).length).toBeGreaterThan(0);
    expect((await test.app.get(LedgerVerification).verify(shadow.shadowId)).findings.list()).toEqual([]);
  });

  it('show each spoiled receipt with its reason, and beside these only later ones of guests who lost a receipt', async () => {
    const shadow = await ShadowNetwork.create(test, 'points-4');
    const { receipts, spoiled } = spoil(old, spoiledCount);
    await importOld(test, shadow.shadowId, receipts);
    const found = await shadow.reasons();
    const oldOf = new Map(old.map((receipt) => [receipt.number, receipt]));
    // Without the guest of a receipt, or its spent points, the guest's later balances differ.
    const parts = ([number, kind]: readonly [string, Spoil]): boolean =>
      kind === 'GUEST' || (kind === 'NO_FIGURES' && (oldOf.get(number)?.spent ?? 0) > 0);
    const parted = new Set([...spoiled].filter(parts).map(([number]) => oldOf.get(number)?.guest));
    const isParted = (number: string) => parted.has(oldOf.get(number)?.guest);
    expect([...spoiled].filter(([number]) => !found.has(number))).toEqual([]);
    const others = [...spoiled].filter(([number, kind]) => !REASONS[kind].some((one) => one === found.get(number)));
    expect(others.filter(([number]) => !isParted(number))).toEqual([]);
    expect([...found].filter(([number]) => !spoiled.has(number) && !isParted(number))).toEqual([]);
  });

  it('are equal by balances alone, where the earlier system tells no points of receipts', async () => {
    const shadow = await ShadowNetwork.create(test, 'points-4');
    const { receipts, balances } = asBalances(old);
    await importOld(test, shadow.shadowId, receipts);
    const { taken } = await importBalances(test, shadow.shadowId, balances);
    expect(taken).toBe(balances.length);
    expect(await shadow.groups()).toEqual([]);
    expect(await shadow.parted()).toEqual([]);
  });

  it('show by balances alone each guest who parted, the days between which that was, and the rate of the earlier system', async () => {
    const shadow = await ShadowNetwork.create(test, 'points-4');
    const { receipts, balances } = asBalances(old);
    const parting = new Map<string, OldBalance>();
    for (const [at, told] of balances.entries())
      if (at % 7 === 0 && !parting.has(told.guest) && parting.size < spoiledCount) parting.set(told.guest, told);
    const spoiled = balances.map((told) => {
      const since = parting.get(told.guest);
      return since === undefined || told.day < since.day ? told : { ...told, balance: told.balance - 3_333 };
    });
    // Balances may come before or after the receipts.
    await importBalances(test, shadow.shadowId, spoiled.slice(0, spoiled.length / 2));
    await importOld(test, shadow.shadowId, receipts);
    await importBalances(test, shadow.shadowId, spoiled.slice(spoiled.length / 2));
    const parted = await shadow.parted();
    expect(parted).toHaveLength(parting.size);
    expect(new Set(parted.map(({ gap }) => gap))).toEqual(new Set([3_333]));
    expect(parted.map(({ differsOn }) => differsOn).sort()).toEqual([...parting.values()].map(({ day }) => day).sort());
    for (const { agreedOn, differsOn, first } of parted)
      expect([first?.businessDate, agreedOn === null || agreedOn < (differsOn ?? '')]).toEqual([differsOn, true]);
  });

  it('have one line for each rate of the earlier system under another programme, and the spoiled ones in none of these', async () => {
    const shadow = await ShadowNetwork.create(test, 'hybrid-5');
    const { receipts, spoiled } = spoil(old, spoiledCount);
    await importOld(test, shadow.shadowId, receipts);
    const groups = await shadow.groups();
    const rates = groups.flatMap(({ reason, rate }) => (reason === 'RATE' && rate !== null ? [rate] : []));
    expect(rates[0]).toEqual({ base: 'AMOUNT', step: 100, points: '1' });
    expect(groups.length).toBeLessThanOrEqual(MOST_LINES);
    const found = await shadow.reasons();
    const told = new Map(receipts.map((receipt) => [receipt.number, receipt]));
    const hidden = [...spoiled].filter(([number, kind]) => {
      const { total = 0, earned = 0 } = told.get(number) ?? {};
      // Wrong points may happen to equal those of another tier, which one receipt can't show.
      const isOfTier = TIERS.some((multiplier) => Math.floor(Math.floor(total / 100) * multiplier) === earned);
      return ['EARNED', 'GUEST', 'NO_FIGURES'].includes(kind) && !isOfTier && found.get(number) === 'RATE';
    });
    expect(hidden).toEqual([]);
  });

  it('show the rate of the earlier system by balances alone under another programme', async () => {
    const shadow = await ShadowNetwork.create(test, 'hybrid-5');
    const { receipts, balances } = asBalances(old);
    await importOld(test, shadow.shadowId, receipts);
    await importBalances(test, shadow.shadowId, balances);
    const groups = await shadow.groups();
    expect(groups.flatMap(({ reason, rate }) => (reason === 'RATE' ? [rate] : []))).toContainEqual({
      base: 'AMOUNT',
      step: 100,
      points: '1',
    });
    expect(groups.length).toBeLessThanOrEqual(MOST_LINES);
  });
}

/** Multipliers of the tiers of `points-4`. */
const TIERS = [1, 1.25, 1.5, 2];
/** Lines into which all receipts of a year have to fit. */
const MOST_LINES = 20;
