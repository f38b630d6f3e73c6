import { newId } from '../../../src/platform/ids/ids';
import { Sessions } from '../../../src/security';
import { CohortsRelay } from '../../../src/transactions/figures/cohorts/cohorts-relay';
import type { OwnLeaderboard } from '../../../src/marketing/leaderboards/leaderboard.dto';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { TillNetwork } from '../../support/till-network';

const PATH = '/api/auth/me/leaderboard';

describe('the leaderboards', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { settings: { leaderboard: true } });
    cashier = await network.tokenOf('cashier', [network.restaurantId, network.otherRestaurantId]);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const guestOf = async (of = network) => {
    const id = await of.guest();
    return { id, token: (await test.app.get(Sessions).openForGuest(of.id, id)).accessToken };
  };
  type Guest = Awaited<ReturnType<typeof guestOf>>;
  const call = (method: 'put' | 'delete', token: string, path: string, body?: object) =>
    test.api()[method](path).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', newId()).send(body);
  const join = ({ token }: Guest, nickname: string) => call('put', token, PATH, { nickname });
  const sell = async ({ id }: Guest, pointOfSaleId = network.pointOfSaleId) => {
    const sale = await network.post(`/api/guests/${id}/transaction`, cashier, network.sale(1_000, { pointOfSaleId }));
    expect(sale.status).toBe(201);
    return sale.body.id as string;
  };
  const board = async ({ token }: Guest, query = '') =>
    (await network.get(`${PATH}${query}`, token).expect(200)).body as OwnLeaderboard;
  const places = async (guest: Guest, query = '') =>
    (await board(guest, query)).items.map(({ rank, nickname, visits, isOwn }) => [rank, nickname, visits, isOwn]);
  /** The days of guests follow the sales. */
  const counted = (guest: Guest, expected: unknown) =>
    eventually('the visits are counted', async () => {
      await test.app.get(CohortsRelay).catchUp(network.id);
      return JSON.stringify(await places(guest)) === JSON.stringify(expected);
    });

  it('rank the guests who joined by their visits, in the network and in a restaurant, without those taken back', async () => {
    const [anna, boris, hidden] = [await guestOf(), await guestOf(), await guestOf()];
    for (const [guest, name] of [
      [anna, 'Anna'],
      [boris, 'boris 2'],
    ] as const)
      expect((await join(guest, name)).status).toBe(200);
    const first = await sell(anna);
    await sell(anna, network.otherPointOfSaleId);
    await sell(boris);
    for (let n = 0; n < 3; n += 1) await sell(hidden);
    await counted(boris, [
      [1, 'Anna', 2, false],
      [2, 'boris 2', 1, true],
    ]);
    expect(await places(hidden)).toEqual([
      [1, 'Anna', 2, false],
      [2, 'boris 2', 1, false],
    ]);
    expect(await places(anna, `?restaurantId=${network.otherRestaurantId}`)).toEqual([[1, 'Anna', 1, true]]);
    await network.post(`/api/transactions/${first}/refund`, manager, { reason: 'cold' }).expect(201);
    await counted(anna, [
      [1, 'Anna', 1, true],
      [1, 'boris 2', 1, false],
    ]);
    expect(await places(anna, `?restaurantId=${network.restaurantId}`)).toEqual([[1, 'boris 2', 1, false]]);
    expect((await board(anna)).restaurants.map(({ name }) => name)).toEqual(['Centre', 'Harbour']);
  });

  it('take each nickname once, whatever its case, and forget that of a guest who leaves', async () => {
    const [anna, boris] = [await guestOf(), await guestOf()];
    expect((await join(anna, '  Anna ')).body).toMatchObject({ nickname: 'Anna' });
    const taken = await join(boris, 'ANNA');
    expect([taken.status, taken.body.code]).toEqual([409, 'nickname_taken']);
    for (const nickname of ['x', 'no\nline', '<b>', 'a'.repeat(31)])
      expect((await join(boris, nickname)).status).toBe(400);
    expect((await call('delete', anna.token, PATH)).body).toMatchObject({ nickname: null, items: [] });
    expect((await join(boris, 'ANNA')).status).toBe(200);
  });

  it('take a nickname once however it is written', async () => {
    const [anna, boris] = [await guestOf(), await guestOf()];
    for (const [first, second] of [
      ['Anna', '\u0410nn\u0430'],
      ['Сорока', 'Copoka'],
      ['Roma', 'R\u03bfm\u03b1'],
      ['Oleg Ilyin', '01eg llyln'],
      ['Anna', '\uff21\uff2e\uff2e\uff21'],
      ['Anna', '\u{1d400}\u{1d427}\u{1d427}\u{1d41a}'],
      ['Anna', 'Ánnà'],
      ['Anna Maria', 'anna_mar.ia'],
      ['Anna', 'An\u3164na'],
      ['Amo', 'Arno'],
    ] as const) {
      expect([first, (await join(anna, first)).status]).toEqual([first, 200]);
      const taken = await join(boris, second);
      expect([second, taken.status, taken.body.code]).toEqual([second, 409, 'nickname_taken']);
      // A guest may change the spelling of their own nickname.
      expect([second, (await join(anna, second)).status]).toEqual([second, 200]);
    }
  });

  it('refuse a nickname that reads as a refused word or as nothing, and no usual name', async () => {
    const anna = await guestOf();
    for (const nickname of [
      'Administrator',
      '\u0410dm1n',
      'the S.u.p.p.o.r.t',
      'Поддержкa',
      'f u c k',
      'xуй',
      'ХУ_Й',
      '\u3164\u3164',
    ]) {
      const refused = await join(anna, nickname);
      expect([nickname, refused.status, refused.body.code]).toEqual([nickname, 422, 'nickname_refused']);
    }
    for (const nickname of ['Анна', 'Иван 1985', 'Nazira', 'Stafford', 'Мария-Луиза', 'Ёж', 'Ali', '田中'])
      expect((await join(anna, nickname)).body).toMatchObject({ nickname });
  });

  it('let a manager take a guest off, which the audit keeps, and no stranger', async () => {
    const anna = await guestOf();
    await join(anna, 'Anna');
    await sell(anna);
    await counted(anna, [[1, 'Anna', 1, true]]);
    const seen = (await network.get('/api/leaderboard', manager).expect(200)).body;
    expect(seen).toMatchObject({ isOn: true, items: [{ guestId: anna.id, rank: 1, nickname: 'Anna', visits: 1 }] });
    const path = `/api/leaderboard/members/${anna.id}`;
    expect((await call('delete', cashier, path)).status).toBe(403);
    const other = await TillNetwork.create(test, { settings: { leaderboard: true } });
    expect((await call('delete', await other.tokenOf('manager'), path)).body.code).toBe('guest_not_found');
    expect(await places(await guestOf(other))).toEqual([]);
    for (let n = 0; n < 2; n += 1) expect((await call('delete', manager, path)).status).toBe(204);
    expect(await board(anna)).toMatchObject({ nickname: null, items: [] });
    const audit = await network.get('/api/audit?action=leaderboard.taken_off', manager).expect(200);
    expect(audit.body.items).toMatchObject([{ subjectId: anna.id }]);
  });

  it('are not there for guests of a network that has not switched them on', async () => {
    const closed = await TillNetwork.create(test);
    const guest = await guestOf(closed);
    expect((await network.get(PATH, guest.token)).body.code).toBe('not_found');
    expect((await join(guest, 'Anna')).body.code).toBe('not_found');
    const sections = (await network.get('/api/auth/me/sections', guest.token).expect(200)).body;
    expect(sections).toMatchObject({ leaderboard: false });
  });
});
