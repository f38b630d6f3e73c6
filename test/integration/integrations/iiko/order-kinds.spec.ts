import { randomUUID } from 'node:crypto';
import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import { minorUnits, points } from '../../../../src/decision';
import { EventHandlers } from '../../../../src/integrations/inbox/event-handlers';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { keepsToBackground } from '../../../support/background-watch';
import { IikoDesk } from './iiko-desk';

/** One point for a rouble, and ten for each piece. */
function pieceProgram() {
  const preset = presetForNetwork('hybrid-5', 2);
  const gain = { kind: 'PER_QUANTITY' as const, quantityMilli: 1_000, points: points(10) };
  return {
    ...preset,
    tiers: preset.tiers.map((tier) => ({ ...tier, discountPpm: 0 as typeof tier.discountPpm })),
    earning: {
      ...preset.earning,
      caps: { perSale: null, perDay: null, perWeek: null, perGuest: null },
      base: { step: minorUnits(100), points: points(1) },
      rules: [{ id: 'piece', when: null, gain, caps: null }],
    },
    activities: { ...preset.activities, registration: null, firstSale: null },
  };
}

const product = (name: string) => ({ id: `id of ${name}`, name });
const position = (name: string, resultSum: number, more: object = {}) => ({
  type: 'Product',
  amount: 1,
  product: product(name),
  resultSum,
  ...more,
});
const half = (name: string, resultSum: number, more: object = {}) => ({ product: product(name), resultSum, ...more });

/** A line of the sale, in minor units; the plugin sends it so. */
const line = (name: string, total: number, more: object = {}) => ({
  sku: `id of ${name}`,
  name,
  quantity: 1,
  total,
  combo: null,
  ...more,
});
const inCombo = (name: string, resultSum: number) => position(name, resultSum, { comboInformation: { comboId: 'c1' } });

interface Kind {
  readonly name: string;
  /** In roubles, as iiko writes it. */
  readonly sum: number;
  readonly items: readonly object[];
  readonly lines: readonly { readonly total: number }[];
  readonly points: number;
}

const KINDS: readonly Kind[] = [
  {
    name: 'two halves with a common modifier',
    sum: 900,
    items: [
      {
        type: 'Compound',
        amount: 1,
        primaryComponent: half('Margherita', 400),
        secondaryComponent: half('Pepperoni', 450),
        commonModifiers: [{ resultSum: 50 }],
      },
    ],
    lines: [line('Margherita', 90_000, { name: 'Margherita + Pepperoni' })],
    points: 910,
  },
  {
    name: 'a half with a modifier of its own',
    sum: 430,
    items: [
      { type: 'Compound', amount: 1, primaryComponent: half('Margherita', 400, { modifiers: [{ resultSum: 30 }] }) },
    ],
    lines: [line('Margherita', 43_000)],
    points: 440,
  },
  {
    name: 'a modifier that was deleted',
    sum: 1_000,
    items: [position('Ribs', 1_000, { modifiers: [{ resultSum: 100, deleted: { deletionMethod: {} } }] })],
    lines: [line('Ribs', 100_000)],
    points: 1_010,
  },
  {
    name: 'a negative modifier',
    sum: 980,
    items: [position('Ribs', 1_000, { modifiers: [{ resultSum: -20 }] })],
    lines: [line('Ribs', 98_000)],
    points: 990,
  },
  {
    name: 'a negative position',
    sum: 900,
    items: [position('Ribs', 1_000), position('Voucher', -100)],
    lines: [line('Ribs', 90_000)],
    points: 910,
  },
  {
    name: 'a charge of many digits',
    sum: 333.33,
    items: [position('Set', 333.333333)],
    lines: [line('Set', 33_333)],
    points: 343,
  },
  {
    name: 'a combo and a dish',
    sum: 600,
    items: [inCombo('Burger', 300), inCombo('Fries', 200), position('Tea', 100)],
    lines: [line('Burger', 30_000, { combo: 'c1' }), line('Fries', 20_000, { combo: 'c1' }), line('Tea', 10_000)],
    points: 620,
  },
];

/** Sends an order of each kind by one channel. */
type Tell = (
  desk: IikoDesk,
  orders: readonly (Kind & { readonly id: string; readonly guest: Guest })[],
) => Promise<void>;
type Guest = { readonly id: string; readonly phone: string };

const CLOSED_AT = Date.now() - 1_800_000;
const eventsOf = (desk: IikoDesk, orders: Parameters<Tell>[1], more: object = {}, at = CLOSED_AT) =>
  orders.map(({ id, sum, items, guest: { phone } }) => desk.double.tableOrder(id, at, { phone, sum, items, ...more }));

const WAYS: Readonly<Record<string, Tell>> = {
  'a webhook': async (desk, orders) => {
    await desk.double.send(...eventsOf(desk, orders));
    await desk.workOff();
  },
  comparison: async (desk, orders) => {
    await desk.double.send(...eventsOf(desk, orders, { status: 'New', whenClosed: null }, CLOSED_AT - 60_000));
    await desk.workOff();
    desk.double.change(...eventsOf(desk, orders));
    expect(await desk.reconcile()).toMatchObject({ failure: null, ordersFound: orders.length });
    await desk.workOff();
  },
  'the plugin': async (desk, orders) => {
    const closedAt = new Date(CLOSED_AT).toISOString();
    for (const { id, guest, lines, points: earned } of orders) {
      const amount = lines.reduce((sum, { total }) => sum + total, 0);
      const check = {
        organizationId: desk.double.organizationId,
        orderId: id,
        guestId: guest.id,
        amount,
        items: lines,
      };
      expect(await desk.plugin('commit', { ...check, closedAt })).toMatchObject({ status: 'ok', pointsEarned: earned });
    }
  },
};

describe('orders of iiko of each kind', () => {
  let test: TestApp;
  let desk: IikoDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
    desk = await IikoDesk.open(test, {}, { document: pieceProgram() });
  });
  keepsToBackground(() => test, EventHandlers, 'handle');
  afterAll(async () => {
    const verified = await test.app.get(LedgerVerification).verify(desk.network.id);
    expect(verified.findings.list()).toEqual([]);
    await desk.close();
    await test.close();
  });

  it.each(Object.entries(WAYS))('end by %s as the same sales, lines and points', async (_, tell) => {
    const orders = [];
    for (const kind of KINDS) orders.push({ ...kind, id: randomUUID(), guest: await desk.guest() });
    await tell(desk, orders);
    const told = [];
    for (const { name, guest } of orders) {
      const sales = (await desk.sales(guest.id)).map(({ amount, items }) => ({
        amount,
        lines: (items ?? []).map(said),
      }));
      told.push({ name, sales, points: await desk.points(guest.id) });
    }
    expect(told).toEqual(
      KINDS.map(({ name, lines, points: left }) => {
        const amount = lines.reduce((sum, { total }) => sum + total, 0);
        return { name, sales: [{ amount, lines }], points: left };
      }),
    );
    for (const { id } of orders)
      expect((await desk.events(id)).map(({ reason }) => reason)).not.toContain('lines_differ');
    // The same orders sent by webhook change nothing.
    await desk.double.send(...eventsOf(desk, orders));
    await desk.workOff();
    for (const { guest, points: left } of orders) expect(await desk.points(guest.id)).toBe(left);
  });
});

/** The members of a recorded line that a till sends. */
function said(item: object): object {
  const { sku, name, quantity, total, combo = null } = item as Record<string, unknown>;
  return { sku, name, quantity, total, combo };
}
