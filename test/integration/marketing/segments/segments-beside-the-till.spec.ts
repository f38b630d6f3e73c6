import { SegmentEvaluation } from '../../../../src/marketing/segments/segment-evaluation';
import type { Tx } from '../../../../src/platform/database/database';
import { systemActOf } from '../../../../src/transactions/ledger/act/system-act';
import { SingleActTransaction } from '../../../../src/transactions/till/queue/single-act-transaction';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { byRule, ofGuest, SegmentDesk } from '../../../support/marketing/segment-desk';
import { saleBody } from '../../../support/till/till-acts';
import type { TillNetwork } from '../../../support/till-network';

describe('segments that are counted while guests are at the till', () => {
  let test: TestApp;
  let desk: SegmentDesk;
  let network: TillNetwork;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await SegmentDesk.open(test);
    ({ network } = desk);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  it('go on where a piece was killed, pass over who is at a till, and write nothing twice', async () => {
    const guests = [];
    for (let n = 0; n < 5; n += 1) guests.push(await network.guest());
    guests.sort();
    await desk.create('ALL', byRule(ofGuest('visits', '=', 0)));
    expect(await desk.job.doNext(network.id, { maxGuests: 2 })).toBe('more');
    const evaluation = test.app.get(SegmentEvaluation);
    jest.spyOn(evaluation, 'evaluateLocked').mockImplementationOnce(async (...args) => {
      jest.restoreAllMocks();
      await evaluation.evaluateLocked(...args);
      throw new Error('killed');
    });
    await expect(desk.job.doNext(network.id, { maxGuests: 2 })).rejects.toThrow('killed');
    expect(await Promise.all(guests.map(async (guest) => (await desk.codesOf(guest)).version))).toEqual([
      1, 1, 0, 0, 0,
    ]);
    const busy = guests[3] ?? '';
    await network.database.inNetwork(network.id, async (tx) => {
      await tx.query('SELECT 1 FROM guest_states WHERE network_id = $1 AND guest_id = $2 FOR UPDATE', [
        network.id,
        busy,
      ]);
      expect(await desk.job.doNext(network.id, { maxGuests: 5 })).toBe('more');
      expect(await desk.job.doNext(network.id, { maxGuests: 5 })).toBe('done');
    });
    await desk.evaluateAll();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE segment_passes SET is_done = false, after_guest = $2 WHERE network_id = $1', [
        network.id,
        '00000000-0000-0000-0000-000000000000',
      ]),
    );
    await desk.evaluateAll();
    expect(await Promise.all(guests.map((guest) => desk.codesOf(guest)))).toEqual(
      guests.map(() => ({ codes: ['ALL'], version: 1 })),
    );
    expect(await desk.findings()).toEqual([]);
  });

  it('never write over what the till writes, nor the till over theirs', async () => {
    const guests = [];
    for (let n = 0; n < 6; n += 1) guests.push(await network.guest());
    await desk.create('LOYAL', byRule(ofGuest('visits', '>=', 2)));
    const selling = guests.flatMap((guest) => [1, 2, 3, 4].map(() => desk.sell(guest, 1_000)));
    const evaluating = (async () => {
      for (let n = 0; n < 20; n += 1)
        await Promise.all([
          desk.job.doNext(network.id, { maxGuests: 4 }),
          desk.job.doNext(network.id, { maxGuests: 4 }),
        ]);
    })();
    await Promise.all([...selling, evaluating]);
    await desk.evaluateAll();
    for (const guest of guests) expect((await desk.codesOf(guest)).codes).toEqual(['LOYAL']);
    expect(await desk.findings()).toEqual([]);
  });

  describe('miss no act of a transaction that runs (rule 12)', () => {
    const BUYERS = byRule(ofGuest('visits', '>=', 1));

    const sellIn = async (tx: Tx, guestId: string): Promise<void> => {
      const { restaurantId, pointOfSaleId } = network;
      const act = systemActOf(network.id, guestId, saleBody(1_000), { restaurantId });
      const sale = { ...act, channel: 'TILL', pointOfSaleId } as const;
      expect(await test.app.get(SingleActTransaction).recordIn(tx, sale)).toMatchObject({ kind: 'POSTED' });
    };

    it('and commits after later ones: what those tell of waits', async () => {
      const [slow, quick] = [await network.guest(), await network.guest()];
      await desk.create('BUYERS', BUYERS);
      await desk.evaluateAll();
      await network.database.inNetwork(network.id, async (tx) => {
        await sellIn(tx, slow);
        await desk.sell(quick, 1_000);
        expect(await desk.job.doNext(network.id)).toBe('idle');
      });
      await desk.evaluateAll();
      for (const guest of [slow, quick]) expect((await desk.codesOf(guest)).codes).toEqual(['BUYERS']);
    });

    it('since before a look at everybody and writes after it: that look ends below it', async () => {
      const guest = await network.guest();
      await network.database.inNetwork(network.id, async (tx) => {
        await tx.query('SELECT pg_current_xact_id()');
        await desk.create('BUYERS', BUYERS);
        await desk.evaluateAll();
        await sellIn(tx, guest);
      });
      await desk.evaluateAll();
      expect((await desk.codesOf(guest)).codes).toEqual(['BUYERS']);
    });
  });

  it('are guarded by the version of the guest', async () => {
    const guest = await network.guest();
    const segment = await desk.create('LOYAL', null);
    const write = (text: string) =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query(text, [network.id, guest, segment].slice(0, text.includes('$3') ? 3 : 2)),
      );
    await expect(
      write(`UPDATE guest_states SET segments = '{LOYAL}' WHERE network_id = $1 AND guest_id = $2`),
    ).rejects.toThrow('version must rise');
    await expect(
      write('INSERT INTO segment_members (network_id, guest_id, segment_id) VALUES ($1, $2, $3)'),
    ).rejects.toThrow('without its guest');
    await write(
      `UPDATE guest_states SET segments = '{LOYAL}', version = version + 1 WHERE network_id = $1 AND guest_id = $2`,
    );
    expect(await desk.findings()).toMatchObject([{ check: 4, row: 'guest_states', id: guest }]);
    await write(
      `UPDATE guest_states SET segments = '{}', version = version + 1 WHERE network_id = $1 AND guest_id = $2`,
    );
    expect(await desk.findings()).toEqual([]);
  });
});
