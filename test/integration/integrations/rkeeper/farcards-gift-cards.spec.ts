import { InboxWork } from '../../../../src/integrations/inbox/inbox.job';
import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { type FarcardsPacket, type FarcardsRow, FarcardsTill } from '../../../doubles/farcards-till';
import { itAtNight } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { connectRkeeper, networkOfRkeeper } from '../../../support/rkeeper';
import type { TillNetwork } from '../../../support/till-network';
import { GiftDesk, type GiftFace } from '../../transactions/gifts/gift-desk';

const GUEST_CARD = '7900112233445566778';

describe('gift cards at tills of R-Keeper', () => {
  let test: TestApp;
  let network: TillNetwork;
  let gifts: GiftDesk;
  let card: GiftFace;
  let till: FarcardsTill;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await networkOfRkeeper(test);
    gifts = await GiftDesk.open(network);
    const [made] = await gifts.batch(1);
    if (made === undefined) throw new Error('no card was made');
    card = { ...made, code: made.code.replaceAll(' ', '') };
    await gifts.sell(card, 50_000).expect(201);
    till = await connect({ giftCards: true });
  });
  afterEach(async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  async function connect(options: object): Promise<FarcardsTill> {
    const { path } = await connectRkeeper(network, gifts.manager, { options });
    return new FarcardsTill(`${test.url}${path}`);
  }
  const packet = (amount: number, rows: readonly FarcardsRow[] = []): FarcardsPacket => ({
    card: card.code,
    rows: [{ kind: 0, sum: -amount }, ...rows],
    checkNumber: '318',
    date: network.businessDate(),
    check: { guid: newId(), lines: [{ code: '104', name: 'Борщ', category: 'Soups', sum: '910' }] },
  });
  async function guestWith(points: number): Promise<string> {
    const id = await network.guest();
    await query('UPDATE guests SET external_id = $3 WHERE network_id = $1 AND id = $2', id, GUEST_CARD);
    const body = { type: 'MANUAL', direction: 'CREDIT', points, reasonCode: 'GOODWILL' };
    await network.post(`/api/guests/${id}/transaction`, gifts.manager, body).expect(201);
    return id;
  }
  const query = (text: string, ...values: unknown[]) =>
    network.database.inNetwork(network.id, (tx) => tx.query<object>(text, [network.id, ...values]));
  const left = async () => ((await gifts.balance(card).expect(200)).body as { balance: number }).balance;
  const events = () =>
    query('SELECT status, reason FROM inbox_events WHERE network_id = $1 ORDER BY id') as Promise<
      { status: string; reason: string | null }[]
    >;

  it('says what a card has, pays a part of a check once, and gives it back when the check is cancelled', async () => {
    const info = await till.cardInfo(card.code);
    expect(info).toMatchObject({ result: 0, attributes: { Summa: '50000', Locked: '0' } });
    expect(Number(info.account)).toBeGreaterThanOrEqual(2 ** 31);
    const paid = packet(20_000, [{ kind: 3, sum: 71_000 }]);
    const answer = await till.transactions(paid);
    expect(answer.result).toBe(0);
    expect((await till.transactions(paid)).raw).toBe(answer.raw);
    expect(await left()).toBe(30_000);
    expect((await till.cancel(paid)).result).toBe(0);
    expect((await till.cancel(paid)).result).toBe(0);
    expect(await left()).toBe(50_000);
    expect(await query("SELECT FROM transactions WHERE network_id = $1 AND type = 'SALE'")).toEqual([]);
    expect(await events()).toMatchObject([{ status: 'DONE' }, { status: 'DONE' }]);
  });

  it('pays beside the card of a guest, whose points refused give the money back', async () => {
    await guestWith(2_000);
    const own = (sum: number, kind: 0 | 3): FarcardsRow => ({ kind, sum, card: GUEST_CARD });
    const paid = packet(20_000, [own(71_000, 3)]);
    expect((await till.transactions(paid)).externalId).not.toBeNull();
    expect(await left()).toBe(30_000);
    expect((await till.cancel(paid)).result).toBe(0);
    expect(await left()).toBe(50_000);
    const poor = { ...packet(20_000, [own(-3_000, 0), own(71_000, 3)]), checkNumber: '319' };
    expect(await till.transactions(poor)).toMatchObject({ result: 1, errorCode: 51 });
    expect(await left()).toBe(50_000);
    expect(
      await query("SELECT type FROM transactions WHERE network_id = $1 AND type IN ('SALE', 'REFUND') ORDER BY id"),
    ).toEqual([{ type: 'SALE' }, { type: 'REFUND' }]);
  });

  it('refuses more than the card has until it is topped up, an unknown code, and a blocked card', async () => {
    const much = packet(60_000);
    expect(await till.transactions(much)).toMatchObject({ result: 1, errorCode: 51 });
    await gifts.topUp(card, 10_000).expect(201);
    expect((await till.transactions(much)).result).toBe(0);
    expect(await left()).toBe(0);
    const [made] = await gifts.batch(1);
    const unsold = made?.code.replaceAll(' ', '') ?? '';
    expect(await till.cardInfo(unsold)).toMatchObject({
      result: 0,
      attributes: { Locked: '1', Summa: '0' },
    });
    expect((await till.transactions({ ...packet(1), card: unsold })).errorCode).toBe(2);
  });

  it('gives a part back, and leaves to a manager what no payment of the check has left', async () => {
    const paid = packet(20_000);
    await till.transactions(paid);
    const part = { ...paid, rows: [{ kind: 0 as const, sum: 5_000 }] };
    expect((await till.transactions(part)).result).toBe(0);
    expect((await till.transactions(part)).result).toBe(0);
    expect(await left()).toBe(35_000);
    expect((await till.transactions({ ...paid, rows: [{ kind: 0, sum: 15_001 }] })).result).toBe(0);
    expect(await left()).toBe(35_000);
    expect(await events()).toMatchObject([
      { status: 'DONE' },
      { status: 'DONE' },
      { status: 'REFUSED', reason: 'original_unknown' },
    ]);
  });

  it('takes the same money at one of two tills', async () => {
    const answers = await Promise.all([packet(30_000), packet(30_000)].map((one) => till.transactions(one)));
    expect(answers.map(({ result }) => result).sort()).toEqual([0, 1]);
    expect(await left()).toBe(20_000);
  });

  it('gives the money of a call that died back, and takes it anew should the till send it again', async () => {
    const paid = packet(20_000);
    await till.transactions(paid);
    await query(
      "UPDATE inbox_events SET status = 'WAITING', finished_at = NULL, answer_encrypted = NULL, due_at = now() WHERE network_id = $1",
    );
    await eventually('the job took it back', async () => {
      await test.app.get(InboxWork).doNext(network.id);
      return (await left()) === 50_000;
    });
    expect(await events()).toMatchObject([{ status: 'REFUSED', reason: 'unanswered_spend' }]);
    expect((await till.transactions(paid)).result).toBe(0);
    expect(await left()).toBe(30_000);
    expect((await till.cancel(paid)).result).toBe(0);
    expect(await left()).toBe(50_000);
  });

  itAtNight('gives money back that was taken after its till was told no, and takes it anew', async () => {
    const paid = packet(20_000);
    await network.database.inNetwork(network.id, async (tx) => {
      await tx.query('SELECT FROM gift_cards WHERE network_id = $1 FOR UPDATE', [network.id]);
      expect(await till.transactions(paid)).toMatchObject({ result: 1, errorCode: 96 });
    });
    const kinds = async () =>
      (await query('SELECT kind FROM gift_transactions WHERE network_id = $1 ORDER BY number')) as { kind: string }[];
    await eventually('the money was taken, and given back', async () => (await kinds()).length === 3);
    expect((await kinds()).map(({ kind }) => kind)).toEqual(['SOLD', 'SPENT', 'REFUNDED']);
    const again = await eventually('the database is asked again', async () => {
      const answer = await till.transactions(paid);
      return answer.errorCode !== 96 && answer;
    });
    expect(again.result).toBe(0);
    expect((await till.transactions(paid)).raw).toBe(again.raw);
    expect(await left()).toBe(30_000);
  });

  it('takes no gift card where the connection does not say so', async () => {
    const plain = await connect({});
    expect((await plain.cardInfo(card.code)).result).toBe(1);
    expect((await plain.transactions(packet(20_000))).result).toBe(1);
    expect(await left()).toBe(50_000);
  });
});
