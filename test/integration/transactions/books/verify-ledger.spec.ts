import { LedgerBench } from '../../support/ledger-bench';

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
    // The sealer at work in the background may have made another.
    expect(result.seals).toBeGreaterThanOrEqual(1);
    expect(result.transactions).toBeGreaterThan(18);
  });

  it.each(['DEBT', 'NEGATIVE', 'FORGIVE'] as const)(
    'finds nothing wrong where a refund of spent points ends by %s',
    async (refundPolicy) => {
      const { presetForNetwork } = await import('../../../../src/configuration/programs/drafts/scaled-preset.rules.js');
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
});
