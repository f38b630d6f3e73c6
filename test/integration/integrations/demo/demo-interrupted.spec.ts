/** @modules own */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { ApiDoor, DemoDesk } from '../../../../packages/demo/src/demo-desk';
import { createDatabase, superuserPool } from '../../../support/database';

/** The process ends: the call was carried out, and its answer is lost. */
class Killed extends Error {}

/** Odd, so that the stops fall on every kind of act. */
const CALLS_BETWEEN_KILLS = 13;
const MOST_RUNS = 40;

const items = z.object({ items: z.array(z.looseObject({})) });

describe('A demonstration that is stopped again and again', () => {
  let pool: Pool;
  let app: NestFastifyApplication;
  let drop: () => Promise<void>;
  let runs = 0;
  let signIn: (email: string) => Promise<DemoDesk>;
  const previous = { ...process.env };

  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    Object.assign(process.env, database.connections, { DEMO: 'full', WORKERS: 'off' });
    pool = superuserPool(database.connections);
    const { createApp } = await import('../../../../src/app.module.js');
    const { SeedDemo } = await import('../../../../packages/demo/src/seed-demo.js');
    const { DemoDesk: Desk } = await import('../../../../packages/demo/src/demo-desk.js');
    const { SILENT } = await import('../../../../src/integrations/imports/rows/progress.js');
    signIn = (email) => Desk.signIn(app, email);
    app = await createApp();
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const seed = app.get(SeedDemo);
    // Leaves out the receipts of the other network, which have tests of their own.
    const progressOf = (title: string) => {
      if (title === 'Other') throw new Killed('complete');
      return SILENT;
    };
    for (let said = ''; said !== 'complete' && runs < MOST_RUNS; runs += 1)
      said = await seed
        .fill(await seed.place(), killedAfter((runs + 1) * CALLS_BETWEEN_KILLS), progressOf)
        .then(() => 'complete', messageOfKill);
  });

  afterAll(async () => {
    await app.close();
    await pool.end();
    await drop();
    process.env = previous;
  });

  function killedAfter(calls: number): ApiDoor {
    let left = calls;
    return {
      inject: async (request) => {
        const answer = await app.inject(request);
        left -= 1;
        if (left <= 0) throw new Killed('stopped');
        return answer;
      },
    };
  }

  function messageOfKill(error: unknown): string {
    if (error instanceof Killed) return error.message;
    throw error;
  }

  async function numberOf(text: string): Promise<number> {
    const { rows } = await pool.query<{ n: string }>(text);
    return Number(rows[0]?.n);
  }

  it('goes on at each start until it is complete', async () => {
    expect(runs).toBeGreaterThan(5);
    expect(runs).toBeLessThan(MOST_RUNS);
    const manager = await signIn('manager2@demo.test');
    const { items: segments } = await manager.get(
      '/segments',
      z.object({ items: z.array(z.object({ code: z.string() })) }),
    );
    expect(segments.map(({ code }) => code)).toContain('SLEEPING');
  });

  it('did nothing twice', async () => {
    const manager = await signIn('manager2@demo.test');
    expect((await manager.get('/transactions/awaiting-approval', items)).items).toHaveLength(2);
    expect((await manager.get('/change-requests', items)).items).toHaveLength(1);
    expect((await manager.get('/families', items)).items).toHaveLength(1);
    expect((await manager.get('/programs', items)).items).toHaveLength(3);
    for (const once of ['/restaurant-groups', '/roles', '/partners'])
      expect((await manager.get(once, items)).items).toHaveLength(1);
    expect(await numberOf(`SELECT count(*) AS n FROM transactions WHERE type = 'AWARD'`)).toBe(5);
    // Each code is sent once, or twice if a stop came in between, so that the person asked for a code again.
    expect(
      await numberOf(`SELECT count(*) AS n FROM messages WHERE channel <> 'INBOX' AND source IS NULL`),
    ).toBeLessThanOrEqual(6);
    expect(await numberOf('SELECT count(*) AS n FROM guest_states WHERE blocked')).toBe(1);
    expect(
      await numberOf(
        `SELECT sum(b.uses - c.uses_left) AS n FROM coupons c
         JOIN coupon_batches b ON b.network_id = c.network_id AND b.id = c.batch_id WHERE b.kind = 'SHARED'`,
      ),
    ).toBe(6);
    // A claimed receipt is there twice: without its guest, and as the guest's sale.
    expect(
      await numberOf(
        `SELECT count(*) AS n FROM (SELECT 1 FROM transactions WHERE channel = 'TILL' AND type = 'SALE'
           GROUP BY guest_id, receipt_number, business_date HAVING count(*) > 1) doubles`,
      ),
    ).toBe(0);
  });

  it('leaves a ledger that is right', async () => {
    const { LedgerVerification } =
      await import('../../../../src/transactions/books/verification/ledger-verification.js');
    const { rows } = await pool.query<{ id: string }>(`SELECT id FROM networks WHERE code = 'demo'`);
    const { findings } = await app.get(LedgerVerification).verify(rows[0]?.id ?? '');
    expect(findings.list()).toEqual([]);
  });
});
