import fc from 'fast-check';
import { RfmBoundaries } from '../../../../src/marketing/segments/rfm-boundaries';
import { RfmJob } from '../../../../src/marketing/segments/rfm.job';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { byRule, ofGuest, SegmentDesk } from '../../../support/marketing/segment-desk';

interface Figures {
  /** Days since the last purchase; null: no purchase. */
  readonly ago: number | null;
  readonly visits: number;
  readonly spend: number;
}
interface Score {
  readonly recency: number;
  readonly frequency: number;
  readonly money: number;
}
interface Rfm {
  readonly boundaries: { readonly guests: number; readonly recency: number[]; readonly frequency: number[] } | null;
  readonly guests: number;
  readonly spend: number;
  readonly cells: readonly {
    readonly recency: number;
    readonly value: number;
    readonly name: string;
    readonly guests: number;
  }[];
  readonly names: readonly { readonly name: string; readonly guests: number }[];
  readonly scores: readonly (Score & { readonly guests: number; readonly spend: number; readonly name: string })[];
}

describe('RFM', () => {
  let test: TestApp;
  let desk: SegmentDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await SegmentDesk.open(test);
  });
  afterAll(() => test.close());

  const read = async (): Promise<Rfm> => {
    const { status, body } = await desk.network.get('/api/segments/rfm', desk.manager);
    expect(status).toBe(200);
    return body as Rfm;
  };
  const renew = () => test.app.get(RfmBoundaries).renew(desk.network.id);

  /** Writes guests with these figures, as many sales would have made them. */
  async function write(figures: readonly Figures[]): Promise<string[]> {
    const guests = [];
    for (const { ago, visits, spend } of figures) {
      const guest = await desk.network.guest();
      guests.push(guest);
      await desk.network.database.inNetwork(desk.network.id, async (tx) => {
        await tx.query(
          'UPDATE guest_states SET spend = $3, visits = $4, version = version + 1 WHERE network_id = $1 AND guest_id = $2',
          [desk.network.id, guest, spend, visits],
        );
        await tx.query(
          `UPDATE guest_summaries SET last_visit_at = coalesce(now() - $3::integer * interval '24 hours', '-infinity')
            WHERE network_id = $1 AND guest_id = $2`,
          [desk.network.id, guest, ago],
        );
      });
    }
    return guests;
  }

  it('has no limits and no guests before the first purchase, and its first limits after it', async () => {
    const guest = await desk.network.guest();
    expect(await read()).toMatchObject({ boundaries: null, guests: 0, scores: [] });
    const job = test.app.get(RfmJob);
    await job.doNext(desk.network.id);
    expect(await read()).toMatchObject({ boundaries: { guests: 0, recency: [] }, guests: 0, scores: [] });
    await desk.sell(guest, 1_000);
    await eventually('limits', async () => {
      await desk.evaluateAll();
      await job.doNext(desk.network.id);
      return (await read()).guests === 1;
    });
    expect(await job.doNext(desk.network.id)).toBe('idle');
  });

  it('scores each guest among all as an oracle does that sorts them, with ties', async () => {
    const figures = fc.record({
      ago: fc.option(fc.constantFrom(0, 1, 2, 3, 7, 30, 30, 90, 400), { freq: 8 }),
      visits: fc.constantFrom(1, 1, 1, 1, 2, 3, 5, 8),
      spend: fc.constantFrom(0, 500, 500, 1_000, 5_000, 70_000),
    });
    const population = (fc.sample(fc.array(figures, { minLength: 60, maxLength: 60 }), 1)[0] ?? []).map((one) =>
      one.ago === null ? { ago: null, visits: 0, spend: 0 } : one,
    );
    await write(population);
    await renew();
    const bought = population.flatMap((one) => (one.ago === null ? [] : [{ ...one, ago: one.ago }]));
    const fifthAmong = (all: readonly number[]) => {
      const sorted = [...all].sort((a, b) => a - b);
      // The score rises with each limit that a value is above: the value of the guest at a fifth of the way, rounded up.
      const limits = [1, 2, 3, 4].map((n) => sorted[Math.ceil((n * sorted.length) / 5) - 1] ?? 0);
      return (value: number) => 1 + limits.filter((limit) => value > limit).length;
    };
    const [recency, frequency, money] = [
      fifthAmong(bought.map(({ ago }) => ago)),
      fifthAmong(bought.map(({ visits }) => visits)),
      fifthAmong(bought.map(({ spend }) => spend)),
    ];
    const expected = new Map<string, { guests: number; spend: number }>();
    for (const { ago, visits, spend } of bought) {
      const score = [6 - recency(ago), frequency(visits), money(spend)].join('');
      const before = expected.get(score) ?? { guests: 0, spend: 0 };
      expected.set(score, { guests: before.guests + 1, spend: before.spend + spend });
    }
    const { boundaries, scores, guests, cells, names } = await read();
    expect(boundaries?.guests).toBe(bought.length);
    expect(guests).toBe(bought.length);
    expect(
      Object.fromEntries(
        scores.map((row) => [`${String(row.recency)}${String(row.frequency)}${String(row.money)}`, row]),
      ),
    ).toMatchObject(Object.fromEntries(expected));
    expect(scores).toHaveLength(expected.size);
    const sum = (rows: readonly { readonly guests: number }[]) => rows.reduce((all, row) => all + row.guests, 0);
    expect([cells.length, sum(cells), names.length, sum(names)]).toEqual([25, bought.length, 11, bought.length]);
    // A name and a score are conditions of a rule, which count the same guests.
    for (const { name, guests: named } of names) {
      const preview = await desk.network.post('/api/segments/preview', desk.manager, {
        rule: byRule(ofGuest('rfm', '=', name)),
      });
      expect(preview.body).toEqual({ guests: named, of: population.length, isExact: true });
    }
    const cell = cells.find((one) => one.guests > 0);
    const rule = byRule(ofGuest('rfmRecency', '=', cell?.recency), ofGuest('rfmValue', '=', cell?.value));
    const preview = await desk.network.post('/api/segments/preview', desk.manager, { rule });
    expect(preview.body.guests).toBe(cell?.guests);
  });

  it('makes the limits anew within the day when the guests with a purchase have doubled, as an import does', async () => {
    const job = test.app.get(RfmJob);
    const boundariesOf = async () => (await read()).boundaries?.guests;
    await write([{ ago: 1, visits: 1, spend: 100 }]);
    await write([{ ago: 2, visits: 2, spend: 200 }]);
    await job.doNext(desk.network.id);
    expect(await boundariesOf()).toBe(2);
    await write([{ ago: 3, visits: 3, spend: 300 }]);
    expect(await job.doNext(desk.network.id)).toBe('idle');
    expect(await boundariesOf()).toBe(2);
    await write([{ ago: 4, visits: 4, spend: 400 }]);
    expect(await job.doNext(desk.network.id)).toBe('done');
    expect(await boundariesOf()).toBe(4);
  });

  it('counts the guests in a transaction that writes nothing, so that a large network is not cut off', async () => {
    await write([{ ago: 1, visits: 1, spend: 100 }]);
    const { database } = desk.network;
    const inNetwork = database.inNetwork.bind(database);
    const readers: boolean[] = [];
    const spy = jest.spyOn(database, 'inNetwork').mockImplementation((id, work) =>
      inNetwork(id, async (tx) => {
        const result = await work(tx);
        const { reads } = await tx.one<{ reads: boolean }>(
          `SELECT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'guest_states'::regclass)
              AND pg_current_xact_id_if_assigned() IS NOT NULL AS reads`,
        );
        readers.push(reads);
        return result;
      }),
    );
    expect(await test.app.get(RfmJob).doNext(desk.network.id)).toBe('done');
    spy.mockRestore();
    expect(new Set(readers)).toEqual(new Set([false]));
    expect((await read()).boundaries?.guests).toBe(1);
  });

  it('follows a guest between two nights, by the limits of the last', async () => {
    const [guest = ''] = await write([
      { ago: 300, visits: 1, spend: 100 },
      ...[1, 2, 3, 4].map((n) => ({ ago: n * 10, visits: n * 2, spend: n * 10_000 })),
    ]);
    await renew();
    const segment = await desk.create('AWAY', byRule(ofGuest('rfm', '=', 'LOST')));
    await desk.evaluateAll();
    expect((await desk.codesOf(guest)).codes).toEqual(['AWAY']);
    await desk.sell(guest, 900_000);
    await eventually('the guest out of the segment', async () => {
      await desk.evaluateAll();
      return (await desk.codesOf(guest)).codes.length === 0;
    });
    const explained = await desk.network.get(`/api/guests/${guest}/segments`, desk.manager);
    expect(explained.body.facts).toMatchObject({ rfmRecency: 5, rfmMoney: 5 });
    expect(explained.body.items).toMatchObject([{ segmentId: segment, isIn: false, failed: { field: 'rfm' } }]);
  });

  it('tells an entry and an exit as events of the guest, and the ledger is still right', async () => {
    const guest = await desk.network.guest();
    const segment = await desk.create('BUYERS', byRule(ofGuest('visits', '>=', 1)));
    const sale = await desk.sell(guest, 1_000);
    await desk.evaluateAll();
    await desk.network.post(`/api/transactions/${sale.id}/refund`, desk.manager, { reason: 'x' });
    await desk.evaluateAll();
    const events = await desk.network.database.inNetwork(desk.network.id, (tx) =>
      tx.query(
        `SELECT type, subject_id AS subject, guest_id AS guest, guest_version AS version FROM events
          WHERE network_id = $1 AND type LIKE 'segment.%' ORDER BY id`,
        [desk.network.id],
      ),
    );
    expect(events).toEqual([
      { type: 'segment.entered', subject: segment, guest, version: 2 },
      { type: 'segment.left', subject: segment, guest, version: 4 },
    ]);
    expect(await desk.findings()).toEqual([]);
  });

  it('counts what two segments have in common', async () => {
    const guests = [];
    for (let n = 0; n < 5; n += 1) guests.push(await desk.network.guest());
    const [left, right] = [await desk.create('LEFT', null), await desk.create('RIGHT', null)];
    await desk.put(left, guests.slice(0, 3), true);
    await desk.put(right, guests.slice(2), true);
    const path = `/api/segments/${left}/overlap`;
    const overlap = await desk.network.get(`${path}?with=${right}`, desk.manager);
    expect(overlap).toMatchObject({ status: 200, body: { guests: 3, otherGuests: 3, both: 1 } });
    const empty = await desk.create('EMPTY', null);
    expect((await desk.network.get(`${path}?with=${empty}`, desk.manager)).body).toEqual({
      guests: 3,
      otherGuests: 0,
      both: 0,
    });
    expect((await desk.network.get(`${path}?with=${guests[0] ?? ''}`, desk.manager)).status).toBe(404);
    expect((await desk.network.get(path, desk.manager)).status).toBe(400);
  });
});
