import { z } from 'zod';
import { type ApiDoor, DemoDesk, named } from './demo-desk';
import { DEMO_OWNER, type DemoPayer } from './demo-networks';

const SELLER = {
  name: 'ООО «Лояльность»',
  taxId: '7701234560',
  address: '101000, Москва, ул. Мясницкая, 1',
  account: '40702810200000000001',
  bank: 'ПАО Банк',
  bic: '044525225',
  kpp: '770101001',
  correspondentAccount: '30101810400000000225',
  timeZone: 'Europe/Moscow',
  vatRates: [
    { from: '2019-01-01', ratePpm: 200_000 },
    { from: '2026-01-01', ratePpm: 220_000 },
  ],
} as const;

/** Nothing of the demonstration is limited. */
const AGREED = {
  price: 15_000_000,
  limits: { restaurants: null, guests: null },
  features: ['BASIC', 'POS_SYNC', 'MARKETING', 'API'],
  support: 'PRIORITY',
} as const;

const answered = z.looseObject({});
const sellerAnswer = z.object({ seller: answered.nullable() });
const invoiceList = z.object({
  items: z.array(named.extend({ balance: z.int(), currency: z.string(), issuedOn: z.string() })),
});

/** The owner gives the network a plan, and its company pays the first invoice; a network that has had a plan is left as it is. */
export async function billNetwork(door: ApiDoor, networkId: string, payer: DemoPayer): Promise<void> {
  const owner = await DemoDesk.signIn(door, DEMO_OWNER.email);
  const { seller } = await owner.get('/billing/seller', sellerAnswer);
  if (seller === null) await owner.send('seller', 'PUT', '/billing/seller', SELLER, answered);
  const plan = `/networks/${networkId}/subscription`;
  if ((await owner.find(plan, answered)) === null)
    await owner.send('plan', 'POST', plan, { planCode: 'CUSTOM', custom: AGREED, payer }, answered);
  const { items } = await owner.get(`/invoices?networkId=${networkId}&limit=2`, invoiceList);
  const [first] = items;
  // Later invoices wait for whoever tries the demonstration.
  if (first !== undefined && items.length === 1 && first.balance > 0) {
    const payment = { amount: first.balance, currency: first.currency, paidOn: first.issuedOn, reference: '184' };
    await owner.send('first-payment', 'POST', `/invoices/${first.id}/payments`, payment, answered);
  }
  await owner.signOut();
}
