import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import { LedgerBench, type World } from '../../support/ledger-bench';

describe('verify-ledger', () => {
  let bench: LedgerBench;

  beforeAll(async () => {
    bench = await LedgerBench.open();
  });
  afterAll(() => bench.close());

  it('finds nothing wrong in what the till wrote, and replays every kind of act to the byte', async () => {
    const { network } = await bench.makeWorld();
    const result = await bench.verification.verify(network.id);
    expect(result.findings.list()).toEqual([]);
    expect(result.isRight).toBe(true);
    // The background sealer may have made another seal.
    expect(result.seals).toBeGreaterThanOrEqual(1);
    expect(result.transactions).toBeGreaterThan(18);
  });

  it.each(['DEBT', 'NEGATIVE', 'FORGIVE'] as const)(
    'finds nothing wrong where a refund of spent points ends by %s',
    async (refundPolicy) => {
      const network = await bench.makeNetwork({ document: { ...presetForNetwork('hybrid-5', 2), refundPolicy } });
      const manager = await network.tokenOf('manager');
      const guest = await network.guest();
      const act = `/api/guests/${guest}/transaction`;
      const sale = (await network.post(act, manager, network.sale(500_000)).expect(201)).body as {
        id: string;
        pointsEarned: number;
      };
      const spend = { type: 'MANUAL', direction: 'DEBIT', points: sale.pointsEarned - 5, reasonCode: 'CORRECTION' };
      await network.post(act, manager, spend).expect(201);
      const { body } = await network
        .post(`/api/transactions/${sale.id}/refund`, manager, { reason: 'cold' })
        .expect(201);
      expect((body as { pointsNotTaken: number }).pointsNotTaken).toBeGreaterThan(0);
      await network.post(act, manager, network.sale(700_000)).expect(201);
      await network.post(act, manager, network.sale(90_000)).expect(201);
      expect((await bench.verification.verify(network.id)).findings.list()).toEqual([]);
    },
  );

  it('finds nothing wrong in an empty network', async () => {
    const network = await bench.makeNetwork();
    expect(await bench.verification.verify(network.id)).toMatchObject({ isRight: true, transactions: 0, seals: 0 });
  });

  it('tells of one network alone', async () => {
    const right = await bench.makeWorld();
    const wrong = await bench.makeWorld();
    await bench.corrupt('UPDATE transactions SET amount = amount + 1 WHERE network_id = $1 AND id = $2', [
      wrong.network.id,
      wrong.saleId,
    ]);
    expect((await bench.verification.verify(right.network.id)).isRight).toBe(true);
    expect(await bench.idIn('transactions', right)).not.toBe('');
  });

  describe('that goes on from a seal', () => {
    const verifySince = ({ network }: World) => bench.verification.verify(network.id, { sinceSeal: true });

    /** A verified world in which one of the two guests bought something afterwards. */
    async function openVerified(): Promise<World> {
      const world = await bench.makeWorld();
      await bench.seal(world.network);
      expect(await bench.verification.verify(world.network.id)).toMatchObject({ isRight: true, since: null });
      const manager = await world.network.tokenOf('manager');
      const { guestId, network } = world;
      await network.post(`/api/guests/${guestId}/transaction`, manager, network.sale(70_000)).expect(201);
      await network
        .post('/api/receipts', manager, { pointOfSaleId: network.pointOfSaleId, amount: 9_900, receiptNumber: 'B-1' })
        .expect(201);
      await bench.seal(network);
      return world;
    }

    it('verifies everything where nothing was verified before', async () => {
      const { network } = await bench.makeWorld();
      const result = await bench.verification.verify(network.id, { sinceSeal: true });
      expect(result).toMatchObject({ isRight: true, since: null });
      expect(result.transactions).toBeGreaterThan(18);
    });

    it('looks at the seals since, and at the guests with an act since from their first rows on', async () => {
      const world = await openVerified();
      const whole = await bench.verification.verify(world.network.id);
      const again = await openVerified();
      const part = await verifySince(again);
      expect(part).toMatchObject({ isRight: true, since: { number: expect.any(Number) } });
      expect(part.seals).toBe(1);
      expect(part.transactions).toBeLessThan(whole.transactions);
      // The guest's own rows and the new receipt.
      expect(part.transactions).toBeGreaterThan(10);
      // The next run starts where this one ended, and knows the last full verification.
      const next = await verifySince(again);
      expect(next.seals).toBe(0);
      expect(next.since).toMatchObject({ number: part.since!.number + 1, wholeAt: part.since!.wholeAt });
    });

    it('finds what was changed since, and does not go on from there', async () => {
      const world = await openVerified();
      await bench.corrupt(
        `UPDATE transactions SET amount = amount + 1 WHERE network_id = $1 AND receipt_number = 'B-1'`,
        [world.network.id],
      );
      const first = await verifySince(world);
      expect(new Set(first.findings.list().map(({ check }) => check))).toEqual(new Set([4, 8]));
      const second = await verifySince(world);
      expect(second.findings.list()).toEqual(first.findings.list());
    });

    it('leaves sealed rows of guests without an act since to a whole run, and compares the balances of all guests', async () => {
      const world = await openVerified();
      const { network, otherGuestId } = world;
      await bench.corrupt(`UPDATE transactions SET payment_method = 'CASH' WHERE network_id = $1 AND guest_id = $2`, [
        network.id,
        otherGuestId,
      ]);
      expect((await verifySince(world)).isRight).toBe(true);
      expect((await bench.verification.verify(network.id)).findings.countOf(8)).toBeGreaterThan(0);
      const other = await openVerified();
      await bench.corrupt('UPDATE guest_states SET available = available + 1 WHERE network_id = $1 AND guest_id = $2', [
        other.network.id,
        other.otherGuestId,
      ]);
      expect((await verifySince(other)).findings.countOf(1)).toBeGreaterThan(0);
    });

    it('verifies everything where the verified seal is another one by now, and says so', async () => {
      const world = await openVerified();
      const { network } = world;
      await bench.corrupt('UPDATE seals SET transfers = transfers + 1 WHERE network_id = $1', [network.id]);
      const result = await verifySince(world);
      expect(result.since).toBeNull();
      expect(result.findings.list().map(({ problem }) => problem)).toContainEqual(
        expect.stringContaining('is not the one that was verified on'),
      );
    });
  });
});
