/** @modules own */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createDatabase } from '../../../support/database';

describe('The demonstration without receipts', () => {
  let app: NestFastifyApplication;
  let drop: () => Promise<void>;
  const previous = { ...process.env };

  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    Object.assign(process.env, database.connections, { DEMO: 'small', WORKERS: 'off' });
    const { createApp } = await import('../../../../src/app.module.js');
    const { SeedDemo } = await import('../../../../packages/demo/src/seed-demo.js');
    app = await createApp();
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const seed = app.get(SeedDemo);
    // The second start finds what the first made.
    for (let starts = 0; starts < 2; starts += 1) await seed.welcome(await seed.place());
  });

  afterAll(async () => {
    await app.close();
    await drop();
    process.env = previous;
  });

  it('has guests to press, whose points are there to spend', async () => {
    const { guests } = (await app.inject({ url: '/api/demo' })).json<{
      guests: { network: string; phone: string; name: string; part: string }[];
    }>();
    expect(guests.map(({ part }) => part)).toEqual(['SAVER', 'REGULAR', 'REGULAR']);
    const points: number[] = [];
    for (const { network, phone, name } of guests) {
      expect(name).toMatch(/^[А-ЯЁ]/);
      const entered = await app.inject({ method: 'POST', url: '/api/demo/session', payload: { network, phone } });
      expect(entered.statusCode).toBe(200);
      const { accessToken, guestId } = entered.json<{ accessToken: string; guestId: string }>();
      const headers = { authorization: `Bearer ${accessToken}` };
      const balance = await app.inject({ url: `/api/guests/${guestId}/balance`, headers });
      points.push(balance.json<{ available: number }>().available);
    }
    expect(points).toEqual([2_500, 240, 60]);
  });
});
