import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const DAY_MS = 86_400_000;
const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

describe('points by hand with days of their own', () => {
  let test: TestApp;
  let network: TillNetwork;
  let anna: string;
  let boris: string;
  let guest: string;

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    [anna, boris] = [await network.tokenOf('manager'), await network.tokenOf('manager')];
    guest = await network.guest();
  });
  afterEach(() => test.close());

  const credit = (more: object) =>
    network.post(`/api/guests/${guest}/transaction`, anna, {
      ...{ type: 'MANUAL', direction: 'CREDIT', points: 50, reasonCode: 'GOODWILL' },
      ...more,
    });
  const balance = async () => (await network.get(`/api/guests/${guest}/balance`, anna).expect(200)).body as object;

  it('end first and wait for their first day, and the ledger is decided again to the same', async () => {
    await credit({}).expect(201);
    await credit({ endsOn: dayIn(40) }).expect(201);
    await credit({ beginsOn: dayIn(3), endsOn: dayIn(60) }).expect(201);
    expect(await balance()).toMatchObject({ available: 100, pending: 50 });
    const { body } = await network.get(`/api/guests/${guest}/balance`, anna);
    const [first] = body.expiring as { at: string; points: number }[];
    expect(first?.points).toBe(50);
    const lastDay = Date.parse(first?.at ?? '') - Date.parse(dayIn(40));
    expect(lastDay).toBeGreaterThan(0);
    expect(lastDay).toBeLessThanOrEqual(DAY_MS);
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  it('are refused where nobody could spend them, and where points are taken', async () => {
    const late = await credit({ endsOn: dayIn(-3) }).expect(422);
    expect(late.body).toMatchObject({ code: 'points_end_unused' });
    await credit({ beginsOn: dayIn(9), endsOn: dayIn(8) }).expect(422);
    const debit = await credit({ direction: 'DEBIT', endsOn: dayIn(9) }).expect(400);
    expect(debit.body).toMatchObject({ errors: [{ path: 'endsOn', code: 'not_allowed' }] });
    await credit({ endsOn: '9999-12-30' }).expect(400);
  });

  it('are shown to the manager who approves them, and keep their days', async () => {
    const asked = await credit({ points: 20_000, endsOn: dayIn(40) }).expect(202);
    const listed = await network.get('/api/approvals?', boris).expect(200);
    expect(listed.body.items).toMatchObject([{ act: { beginsOn: null, endsOn: dayIn(40) } }]);
    await network.post(`/api/transactions/${String(asked.body.id)}/approve`, boris).expect(200);
    const { body } = await network.get(`/api/guests/${guest}/balance`, anna);
    expect(Date.parse(body.expiring[0].at as string)).toBeLessThan(Date.parse(dayIn(42)));
  });
});
