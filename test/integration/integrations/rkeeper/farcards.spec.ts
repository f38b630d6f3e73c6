import { EventHandlers } from '../../../../src/integrations/inbox/event-handlers';
import fc from 'fast-check';
import pg from 'pg';
import { Connections } from '../../../../src/integrations/connections/connections';
import { InboxWork } from '../../../../src/integrations/inbox/inbox.job';
import { TillActs } from '../../../../src/integrations/till-acts/till-acts';
import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { type Dialect, type FarcardsPacket, FarcardsTill } from '../../../doubles/farcards-till';
import { partsPerMillion, points } from '../../../../src/decision';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { keepsToBackground } from '../../../support/background-watch';
import { campaignOf } from '../../../support/decision/campaigns';
import { eventually } from '../../../support/eventually';
import { runCampaign } from '../../../support/run-campaign';
import { connectRkeeper, networkOfRkeeper } from '../../../support/rkeeper';
import { TillNetwork } from '../../../support/till-network';

const CONNECTIONS = '/api/integrations/connections';
const EVENTS = '/api/integrations/events';
const CARD = '7900112233445566778';
const POINTS = 2_000;

describe('R-Keeper over FarCards', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let guest: string;
  let connection: string;
  let base: string;
  let till: FarcardsTill;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  keepsToBackground(() => test, EventHandlers, 'handle');
  beforeEach(async () => {
    network = await networkOfRkeeper(test);
    manager = await network.tokenOf('manager');
    guest = await namedGuest(CARD, 'Анна "Ключ" <Иванова>');
    await credit(guest, POINTS);
    base = await connect();
    till = new FarcardsTill(base);
  });
  afterAll(() => test.close());

  async function namedGuest(card: string, name: string): Promise<string> {
    const id = await network.guest();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE guests SET external_id = $3, name = $4 WHERE network_id = $1 AND id = $2', [
        network.id,
        id,
        card,
        name,
      ]),
    );
    return id;
  }
  async function credit(id: string, points: number): Promise<void> {
    const body = { type: 'MANUAL', direction: 'CREDIT', points, reasonCode: 'GOODWILL' };
    await network.post(`/api/guests/${id}/transaction`, manager, body).expect(201);
  }
  async function connect(more: object = {}): Promise<string> {
    const { id, path } = await connectRkeeper(network, manager, more);
    connection = id;
    return `${test.url}${path}`;
  }
  async function nameEmail(id: string, email: string): Promise<void> {
    const path = `/api/guests/${id}`;
    await test.api().patch(path).set('Authorization', `Bearer ${manager}`).send({ email }).expect(200);
  }
  const patch = (body: object) =>
    test.api().patch(`${CONNECTIONS}/${connection}`).set('Authorization', `Bearer ${manager}`).send(body).expect(200);
  const packet = (spending: number, points = 0, more: Partial<FarcardsPacket> = {}): FarcardsPacket => ({
    card: CARD,
    rows: [...(points === 0 ? [] : [{ kind: 0 as const, sum: -points }]), { kind: 3, sum: spending }],
    checkNumber: '318',
    date: network.businessDate(),
    ...more,
  });
  const check = (sum: string, guid: string = newId()) => ({
    guid,
    lines: [{ code: '104', name: 'Борщ', category: 'Soups', sum }],
  });
  async function balance(id = guest): Promise<number> {
    const { body } = await network.get(`/api/guests/${id}`, manager).expect(200);
    return (body as { balance: { available: number } }).balance.available;
  }
  async function sales(): Promise<
    { type: string; amount: number; pointsEarned: number; identifiedBy: string; fiscalDocument: string | null }[]
  > {
    return network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `SELECT type, amount, points_earned AS "pointsEarned", identified_by AS "identifiedBy", fiscal_document AS "fiscalDocument" FROM transactions WHERE network_id = $1 AND type IN ('SALE', 'REFUND') ORDER BY id`,
        [network.id],
      ),
    );
  }
  async function events(): Promise<{ id: string; status: string; reason: string | null }[]> {
    const { body } = await network.get(`${EVENTS}?connectionId=${connection}&sort=createdAt`, manager).expect(200);
    return (body as { items: { id: string; status: string; reason: string | null }[] }).items;
  }
  const verify = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();

  it('finds a card in few round trips to the database, since each waits on a busy machine', async () => {
    await till.cardInfo(CARD);
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const trips: number[] = [];
    // Jobs make some statements at the same time.
    for (let n = 0; n < 5; n += 1) {
      query.mockClear();
      expect(await till.cardInfo(CARD)).toMatchObject({ result: 0 });
      trips.push(query.mock.calls.length);
    }
    query.mockRestore();
    expect(Math.min(...trips)).toBeLessThanOrEqual(5);
  });

  describe('a check that is opened again', () => {
    const guid = '9A1B0000-0000-4000-8000-000000000001';
    const closing = (sum: number, minute: number, more: Partial<FarcardsPacket> = {}) =>
      packet(sum, 0, {
        check: {
          ...check(String(sum / 100), guid),
          generatedAt: `2026-03-02T19:${String(minute).padStart(2, '0')}:00`,
        },
        ...more,
      });
    const left = async () => {
      const rows = await network.database.inNetwork(network.id, (tx) =>
        tx.query<{ left: number }>(
          `SELECT (t.amount - coalesce((SELECT sum(r.amount) FROM transactions r
                    WHERE r.network_id = $1 AND r.related_id = t.id AND r.type = 'REFUND'), 0))::bigint AS left
             FROM transactions t WHERE t.network_id = $1 AND t.type = 'SALE' ORDER BY t.id`,
          [network.id],
        ),
      );
      return rows.map((row) => row.left).filter((one) => one > 0);
    };
    /** The points of a sale of this sum alone. */
    const pointsOf = async (sum: number) => {
      const other = await namedGuest('7900112233000000001', 'Олег');
      await till.transactions(packet(sum, 0, { card: '7900112233000000001', checkNumber: '900' }));
      return balance(other);
    };

    afterEach(async () => expect(await verify()).toEqual([]));

    it('is recorded with its new sum after the cancellation, once', async () => {
      const [first, second] = [closing(150_000, 1), closing(100_000, 3)];
      for (const one of [first, first]) expect(await till.transactions(one)).toMatchObject({ result: 0 });
      expect(await till.cancel(closing(150_000, 2))).toMatchObject({ result: 0 });
      for (const one of [second, second])
        expect(await till.transactions(one)).toMatchObject({ result: 0, errorCode: 0 });
      expect(await left()).toEqual([100_000]);
      expect(await balance()).toBe(POINTS + (await pointsOf(100_000)));
    });

    it('is recorded again as it was, where the till wrote it after the cancellation', async () => {
      await till.transactions(closing(150_000, 1));
      await till.cancel(closing(150_000, 2));
      expect(await left()).toEqual([]);
      // The first packet again is no further closing.
      await till.transactions(closing(150_000, 1));
      expect(await left()).toEqual([]);
      const again = await till.transactions(closing(150_000, 3));
      expect((await till.transactions(closing(150_000, 3))).raw).toBe(again.raw);
      expect(await left()).toEqual([150_000]);
      expect(await balance()).toBe(POINTS + (await pointsOf(150_000)));
    });

    it('is recorded under a new number, and each closing is cancelled by itself', async () => {
      await till.transactions(closing(150_000, 1));
      await till.cancel(closing(150_000, 2));
      await till.transactions(closing(150_000, 3, { checkNumber: '319' }));
      expect(await left()).toEqual([150_000]);
      await till.cancel(closing(150_000, 4, { checkNumber: '319' }));
      expect(await left()).toEqual([]);
      expect(await balance()).toBe(POINTS);
    });

    it('is recorded where its cancellation comes after it', async () => {
      await till.transactions(closing(150_000, 1));
      expect(await till.transactions(closing(100_000, 3))).toMatchObject({ result: 0, errorCode: 0 });
      expect(await left()).toEqual([100_000]);
      expect(await till.cancel(closing(150_000, 2))).toMatchObject({ result: 0 });
      expect(await left()).toEqual([100_000]);
      expect(await balance()).toBe(POINTS + (await pointsOf(100_000)));
    });

    it('spends its points anew', async () => {
      const withPoints = (sum: number, points: number, minute: number) =>
        closing(sum, minute, {
          rows: [
            { kind: 0, sum: -points },
            { kind: 3, sum },
          ],
        });
      await till.transactions(withPoints(90_000, 1_000, 1));
      await till.cancel(withPoints(90_000, 1_000, 2));
      expect(await balance()).toBe(POINTS);
      expect(await till.transactions(withPoints(40_000, 2_000, 3))).toMatchObject({ result: 0, errorCode: 0 });
      expect(await left()).toEqual([42_000]);
      expect(await balance()).toBeLessThan(POINTS);
    });
  });

  describe.each<Dialect>(['farcards', 'farcardsnet'])('as %s writes', (dialect) => {
    beforeEach(() => {
      till = new FarcardsTill(base, undefined, dialect);
    });

    it('finds a card, sells with points, and cancels the check once', async () => {
      const info = await till.cardInfo(CARD);
      expect(info).toMatchObject({
        result: 0,
        attributes: { Holder: 'Анна "Ключ" <Иванова>', Summa: String(POINTS), Locked: '0' },
      });
      expect((await till.cardInfo('7999999999999999999')).result).toBe(1);
      const sale = packet(90_000, 1_000, { account: info.account, check: check('910') });
      const sold = await till.transactions(sale);
      expect(sold).toMatchObject({ result: 0, errorCode: 0 });
      expect(await sales()).toMatchObject([
        { type: 'SALE', amount: 91_000, identifiedBy: 'TILL_SYSTEM', fiscalDocument: '28547' },
      ]);
      const after = await balance();
      expect(after).toBeGreaterThan(POINTS - 1_000);
      expect((await till.transactions(sale)).raw).toBe(sold.raw);
      expect(await balance()).toBe(after);
      const voided = await till.cancel(sale);
      expect(voided.result).toBe(0);
      expect((await till.cancel(sale)).raw).toBe(voided.raw);
      expect((await sales()).map(({ type }) => type)).toEqual(['SALE', 'REFUND']);
      expect(await balance()).toBe(POINTS);
      expect(await verify()).toEqual([]);
    });
  });

  it('tells what a check may take by the rules of the programme, with the kinds of its items', async () => {
    await patch({
      itemTypes: [{ category: 'Wine', type: 'ALCOHOL' }],
      options: { discounts: [{ tier: 'BRONZE', number: 7 }] },
    });
    // Half of the check may be paid with points, and 2,000 points are worth 20 roubles.
    expect((await till.cardInfo(CARD, check('30'))).attributes).toMatchObject({ Summa: '1500', Discount: '7' });
    expect((await till.cardInfo(CARD, check('1000'))).attributes).toMatchObject({ Summa: '2000' });
    const wine = {
      ...check('1000'),
      lines: [{ code: '9', name: 'Рислинг', category: 'Wine', sum: '12.5', quantity: '0.5' }],
    };
    await till.transactions(packet(1_250, 0, { check: wine }));
    const [row] = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ lines: object[]; channel: string }>(
        `SELECT items AS lines, channel FROM transactions WHERE network_id = $1 AND type = 'SALE'`,
        [network.id],
      ),
    );
    expect(row).toMatchObject({
      channel: 'TILL',
      // Code, name, category and quantity; the last is the kind.
      lines: [expect.arrayContaining(['9', 'Рислинг', 'Wine', 500, 1_250, 'ALCOHOL'])],
    });
  });

  it('records modifiers as a part of their dish, and a combo as lines that count as one piece', async () => {
    const offer = { kind: 'PER_QUANTITY' as const, quantityMilli: 1_000, points: points(10) };
    await runCampaign(network, 'PIECES', campaignOf({ type: 'CATEGORY_BONUS', offer }));
    const dish = (name: string, sum: string, type = 'dish') => ({ code: name, name, category: 'Menu', sum, type });
    const modified = [dish('pizza', '400'), dish('cheese', '50', 'modifier'), dish('no onion', '-20', 'modifier')];
    const combo = [dish('lunch', '300'), dish('fries', '100', 'combo')];
    const lines = [...modified, ...combo, dish('tea', '100')];
    const plain = await namedGuest('7900112233000000001', 'Олег');
    await till.transactions(packet(93_000, 0, { card: '7900112233000000001', checkNumber: '900' }));
    expect(await till.transactions(packet(93_000, 0, { check: { guid: newId(), lines } }))).toMatchObject({
      result: 0,
    });
    const { body } = await network.get(`/api/guests/${guest}/history?limit=1`, manager).expect(200);
    const [sale] = (body as { items: { amount: number; items: object[] }[] }).items;
    expect(sale).toMatchObject({
      amount: 93_000,
      items: [
        { name: 'pizza', quantity: 1, total: 43_000, combo: null },
        { name: 'lunch', quantity: 1, total: 30_000, combo: '1' },
        { name: 'fries', quantity: 1, total: 10_000, combo: '1' },
        { name: 'tea', quantity: 1, total: 10_000, combo: null },
      ],
    });
    expect(sale?.items).toHaveLength(4);
    // Three pieces, where the check without lines is one.
    expect((await balance()) - POINTS).toBe((await balance(plain)) + 20);
    expect(await verify()).toEqual([]);
  });

  it('tells the till the discount of campaigns on its check, and of each line in the free field', async () => {
    await runCampaign(
      network,
      'SECOND_HALF',
      campaignOf({
        schema: 3,
        type: 'MONEY_OFF',
        offer: null,
        moneyOff: { kind: 'CHEAPEST', of: 2, ratePpm: partsPerMillion(500_000) },
      }),
    );
    const lines = ['30', '20', '25'].map((sum, index) => ({
      code: String(index),
      name: 'Борщ',
      category: 'Soups',
      sum,
    }));
    expect((await till.cardInfo(CARD, { guid: newId(), lines })).attributes).toMatchObject({
      DiscLimit: '1000',
      DopInfo: '2:1000',
    });
    expect((await till.cardInfo(CARD)).attributes).toMatchObject({ DopInfo: '' });
  });

  it('refuses points that are not there, in words, and lets the check go on without them', async () => {
    const [poor] = [packet(100_000, 50_000, { check: check('1500') })];
    const refused = await till.transactions(poor);
    expect(refused).toMatchObject({ result: 1, errorCode: 51, externalId: null });
    expect(refused.errorText).toContain('2');
    expect((await till.transactions(poor)).raw).toBe(refused.raw);
    expect(await sales()).toEqual([]);
    expect((await till.transactions(packet(150_000, 0, { check: check('1500') }))).result).toBe(0);
  });

  it('spends the same points at one of two tills', async () => {
    const one = packet(90_000, 2_000, { check: check('920') });
    const other = packet(90_000, 2_000, { check: check('920'), checkNumber: '319' });
    const results = await Promise.all([till.transactions(one), till.transactions(other)]);
    expect(results.map(({ result }) => result).sort()).toEqual([0, 1]);
    expect(await verify()).toEqual([]);
  });

  it('records a packet once that comes five times at once', async () => {
    const sale = packet(90_000, 0, { check: check('900') });
    const answers = await Promise.all(Array.from({ length: 5 }, () => till.transactions(sale)));
    expect(new Set(answers.map(({ raw }) => raw)).size).toBe(1);
    expect(await sales()).toHaveLength(1);
  });

  it('books the checks that stand, whatever comes twice, at once or before its time', async () => {
    const sends = fc.array(fc.record({ of: fc.nat({ max: 3 }), cancels: fc.boolean() }), {
      minLength: 4,
      maxLength: 16,
    });
    let checks = 1_000;
    await fc.assert(
      fc.asyncProperty(sends, async (sent) => {
        const before = (await sales()).length;
        const packets = Array.from({ length: 4 }, () => {
          checks += 1;
          return packet(10_000, 0, { check: check('100'), checkNumber: String(checks) });
        });
        const answers = new Map<string, string>();
        const states = new Map<number, 'sold' | 'cancelled'>();
        let rows = 0;
        for (const { of, cancels } of sent) {
          const one = packets[of] ?? packet(0);
          const { raw } = cancels ? await till.cancel(one) : await till.transactions(one);
          const name = `${String(of)} ${String(cancels)}`;
          expect(answers.get(name) ?? raw).toBe(raw);
          answers.set(name, raw);
          const was = states.get(of);
          if (was === undefined && !cancels) rows += 1;
          if (was === 'sold' && cancels) rows += 1;
          states.set(of, cancels || was === 'cancelled' ? 'cancelled' : 'sold');
        }
        expect(await sales()).toHaveLength(before + rows);
      }),
      { numRuns: 6 },
    );
    expect(await verify()).toEqual([]);
  });

  it('keeps checks apart that have the same number at another station or on another day', async () => {
    await patch({
      places: [
        { organization: '1', terminal: null, pointOfSaleId: network.pointOfSaleId },
        { organization: '1', terminal: '4', pointOfSaleId: network.otherPointOfSaleId },
      ],
    });
    const next = new FarcardsTill(base, { restaurant: '1', station: '4' });
    await till.transactions(packet(10_000));
    await next.transactions(packet(10_000));
    await till.transactions(packet(10_000, 0, { date: network.businessDate(-1) }));
    // A business date that has been open for a week.
    await till.transactions(packet(10_000, 0, { date: network.businessDate(-7), checkNumber: '400' }));
    expect(await sales()).toHaveLength(4);
  });

  it('takes a cancellation that overtakes its check, and a part of a check', async () => {
    const early = packet(50_000, 0, { check: check('500') });
    expect(await till.cancel(early)).toMatchObject({ result: 0, errorCode: 0 });
    expect(await till.transactions(early)).toMatchObject({ result: 0, externalId: null });
    expect(await sales()).toEqual([]);
    const sale = packet(50_000, 0, { check: check('500'), checkNumber: '319' });
    await till.transactions(sale);
    const part = await till.transactions({ ...sale, rows: [{ kind: 3, sum: -20_000 }] });
    expect(part.result).toBe(0);
    expect((await sales()).map(({ type, amount }) => [type, amount])).toEqual([
      ['SALE', 50_000],
      ['REFUND', 20_000],
    ]);
    expect((await events()).map(({ status, reason }) => [status, reason])).toEqual([
      ['REFUSED', 'original_unknown'],
      ['IGNORED', 'cancelled_before'],
      ['DONE', null],
      ['DONE', null],
    ]);
  });

  it('refuses what it cannot book whole, and books it once that is mended', async () => {
    const other = await namedGuest('7900112233', 'Борис');
    const [ours, theirs] = [await till.cardInfo(CARD), await till.cardInfo('7900112233')];
    const two = {
      ...packet(1_000),
      rows: [
        { kind: 3 as const, sum: 500, account: ours.account },
        { kind: 3 as const, sum: 500, account: theirs.account },
      ],
    };
    expect(await till.transactions(two)).toMatchObject({ result: 1, errorCode: 99 });
    expect(
      await till.transactions({
        ...packet(1_000),
        rows: [
          { kind: 3, sum: 1_000 },
          { kind: 0, sum: 500 },
        ],
      }),
    ).toMatchObject({ result: 1 });
    expect(await till.transactions(packet(1_000, 0, { card: '123', checkNumber: '1' }))).toMatchObject({
      result: 1,
      errorCode: 1,
    });
    const elsewhere = new FarcardsTill(base, { restaurant: '2', station: '1' });
    const sale = packet(30_000, 0, { checkNumber: '500' });
    expect((await elsewhere.transactions(sale)).result).toBe(1);
    await patch({ places: [{ organization: '2', terminal: null, pointOfSaleId: network.pointOfSaleId }] });
    expect((await elsewhere.transactions(sale)).result).toBe(0);
    await patch({ options: { restaurantCode: '245000009' } });
    const wrong = packet(30_000, 0, { checkNumber: '501', check: check('300') });
    expect((await elsewhere.transactions(wrong)).result).toBe(1);
    expect((await elsewhere.cardInfo(CARD, check('300'))).result).toBe(1);
    expect(await balance(other)).toBe(0);
    expect(await sales()).toHaveLength(1);
  });

  it('never holds up a check that spends nothing: what is refused stands in the list of events', async () => {
    await network.post(`/api/guests/${guest}/block`, manager, { reasonCode: 'OTHER' }).expect(200);
    const answer = await till.transactions(packet(30_000));
    expect(answer.result).toBe(0);
    expect(answer.errorText).not.toBe('');
    expect(await events()).toMatchObject([{ status: 'REFUSED', reason: 'guest_blocked' }]);
    expect((await till.cardInfo(CARD)).attributes).toMatchObject({ Result: '0', Locked: '1', Summa: '0' });
  });

  it('finishes the sale of a call that died, but spends no points for it until the till asks again', async () => {
    const forget = (status: string) =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query(
          `UPDATE inbox_events SET status = 'WAITING', finished_at = NULL, answer_encrypted = NULL, transaction_id = NULL, due_at = now() WHERE network_id = $1 AND status = $2`,
          [network.id, status],
        ),
      );
    const work = () => test.app.get(InboxWork).doNext(network.id);
    const plain = packet(30_000);
    await till.transactions(plain);
    await forget('DONE');
    await work();
    expect(await sales()).toHaveLength(1);
    expect(await events()).toMatchObject([{ status: 'DONE' }]);
    const spends = packet(90_000, 1_000, { checkNumber: '319' });
    const sold = await till.transactions(spends);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE inbox_events SET status = 'WAITING', finished_at = NULL, answer_encrypted = NULL, transaction_id = NULL, due_at = now() WHERE network_id = $1 AND id = (SELECT max(id::text)::uuid FROM inbox_events)`,
        [network.id],
      ),
    );
    await work();
    expect((await events())[1]).toMatchObject({ status: 'REFUSED', reason: 'unanswered_spend' });
    const types = async () => (await sales()).map(({ type }) => type);
    expect(await types()).toEqual(['SALE', 'SALE', 'REFUND']);
    // The job may repeat the event, and so may the till.
    const [, left] = await events();
    await network.post(`${EVENTS}/${left?.id ?? ''}/retry`, manager).expect(200);
    await work();
    expect(await types()).toEqual(['SALE', 'SALE', 'REFUND']);
    const again = await till.transactions(spends);
    expect(again).toMatchObject({ result: 0, errorCode: 0 });
    expect(again.externalId).not.toBe(sold.externalId);
    expect((await till.transactions(spends)).raw).toBe(again.raw);
    expect(await types()).toEqual(['SALE', 'SALE', 'REFUND', 'SALE']);
    expect((await events())[1]).toMatchObject({ status: 'DONE' });
    expect(await verify()).toEqual([]);
  });

  it('gives back the points of a sale that was recorded after its till was told no', async () => {
    const spends = packet(90_000, 1_000, { checkNumber: '319' });
    await network.database.inNetwork(network.id, async (tx) => {
      await tx.query('SELECT FROM guest_states WHERE network_id = $1 AND guest_id = $2 FOR UPDATE', [
        network.id,
        guest,
      ]);
      expect(await till.transactions(spends)).toMatchObject({ result: 1, errorCode: 96 });
    });
    const types = async () => (await sales()).map(({ type }) => type);
    await eventually('the sale was recorded, and taken back', async () => (await types()).length === 2);
    expect(await types()).toEqual(['SALE', 'REFUND']);
    expect(await balance()).toBe(POINTS);
    const again = await eventually('the database is asked again', async () => {
      const answer = await till.transactions(spends);
      return answer.errorCode !== 96 && answer;
    });
    expect(again).toMatchObject({ result: 0, errorCode: 0 });
    expect((await till.transactions(spends)).raw).toBe(again.raw);
    expect(await types()).toEqual(['SALE', 'REFUND', 'SALE']);
  });

  it('records a check without its points after its spend was taken back, also where the receipt stays taken', async () => {
    const guid = newId();
    const spends = packet(90_000, 1_000, { checkNumber: '319', check: check('910', guid) });
    const { externalId } = await till.transactions(spends);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE inbox_events SET status = 'WAITING', finished_at = NULL, answer_encrypted = NULL, transaction_id = NULL, due_at = now() WHERE network_id = $1`,
        [network.id],
      ),
    );
    // Refunded rather than undone, as it is after a minute.
    const [event] = await events();
    const byKey = await test.app.get(Connections).findById(network.id, connection);
    if (byKey === undefined) throw new Error('the connection is gone');
    await test.app
      .get(TillActs)
      .refund(byKey, externalId ?? '', { reason: 'late' }, `rkeeper/${event?.id ?? ''}/refund`);
    await test.app.get(InboxWork).doNext(network.id);
    expect(await events()).toMatchObject([{ status: 'REFUSED', reason: 'unanswered_spend' }]);
    expect(await balance()).toBe(POINTS);
    expect(await till.transactions(packet(91_000, 0, { checkNumber: '319', check: check('910', guid) }))).toMatchObject(
      { result: 0, errorText: '' },
    );
    expect((await sales()).map(({ type, amount }) => [type, amount])).toEqual([
      ['SALE', 91_000],
      ['REFUND', 91_000],
      ['SALE', 91_000],
    ]);
    expect(await balance()).toBeGreaterThan(POINTS);
  });

  it('speaks the language of the network', async () => {
    const russian = await TillNetwork.create(test, { preset: 'points-4' });
    await russian.database.inNetwork(russian.id, async (tx) => {
      await tx.query(`UPDATE networks SET locale = 'ru', rules_version = rules_version + 1 WHERE id = $1`, [
        russian.id,
      ]);
      await tx.query("SELECT pg_notify('rules_changed', $1)", [russian.id]);
    });
    const guestThere = await russian.guest();
    await russian.database.inNetwork(russian.id, (tx) =>
      tx.query('UPDATE guests SET external_id = $3 WHERE network_id = $1 AND id = $2', [russian.id, guestThere, CARD]),
    );
    const places = [{ organization: '1', terminal: null, pointOfSaleId: russian.pointOfSaleId }];
    const made = await russian
      .post(CONNECTIONS, await russian.tokenOf('manager'), { kind: 'RKEEPER', name: 'Зал', places })
      .expect(201);
    const there = new FarcardsTill(`${test.url}/api/hooks/rkeeper/${(made.body as { token: string }).token}`);
    expect((await there.cardInfo(CARD)).attributes['ScrMessage']).toContain('Доступно');
    expect((await till.cardInfo(CARD)).attributes['ScrMessage']).toContain('Available');
    expect((await there.transactions(packet(90_000, 1_000))).errorText).toMatch(/[а-я]/);
    expect((await till.transactions(packet(1_000, 50_000))).errorText).toMatch(/^[^а-я]+$/);
  });

  it('finds guests by phone and e-mail address, and says that there are no pictures', async () => {
    const body = {
      phone: '+79161234567',
      name: 'Вера',
      email: 'vera@example.test',
      restaurantId: network.restaurantId,
    };
    const made = await network.post('/api/guests', await network.keyOf('membership', 'till'), body);
    expect((await till.cardInfo('79161234567')).result).toBe(made.status === 201 ? 0 : 1);
    expect((await till.findEmail('nobody@example.test'))['Result']).toBe('1');
    await nameEmail(guest, 'anna@example.test');
    expect(await till.findEmail('Anna@Example.test')).toMatchObject({
      Result: '0',
      Account: (await till.cardInfo(CARD)).account,
      Name: 'Анна "Ключ" <Иванова>',
    });
    expect(await till.cardImage(CARD)).toHaveProperty('ErrorText');
  });

  it('gives each guest one number of 32 bits, also when two tills ask at once', async () => {
    const infos = await Promise.all([till.cardInfo(CARD), till.cardInfo(CARD), till.cardInfo(CARD)]);
    expect(new Set(infos.map(({ account }) => account)).size).toBe(1);
  });

  describe('refuses a body that no till sends', () => {
    const xml = (inner: string, head = '') => `<?xml version="1.0"?>${head}<ROOT>${inner}</ROOT>`;
    const hostile: Readonly<Record<string, readonly [Buffer | string, number]>> = {
      'entities of its own': [xml(`<QRY Card="&a;"/>`, '<!DOCTYPE x [<!ENTITY a "1">]>'), 400],
      'a billion laughs': [
        xml('<QRY Card="&b;"/>', `<!DOCTYPE x [<!ENTITY a "${'ha'.repeat(100)}"><!ENTITY b "${'&a;'.repeat(100)}">]>`),
        400,
      ],
      'a file of the server': [xml('<QRY Card="&f;"/>', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'), 400],
      'an undeclared entity': [xml('<QRY Card="&x;"/>'), 400],
      'great depth': ['<a>'.repeat(40) + '</a>'.repeat(40), 400],
      'very many elements': [xml('<a/>'.repeat(20_001)), 400],
      'a cut end': ['<ROOT><QRY Card="1"', 400],
      'bytes that are no UTF-8': [Buffer.from([0x3c, 0x61, 0x20, 0xff, 0xfe, 0x3e]), 400],
      'UTF-16': [Buffer.from(xml('<QRY Card="1"/>'), 'utf16le'), 400],
      nothing: ['', 400],
      JSON: ['{"Card":1}', 400],
      'a card beyond 64 bits': [xml('<QRY Card="99999999999999999999"/>'), 400],
      'a card with letters': [xml(`<QRY Card="1' OR '1"/>`), 400],
      'no card': [xml('<QRY/>'), 400],
      '10 MiB': ['<ROOT>' + ' '.repeat(10 * 1_048_576) + '</ROOT>', 413],
    };

    it.each(Object.entries(hostile))('%s', async (_, [body, status]) => {
      for (const path of ['getcardinfoex', 'transactionsex']) {
        // A server that refuses a large body may close before all of it was sent.
        const answer = await till.send(path, body).catch(() => ({ status: 413 }));
        expect(answer.status).toBe(status);
      }
      expect(await events()).toEqual([]);
      expect((await till.cardInfo(CARD)).result).toBe(0);
    });

    it('windows-1251 that says so is read', async () => {
      const head = '<?xml version="1.0" encoding="windows-1251"?>';
      const body = Buffer.concat([
        Buffer.from(`${head}<ROOT><QRY Card="${CARD}" Note="`),
        Buffer.from([0xcf]),
        Buffer.from('"/></ROOT>'),
      ]);
      expect(await (await till.send('getcardinfoex', body)).text()).toContain('Result="0"');
    });

    it('a packet with values out of range', async () => {
      const row = (attributes: string) =>
        xml(`<TransactionsEx Card="${CARD}" Account="1" RKDate="2026-03-02" ${attributes}/>`);
      const refused = [
        row('Kind="4" Summa="1"'),
        row('Kind="3" Summa="1.5"'),
        row('Kind="3" Summa="9999999999999"'),
        row('Kind="3"'),
        xml(`<TransactionsEx Card="${CARD}" Account="4294967296" Kind="3" Summa="1" RKDate="2026-03-02"/>`),
        xml(`<TransactionsEx Card="${CARD}" Account="1" Kind="3" Summa="1" RKDate="yesterday"/>`),
        xml('<QRY Card="1"/>'),
      ];
      for (const body of refused) expect((await till.send('transactionsex', body)).status).toBe(400);
      expect(await sales()).toEqual([]);
    });
  });

  it('counts no call of a till against the address that a restaurant shares', async () => {
    for (let n = 0; n < 3; n += 1) await Promise.all(Array.from({ length: 70 }, () => till.cardImage(CARD)));
  });

  it('answers no path but its own: an unknown secret, one of another kind, and one that was turned off', async () => {
    const other = new FarcardsTill(base.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
    await expect(other.cardInfo(CARD)).rejects.toThrow('404');
    const made = await network.post(CONNECTIONS, manager, { kind: 'IIKO', name: 'x' });
    const foreign = new FarcardsTill(base.replace(/[^/]+$/, (made.body as { token: string }).token));
    await expect(foreign.cardInfo(CARD)).rejects.toThrow('404');
    const second = await connect({ enabled: false });
    await expect(new FarcardsTill(second).cardInfo(CARD)).rejects.toThrow('404');
  });
});
