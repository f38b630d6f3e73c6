import type { BillingDesk } from '../support/billing/billing-desk';
import { type OwnDatabase, startOnOwnDatabase } from '../integration/rules/own-database';

/** Figures of the whole installation, on a database of its own, so that plans of other tests do not move them. */
describe('a plan in the figures of the installation', () => {
  let own: OwnDatabase;
  let desk: BillingDesk;

  beforeAll(async () => {
    own = await startOnOwnDatabase();
    const { BillingDesk: Desk } = await import('../support/billing/billing-desk.js');
    const [test] = own.apps;
    if (test === undefined) throw new Error('no application was started');
    desk = await Desk.of(test);
  });
  afterAll(() => own.close());
  beforeEach(() => desk.moveTo('2030-01-31T09:00:00Z'));

  it('ends when its invoice stays unpaid for a month, and can begin again as a reactivation', async () => {
    // A year of its own: the figures are those of all networks.
    desk.moveTo('2032-01-31T09:00:00Z');
    const { network } = await desk.network();
    const { id } = network;
    const months = async () =>
      (await desk.get('/api/platform/metrics?from=2032-01&to=2032-12').expect(200)).body.months as Record<
        string,
        number
      >[];
    const before = await months();
    await desk.subscribe(id, { planCode: 'PRO' }).expect(201);
    desk.moveTo('2032-03-10T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ state: 'GRACE' });
    desk.moveTo('2032-03-11T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ state: 'CANCELLED', endsOn: '2032-03-11' });
    desk.moveTo('2032-05-05T09:00:00Z');
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    const after = await months();
    const gained = (name: string) => after.map((month, at) => (month[name] ?? 0) - (before[at]?.[name] ?? 0));
    expect(gained('new').slice(0, 6)).toEqual([6_700_000, 0, 0, 0, 0, 0]);
    expect(gained('churn').slice(0, 6)).toEqual([0, 0, 6_700_000, 0, 0, 0]);
    expect(gained('reactivation').slice(0, 6)).toEqual([0, 0, 0, 0, 3_690_000, 0]);
    const [ends, starts] = [gained('end'), gained('start')];
    expect(ends.map((end, at) => end - (starts[at] ?? 0)).slice(0, 6)).toEqual([
      6_700_000, 0, -6_700_000, 0, 3_690_000, 0,
    ]);
    for (const month of after)
      expect(month['end']).toBe(
        Number(month['start']) +
          Number(month['new']) +
          Number(month['expansion']) +
          Number(month['reactivation']) -
          Number(month['contraction']) -
          Number(month['churn']),
      );
  });

  it('ends with its network on that day, and a network that opens again is billed for none of the time between', async () => {
    // A year of its own: the figures are those of all networks.
    desk.moveTo('2034-01-10T09:00:00Z');
    const months = async () =>
      (await desk.get('/api/platform/metrics?from=2034-01&to=2034-12').expect(200)).body.months as Record<
        string,
        number
      >[];
    const { network } = await desk.network();
    const { id } = network;
    const before = await months();
    await desk.subscribe(id, { planCode: 'PRO' }).expect(201);
    const { body } = await desk.get(`/api/networks/${id}`).expect(200);
    const close = { state: 'CLOSED', reason: 'Moved away', confirmName: body.name };
    desk.moveTo('2034-01-20T09:00:00Z');
    await desk.post(`/api/networks/${id}/state`, close).expect(200);
    expect(await desk.subscription(id)).toMatchObject({ state: 'CANCELLED', endsOn: '2034-01-20', mrr: 0 });
    const [then, now] = [before[0], (await months())[0]];
    const gained = (name: string) => (now?.[name] ?? 0) - (then?.[name] ?? 0);
    expect(['new', 'churn', 'end'].map(gained)).toEqual([6_700_000, 6_700_000, 0]);

    desk.moveTo('2034-06-20T09:00:00Z');
    await desk.post(`/api/networks/${id}/state`, { state: 'ACTIVE', reason: 'Came back' }).expect(200);
    await desk.work(id);
    expect(await desk.invoices(id)).toHaveLength(1);
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    expect(await desk.invoices(id)).toHaveLength(2);
  });

  it('is counted in the revenue of a network, in the networks that are lost, in its cohort and in the debts', async () => {
    const read = async () => {
      desk.moveTo('2036-04-10T09:00:00Z');
      return (await desk.get('/api/platform/metrics?from=2036-01&to=2036-04').expect(200)).body as Metrics;
    };
    const before = await read();
    desk.moveTo('2036-01-05T09:00:00Z');
    const [stays, leaves] = [(await desk.network()).network.id, (await desk.network()).network.id];
    await desk.subscribe(stays, { planCode: 'PRO' }).expect(201);
    await desk.payAll(stays, '2036-01-05');
    await desk.subscribe(leaves, { planCode: 'STANDARD' }).expect(201);
    desk.moveTo('2036-02-03T09:00:00Z');
    await desk.post(`/api/networks/${leaves}/subscription/cancel`).expect(200);
    desk.moveTo('2036-02-06T09:00:00Z');
    await desk.work(leaves);
    const { months, cohorts, receivables } = await read();
    expect(months.map(({ customersEnd }, at) => customersEnd - (before.months[at]?.customersEnd ?? 0))).toEqual([
      2, 1, 1, 1,
    ]);
    expect(months.map(({ customersLost }) => customersLost)).toEqual([0, 1, 0, 0]);
    for (const { end, arpu, customersStart, customersLost, customersEnd, churnPpm } of months) {
      expect(Math.abs(arpu * customersEnd - end)).toBeLessThanOrEqual(customersEnd / 2);
      expect(churnPpm).toBe(customersStart === 0 ? null : Math.round((customersLost * 1_000_000) / customersStart));
    }
    expect(cohorts.find(({ month }) => month === '2036-01')).toEqual({
      month: '2036-01',
      customers: 2,
      retained: [2, 1, 1],
    });
    // Due on 15 January: 86 days late.
    const late = ({ ages }: Metrics['receivables']) => ages.find(({ fromDays }) => fromDays === 61)?.amount ?? 0;
    expect(late(receivables) - late(before.receivables)).toBe(3_690_000);
    expect(receivables.overdue - before.receivables.overdue).toBe(3_690_000);
  });
});

interface Metrics {
  readonly months: readonly Readonly<
    Record<'end' | 'arpu' | 'customersStart' | 'customersLost' | 'customersEnd', number> & { churnPpm: number | null }
  >[];
  readonly cohorts: readonly { readonly month: string }[];
  readonly receivables: {
    readonly overdue: number;
    readonly ages: readonly { readonly fromDays: number; readonly amount: number }[];
  };
}
