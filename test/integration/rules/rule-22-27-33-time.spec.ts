import { presetForNetwork } from '../../../src/configuration/programs/drafts/scaled-preset.rules';
import type { TestApp } from '../../support/app';
import type { TillNetwork } from '../../support/till-network';
import { ClockOfTheDatabase, type OwnDatabase, startOnOwnDatabase } from './own-database';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** hybrid-5 without warnings, so that points end on time without one. */
const UNANNOUNCED = { ...presetForNetwork('hybrid-5', 2), warning: null };

/** An end in time is an instant of the database's clock, and the same for the till, a report and the job. */
describe("the database's clock", () => {
  let own: OwnDatabase;
  let clock: ClockOfTheDatabase;
  let test: TestApp;
  let make: typeof TillNetwork.create;
  let settleDue: (networkId: string) => Promise<unknown>;

  beforeAll(async () => {
    own = await startOnOwnDatabase();
    test = own.apps[0] as TestApp;
    clock = await ClockOfTheDatabase.install(own.superuser);
    const { TillNetwork: Networks } = await import('../../support/till-network.js');
    const { ExpirationsJob } = await import('../../../src/transactions/till/expirations/expirations.job.js');
    make = Networks.create.bind(Networks);
    settleDue = (networkId) => test.app.get(ExpirationsJob).doNext(networkId);
  });
  afterAll(() => own.close());

  /** A guest with 347 points of one sale at this instant; hybrid-5 lets them live 365 days. */
  async function guestOf(network: TillNetwork, token: string, at: number): Promise<string> {
    await clock.set(at);
    const guest = await network.guest();
    const sale = await network.post(`/api/guests/${guest}/transaction`, token, network.sale(155_000));
    expect([sale.status, sale.body.recordedAt]).toEqual([201, new Date(at).toISOString()]);
    return guest;
  }

  const redeem = (network: TillNetwork, token: string, guest: string, points: number) =>
    network.post(`/api/guests/${guest}/transaction`, token, {
      type: 'REDEMPTION',
      pointOfSaleId: network.pointOfSaleId,
      points,
      orderAmount: 1_000_000,
    });

  describe('rule 27: a lot', () => {
    // 365 days after the 10th of March 2024 (Moscow) is the 10th of March 2025; the lot ends when that day has.
    const sold = Date.UTC(2024, 2, 10, 12);
    const ends = Date.UTC(2025, 2, 10, 21);

    it('is spendable before its instant and not at it, though no job came by', async () => {
      const network = await make(test, { document: UNANNOUNCED });
      const token = await network.tokenOf('manager');
      const [before, at] = [await guestOf(network, token, sold), await guestOf(network, token, sold)];
      const balance = await network.get(`/api/guests/${at}/balance`, token);
      const end = Date.parse((balance.body.expiring as { at: string }[])[0]?.at ?? '');
      expect(new Date(end).toISOString()).toBe(new Date(ends).toISOString());
      await clock.set(end - 1);
      expect((await redeem(network, token, before, 347)).status).toBe(201);
      await clock.set(end);
      expect((await redeem(network, token, at, 347)).body).toMatchObject({ code: 'insufficient_points', available: 0 });
    });

    it('is taken once, with the same rows, by the till and by the job, also when both come at once', async () => {
      const network = await make(test, { document: UNANNOUNCED });
      const token = await network.tokenOf('manager');
      const guests = [
        await guestOf(network, token, sold),
        await guestOf(network, token, sold),
        await guestOf(network, token, sold),
      ] as const;
      await clock.set(ends + DAY);
      const [byTill, byJob, byBoth] = guests;
      await network.post(`/api/guests/${byTill}/transaction`, token, network.sale(100));
      await Promise.all([
        settleDue(network.id),
        settleDue(network.id),
        ...Array.from({ length: 4 }, () => network.post(`/api/guests/${byBoth}/transaction`, token, network.sale(100))),
      ]);
      for (const guest of [byTill, byJob, byBoth]) {
        const { rows } = await own.superuser.query<{ points: number; n: number }>(
          `SELECT sum(points_earned)::int AS points, count(*)::int AS n FROM transactions WHERE guest_id = $1 AND type = 'EXPIRY'`,
          [guest],
        );
        expect([guest, rows[0]]).toEqual([guest, { points: 347, n: 1 }]);
        const lots = await own.superuser.query(`SELECT 1 FROM lots WHERE guest_id = $1 AND expires_at <= $2`, [
          guest,
          new Date(ends + DAY),
        ]);
        expect(lots.rowCount).toBe(0);
      }
    });

    it('that nobody was warned of lives on, 30 days at a time, the same by the till and by the job, then expires and is listed', async () => {
      const network = await make(test);
      const token = await network.tokenOf('manager');
      const guests = [await guestOf(network, token, sold), await guestOf(network, token, sold)] as const;
      const [byTill, byJob] = guests;
      const month = 30 * DAY;
      await clock.set(ends);
      expect((await redeem(network, token, byTill, 100)).status).toBe(201);
      await settleDue(network.id);
      // Two months and a week late: rows that were due in between are written with their own times.
      await clock.set(ends + 2 * month + 7 * DAY);
      expect((await redeem(network, token, byTill, 100)).status).toBe(201);
      await settleDue(network.id);
      await clock.set(ends + 3 * month);
      expect((await redeem(network, token, byTill, 147)).body).toMatchObject({
        code: 'insufficient_points',
        available: 0,
      });
      await settleDue(network.id);
      for (const guest of guests) {
        const { rows } = await own.superuser.query<{
          type: string;
          at: Date;
          reason_code: string | null;
          points: number;
        }>(
          `SELECT type, occurred_at AS at, reason_code, points_earned::int AS points FROM transactions
           WHERE guest_id = $1 AND type IN ('EXTENSION', 'EXPIRY') ORDER BY guest_version`,
          [guest],
        );
        const put = (n: number) => ({
          type: 'EXTENSION',
          at: new Date(ends + n * month),
          reason_code: null,
          points: 0,
        });
        const left = guest === byJob ? 347 : 147;
        expect(rows).toEqual([
          put(0),
          put(1),
          put(2),
          { type: 'EXPIRY', at: new Date(ends + 3 * month), reason_code: 'UNWARNED', points: left },
        ]);
      }
    });
  });

  describe('rule 26: points that an offline till took before they expired', () => {
    const sold = Date.UTC(2025, 2, 10, 12);
    const ends = Date.UTC(2026, 2, 10, 21);

    it('come back for its act, exactly those spent, once, and replay says the same', async () => {
      const network = await make(test, { document: UNANNOUNCED });
      const token = await network.tokenOf('manager');
      const guest = await guestOf(network, token, sold);
      await clock.set(ends - 5 * DAY);
      await network.post(`/api/guests/${guest}/transaction`, token, network.sale(155_000));
      await clock.set(ends + DAY);
      let counter = 0;
      const bring = async (points: number, occurredAt: number) => {
        counter += 1;
        const body = network.sale(1_000_000, {
          pointsToRedeem: points,
          occurredAt: new Date(occurredAt).toISOString(),
        });
        const answer = await network.post('/api/transactions/batch', token, {
          deviceId: 'till',
          sentAt: new Date(ends + DAY).toISOString(),
          acts: [{ counter, key: `late-${String(counter)}-${guest}`, guestId: guest, body }],
        });
        return (answer.body.items as { status: number; body: Record<string, unknown> }[])[0];
      };
      // 347 points of the first sale and 147 of the second. The first lot ended an hour after its sale; its expiry is not settled yet.
      const first = await bring(200, ends - 3_600_000);
      expect([first?.status, first?.body.pointsRedeemed]).toEqual([201, 200]);
      const balance = async () => (await network.get(`/api/guests/${guest}/balance`, token)).body.available as number;
      const earned = first?.body.pointsEarned as number;
      expect(await balance()).toBe(147 + earned);
      // A return of more than was spent brings back nothing, not even a part.
      expect((await bring(147 + earned + 148, ends - 1))?.body).toMatchObject({ code: 'insufficient_points' });
      const atEnd = await bring(147 + earned + 1, ends);
      expect(atEnd?.body).toMatchObject({ code: 'insufficient_points', available: 147 + earned });
      const history = (await network.get(`/api/guests/${guest}/history`, token)).body.items as Record<
        string,
        unknown
      >[];
      const expiry = history.find(({ type }) => type === 'EXPIRY');
      const restored = history.filter(({ reasonCode }) => reasonCode === 'RESTORED');
      expect([expiry?.points, restored.map(({ points }) => points)]).toEqual([347, [200]]);
      // A manager can bring back the rest by hand, and no more.
      const byHand = (points: number) =>
        network.post(`/api/transactions/${expiry?.id as string}/restore`, token, { reason: 'asked', points });
      expect((await byHand(148)).body).toMatchObject({ code: 'restore_exceeds_expiry', max: 147 });
      expect((await byHand(100)).status).toBe(201);
      const rest = await bring(100, ends - 1);
      expect(rest?.status).toBe(201);
      const rows = (await network.get(`/api/guests/${guest}/history`, token)).body.items as Record<string, unknown>[];
      const sums = rows.filter(({ reasonCode }) => reasonCode === 'RESTORED').map(({ points }) => points);
      expect(sums).toEqual([47, 100, 200]);
      for (const { id } of rows) {
        const explained = await network.get(`/api/transactions/${id as string}/explain`, token);
        expect([id, explained.body.agrees]).toEqual([id, true]);
      }
      const { LedgerVerification } =
        await import('../../../src/transactions/books/verification/ledger-verification.js');
      const { findings } = await test.app.get(LedgerVerification).verify(network.id);
      expect(findings.list()).toEqual([]);
    });
  });

  describe('rule 22: a hold', () => {
    const start = Date.UTC(2026, 4, 1, 12);

    async function held(minutes = 10) {
      const network = await make(test);
      const token = await network.tokenOf('manager');
      const guest = await guestOf(network, token, start);
      const quote = await network.post(`/api/guests/${guest}/quote`, token, {
        ...network.sale(155_000, { pointsToRedeem: 300 }),
        hold: true,
        holdMinutes: minutes,
      });
      expect(quote.body).toMatchObject({
        holdExpiresAt: new Date(start + minutes * MINUTE).toISOString(),
        balance: { available: 47, held: 300 },
      });
      const capture = () =>
        network.post(
          `/api/guests/${guest}/transaction`,
          token,
          network.sale(155_000, { holdId: quote.body.holdId as string }),
        );
      const spend = (points: number) => redeem(network, token, guest, points);
      return { network, token, guest, capture, spend, holdId: quote.body.holdId as string };
    }

    it('keeps its points until its end, and frees them at it, though no job came by', async () => {
      const { spend } = await held();
      await clock.set(start + 10 * MINUTE - 1);
      expect((await spend(300)).body).toMatchObject({ code: 'insufficient_points', available: 47 });
      await clock.set(start + 10 * MINUTE);
      expect((await spend(300)).status).toBe(201);
    });

    it('may be captured within the grace if the points are still there', async () => {
      const { capture, guest } = await held();
      await clock.set(start + 25 * MINUTE);
      const captured = await capture();
      expect(captured.body).toMatchObject({ pointsRedeemed: 300, balance: { held: 0 } });
      const { rows } = await own.superuser.query<{ type: string }>(
        'SELECT type FROM transactions WHERE guest_id = $1 ORDER BY guest_version',
        [guest],
      );
      expect(rows.map(({ type }) => type)).toEqual(['SALE', 'HOLD', 'RELEASE', 'SALE']);
    });

    it('is refused after the grace, and within it when the points went elsewhere', async () => {
      const late = await held();
      await clock.set(start + 25 * MINUTE + 1);
      expect((await late.capture()).body).toMatchObject({ status: 409, code: 'hold_expired' });
      const spent = await held();
      await clock.set(start + 11 * MINUTE);
      await spent.spend(347);
      expect((await spent.capture()).body).toMatchObject({ status: 409, code: 'hold_expired' });
    });

    it('leaves "open" once: capture, void and time-out at once have one winner', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { network, token, guest, capture, holdId } = await held();
        await Promise.all([
          capture(),
          capture(),
          network.post(`/api/holds/${holdId}/void`, token),
          network.post(`/api/holds/${holdId}/void`, token),
          settleDue(network.id),
        ]);
        const { rows } = await own.superuser.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM transactions WHERE guest_id = $1 AND related_id = $2 AND type IN ('RELEASE', 'SALE')`,
          [guest, holdId],
        );
        expect(rows[0]?.n).toBe(1);
      }
    });

    it("gives points back with their own date: a void after the lot's end gives nothing to spend", async () => {
      const network = await make(test, { document: UNANNOUNCED });
      const token = await network.tokenOf('manager');
      const sold = Date.UTC(2024, 2, 10, 12);
      const guest = await guestOf(network, token, sold);
      const end = Date.UTC(2025, 2, 10, 21);
      await clock.set(end - 5 * MINUTE);
      const quote = await network.post(`/api/guests/${guest}/quote`, token, {
        ...network.sale(155_000, { pointsToRedeem: 300 }),
        hold: true,
        holdMinutes: 10,
      });
      expect(quote.status).toBe(201);
      // The held part of the lot outlives the lot's end; the rest has expired.
      await clock.set(end + MINUTE);
      expect((await redeem(network, token, guest, 100)).body).toMatchObject({
        code: 'insufficient_points',
        available: 0,
      });
      const voided = await network.post(`/api/holds/${String(quote.body.holdId)}/void`, token);
      expect(voided.body.balance).toEqual({ available: 0, held: 0 });
      expect((await redeem(network, token, guest, 100)).body).toMatchObject({
        code: 'insufficient_points',
        available: 0,
      });
    });
  });

  it('rule 33: is one function, which the roles of the application cannot put another in place of', async () => {
    const { applicationPool, platformPool } = await import('../../support/database.js');
    for (const pool of [applicationPool(own.connections), platformPool(own.connections)]) {
      await expect(
        pool.query('CREATE OR REPLACE FUNCTION ledger_now() RETURNS timestamptz LANGUAGE sql RETURN pg_catalog.now()'),
      ).rejects.toMatchObject({ code: '42501' });
      await pool.end();
    }
  });

  describe('rule 33: a day', () => {
    it('of the network ends where its clocks say, also when they change: 23 and 25 hours', async () => {
      const network = await make(test, { timeZone: 'Europe/London', currency: 'GBP', preset: 'points-4' });
      const token = await network.tokenOf('manager');
      // points-4: 24 months. British summer time begins on 29 March 2026 and ends on 25 October 2026.
      const cases = [
        [Date.UTC(2024, 2, 28, 12), '2026-03-29T00:00:00.000Z'],
        [Date.UTC(2024, 2, 29, 12), '2026-03-29T23:00:00.000Z'],
        [Date.UTC(2024, 9, 24, 12), '2026-10-24T23:00:00.000Z'],
        [Date.UTC(2024, 9, 25, 12), '2026-10-26T00:00:00.000Z'],
      ] as const;
      for (const [at, end] of cases) {
        const guest = await guestSoldAt(network, token, at);
        const balance = await network.get(`/api/guests/${guest}/balance`, token);
        expect([new Date(at).toISOString(), balance.body.expiring[0].at]).toEqual([new Date(at).toISOString(), end]);
      }
    });

    it('that a later year has not is clamped: 24 months after 29 February is 28 February', async () => {
      const network = await make(test, { timeZone: 'Europe/London', currency: 'GBP', preset: 'points-4' });
      const token = await network.tokenOf('manager');
      const guest = await guestSoldAt(network, token, Date.UTC(2024, 1, 29, 12));
      const balance = await network.get(`/api/guests/${guest}/balance`, token);
      expect(balance.body.expiring[0].at).toBe('2026-03-01T00:00:00.000Z');
    });

    it('is never computed again: another zone moves no lot that is there', async () => {
      const network = await make(test);
      const token = await network.tokenOf('manager');
      const guest = await guestOf(network, token, Date.UTC(2024, 2, 10, 12));
      await network.test
        .api()
        .patch(`/api/networks/${network.id}`)
        .set('Authorization', `Bearer ${token}`)
        .send({ timeZone: 'Asia/Vladivostok' });
      const balance = await network.get(`/api/guests/${guest}/balance`, token);
      expect(balance.body.expiring[0].at).toBe('2025-03-10T21:00:00.000Z');
    });

    async function guestSoldAt(network: TillNetwork, token: string, at: number): Promise<string> {
      await clock.set(at);
      const guest = await network.guest();
      expect((await network.post(`/api/guests/${guest}/transaction`, token, network.sale(155_000))).status).toBe(201);
      return guest;
    }
  });
});
