import { z } from 'zod';
import { type ApiDoor, DemoDesk, named } from './demo-desk';

/** Neither key can give points, so no second manager has to approve it. */
const KEYS = [
  { key: 'key-reports', name: 'Отчёты в хранилище данных', scopes: ['report:read'] },
  { key: 'key-till', name: 'Кассовая программа', scopes: ['till'] },
] as const;

const WEBHOOK = {
  name: 'CRM',
  url: 'https://crm.example.com/hooks/loyalty',
  events: ['transaction.*', 'guest.*'],
  // No machine answers at this address.
  enabled: false,
} as const;

const ORGANISATION = 'b7f0c6de-5c2f-4c9c-9a3e-3f4d2a6b1c70';

const answered = z.looseObject({});
const list = z.object({ items: z.array(answered) });
const tills = z.object({ items: z.array(named) });

/** The manager makes API keys, a webhook and a connection to iiko; the last two are off, since they would call machines of others. */
export async function connectSystems(door: ApiDoor): Promise<void> {
  const manager = await DemoDesk.signIn(door, 'manager@demo.test');
  if (await hasNone(manager, '/api-keys'))
    for (const { key, ...body } of KEYS) await manager.send(key, 'POST', '/api-keys', body, answered);
  if (await hasNone(manager, '/webhooks')) await manager.send('webhook', 'POST', '/webhooks', WEBHOOK, answered);
  if (await hasNone(manager, '/integrations/connections'))
    await manager.send('iiko', 'POST', '/integrations/connections', await iiko(manager), answered);
  await manager.signOut();
}

async function hasNone(manager: DemoDesk, path: string): Promise<boolean> {
  return (await manager.get(path, list)).items.length === 0;
}

/** The connection with the first two tills of the network. */
async function iiko(manager: DemoDesk): Promise<object> {
  const { items } = await manager.get('/points-of-sale', tills);
  const places = items.slice(0, 2).map(({ id }, index) => ({
    organization: ORGANISATION,
    terminal: `${ORGANISATION.slice(0, -1)}${String(index + 1)}`,
    pointOfSaleId: id,
  }));
  return { kind: 'IIKO', name: 'iiko', credentials: { apiLogin: 'demo' }, places, enabled: false };
}
