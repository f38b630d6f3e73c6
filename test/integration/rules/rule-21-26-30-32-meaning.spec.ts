import { newId } from '../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { TillNetwork } from '../../support/till-network';

const HOUR = 3_600_000;

describe('what acts mean', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  const sell = (network: TillNetwork, token: string, guest: string, more: Record<string, unknown>) =>
    network.post(`/api/guests/${guest}/transaction`, token, network.sale(10_000, more));

  describe('rule 21: a receipt number', () => {
    const today = new Date().toISOString().slice(0, 10);
    // Years that are over, so that no case depends on the day of the test.
    const last = Number(today.slice(0, 4)) - 1;
    const cases = [
      ['BUSINESS_DAY', `${String(last)}-07-01`, `${String(last)}-07-01`, false],
      ['BUSINESS_DAY', `${String(last)}-07-01`, `${String(last)}-07-02`, true],
      ['YEAR', `${String(last)}-07-01`, `${String(last)}-12-31`, false],
      ['YEAR', `${String(last - 1)}-12-31`, `${String(last)}-01-01`, true],
      ['FOREVER', `${String(last - 1)}-12-31`, `${String(last)}-01-01`, false],
    ] as const;

    it.each(cases)('by %s, on %s and on %s, is another receipt: %s', async (receiptScope, first, second, isAnother) => {
      const network = await TillNetwork.create(test, { settings: { receiptScope } });
      const token = await network.keyOf('till', 'import');
      const guest = await network.guest();
      const sellOn = (day: string) =>
        sell(network, token, guest, { receiptNumber: 'R', occurredAt: `${day}T12:00:00+03:00` });
      expect((await sellOn(first)).status).toBe(201);
      expect((await sellOn(second)).status).toBe(isAnother ? 201 : 409);
    });

    it('is freed by an undo alone', async () => {
      const network = await TillNetwork.create(test);
      const token = await network.tokenOf('manager');
      const guest = await network.guest();
      const sellOn = (receiptNumber: string) => sell(network, token, guest, { receiptNumber, businessDate: today });
      const first = await sellOn('R');
      await network.post(`/api/transactions/${String(first.body.id)}/refund`, token, { reason: 'returned' });
      expect((await sellOn('R')).status).toBe(409);
      const second = await sellOn('S');
      await network.post(`/api/transactions/${String(second.body.id)}/undo`, token);
      expect((await sellOn('S')).status).toBe(201);
    });
  });

  describe('rule 26: an offline till', () => {
    const batchOf = (deviceId: string, sentAt: number, acts: readonly object[]) => ({
      deviceId,
      sentAt: new Date(sentAt).toISOString(),
      acts,
    });

    it('with a clock that is an hour behind is corrected by the difference, and both times are kept', async () => {
      const network = await TillNetwork.create(test);
      const token = await network.tokenOf('manager');
      const guest = await network.guest();
      const deviceNow = Date.now() - HOUR;
      const rang = new Date(deviceNow - 10 * 60_000);
      const answer = await network.post(
        '/api/transactions/batch',
        token,
        batchOf('slow', deviceNow, [
          { counter: 1, key: newId(), guestId: guest, body: network.sale(10_000, { occurredAt: rang.toISOString() }) },
        ]),
      );
      const [item] = answer.body.items as { status: number; body: { id: string; occurredAt: string } }[];
      expect(item?.status).toBe(201);
      // Ten minutes ago by the real clock, whatever the device thought.
      expect(Math.abs(Date.parse(item?.body.occurredAt ?? '') - (Date.now() - 10 * 60_000))).toBeLessThan(60_000);
      const row = await network.database.inNetwork(network.id, (tx) =>
        tx.one<{ details: string | null; facts: string | null }>(
          'SELECT details::text, facts::text FROM transactions WHERE id = $1',
          [item?.body.id],
        ),
      );
      expect(`${row.details ?? ''}${row.facts ?? ''}`).toContain(String(rang.getTime()));
    });

    it('with a clock that is right within five minutes is believed', async () => {
      const network = await TillNetwork.create(test);
      const token = await network.tokenOf('manager');
      const rang = new Date(Date.now() - 20 * 60_000).toISOString();
      const answer = await network.post(
        '/api/transactions/batch',
        token,
        batchOf('good', Date.now() - 60_000, [
          {
            counter: 1,
            key: newId(),
            guestId: await network.guest(),
            body: network.sale(10_000, { occurredAt: rang }),
          },
        ]),
      );
      expect(answer.body.items[0].body.occurredAt).toBe(rang);
    });

    it('tells by its counter what is missing, until it comes', async () => {
      const network = await TillNetwork.create(test);
      const token = await network.tokenOf('manager');
      const guest = await network.guest();
      const send = (counters: readonly number[]) =>
        network.post(
          '/api/transactions/batch',
          token,
          batchOf(
            'till',
            Date.now(),
            counters.map((counter) => ({
              counter,
              key: newId(),
              guestId: guest,
              body: network.sale(100, { occurredAt: new Date().toISOString() }),
            })),
          ),
        );
      const device = () =>
        network.database.inNetwork(network.id, (tx) =>
          tx.one<{ last: number; gaps: unknown }>('SELECT last_counter::int AS last, gaps FROM devices WHERE id = $1', [
            'till',
          ]),
        );
      await send([1, 2, 6]);
      expect(await device()).toEqual({ last: 6, gaps: [[3, 5]] });
      await send([4]);
      expect(await device()).toEqual({
        last: 6,
        gaps: [
          [3, 3],
          [5, 5],
        ],
      });
      await send([5, 3, 9]);
      expect(await device()).toEqual({ last: 9, gaps: [[7, 8]] });
    });
  });

  describe('rule 30: what waits for approval', () => {
    it('is decided once by approvals and rejections at the same time, and its key still answers that it waits', async () => {
      const network = await TillNetwork.create(test);
      const [author, first, second, third] = [
        await network.tokenOf('cashier'),
        await network.tokenOf('manager'),
        await network.tokenOf('manager'),
        await network.tokenOf('manager'),
      ];
      for (let round = 0; round < 10; round += 1) {
        const guest = await network.guest();
        const key = newId();
        const body = {
          type: 'MANUAL',
          pointOfSaleId: network.pointOfSaleId,
          direction: 'CREDIT',
          points: 5_000,
          reasonCode: 'GOODWILL',
        };
        const asked = await network.post(`/api/guests/${guest}/transaction`, author, body, key);
        expect(asked.status).toBe(202);
        const path = `/api/transactions/${String(asked.body.id)}`;
        expect((await network.get(`/api/guests/${guest}/balance`, first)).body.available).toBe(0);
        const [one, two, three] = await Promise.all([
          network.post(`${path}/approve`, first),
          network.post(`${path}/approve`, second),
          network.post(`${path}/reject`, third),
        ]);
        const posted = [one, two].filter(({ status }) => status === 200 || status === 201).length;
        expect([posted, three.status === 200 ? 1 : 0]).toEqual(three.status === 200 ? [0, 1] : [1, 0]);
        for (const { status, body: told } of [one, two, three])
          if (status >= 300) expect([status, told.code]).toEqual([409, 'already_decided']);
        expect((await network.get(`/api/guests/${guest}/balance`, first)).body.available).toBe(posted * 5_000);
        const again = await network.post(`/api/guests/${guest}/transaction`, author, body, key);
        expect([again.status, again.text]).toEqual([202, asked.text]);
      }
    });

    it('is never let through by its requester', async () => {
      const network = await TillNetwork.create(test);
      const manager = await network.tokenOf('manager');
      const asked = await network.post(`/api/guests/${await network.guest()}/transaction`, manager, {
        type: 'MANUAL',
        direction: 'CREDIT',
        points: 20_000,
        reasonCode: 'GOODWILL',
      });
      expect((await network.post(`/api/transactions/${String(asked.body.id)}/approve`, manager)).status).toBe(403);
    });
  });

  describe('rule 32: a currency', () => {
    it.each([
      ['JPY', 0],
      ['RUB', 2],
      ['KWD', 3],
    ] as const)('like %s has %i digits, in the answer and in the reasons', async (currency, digits) => {
      const { presetForNetwork } = await import('../../../src/configuration/programs/drafts/scaled-preset.rules.js');
      const network = await TillNetwork.create(test, { currency, document: presetForNetwork('hybrid-5', digits) });
      const token = await network.tokenOf('manager');
      const guest = await network.guest();
      const scale = 10 ** digits;
      const sale = await network.post(`/api/guests/${guest}/transaction`, token, network.sale(1_550 * scale));
      expect(sale.body).toMatchObject({
        currency,
        amount: 1_550 * scale,
        discount: Math.floor(77.5 * scale),
        payable: 1_550 * scale - Math.floor(77.5 * scale),
        pointsEarned: 347,
      });
      const words = (sale.body.trace as { reason: string }[]).map(({ reason }) => reason).join(' ');
      expect(words).toContain(digits === 0 ? '1,550' : `1,550.${'0'.repeat(digits)}`);
      const changed = await test
        .api()
        .patch(`/api/networks/${network.id}`)
        .set('Authorization', `Bearer ${token}`)
        .send({ currency: 'EUR' });
      expect([changed.status, changed.body.code]).toEqual([409, 'currency_fixed']);
    });
  });
});
