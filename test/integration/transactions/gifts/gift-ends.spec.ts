import { LedgerVerification } from '../../../../src/transactions';
import { GiftEndsJob } from '../../../../src/transactions/gifts/gift-ends.job';
import { Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { GiftDesk, type GiftFace } from './gift-desk';

const none: GiftFace = { code: '', pin: '' };
const MONTHS = 36;

describe('the end of gift cards', () => {
  let test: TestApp;
  let network: TillNetwork;
  let desk: GiftDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    const settings = { giftCardMonths: MONTHS };
    network = await TillNetwork.create(test, { country: 'AU', timeZone: 'Australia/Sydney', settings });
    desk = await GiftDesk.open(network);
  });
  afterAll(() => test.close());

  interface Card {
    readonly id: string;
    readonly endsOn: string | null;
    readonly state: string;
    readonly balance: number;
  }
  const sold = async (face: GiftFace, amount = 10_000) =>
    ((await desk.sell(face, amount).expect(201)).body as { card: Card }).card;
  const read = async (id: string) => (await network.get(`/api/gift-cards/${id}`, desk.manager)).body as Card;
  const run = () => test.app.get(GiftEndsJob).doNext(network.id);
  /** Moves the last day of a card to so many days from now. */
  const endIn = (id: string, days: number) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE gift_cards SET due_on = d.day - 30, ends_on = d.day
         FROM (SELECT (now() AT TIME ZONE 'Australia/Sydney')::date + $3::integer AS day) d WHERE network_id = $1 AND id = $2`,
        [network.id, id, days],
      ),
    );
  const findings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();
  const change = (body: object) =>
    test.api().patch(`/api/networks/${network.id}`).set('Authorization', `Bearer ${desk.manager}`).send(body);
  const setMonths = (giftCardMonths: number | null) => change({ settings: { giftCardMonths } });

  it('is set within the law of the country, and holds for cards that are sold from then on', async () => {
    const [before = none, after = none] = await desk.batch(2);
    const first = await sold(before);
    expect(first.endsOn).toBe(monthsFromToday(MONTHS));
    expect((await setMonths(35)).body).toMatchObject({ code: 'gift_card_term', least: 36 });
    const refused = await change({ country: 'RU' });
    expect([refused.status, refused.body]).toMatchObject([422, { code: 'gift_card_term', least: 0 }]);
    expect((await setMonths(null).expect(200)).body).toMatchObject({ giftCardLaw: { law: 'AU', leastMonths: 36 } });
    expect((await sold(after)).endsOn).toBeNull();
    expect((await read(first.id)).endsOn).toBe(first.endsOn);
    // A shorter term takes something from guests, so a second person decides.
    expect((await setMonths(48)).status).toBe(202);
  });

  it('is told to the guest before, and its money becomes income of the network after its last day', async () => {
    const [face = none, other = none] = await desk.batch(2);
    const { id } = await sold(face);
    await sold(other);
    const guest = await network.guest();
    const { accessToken: token } = await test.app.get(Sessions).openForGuest(network.id, guest);
    await network.post('/api/auth/me/gift-cards', token, face).expect(201);
    expect(await run()).toBe('idle');
    await endIn(id, 20);
    expect([await run(), await run()]).toEqual(['done', 'idle']);
    const { body: inbox } = await network.get('/api/auth/me/inbox', token);
    const texts = (inbox as { items: { text: string }[] }).items.map(({ text }) => text);
    expect(texts).toEqual([
      expect.stringMatching(new RegExp(`… ${face.code.slice(-4)} has .*100.* until .* inclusive`)),
    ]);
    await desk.spend(face, 4_000).expect(201);
    await endIn(id, 0);
    await run();
    expect(await read(id)).toMatchObject({ state: 'ACTIVE', balance: 6_000 });
    await endIn(id, -1);
    expect([await run(), await run()]).toEqual(['done', 'idle']);
    expect(await read(id)).toMatchObject({ state: 'ENDED', balance: 0 });
    for (const refused of [await desk.spend(face, 1), await desk.topUp(face, 1), await desk.change(id, 'block')])
      expect(refused.body).toMatchObject({ code: 'gift_card_state', state: 'ENDED' });
    const { body: own } = await network.get('/api/auth/me/gift-cards', token);
    expect(own).toMatchObject({ items: [{ id, state: 'ENDED', balance: 0 }] });
    const journal = await network.get(`/api/gift-cards/${id}/transactions`, desk.manager);
    expect((journal.body as { items: object[] }).items[0]).toMatchObject({
      kind: 'ENDED',
      amount: 6_000,
      balance: 0,
      actorKind: 'system',
      actorId: network.id,
      restaurantId: null,
    });
    const [from, to] = [network.businessDate(-1), network.businessDate(1)];
    const report = await network.get(`/api/gift-cards/report?from=${from}&to=${to}`, desk.manager);
    expect(report.body).toMatchObject({ owed: 10_000, cards: 1, total: { sold: 20_000, spent: 4_000, ended: 6_000 } });
    expect(await findings()).toEqual([]);
  });

  it('moves with each payment into the card, and money that is refunded to an ended card can be spent for a whole term', async () => {
    const [face = none] = await desk.batch(1);
    const { id } = await sold(face);
    const { transaction } = (await desk.spend(face, 5_000)).body as { transaction: { id: string } };
    await endIn(id, 0);
    expect((await desk.topUp(face, 1_000)).body).toMatchObject({ card: { endsOn: monthsFromToday(MONTHS) } });
    await endIn(id, -1);
    await run();
    const back = await desk.refund(transaction.id, 5_000);
    expect(back.body).toMatchObject({ card: { state: 'ACTIVE', balance: 5_000, endsOn: monthsFromToday(MONTHS) } });
    expect(await run()).toBe('idle');
    expect((await desk.spend(face, 5_000)).status).toBe(201);
    expect(await findings()).toEqual([]);
  });

  it('waits while a card is blocked, and passes to the card that takes its place', async () => {
    const [face = none, other = none] = await desk.batch(2);
    const { id, endsOn } = await sold(face);
    const replaced = await desk.change(id, 'replace', { code: other.code });
    const { card } = replaced.body as { card: Card };
    expect(card).toMatchObject({ state: 'ACTIVE', endsOn });
    await desk.change(card.id, 'block').expect(200);
    await endIn(card.id, -40);
    expect(await run()).toBe('idle');
    const unblocked = await desk.change(card.id, 'unblock');
    expect(unblocked.body).toMatchObject({ card: { state: 'ACTIVE', endsOn: monthsFromToday(MONTHS) } });
    expect(await run()).toBe('idle');
    expect(await findings()).toEqual([]);
  });

  it('falls away where the law of the country lets no card end by now', async () => {
    const [face = none] = await desk.batch(1);
    const { id } = await sold(face);
    await change({ country: 'KZ', settings: { giftCardMonths: null } }).expect(200);
    await endIn(id, -1);
    expect(await run()).toBe('done');
    expect(await read(id)).toMatchObject({ state: 'ACTIVE', balance: 10_000, endsOn: null });
    expect(await run()).toBe('idle');
  });

  it('before its day is found by verify-ledger', async () => {
    const [face = none] = await desk.batch(1);
    const { id } = await sold(face);
    await endIn(id, -1);
    await run();
    await endIn(id, 5);
    expect(await findings()).toMatchObject([{ check: 11, row: 'gift_transactions' }]);
    await endIn(id, -1);
    expect(await findings()).toEqual([]);
  });
});

/** The day so many months from today in Sydney, by the months of PostgreSQL's own calendar: the last day of a shorter month. */
function monthsFromToday(months: number): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Australia/Sydney' }).format(new Date());
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}
