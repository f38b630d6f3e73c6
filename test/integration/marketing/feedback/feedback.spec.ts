import { Clock } from '../../../../src/platform/clock/clock';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import { drawOf, isInHoldout } from '../../../../src/configuration/pure';
import { applicationsOfWorker, type TestApp } from '../../../support/app';
import { tokenOfUser } from '../../support/people-fixture';
import { FeedbackDesk } from './feedback-desk';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('the question after a visit', () => {
  let test: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    [test, other] = await applicationsOfWorker();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const at = (ms: number) => jest.spyOn(test.app.get(Clock), 'now').mockImplementation(() => new Date(ms));

  it('is asked once for a sale by a message with a link, however often two processes try', async () => {
    const desk = await FeedbackDesk.open(test);
    const beside = new Proxy(desk, {
      get: (of, name, self) => (name === 'test' ? other : (Reflect.get(of, name, self) as unknown)),
    });
    const guests = [await desk.guest(), await desk.guest(), await desk.guest(false)];
    const sales: string[] = [];
    for (const guest of guests) sales.push(await desk.sell(guest));
    await Promise.all([desk.work(), beside.work()]);
    await Promise.all([desk.ask(), beside.ask()]);
    const inboxes = await Promise.all(guests.map((guest) => desk.inbox(guest)));
    expect(inboxes.map(({ length }) => length)).toEqual([1, 1, 0]);
    expect(inboxes[0]?.[0]).toContain(`/feedback/${desk.token(sales[0] ?? '')}`);
    const states = await Promise.all(sales.map((sale) => desk.question(sale)));
    expect(states.map((question) => [question?.state, question?.reason])).toEqual([
      ['ASKED', null],
      ['ASKED', null],
      ['UNSENT', 'NO_CONSENT'],
    ]);
    // Moves the cursor back, so that the job reads the same events again, as if a process had died after reading the log and before moving the
    // cursor.
    await desk.network.database.inNetwork(desk.network.id, (tx) =>
      tx.query(
        `UPDATE event_cursors SET epoch = 0, xid = 0, id = '00000000-0000-0000-0000-000000000000'
          WHERE network_id = $1 AND subscriber = 'feedback'`,
        [desk.network.id],
      ),
    );
    await desk.work();
    expect((await desk.inbox(guests[0] ?? '')).length).toBe(1);
  });

  it('is not asked again within the days, nor for a refunded sale, a sale without a guest, and one below the least amount', async () => {
    const desk = await FeedbackDesk.open(test, { delayMinutes: 60, repeatDays: 2, leastSale: 50_000 });
    const [regular, refunded] = [await desk.guest(), await desk.guest()];
    const first = await desk.sell(regular);
    const back = await desk.sell(refunded);
    const small = await desk.sell(await desk.guest(), { amount: 49_999 });
    await desk.work();
    expect(await desk.inbox(regular)).toEqual([]);
    await desk.refund(back);
    await desk.work();
    at(Date.now() + HOUR_MS + 1_000);
    await desk.ask();
    expect(await desk.inbox(regular)).toHaveLength(1);
    expect(await desk.inbox(refunded)).toEqual([]);
    expect(await desk.question(back)).toMatchObject({ state: 'DROPPED', reason: 'REFUNDED' });
    expect(await desk.question(small)).toBeUndefined();
    expect(await desk.question(first)).toMatchObject({ state: 'ASKED' });
    const again = await desk.sell(regular);
    await desk.work();
    expect(await desk.question(again)).toBeUndefined();
    // A second question that was planned before the first was asked is judged again when it is due.
    await desk.network.database.inNetwork(desk.network.id, (tx) =>
      tx.query(
        `INSERT INTO feedback_requests (network_id, sale_id, guest_id, sold_at, ask_at) VALUES ($1, $2, $3, now(), now())`,
        [desk.network.id, again, regular],
      ),
    );
    await desk.ask();
    expect(await desk.question(again)).toMatchObject({ state: 'DROPPED', reason: 'TOO_SOON' });
  });

  it('waits in quiet hours, and is dropped when it is a day late', async () => {
    const desk = await FeedbackDesk.open(test, {}, { marketing: { quietFrom: '00:00', quietTo: '23:59' } });
    const sale = await desk.asked(await desk.guest());
    expect(await desk.question(sale)).toMatchObject({ state: 'WAITING' });
    // A minute before midnight in Moscow is not quiet.
    const midnight = Math.ceil((Date.now() + 3 * HOUR_MS) / DAY_MS) * DAY_MS - 3 * HOUR_MS;
    at(midnight - 30_000);
    await desk.ask();
    expect(await desk.question(sale)).toMatchObject({ state: 'ASKED' });
    const late = await desk.sell(await desk.guest());
    at(midnight + 2 * DAY_MS - 30_000);
    await desk.work();
    expect(await desk.question(late)).toMatchObject({ state: 'DROPPED', reason: 'LATE' });
  });

  it('is not asked of held-out guests', async () => {
    const desk = await FeedbackDesk.open(test, {}, { campaignHoldoutPpm: 200_000 });
    let guest = await desk.guest();
    while (!isInHoldout(drawOf(guest), desk.network.id, 200_000)) guest = await desk.guest();
    const sale = await desk.asked(guest);
    expect(await desk.question(sale)).toMatchObject({ state: 'DROPPED', reason: 'HELD_OUT' });
    expect(await desk.inbox(guest)).toEqual([]);
    await desk.tap(desk.token(sale), { score: 5 }).expect(404);
  });

  it('is answered by its link once, changed in time, and read without a change', async () => {
    const desk = await FeedbackDesk.open(test);
    const guest = await desk.guest();
    const sale = await desk.asked(guest);
    const token = desk.token(sale);
    const read = await test.api().get(`/api/feedback-links/${token}`).expect(200);
    expect(read.body).toMatchObject({ network: 'Trattoria', restaurant: 'Centre', score: null, isOpen: true });
    expect(await desk.question(sale)).toMatchObject({ score: null });
    await Promise.all([desk.tap(token, { score: 1 }).expect(200), desk.tap(token, { score: 1 }).expect(200)]);
    await desk.tap(token, { score: 1, words: 'Cold soup' }).expect(200);
    const changed = await desk.tap(token, { score: 2 }).expect(200);
    expect(changed.body).toMatchObject({ score: 2, words: 'Cold soup' });
    await desk.tap(token, { score: 6 }).expect(400);
    const { body } = await desk.network.get('/api/cases?kind=BAD_VISIT', desk.manager).expect(200);
    expect((body as { items: object[] }).items).toMatchObject([{ saleId: sale, guestId: guest, status: 'OPEN' }]);
    const events = await desk.network.get('/api/events?events=feedback.*', desk.manager).expect(200);
    expect((events.body as { items: { data: object }[] }).items.map(({ data }) => data)).toEqual([
      { saleId: sale, guestId: guest, restaurantId: desk.network.restaurantId, score: 2 },
      { saleId: sale, guestId: guest, restaurantId: desk.network.restaurantId, score: 2 },
    ]);
    at(Date.now() + 15 * DAY_MS);
    const expired = await desk.tap(token, { score: 5 });
    expect([expired.status, expired.body.code]).toEqual([422, 'link_expired']);
    expect((await test.api().get(`/api/feedback-links/${token}`).expect(200)).body).toMatchObject({ isOpen: false });
  });

  it('does not open by a forged link, one of another network, or one of an erased guest', async () => {
    const [desk, stranger] = [await FeedbackDesk.open(test), await FeedbackDesk.open(test)];
    const sale = await desk.asked(await desk.guest());
    const token = desk.token(sale);
    const bytes = Buffer.from(token, 'base64url');
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await desk.tap(bytes.toString('base64url'), { score: 1 }).expect(404);
    await desk.tap(stranger.token(sale), { score: 1 }).expect(404);
    await desk.tap('x', { score: 1 }).expect(404);
    await test
      .api()
      .get(`/api/feedback-links/${stranger.token(sale)}`)
      .expect(404);
    const guest = await desk.guest();
    const theirs = await desk.asked(guest);
    await desk.network.database.inNetwork(desk.network.id, (tx) =>
      tx.query('UPDATE guests SET erased_at = now() WHERE network_id = $1 AND id = $2', [desk.network.id, guest]),
    );
    await desk.tap(desk.token(theirs), { score: 1 }).expect(404);
  });

  it('is answered in the cabinet by its own guest alone', async () => {
    const desk = await FeedbackDesk.open(test);
    const [guest, friend] = [await desk.guest(false), await desk.guest()];
    const sale = await desk.asked(guest);
    const [own, theirs] = [await desk.tokenOfGuest(guest), await desk.tokenOfGuest(friend)];
    const asked = (await desk.network.get('/api/auth/me/feedback', own).expect(200)).body as { items: object[] };
    expect(asked.items).toMatchObject([{ saleId: sale, restaurant: 'Centre', score: null, isOpen: true }]);
    await desk.network.post(`/api/auth/me/feedback/${sale}`, theirs, { score: 1 }).expect(404);
    const answered = await desk.network.post(`/api/auth/me/feedback/${sale}`, own, { score: 4 });
    expect([answered.status, answered.body.items[0].score]).toEqual([200, 4]);
    expect((await desk.network.get('/api/auth/me/feedback', theirs).expect(200)).body.items).toEqual([]);
  });

  it('gives points for a good answer once, up to the limits of the month', async () => {
    const desk = await FeedbackDesk.open(test, { points: 50, rewardsPerGuest: 1, pointsPerMonth: 120, repeatDays: 1 });
    const guests = [await desk.guest(), await desk.guest(), await desk.guest()];
    const before = await Promise.all(guests.map((guest) => desk.available(guest)));
    const sales: string[] = [];
    for (const guest of guests) sales.push(await desk.asked(guest));
    const sold = await Promise.all(guests.map((guest) => desk.available(guest)));
    for (const sale of sales) await desk.tap(desk.token(sale), { score: 5 }).expect(200);
    for (const sale of sales) await desk.tap(desk.token(sale), { score: 4 }).expect(200);
    await Promise.all([desk.ask(), desk.ask()]);
    await desk.ask();
    const rewards = await Promise.all(sales.map(async (sale) => (await desk.question(sale))?.reward));
    expect(rewards.toSorted()).toEqual(['GIVEN', 'GIVEN', 'REFUSED']);
    const after = await Promise.all(guests.map((guest) => desk.available(guest)));
    expect(after.map((points, place) => points - (sold[place] ?? 0)).toSorted((a, b) => a - b)).toEqual([0, 50, 50]);
    expect(before).toEqual([0, 0, 0]);
  });

  it('lets the manager of the restaurant answer, give a bonus once, and close the case; nobody else', async () => {
    const desk = await FeedbackDesk.open(test);
    const { network } = desk;
    const guest = await desk.guest();
    const sale = await desk.asked(guest);
    await desk.tap(desk.token(sale), { score: 1, words: 'Waited an hour' }).expect(200);
    const sold = await desk.available(guest);
    const of = (token: string, suffix = '') => network.get(`/api/feedback/${sale}${suffix}`, token);
    expect((await of(desk.manager).expect(200)).body).toMatchObject({ score: 1, words: 'Waited an hour', bonus: null });
    await of(desk.cashier).expect(403);
    const [here, there] = [await district(network.restaurantId), await district(network.otherRestaurantId)];
    await of(here).expect(200);
    await of(there).expect(404);
    expect((await network.get('/api/feedback', there).expect(200)).body.items).toEqual([]);
    await network.post(`/api/feedback/${sale}/bonus`, there, { points: 10 }).expect(404);
    await network.post(`/api/feedback/${sale}/reply`, there, { text: 'x' }).expect(404);
    const forbidden = await network.post(`/api/feedback/${sale}/bonus`, desk.cashier, { points: 10 });
    expect([forbidden.status, forbidden.body.code]).toEqual([403, 'forbidden']);

    const gifts = [100, 200].map((points) => network.post(`/api/feedback/${sale}/bonus`, here, { points }));
    expect((await Promise.all(gifts)).map(({ status }) => status)).toEqual([200, 200]);
    const given = (await of(desk.manager).expect(200)).body.bonus as { status: string; points: number };
    expect(given.status).toBe('GIVEN');
    expect(await desk.available(guest)).toBe(sold + given.points);

    const key = newId();
    await network.post(`/api/feedback/${sale}/reply`, here, { text: 'We are sorry' }, key).expect(201);
    await network.post(`/api/feedback/${sale}/reply`, here, { text: 'We are sorry' }, key).expect(201);
    expect((await desk.inbox(guest)).filter((text) => text === 'We are sorry')).toHaveLength(1);
    const { case: found } = (await of(here).expect(200)).body as { case: { id: string; status: string } };
    const notes = (await network.get(`/api/cases/${found.id}`, here).expect(200)).body.notes as object[];
    expect(notes).toMatchObject([{ text: 'We are sorry', toGuest: true }]);
    const put = (status: string) =>
      test.api().patch(`/api/cases/${found.id}`).set('Authorization', `Bearer ${here}`).send({ status }).expect(200);
    await put('DONE');
    expect((await network.get('/api/feedback?caseStatus=OPEN', here).expect(200)).body.items).toEqual([]);
    await put('OPEN');
    expect((await network.get('/api/feedback?caseStatus=OPEN&score=1', here).expect(200)).body.items).toHaveLength(1);

    async function district(restaurantId: string) {
      const body = { name: newId(), restaurantIds: [restaurantId] };
      const group = (await network.post('/api/restaurant-groups', desk.manager, body).expect(201)).body as {
        id: string;
      };
      const person = { email: `d-${newId()}@example.test`, role: 'manager', restaurantGroupId: group.id } as const;
      const { user } = await network.database.inNetwork(network.id, (tx) =>
        test.app.get(Staff).create(tx, network.id, person, { actor: 'system', origin: NO_ORIGIN }),
      );
      return tokenOfUser(test.app, user.id);
    }
  });

  it('lets a bonus above the limit wait for another manager, and be tried again once it is rejected', async () => {
    const desk = await FeedbackDesk.open(test, {}, { limits: { managerManualAtOnce: 100 } });
    const { network } = desk;
    const sale = await desk.asked(await desk.guest());
    await desk.tap(desk.token(sale), { score: 2 }).expect(200);
    const path = `/api/feedback/${sale}/bonus`;
    const waiting = await network.post(path, desk.manager, { points: 101 }).expect(200);
    expect(waiting.body.bonus).toMatchObject({ status: 'WAITING', points: 101 });
    const second = await network.tokenOf('manager');
    const id = (waiting.body.bonus as { transactionId: string }).transactionId;
    await network.post(`/api/transactions/${id}/reject`, second, { reason: 'too much' }).expect(200);
    expect((await network.get(`/api/feedback/${sale}`, desk.manager).expect(200)).body.bonus).toBeNull();
    const given = await network.post(path, desk.manager, { points: 100 }).expect(200);
    expect(given.body.bonus).toMatchObject({ status: 'GIVEN', points: 100 });
  });

  describe('when two cards of a person are merged', () => {
    const merge = async (desk: FeedbackDesk, guest: string, sourceId: string) => {
      const body = { sourceId, reason: 'two cards' };
      return (await desk.network.post(`/api/guests/${guest}/merge`, desk.manager, body).expect(201)).body.id as string;
    };
    const undo = (desk: FeedbackDesk, mergeId: string) =>
      desk.network.post(`/api/merges/${mergeId}/undo`, desk.manager, { reason: 'not the same' }).expect(201);
    const cabinetOf = async (desk: FeedbackDesk, guest: string) =>
      (
        (await desk.network.get('/api/auth/me/feedback', await desk.tokenOfGuest(guest)).expect(200)).body.items as {
          saleId: string;
          score: number | null;
        }[]
      ).map(({ saleId, score }) => [saleId, score]);
    const ownersOf = async (desk: FeedbackDesk) => {
      const [cases, answers] = await Promise.all(
        ['/api/cases?kind=BAD_VISIT', '/api/feedback'].map((path) => desk.network.get(path, desk.manager).expect(200)),
      );
      return [cases, answers].map((found) =>
        (found!.body.items as { guestId: string }[]).map(({ guestId }) => guestId),
      );
    };

    it('goes with answer and case to the guest that is left, and back through every merge', async () => {
      const desk = await FeedbackDesk.open(test);
      const [person, second, third] = [await desk.guest(), await desk.guest(), await desk.guest()];
      const bad = await desk.asked(third);
      await desk.tap(desk.token(bad), { score: 1, words: 'Cold' }).expect(200);
      const own = await desk.asked(person);
      const inner = await merge(desk, second, third);
      const outer = await merge(desk, person, second);
      expect(await cabinetOf(desk, person)).toEqual([
        [own, null],
        [bad, 1],
      ]);
      expect(await ownersOf(desk)).toEqual([[person], [person]]);
      await desk.tap(desk.token(bad), { score: 2 }).expect(200);
      expect(await ownersOf(desk)).toEqual([[person], [person]]);
      const again = await desk.sell(person);
      await desk.work();
      expect(await desk.question(again)).toBeUndefined();
      const bonus = await desk.network.post(`/api/feedback/${bad}/bonus`, desk.manager, { points: 10 }).expect(200);
      expect(bonus.body).toMatchObject({ guestId: person, bonus: { status: 'GIVEN' } });
      await undo(desk, outer);
      expect([await cabinetOf(desk, person), await cabinetOf(desk, second)]).toEqual([[[own, null]], [[bad, 2]]]);
      await undo(desk, inner);
      expect([await cabinetOf(desk, second), await cabinetOf(desk, third)]).toEqual([[], [[bad, 2]]]);
      expect(await ownersOf(desk)).toEqual([[third], [third]]);
    });

    it('is put to that guest once: of two that wait one is left, and a sale that the log tells of later is theirs', async () => {
      const desk = await FeedbackDesk.open(test, { delayMinutes: 60 });
      const waiting = async () =>
        desk.network.database.inNetwork(desk.network.id, (tx) =>
          tx.query<{ guest: string; sale: string }>(
            `SELECT guest_id AS guest, sale_id AS sale FROM feedback_requests WHERE network_id = $1 AND state = 'WAITING' ORDER BY 2`,
            [desk.network.id],
          ),
        );
      const [person, second, other, late] = [
        await desk.guest(),
        await desk.guest(),
        await desk.guest(),
        await desk.guest(),
      ];
      await desk.sell(second);
      const own = await desk.sell(person);
      await desk.work();
      expect(await waiting()).toHaveLength(2);
      await merge(desk, person, second);
      expect(await waiting()).toEqual([{ guest: person, sale: own }]);
      const unread = await desk.sell(late);
      const mergeId = await merge(desk, other, late);
      await desk.work();
      expect(await waiting()).toEqual([
        { guest: person, sale: own },
        { guest: other, sale: unread },
      ]);
      await undo(desk, mergeId);
      expect((await waiting()).map(({ guest }) => guest)).toEqual([person, late]);
    });
  });

  it('follows the restaurant where its settings differ from those of the network', async () => {
    const desk = await FeedbackDesk.open(test, { asks: false, delayMinutes: 60 });
    const { network } = desk;
    const settle = (restaurants: object[]) =>
      test
        .api()
        .patch(`/api/networks/${network.id}`)
        .set('Authorization', `Bearer ${desk.manager}`)
        .send({ settings: { feedback: { restaurants } } });
    const here = { restaurantId: network.restaurantId, asks: true, delayMinutes: 0 };
    expect((await settle([{ ...here, restaurantId: newId() }])).status).toBe(404);
    expect((await settle([here, here])).status).toBe(400);
    const set = await settle([here, { restaurantId: network.otherRestaurantId, asks: null, delayMinutes: 5 }]);
    expect([set.status, set.body.settings?.feedback.restaurants[0]]).toEqual([200, here]);
    const asked = await desk.asked(await desk.guest());
    expect(await desk.question(asked)).toMatchObject({ state: 'ASKED' });
    await settle([{ ...here, delayMinutes: null }]);
    const waits = await desk.asked(await desk.guest());
    expect(await desk.question(waits)).toMatchObject({ state: 'WAITING' });
    // A restaurant that stops asking drops its waiting question, although another restaurant still asks.
    await settle([
      { ...here, asks: false },
      { ...here, restaurantId: network.otherRestaurantId },
    ]);
    at(Date.now() + HOUR_MS + 1_000);
    await desk.ask();
    expect(await desk.question(waits)).toMatchObject({ state: 'DROPPED', reason: 'OFF' });
    const unasked = await desk.asked(await desk.guest());
    expect(await desk.question(unasked)).toBeUndefined();
  });

  it('is counted by restaurant, part of the day, week and dish, from five answers on', async () => {
    const desk = await FeedbackDesk.open(test);
    const items = (name: string) => [{ sku: name, name, quantity: 1, unitPrice: 100_000, total: 100_000 }];
    for (const [place, score] of [5, 5, 4, 2, 1, 3].entries()) {
      const sale = await desk.sell(await desk.guest(), { items: items(place < 5 ? 'Soup' : 'Cake') });
      await desk.work();
      await desk.tap(desk.token(sale), { score }).expect(200);
    }
    await desk.asked(await desk.guest());
    const [from, to] = [desk.network.businessDate(-1), desk.network.businessDate(1)];
    const path = `/api/feedback/figures?from=${from}&to=${to}`;
    const { body } = await desk.network.get(path, desk.manager).expect(200);
    const all = { asked: 7, answers: 6, scores: [1, 1, 1, 1, 2], averageHundredths: 333 };
    expect(body).toMatchObject({ total: all, openCases: 2 });
    expect(body.restaurants).toEqual([{ restaurantId: desk.network.restaurantId, ...all }]);
    expect(body.dishes).toEqual([{ name: 'Soup', answers: 5, bad: 2, averageHundredths: 340 }]);
    expect((body.dayParts as { asked: number }[]).reduce((sum, { asked }) => sum + asked, 0)).toBe(7);
    expect((body.weeks as { answers: number }[]).reduce((sum, { answers }) => sum + answers, 0)).toBe(6);
    await desk.network.get(`/api/feedback/figures?from=${to}&to=${from}`, desk.manager).expect(400);
    await desk.network.get(path, desk.cashier).expect(403);
  });
});
