import { z } from 'zod';
import type { DemoClock } from './demo-day';
import { type ApiDoor, DemoDesk, named } from './demo-desk';
import type { DemoDoubles } from './demo-doubles';
import { externalIdOf, GUEST } from './demo-parts';
import { guestProfile } from './guest-profiles.rules';
import { closedCheck, loginWith, ORGANIZATION, TERMINALS } from './iiko-double.rules';

/** Neither key can give points, so no second manager has to approve it. */
const KEYS = [
  { key: 'key-reports', name: 'Отчёты в хранилище данных', scopes: ['report:read'] },
  { key: 'key-till', name: 'Кассовая программа', scopes: ['till'] },
] as const;

const WEBHOOK = { name: 'CRM', events: ['transaction.*', 'guest.*'] } as const;
/** Shown where no double may be called: no machine answers there, so the webhook is off. */
const NO_RECEIVER = 'https://crm.example.com/hooks/loyalty';

const answered = z.looseObject({});
const list = z.object({ items: z.array(answered) });
const tills = z.object({ items: z.array(named) });
const connections = z.object({ items: z.array(z.object({ state: z.string() })) });
const connected = z.object({ id: z.uuid(), token: z.string() });

/** The manager makes API keys, a connection to iiko and a webhook. The doubles answer both; where the settings forbid that, both are off. */
export async function connectSystems(door: ApiDoor, doubles: DemoDoubles, clock: DemoClock): Promise<void> {
  const manager = await DemoDesk.signIn(door, 'manager@demo.test');
  if (await hasNone(manager, '/api-keys'))
    for (const { key, ...body } of KEYS) await manager.send(key, 'POST', '/api-keys', body, answered);
  const addresses = await doubles.open();
  const [known] = (await manager.get('/integrations/connections', connections)).items;
  const isNew = known === undefined || known.state === 'UNUSED';
  const iiko = isNew ? await connectIiko(manager, addresses.iiko) : null;
  if (await hasNone(manager, '/webhooks')) await connectReceiver(manager, addresses.receiver);
  // The check comes after the webhook is there, which then tells of its sale.
  if (iiko !== null && addresses.iiko !== null) await closeCheck(door, manager, iiko, clock);
  await manager.signOut();
}

async function hasNone(manager: DemoDesk, path: string): Promise<boolean> {
  return (await manager.get(path, list)).items.length === 0;
}

async function connectReceiver(manager: DemoDesk, receiver: string | null): Promise<void> {
  const body = { ...WEBHOOK, url: receiver ?? NO_RECEIVER, enabled: receiver !== null };
  const id = await manager.post('webhook', '/webhooks', body);
  if (receiver !== null) await manager.send('ping', 'POST', `/webhooks/${id}/ping`, {}, answered);
}

/** Makes the connection, with the first two tills of the network. */
async function connectIiko(manager: DemoDesk, baseUrl: string | null): Promise<z.infer<typeof connected>> {
  const { items } = await manager.get('/points-of-sale', tills);
  const places = items.slice(0, TERMINALS.length).map(({ id }, index) => ({
    organization: ORGANIZATION,
    terminal: TERMINALS[index]?.id ?? null,
    pointOfSaleId: id,
  }));
  const body = { kind: 'IIKO', name: 'iiko', baseUrl, places, enabled: baseUrl !== null };
  return manager.send('iiko', 'POST', '/integrations/connections', body, connected);
}

/** iiko learns where its webhooks go, and tells of a check of a guest. */
async function closeCheck(
  door: ApiDoor,
  manager: DemoDesk,
  { id, token }: z.infer<typeof connected>,
  clock: DemoClock,
): Promise<void> {
  const path = `/integrations/connections/${id}`;
  await manager.send('iiko-login', 'PATCH', path, { credentials: { apiLogin: loginWith(token) } }, answered);
  await manager.send('iiko-compare', 'POST', `${path}/reconcile`, {}, answered);
  const { phone = '' } = guestProfile(externalIdOf(GUEST.paysInIiko), 'ru');
  const [hours, minutes] = [Math.floor(clock.minute / 60), clock.minute % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  const check = closedCheck(
    phone,
    clock.instantOf(clock.minute).getTime(),
    `${clock.today} ${hours ?? ''}:${minutes ?? ''}`,
  );
  const { statusCode, body } = await door.inject({
    method: 'POST',
    url: '/api/hooks/iiko',
    headers: { authorization: token },
    payload: [check],
  });
  if (statusCode !== 200) throw new Error(`the webhook of iiko was refused: ${body}`);
}
