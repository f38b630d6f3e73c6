import { LedgerVerification } from '../../src/transactions';
import { GiftEndsJob } from '../../src/transactions/gifts/gift-ends.job';
import { applicationsOfWorker, type TestApp } from '../support/app';
import { seeded } from '../support/seeded';
import { TillNetwork } from '../support/till-network';
import { GiftDesk, type GiftFace } from '../integration/transactions/gifts/gift-desk';
import { OracleGiftCard, type PlayedAct } from './gift-oracle';
import { firstTrial, inParallel, reportTrials, trialsOf } from './trials';

const HANDS = 8;
/** Acts until the cards are replaced by new ones, so that their journals stay short enough to be read whole. */
const ACTS_OF_ROUND = 500;
const CARDS = 8;
/** Unsold cards to replace others. */
const SPARE = 12;
const MOST = 500;
const PAGE = 100;
/** The network's refusals that a card may meet. */
const HONEST = ['gift_card_short', 'gift_card_state', 'gift_refund_exceeds', 'unavailable'];
const WRONG_PER_CARD = 10;
const WRONG_PER_CALLER = 20;

interface Card {
  readonly id: string;
  readonly face: GiftFace;
}

interface Told {
  readonly cardId: string;
  readonly amount: number;
  readonly kind: string;
}

