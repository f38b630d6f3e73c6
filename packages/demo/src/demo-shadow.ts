import { z } from 'zod';
import type { DemoClock } from './demo-day';
import { type ApiDoor, DemoDesk } from './demo-desk';
import { QUIET_HOURS } from './demo-rules';
import { type FormerReceipt, formerReceipts, priceOf } from './former-receipts.rules';

/** The restaurant that joined the network last. Its earlier system still decides. */
const JOINING = {
  code: 'taganka',
  name: 'Пиццерия на Таганке',
  names: { en: 'Taganka' },
  address: 'Москва, Таганская ул.',
} as const;
const TILL = { code: 'taganka-1', name: 'Касса 1', names: { en: 'Till 1' } } as const;

/** The rule of our programme that the manager accepted as a reason. */
const ACCEPTED_RULE = `earning.rule.${QUIET_HOURS.id}`;
const NOTE = 'Двойные баллы днём — новое у нас, прежняя система их не знает. Расхождение ожидаемо.';

const RECEIPTS_AT_ONCE = 200;
const DAY_MS = 86_400_000;
const QUANTITY = 1_000;

const answered = z.looseObject({});
const places = z.object({ items: z.array(z.object({ id: z.uuid(), code: z.string() })) });
const state = z.object({ shadow: z.object({ restaurants: z.array(z.object({ id: z.uuid() })) }).nullable() });
const groups = z.object({
  groups: z.array(
    z.object({ id: z.uuid(), reason: z.string(), detail: z.string(), acceptedAt: z.string().nullable() }),
  ),
});
const compared = z.object({ items: z.array(z.object({ number: z.string() })) });

/**
 * Opens a restaurant and compares four weeks of its receipts with its earlier system, as a manager does. A stopped run goes on where it stopped, and
 * a shadow run that a visitor ended stays ended.
 */
export async function runShadow(door: ApiDoor, clock: DemoClock): Promise<void> {
  const manager = await DemoDesk.signIn(door, 'manager@demo.test');
  const restaurantId = await openRestaurant(manager);
  const pointOfSaleId = await openTill(manager, restaurantId);
  if (await isRunning(manager, restaurantId)) {
    await compare(manager, pointOfSaleId, clock);
    await acceptRule(manager);
  }
  await manager.signOut();
}

/** Starts the shadow run once. False: a visitor ended it, or took the restaurant out of it. */
async function isRunning(manager: DemoDesk, restaurantId: string): Promise<boolean> {
  const before = await manager.get('/shadow', state);
  if (before.shadow === null)
    await manager.send('shadow', 'POST', '/shadow', { restaurantIds: [restaurantId] }, answered);
  const { shadow } = await manager.get('/shadow', state);
  return shadow?.restaurants.some(({ id }) => id === restaurantId) ?? false;
}

async function openRestaurant(manager: DemoDesk): Promise<string> {
  const { items } = await manager.get('/restaurants', places);
  return items.find(({ code }) => code === JOINING.code)?.id ?? manager.post('joining', '/restaurants', JOINING);
}

async function openTill(manager: DemoDesk, restaurantId: string): Promise<string> {
  const tills = `/restaurants/${restaurantId}/points-of-sale`;
  const { items } = await manager.get(tills, places);
  return items.find(({ code }) => code === TILL.code)?.id ?? manager.post('joining-till', tills, TILL);
}

/** Compares the receipts after the last that was compared; they come in the order of their numbers. */
async function compare(manager: DemoDesk, pointOfSaleId: string, clock: DemoClock): Promise<void> {
  const [last] = (await manager.get('/shadow/receipts?limit=1', compared)).items;
  const receipts = formerReceipts()
    .filter(({ number }) => last === undefined || number > last.number)
    .map((receipt) => toldReceipt(receipt, pointOfSaleId, clock));
  for (let from = 0; from < receipts.length; from += RECEIPTS_AT_ONCE)
    await manager.send(
      'shadow-receipts',
      'POST',
      '/shadow/receipts',
      { receipts: receipts.slice(from, from + RECEIPTS_AT_ONCE) },
      answered,
    );
}

function toldReceipt(
  { number, daysAgo, minute, dishes, card, old }: FormerReceipt,
  pointOfSaleId: string,
  clock: DemoClock,
): object {
  return {
    number,
    occurredAt: new Date(clock.instantOf(minute).getTime() - daysAgo * DAY_MS).toISOString(),
    pointOfSaleId,
    amount: priceOf(dishes),
    guest: card === null ? null : { card },
    items: dishes.map(({ sku, name, category, price }) => ({ sku, name, category, quantity: QUANTITY, total: price })),
    old,
  };
}

async function acceptRule(manager: DemoDesk): Promise<void> {
  const { groups: all } = await manager.get('/shadow/groups', groups);
  const group = all.find(({ reason, detail }) => reason === 'RULE' && detail === ACCEPTED_RULE);
  if (group === undefined) return;
  await manager.send('shadow-accepted', 'POST', `/shadow/groups/${group.id}/accept`, { note: NOTE }, answered);
}
