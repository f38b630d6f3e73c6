import { LedgerVerification } from '../../../../src/transactions';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { GiftDesk, type GiftFace } from './gift-desk';

const none: GiftFace = { code: '', pin: '' };

describe('gift cards that somebody tampers with', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it('change their money by movements alone, and verify-ledger finds a movement without an act', async () => {
    const network = await TillNetwork.create(test);
    const desk = await GiftDesk.open(network);
    const [face = none] = await desk.batch(1);
    const sold = await desk.sell(face, 7_000);
    const { id } = (sold.body as { card: { id: string } }).card;
    const set = network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE gift_cards SET balance = 9000 WHERE network_id = $1', [network.id]),
    );
    await expect(set).rejects.toMatchObject({ code: 'LP005' });
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO gift_transfers (network_id, transaction_id, debit_kind, debit_owner, credit_kind, credit_owner, amount)
         VALUES ($1, gen_random_uuid(), 'ADJUSTED', $1, 'CARD', $2, 5)`,
        [network.id, id],
      ),
    );
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list().map(({ check, row }) => [check, row])).toEqual([
      [11, 'gift_cards'],
      [11, 'gift_transfers'],
    ]);
  });
});
