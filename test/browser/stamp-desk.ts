import { type APIRequestContext, expect } from '@playwright/test';
import type { TestGuest } from './cashier-till';
import { type Desk, deskOf, type Listed, publishPart, registerThere } from './other-network';

/**
 * Stamps are tried in the second network of the demo, whose programme gets two cards: one gives the fifth visit a
 * reward of its own, the other stamps what is bought of a category.
 */
const CARD = '7c9e6679-7425-40de-944b-e07fc1f90aa1';
const REWARD = 'STAMPED-BRUNCH';
export const VISITS_CARD = { ru: 'Каждый второй бранч', en: 'Every second brunch' };
export const BRUNCH = { ru: 'Бранч на двоих', en: 'Brunch for two' };

const CARDS = [
  {
    id: CARD,
    name: VISITS_CARD,
    collects: { by: 'VISIT', leastAmount: 500 },
    size: 2,
    reward: { rewardCode: REWARD },
    validityMonths: 6,
  },
  {
    id: '7c9e6679-7425-40de-944b-e07fc1f90aa2',
    name: { ru: 'Десять кофе', en: 'Ten coffees' },
    collects: { by: 'CATEGORY', categories: ['coffee'] },
    size: 10,
    reward: { points: 150 },
    validityMonths: null,
  },
];

/** Registers a guest in the network with stamp cards; returns once the programme with the cards is in force. */
export async function registerCollector(request: APIRequestContext): Promise<TestGuest> {
  const desk = await deskOf(request);
  const guest = await registerThere(desk);
  const cardsOf = async () => {
    const { stamps } = await desk.get<{ stamps: { cardId: string }[] }>(`/api/guests/${guest.id}/balance`);
    return stamps.map(({ cardId }) => cardId);
  };
  if (!(await cardsOf()).includes(CARD)) await publishCards(desk);
  // A version comes into force some seconds after it was published.
  await expect.poll(cardsOf, { timeout: 45_000 }).toContain(CARD);
  return guest;
}

/** One visit with four coffees. */
export async function sellCoffees(request: APIRequestContext, guest: TestGuest): Promise<string> {
  const desk = await deskOf(request);
  const [restaurant] = (await desk.get<Listed<{ id: string }>>('/api/restaurants')).items;
  const tills = await desk.get<Listed<{ id: string }>>(`/api/restaurants/${restaurant?.id ?? ''}/points-of-sale`);
  const sale = await desk.send<{ id: string }>('POST', `/api/guests/${guest.id}/transaction`, {
    type: 'SALE',
    pointOfSaleId: tills.items[0]?.id,
    amount: 1_600,
    items: [{ sku: 'flat-white', category: 'coffee', quantity: 4, total: 1_600 }],
  });
  return sale.id;
}

async function publishCards(desk: Desk): Promise<void> {
  const { items: rewards } = await desk.get<Listed<{ code: string }>>('/api/redemption-items');
  if (!rewards.some(({ code }) => code === REWARD))
    await desk.send('POST', '/api/redemption-items', { code: REWARD, name: BRUNCH, kind: 'PRODUCT', cost: 0 });
  await publishPart(desk, { stampCards: CARDS });
}
