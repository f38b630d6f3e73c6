import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { createApp } from '../../../../src/app.module';
import { loadExtensions } from '../../../../src/platform/extensions/load-extensions';
import { readSettings } from '../../../../src/platform/settings/settings';
import { TillNetwork } from '../../../support/till-network';

/** A route of each package. */
const ROUTES = { demo: 'GET /api/demo', compat: 'POST /api/loyalty/points/earn' };

describe('A server without the packages beside it', () => {
  const apps: NestFastifyApplication[] = [];
  afterAll(() => Promise.all(apps.map((app) => app.close())));

  async function serverWith(extensions?: readonly string[]) {
    const app = await createApp({ extensions });
    apps.push(app);
    const routes: string[] = [];
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ method, url }) => {
        for (const one of [method].flat()) routes.push(`${one} ${url}`);
      });
    await app.listen(0, '127.0.0.1');
    const server = app.getHttpServer();
    const test = { app, url: await app.getUrl(), api: () => request(server), close: () => app.close() };
    return { routes, test };
  }

  it('has none of their routes, sells, and gets them by no settings of a network', async () => {
    const { routes, test } = await serverWith([]);
    expect(routes).toContain('POST /api/guests/:id/transaction');
    expect(Object.values(ROUTES).filter((route) => routes.includes(route))).toEqual([]);
    expect((await test.api().get('/api/demo')).status).toBe(404);

    const network = await TillNetwork.create(test);
    const guestId = await network.guest();
    const cashier = await network.tokenOf('cashier');
    const sold = await network.post(`/api/guests/${guestId}/transaction`, cashier, network.sale(100_000));
    expect(sold.status).toBe(201);
    expect(sold.body).toMatchObject({ type: 'SALE', pointsEarned: expect.any(Number) });

    const manager = await network.tokenOf('manager');
    for (const body of [{ extensions: ['demo'] }, { settings: { extensions: ['demo'] } }]) {
      const changed = await test
        .api()
        .patch(`/api/networks/${network.id}`)
        .set('Authorization', `Bearer ${manager}`)
        .send(body);
      expect([changed.status, changed.body.code]).toEqual([400, 'invalid_body']);
    }
  });

  it('has them where the setting names the packages, as it does by itself', async () => {
    const { routes } = await serverWith();
    expect(routes).toEqual(expect.arrayContaining(Object.values(ROUTES)));
  });
});

describe('EXTENSIONS', () => {
  const read = (given?: string) => readSettings({ EXTENSIONS: given }).extensions;

  it('names packages, each once, or none', () => {
    expect(read()).toEqual(Object.keys(ROUTES));
    expect(read('demo,demo')).toEqual(['demo']);
    expect(read('none')).toEqual([]);
    for (const place of ['../src', 'demo/../../src', '/tmp/demo', 'demo,../src', 'https://example.test/demo'])
      expect(() => read(place)).toThrow('EXTENSIONS: is names of packages');
  });

  it('that names a package which is not there says so', async () => {
    await expect(loadExtensions(['demo', 'loyalty'])).rejects.toThrow(
      'EXTENSIONS names "loyalty", and there is no package of that name in this build.',
    );
  });
});
