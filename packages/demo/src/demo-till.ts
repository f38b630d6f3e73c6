import { z } from 'zod';
import { DEMO_PASSWORD, DEMO_TILL_KEY, TILL_KEY_HEADER } from 'loyalty-platform/security';
import { type ApiDoor, DemoDesk, named } from './demo-desk';
import type { DemoUser } from './demo-networks';

const TILL_NAME = 'Планшет у входа';

const ways = z.looseObject({ pinSetAt: z.string().nullable() });
const restaurantList = z.object({ items: z.array(named) });
const ownTill = z.object({ code: z.string().nullable() });

/** Cashiers set their PINs, and the manager binds a till in the first restaurant. Both stay as they are once they are there, or were ended. */
export async function bindTill(door: ApiDoor, staff: readonly DemoUser[]): Promise<void> {
  for (const { email, pin } of staff) if (pin !== undefined) await setPin(door, email, pin);
  const code = await codeOfTill(door);
  if (code === null) return;
  const manager = await DemoDesk.signIn(door, 'manager@demo.test');
  const [first] = (await manager.get('/restaurants', restaurantList)).items;
  if (first !== undefined) {
    await manager.post('till', '/bound-tills', { code, restaurantId: first.id, name: TILL_NAME });
    // The till comes with its key for the first time, which completes the binding.
    await codeOfTill(door);
  }
  await manager.signOut();
}

async function setPin(door: ApiDoor, email: string, pin: string): Promise<void> {
  const cashier = await DemoDesk.signIn(door, email);
  const { pinSetAt } = await cashier.get('/auth/till-sign-in', ways);
  if (pinSetAt === null)
    await cashier.send('pin', 'PUT', '/auth/till-sign-in/pin', { pin, password: DEMO_PASSWORD }, ways);
  await cashier.signOut();
}

/** The code that the till shows; null: it is bound, or a manager ended its binding. */
async function codeOfTill(door: ApiDoor): Promise<string | null> {
  const headers = { [TILL_KEY_HEADER]: DEMO_TILL_KEY };
  const { statusCode, body } = await door.inject({ method: 'GET', url: '/api/tills/own', headers });
  return statusCode === 200 ? ownTill.parse(JSON.parse(body)).code : null;
}