/** Claims 2 and 4 for gift cards: on two processes each card has what an oracle says, and so has the money owed. */
describe('claim 2: gift cards', () => {
  let doors: readonly TestApp[];
  let network: TillNetwork;
  let desk: GiftDesk;

  beforeAll(async () => {
    doors = await applicationsOfWorker();
    network = await TillNetwork.create(doors[0] as TestApp, { country: 'IE', settings: { giftCardMonths: 60 } });
    desk = await GiftDesk.open(network);
  });
  afterAll(() => Promise.all(doors.map((door) => door.close())));

  const doorOf = (n: number) => doors[n % doors.length] as TestApp;

  /** Cards of a new batch with their ids, in the order of their numbers. */
  async function makeCards(count: number): Promise<Card[]> {
    const faces = await desk.batch(count);
    const { body } = await network.get(`/api/gift-cards?limit=${String(count)}`, desk.manager);
    const { items } = body as { items: { id: string; number: number }[] };
    return faces.map((face, index) => {
      const id = items.find(({ number }) => number === index + 1)?.id;
      if (id === undefined) throw new Error('a new card is not listed');
      return { id, face };
    });
  }

  async function journalOf(id: string): Promise<PlayedAct[]> {
    const acts: PlayedAct[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const path = `/api/gift-cards/${id}/transactions?limit=${String(PAGE)}${after}`;
      const { body } = await network.get(path, desk.manager);
      const page = body as { items: PlayedAct[]; nextCursor: string | null };
      acts.push(...page.items);
      cursor = page.nextCursor;
    }
    return acts.reverse();
  }

  /** Moves the last day of a card into the past, and lets a process end the cards that are due. */
  async function endAt(door: TestApp, id: string): Promise<void> {
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE gift_cards SET ends_on = d.day, due_on = d.day
         FROM (SELECT current_date - 5 AS day) d WHERE network_id = $1 AND id = $2 AND ends_on IS NOT NULL`,
        [network.id, id],
      ),
    );
    await door.app.get(GiftEndsJob).doNext(network.id);
  }

  /** Plays random acts by many hands at once; returns the money of the cards and the income from ended ones. */
  async function playRound(seed: number, acts: number): Promise<{ owed: number; ended: number }> {
    const random = seeded(seed);
    const below = (n: number) => Math.floor(random() * n);
    const cards = await makeCards(CARDS + SPARE);
    const spare = cards.slice(CARDS);
    const inUse = cards.slice(0, CARDS);
    const told = new Map<string, Told>();
    const spendings: string[] = [];
    await inParallel(acts, HANDS, async (n) => {
      const [card, amount, dice] = [inUse[below(CARDS)] as Card, 1 + below(MOST), below(100)];
      const [door, key, place] = [doorOf(n), `${String(seed)}-${String(n)}`, below(CARDS)];
      const spending = spendings[below(spendings.length)];
      if (dice >= 90 && dice < 92) return endAt(door, card.id);
      const send = () => {
        if (dice < 15) return desk.sell(card.face, amount, key, door);
        if (dice < 40) return desk.topUp(card.face, amount, key, door);
        if (dice < 75) return desk.spend(card.face, amount, key, door);
        if (dice < 88 && spending !== undefined) return desk.refund(spending, amount, key, door);
        if (dice < 92) return desk.change(card.id, 'block', {}, key, door);
        if (dice < 97) return desk.change(card.id, 'unblock', {}, key, door);
        if (dice < 99) return desk.change(card.id, 'correct', { amount }, key, door);
        const other = spare.pop();
        if (other === undefined) return desk.topUp(card.face, amount, key, door);
        inUse[place] = other;
        return desk.change(card.id, 'replace', { code: other.face.code }, key, door);
      };
      const { status, body } = await send();
      if (status >= 400) {
        expect(HONEST).toContain((body as { code: string }).code);
        return;
      }
      const { transaction, card: after } = body as { transaction: PlayedAct; card: { id: string } };
      const isMove = transaction.kind === 'MOVED_OUT';
      told.set(transaction.id, { ...transaction, cardId: isMove ? card.id : after.id });
      if (transaction.kind === 'SPENT') spendings.push(transaction.id);
    });
    let [owed, ended] = [0, 0];
    const left = new Map<string, number>();
    const refunded: PlayedAct[] = [];
    for (const { id } of cards) {
      const oracle = new OracleGiftCard();
      for (const act of await journalOf(id)) {
        oracle.play(act);
        if (act.kind === 'MOVED_IN' || act.kind === 'ENDED') continue;
        // For each act in the journal except an expiry, a caller got an answer with the same amount.
        expect(told.get(act.id)).toMatchObject({ cardId: id, kind: act.kind, amount: act.amount });
        told.delete(act.id);
        if (act.kind === 'SPENT') left.set(act.id, act.amount);
        if (act.kind === 'REFUNDED') refunded.push(act);
      }
      const { body } = await network.get(`/api/gift-cards/${id}`, desk.manager);
      expect(body).toMatchObject({ state: oracle.state, balance: oracle.balance });
      owed += oracle.balance;
      ended += oracle.income;
    }
    for (const { relatedId, amount } of refunded) left.set(relatedId ?? '', (left.get(relatedId ?? '') ?? 0) - amount);
    expect([...left.values()].filter((rest) => rest < 0)).toEqual([]);
    expect([...told]).toEqual([]);
    return { owed, ended };
  }

  it('random acts on two processes leave each card and the money owed as an oracle says', async () => {
    const acts = trialsOf({ inTest: 1_000, full: 100_000 });
    const first = firstTrial();
    let [owed, ended] = [0, 0];
    for (let done = 0; done < acts; done += ACTS_OF_ROUND) {
      const round = await playRound(first + done, Math.min(ACTS_OF_ROUND, acts - done));
      owed += round.owed;
      ended += round.ended;
    }
    const [from, to] = [network.businessDate(-1), network.businessDate(1)];
    const report = await network.get(`/api/gift-cards/report?from=${from}&to=${to}`, desk.manager);
    expect(report.body).toMatchObject({ owed, total: { ended } });
    const { findings } = await network.test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
    reportTrials(2, 'random acts on gift cards against an oracle, two processes', acts);
  }, 3_600_000);

  it('a PIN that is tried by several tills of two processes is told wrong ten times, then the card is locked', async () => {
    const tries = trialsOf({ inTest: 200, full: 10_000 });
    const [face] = (await desk.batch(1)) as [GiftFace];
    await desk.sell(face, 1_000).expect(201);
    const wrong = { ...face, pin: face.pin === '000000' ? '000001' : '000000' };
    const tills = await Promise.all(Array.from({ length: HANDS }, () => GiftDesk.open(network)));
    const codes: string[] = [];
    await inParallel(tries, HANDS, async (n) => {
      const { body } = await (tills[n % HANDS] as GiftDesk).balance(wrong, doorOf(n));
      codes.push((body as { code: string }).code);
    });
    expect(new Set(codes)).toEqual(new Set(['gift_card_unknown', 'locked_out']));
    expect(codes.filter((code) => code === 'gift_card_unknown')).toHaveLength(WRONG_PER_CARD);
    expect((await desk.balance(face)).body).toMatchObject({ code: 'locked_out' });
    reportTrials(2, 'wrong PINs of one gift card, two processes', tries);
  }, 3_600_000);

  it('codes that one till makes up are told unknown twenty times, then the till is locked', async () => {
    const tries = trialsOf({ inTest: 100, full: 2_000 });
    const thief = await GiftDesk.open(network);
    const codes: string[] = [];
    const from = Date.now();
    await inParallel(tries, HANDS, async (n) => {
      const face = { code: `9${String(n).padStart(17, '0')}`, pin: '000000' };
      codes.push(((await thief.balance(face, doorOf(n))).body as { code: string }).code);
    });
    const minutes = 1 + Math.floor((Date.now() - from) / 60_000);
    expect(codes.filter((code) => code === 'gift_card_unknown').length).toBeLessThanOrEqual(WRONG_PER_CALLER * minutes);
    expect(codes).toContain('locked_out');
    reportTrials(2, 'codes of gift cards that a till makes up, two processes', tries);
  }, 3_600_000);
});
