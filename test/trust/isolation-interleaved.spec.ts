import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.module';
import { newId } from '../../src/platform/ids/ids';
import { settings } from '../../src/platform/settings/settings';
import type { TestApp } from '../support/app';
import { seeded } from '../support/seeded';
import { TillNetwork } from '../support/till-network';
import { inParallel, reportTrials, trialsOf } from './trials';

const NETWORKS = 12;
const CONNECTIONS = 2;
const AT_ONCE = 48;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

interface Tenant {
  readonly network: TillNetwork;
  readonly token: string;
  readonly guests: readonly string[];
}

/**
 * Claim 5: a network never sees another's row, whichever connection it meets. Many networks ask at once over two
 * connections, some of them wrongly, so that every transaction begins on a connection that somebody else has just left,
 * committed or in ruins.
 */
describe('claim 5: requests of many networks on a small pool', () => {
  let app: NestFastifyApplication;
  const tenants: Tenant[] = [];
  /** The network of every id that the tests know. */
  const ownerOf = new Map<string, string>();

  beforeAll(async () => {
    jest.replaceProperty(settings, 'databasePoolSize', CONNECTIONS);
    // Forty requests share two connections, so the default patience would keep sales.
    jest.replaceProperty(settings, 'tillWaitMs', 10_000);
    jest.replaceProperty(settings, 'rateLimits', false);
    app = await createApp();
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    for (let n = 0; n < NETWORKS; n += 1) {
      const network = await TillNetwork.create({ app } as TestApp);
      const guests = [await network.guest(), await network.guest(), await network.guest()];
      tenants.push({ network, token: await network.tokenOf('manager'), guests });
      const { id, restaurantId, pointOfSaleId, otherRestaurantId, otherPointOfSaleId } = network;
      for (const own of [id, restaurantId, pointOfSaleId, otherRestaurantId, otherPointOfSaleId, ...guests])
        ownerOf.set(own, id);
    }
  });
  afterAll(() => app.close());

  const trials = trialsOf({ inTest: 1_500, full: 100_000 });

  it(
    'answers each with its own rows alone',
    async () => {
      const random = seeded(20_261_120);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
      const leaks: string[] = [];
      const unexpected = new Map<string, number>();

      await inParallel(trials, AT_ONCE, async () => {
        const [tenant, stranger] = [pick(tenants), pick(tenants)];
        const guest = pick(tenant.guests);
        const sale = {
          type: 'SALE',
          pointOfSaleId: tenant.network.pointOfSaleId,
          amount: 1 + Math.floor(random() * 10_000),
        };
        const isOther = stranger !== tenant;
        const [method, path, body, expected] = pick<
          [method: 'GET' | 'POST', path: string, body: object | undefined, expected: number]
        >([
          ['GET', '/restaurants', undefined, 200],
          ['GET', '/users', undefined, 200],
          ['GET', '/audit?limit=20', undefined, 200],
          ['GET', `/guests/${guest}`, undefined, 200],
          ['GET', `/guests/${guest}/balance`, undefined, 200],
          ['GET', `/guests/${guest}/history`, undefined, 200],
          ['POST', `/guests/${guest}/quote`, sale, 200],
          ['POST', `/guests/${guest}/transaction`, sale, 201],
          // Requests that fail leave their connection to the next one.
          ['GET', `/guests/${pick(stranger.guests)}/balance`, undefined, isOther ? 404 : 200],
          [
            'POST',
            `/guests/${guest}/transaction`,
            { ...sale, pointOfSaleId: stranger.network.pointOfSaleId },
            isOther ? 404 : 201,
          ],
          ['POST', `/guests/${guest}/transaction`, { ...sale, pointsToRedeem: 1_000_000 }, 422],
          ['POST', '/restaurants', { code: 'centre', name: 'Taken' }, 409],
        ]);
        const headers = { authorization: `Bearer ${tenant.token}`, 'idempotency-key': newId() };
        const answer = await app.inject({
          method,
          url: `/api${path}`,
          headers,
          ...(body === undefined ? {} : { payload: body }),
        });
        if (answer.statusCode !== expected) {
          const what = `${method} ${path.replace(ID, ':id')}: ${String(answer.statusCode)} for ${String(expected)}`;
          unexpected.set(what, (unexpected.get(what) ?? 0) + 1);
        }
        for (const [id] of answer.body.matchAll(ID)) {
          const owner = ownerOf.get(id);
          // An id in a refusal may come from the request instead of a row.
          if (owner !== undefined && owner !== tenant.network.id && answer.statusCode < 400)
            leaks.push(`${path}: ${id}`);
          const made =
            owner === undefined && (path === '/users' || path.endsWith('/history') || path.startsWith('/audit'));
          if (made) ownerOf.set(id, tenant.network.id);
        }
      });

      expect(leaks).toEqual([]);
      expect([...unexpected]).toEqual([]);
      reportTrials(5, 'interleaved requests on two connections', trials);
    },
    300_000 + trials * 40,
  );
});
