import { applicationOfWorker } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { newId } from '../../../../src/platform/ids/ids';
import { findSealable, listGains, listVisibleLeaves } from '../../../../src/transactions/books/seals/journal.sql';
import { JOURNAL_START } from '../../../../src/transactions/books/seals/seal-head.rules';
import { Till } from '../../../../src/transactions/till/queue/till';
import { saleActOf } from '../../rules/sale-act';

/** More rows than one range scan of ids may read. */
const BETWEEN = 260;

describe('a page of the log whose ids lie far from each other', () => {
  it('is read as a whole, by its followers and by the seal', async () => {
    const test = await applicationOfWorker();
    const network = await TillNetwork.create(test);
    const till = test.app.get(Till);
    const ids = Array.from({ length: BETWEEN + 2 }, () => newId());
    const guests = await Promise.all([network.guest(), network.guest()]);
    const sell = async (id: string, n: number) => {
      const outcome = await till.submit({ ...saleActOf(network, guests[n % 2] ?? ''), id });
      expect(outcome.kind).toBe('POSTED');
    };
    // The smallest and the largest id come first in the log.
    const [first = '', ...others] = ids;
    const last = others.pop() ?? '';
    await sell(first, 0);
    await sell(last, 1);
    await Promise.all(others.map(sell));
    await network.database.inNetwork(network.id, async (tx) => {
      const page = await tx.query<{ id: string }>(
        `SELECT id FROM unnest(page_acts($1, ARRAY[$2, $3]::uuid[], ARRAY['transaction.sale', 'transaction.sale'])) ORDER BY place`,
        [network.id, last, first],
      );
      expect(page.map(({ id }) => id)).toEqual([last, first]);
      for (const limit of [2, BETWEEN]) {
        const sealable = await findSealable(tx, network.id, JOURNAL_START, limit);
        const leaves = await listVisibleLeaves(tx, network.id, JOURNAL_START, limit);
        expect(sealable?.leaves).toEqual(leaves.map(({ hash }) => hash));
        expect(sealable?.transfers).toBe(leaves.reduce((sum, { transfers }) => sum + transfers, 0));
        expect(sealable?.to).toEqual(leaves.at(-1)?.position);
        const issued = await tx.one<{ points: number }>(
          `SELECT -sum(amount)::bigint AS points FROM transfers
            WHERE network_id = $1 AND transaction_id = ANY ($2) AND debit_kind::text LIKE 'RESTAURANT%'`,
          [network.id, leaves.map(({ position }) => position.id)],
        );
        const gains = await listGains(tx, network.id, JOURNAL_START, sealable?.to);
        expect(gains.reduce((sum, { balance }) => sum + balance, 0)).toBe(issued.points);
      }
    });
  });
});
