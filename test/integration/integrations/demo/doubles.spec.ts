/** @modules own */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import type { DemoDesk } from '../../../../packages/demo/src/demo-desk';
import { createDatabase } from '../../../support/database';
import { eventually } from '../../../support/eventually';

const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const connections = items(
  z.looseObject({ id: z.uuid(), baseUrl: z.string(), state: z.string(), lastFailure: z.string().nullable() }),
);
const webhooks = items(z.looseObject({ id: z.uuid(), url: z.string() }));
const deliveries = items(z.looseObject({ type: z.string(), status: z.string(), responseStatus: z.int().nullable() }));
const work = z.looseObject({
  reconciliation: z.looseObject({ finishedAt: z.string().nullable(), failure: z.string().nullable() }),
});
const anything = z.looseObject({});

describe('What the demonstration is connected with', () => {
  let app: NestFastifyApplication;
  let drop: () => Promise<void>;
  let connect: () => Promise<void>;
  let manager: DemoDesk;
  const open: NestFastifyApplication[] = [];
  const previous = { ...process.env };

  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    Object.assign(process.env, database.connections, { DEMO: 'full', WORKERS: 'on' });
    app = await listeningApp();
    const { SeedDemo } = await import('../../../../packages/demo/src/seed-demo.js');
    const { DemoDesk: Desk } = await import('../../../../packages/demo/src/demo-desk.js');
    const { DemoDoubles } = await import('../../../../packages/demo/src/demo-doubles.js');
    const { connectSystems } = await import('../../../../packages/demo/src/demo-integrations.js');
    await app.get(SeedDemo).place();
    const clock = {
      today: new Date().toISOString().slice(0, 10),
      minute: 0,
      monthsOver: [],
      instantOf: () => new Date(),
    };
    connect = () => connectSystems(app, app.get(DemoDoubles), clock);
    await connect();
    manager = await Desk.signIn(app, 'manager@demo.test');
  });

  afterAll(async () => {
    for (const one of open) await one.close();
    await drop();
    process.env = previous;
  });

  async function listeningApp(): Promise<NestFastifyApplication> {
    const { createApp } = await import('../../../../src/app.module.js');
    const made = await createApp();
    await made.listen(0, '127.0.0.1');
    open.push(made);
    return made;
  }

  async function iiko() {
    const [only, ...others] = (await manager.get('/integrations/connections', connections)).items;
    if (only === undefined || others.length > 0) throw new Error('there is not one connection');
    return only;
  }

  async function deliveriesOf() {
    const [only] = (await manager.get('/webhooks', webhooks)).items;
    return (await manager.get(`/webhooks/${only?.id ?? ''}/deliveries`, deliveries)).items;
  }

  it('is iiko, which works, passes its test, was compared and brought a sale', async () => {
    const { id } = await iiko();
    const { reconciliation } = await eventually('iiko was compared', async () => {
      const found = await manager.get(`/integrations/connections/${id}/work`, work);
      return found.reconciliation.finishedAt !== null && found;
    });
    expect(reconciliation.failure).toBeNull();
    const connection = await iiko();
    expect(connection).toMatchObject({ state: 'WORKING', lastSuccessAt: expect.any(String), lastFailure: null });
    const { checks } = await manager.send('test', 'POST', `/integrations/connections/${id}/test`, {}, anything);
    expect(checks).toMatchObject(['api_login', 'organizations', 'webhook'].map((code) => ({ code, ok: true })));
    const directory = await manager.send('lists', 'POST', `/integrations/connections/${id}/directory`, {}, anything);
    expect(directory).toMatchObject({ failures: [] });
    const sales = await eventually('the check of iiko is a sale', async () => {
      const found = (await manager.get('/transactions?type=SALE', items(anything))).items;
      return found.length > 0 && found;
    });
    expect(sales).toMatchObject([{ amount: 66_250 + 19_000 }]);
  });

  it('is a receiver, which got a test event and the sale', async () => {
    const delivered = await eventually('the sale was delivered', async () => {
      const found = await deliveriesOf();
      return found.some(({ type, status }) => type === 'transaction.sale' && status !== 'WAITING') && found;
    });
    expect(delivered.map(({ type }) => type)).toContain('webhook.ping');
    const outcomes = delivered.map(({ status, responseStatus }) => [status, responseStatus].join(' '));
    expect(new Set(outcomes)).toEqual(new Set(['DELIVERED 200']));
  });

  it('is set up once', async () => {
    const before = (await deliveriesOf()).length;
    await connect();
    expect((await manager.get('/webhooks', webhooks)).items).toHaveLength(1);
    expect((await iiko()).state).toBe('WORKING');
    expect(await deliveriesOf()).toHaveLength(before);
  });

  it('answers on this machine alone, and to its own API login', async () => {
    const { baseUrl } = await iiko();
    const { port } = new URL(baseUrl);
    const askAt = (host: string, apiLogin: string) =>
      fetch(`http://${host}:${port}/api/1/access_token`, { method: 'POST', body: JSON.stringify({ apiLogin }) });
    expect((await askAt('127.0.0.1', 'demo secret')).status).toBe(200);
    expect((await askAt('127.0.0.1', 'another')).status).toBe(401);
    await expect(askAt('127.0.0.2', 'demo secret')).rejects.toThrow('fetch failed');
  });

  it('answers again when the server starts again, and opens no address that the settings close', async () => {
    const { baseUrl } = await iiko();
    await open.pop()?.close();
    await expect(fetch(baseUrl)).rejects.toThrow('fetch failed');
    const { giveSettings } = await import('../../../support/settings.js');
    const takeBack = giveSettings({ PRIVATE_ADDRESSES: 'off', TILL_SYSTEM_HOSTS: 'api-ru.iiko.services' });
    try {
      const again = await listeningApp();
      await eventually('the doubles answer', async () => (await fetch(baseUrl).catch(() => undefined))?.status === 401);
      const { DemoDoubles } = await import('../../../../packages/demo/src/demo-doubles.js');
      expect(await again.get(DemoDoubles).open()).toEqual({ iiko: null, receiver: null });
      const { DemoDesk: Desk } = await import('../../../../packages/demo/src/demo-desk.js');
      const other = await Desk.signIn(again, 'manager@other.test');
      for (const host of [baseUrl, 'http://localhost:3000', 'http://127.0.0.1:5432']) {
        const body = { kind: 'IIKO', name: 'iiko', baseUrl: host };
        await expect(other.send(host, 'POST', '/integrations/connections', body, anything)).rejects.toThrow(
          'not_allowed',
        );
      }
      const own = await Desk.signIn(again, 'manager@demo.test');
      const [webhook] = (await own.get('/webhooks', webhooks)).items;
      const ping = await own.send('closed', 'POST', `/webhooks/${webhook?.id ?? ''}/ping`, {}, anything);
      expect(ping).toMatchObject({ status: 'FAILED', failure: 'address_not_allowed' });
    } finally {
      takeBack();
    }
  });
});
