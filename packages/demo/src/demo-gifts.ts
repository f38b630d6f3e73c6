import { z } from 'zod';
import { dayOfIsoDate, isoDateOf } from 'loyalty-platform/platform/clock/calendar';
import { type ApiDoor, DemoDesk } from './demo-desk';

const CARDS = 20;
/** Amounts loaded onto the first cards, and amounts paid with each since, in minor units. */
const SOLD = [
  { amount: 300_000, spent: 120_000 },
  { amount: 500_000, spent: 0 },
  { amount: 200_000, spent: 200_000 },
  { amount: 100_000, spent: 0 },
] as const;
/** Indexes of the card that its holder lost and of the card in a guest's cabinet. */
const [LOST, CLAIMED] = [3, 0];
/** A birthday card that is sent so many days later. */
const DIGITAL = { amount: 250_000, to: 'olga@demo.test', greeting: 'С днём рождения, Ольга!', afterDays: 5 } as const;

const batches = z.object({ items: z.array(z.looseObject({ id: z.uuid() })) });
const pointsOfSale = z.object({ items: z.array(z.looseObject({ id: z.uuid() })) });
const recorded = z.looseObject({ card: z.looseObject({ id: z.uuid() }) });
const answered = z.looseObject({});

/**
 * Gives the demonstration a batch of gift cards: some sold, one partly used and in a guest's cabinet, one used up, one blocked; and a digital card
 * that is sent some days later.
 */
export async function giveGiftCards(door: ApiDoor, today: string): Promise<void> {
  const manager = await DemoDesk.signIn(door, 'manager@demo.test');
  const cashier = await DemoDesk.signIn(door, 'cashier@demo.test');
  const { items } = await manager.get('/gift-cards/batches', batches);
  if (items.length === 0) await sellBatch(door, manager, cashier, today);
  await cashier.signOut();
  await manager.signOut();
}

async function sellBatch(door: ApiDoor, manager: DemoDesk, cashier: DemoDesk, today: string): Promise<void> {
  const batchId = await manager.post('gift-batch', '/gift-cards/batches', { name: 'Новый год', count: CARDS });
  const codes = await manager.getText(`/gift-cards/batches/${batchId}/codes`);
  const [first] = (await cashier.get('/points-of-sale', pointsOfSale)).items;
  if (first === undefined) throw new Error('the demonstration has no point of sale');
  const at = { pointOfSaleId: first.id };
  for (const [index, { amount, spent }] of SOLD.entries()) {
    const [, code = '', pin = ''] = codes.split('\n')[index + 1]?.trim().split(/[,;]/) ?? [];
    const key = `gift-${String(index)}`;
    const { card } = await cashier.send(key, 'POST', '/gift-cards/sell', { code, amount, ...at }, recorded);
    if (spent > 0)
      await cashier.send(`${key}-spent`, 'POST', '/gift-cards/spend', { code, pin, amount: spent, ...at }, answered);
    if (index === CLAIMED) await claim(door, { code, pin });
    if (index !== LOST) continue;
    const lost = { reason: 'Гость потерял карту.' };
    await manager.send(`${key}-lost`, 'POST', `/gift-cards/${card.id}/block`, lost, answered);
  }
  const { amount, to, greeting, afterDays } = DIGITAL;
  const on = isoDateOf(dayOfIsoDate(today) + afterDays);
  const digital = { amount, send: { to, on, greeting }, ...at };
  await cashier.send('gift-digital', 'POST', '/gift-cards/sell-digital', digital, answered);
}

/** A guest adds a card to the cabinet. */
async function claim(door: ApiDoor, face: { readonly code: string; readonly pin: string }): Promise<void> {
  const guest = await DemoDesk.enterAsGuest(door, 'SAVER');
  await guest?.send('gift-claimed', 'POST', '/auth/me/gift-cards', face, answered);
}
