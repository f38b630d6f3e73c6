import { dayAtTheTill } from '../../packages/client/examples/day-at-the-till';
import { applicationOfWorker, type TestApp } from '../support/app';
import { TillNetwork } from '../support/till-network';

describe('the example of the typed client', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it('goes through the day of a till, also where an answer is lost', async () => {
    const network = await TillNetwork.create(test);
    const lost: string[] = [];
    const day = await dayAtTheTill({
      baseUrl: test.url,
      apiKey: await network.keyOf('till'),
      pointOfSaleId: network.pointOfSaleId,
      // The server records each sale, but the first answer of each sale is lost.
      fetch: async (request) => {
        const key = request.headers.get('idempotency-key') ?? '';
        const response = await fetch(request);
        if (!request.url.endsWith('/transaction') || lost.includes(key)) return response;
        lost.push(key);
        throw new TypeError('socket closed');
      },
    });
    expect(lost).toHaveLength(2);
    expect(day.sale).toMatchObject({ status: 'POSTED', amount: 155_000, discount: 7_750, payable: 147_250 });
    expect(day.refund).toMatchObject({ amount: 50_000, refundOf: day.sale.id });
    expect(day.second).toEqual(day.first);
    expect(day.batch.map(({ status }) => status)).toEqual([201, 422]);
    expect(day.history.filter((type) => type === 'SALE')).toHaveLength(3);
    expect(day.balance.available).toBeGreaterThan(0);
  });
});
