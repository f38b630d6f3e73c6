import { newId } from '../../../src/platform/ids/ids';
import { mayUse, type Permission, type Principal } from '../../../src/security';
import { applicationsOfWorker, type TestApp } from '../../support/app';
import { BillingDesk } from '../../support/billing/billing-desk';
import type { TillNetwork } from '../../support/till-network';
import { addOwner, tokenOfUser } from '../support/people-fixture';
import { listRoutes, type Route } from '../support/routes';
import { ROUTES } from '../support/routes-table';

/** Routes with which an owner changes the installation and no network, each with the reason. */
const OF_THE_INSTALLATION: Readonly<Record<string, string>> = {
  'POST /networks': 'makes a network; its audit begins with it (`networks.spec`)',
  'POST /plans': 'plans are for all networks',
  'PUT /billing/seller': 'the seller of all invoices',
  'POST /bank-statements': 'a file of the bank; the payments that it brings are entries of the invoices',
  'POST /bank-entries/:id/decision': 'an entry of the bank; a payment of it is an entry of the invoice',
  'POST /online-payments/:id/check': 'asks the provider; what it says is booked by the provider',
  'POST /networks/:id/subscription/preview': 'writes nothing',
  'PUT /platform/jobs/:id': 'when a job runs; the audit of the installation has it',
};

describe('an owner of the installation', () => {
  let server: TestApp;
  let desk: BillingDesk;
  let network: TillNetwork;
  let routes: readonly Route[];
  let ownerId: string;
  let owner: string;

  beforeAll(async () => {
    [server] = await applicationsOfWorker();
    desk = await BillingDesk.of(server);
    ({ network } = await desk.network());
    routes = listRoutes(server.app).filter(({ use, isPublic }) => use === 'write' && !isPublic);
  });
  beforeEach(async () => {
    ownerId = (await addOwner(server.app)).id;
    owner = await tokenOfUser(server.app, ownerId);
  });

  /** The actions of the owner in the audit of the network, oldest first. */
  const listActions = async (): Promise<{ action: string; route: string | null; onBehalf: boolean }[]> =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `SELECT action, after ->> 'route' AS route, on_behalf AS "onBehalf" FROM audit_log
         WHERE network_id = $1 AND actor_id = $2 ORDER BY id`,
        [network.id, ownerId],
      ),
    );
  const nameOf = ({ method, path }: Route) => `${method} ${path}`;
  const isOpenTo = (principal: Partial<Principal>, { permissions, use }: Route) =>
    permissions.some((permission: Permission) => mayUse(principal as Principal, permission, use));
  const principal = (networkId: string | null): Partial<Principal> => ({
    kind: 'user',
    id: ownerId,
    role: 'owner',
    networkId,
    onBehalf: networkId !== null,
  });
  const call = (method: string, path: string, body?: object, actsFor?: string) => {
    const agent = server.api();
    const request = agent[method.toLowerCase() as 'post'](`/api${path}`)
      .set('Authorization', `Bearer ${owner}`)
      .set('Idempotency-Key', newId());
    return (actsFor === undefined ? request : request.set('X-Act-For-Network', actsFor)).send(body);
  };

  it('is in the audit of the network with each writing call for it, whatever came of the call', async () => {
    await call('POST', `/networks/${network.id}/act-for`, { reason: 'help' }).expect(201);
    // Tested last, because they end the session or the period that the others need.
    const ends = ['POST /auth/logout', 'DELETE /networks/:id/act-for'];
    const open = routes.filter((route) => isOpenTo(principal(network.id), route) && !ends.includes(nameOf(route)));
    expect(open.length).toBeGreaterThan(50);
    for (const { method, path } of open) await call(method, path.replace(/:\w+/g, newId()), undefined, network.id);
    const traced = (await listActions()).filter(({ action }) => action === 'network.acted_for');
    expect(traced.every(({ onBehalf }) => onBehalf)).toBe(true);
    expect(traced.map(({ route }) => route).sort()).toEqual(open.map(({ path }) => `/api${path}`).sort());
  });

  it('is in the audit of the network with each change of it from the pages of the installation', async () => {
    const { id } = network;
    const name = (await desk.get(`/api/networks/${id}`)).body.name as string;
    const state = (to: string) => ({ state: to, reason: 'unpaid', confirmName: name });
    const change = async (route: string, path: string, body: object, status: number) => {
      const before = (await listActions()).length;
      const [method = ''] = route.split(' ');
      const answer = await call(method, path, body);
      expect([route, answer.status]).toEqual([route, status]);
      expect([route, (await listActions()).length > before]).toEqual([route, true]);
      changed.add(route);
      return answer.body as Record<string, unknown>;
    };
    const changed = new Set<string>();
    const payer = { name: 'Trattoria', taxId: '7801234564', kpp: null, address: null };
    await change('PATCH /networks/:id', `/networks/${id}`, { name: `${name} 2`.slice(0, 60) }, 200);
    await call('PATCH', `/networks/${id}`, { name }).expect(200);
    await change('POST /networks/:id/state', `/networks/${id}/state`, state('SUSPENDED'), 200);
    await change('POST /networks/:id/state', `/networks/${id}/state`, state('ACTIVE'), 200);
    await change('POST /networks/:id/act-for', `/networks/${id}/act-for`, { reason: 'help' }, 201);
    await change('DELETE /networks/:id/act-for', `/networks/${id}/act-for`, {}, 204);
    const subscription = `/networks/${id}/subscription`;
    await change('POST /networks/:id/subscription', subscription, { planCode: 'STANDARD', payer }, 201);
    const [invoice] = await desk.invoices(id);
    const path = `/invoices/${String(invoice?.['id'])}`;
    const [amount, paidOn] = [1_000_000, invoice?.['issuedOn']];
    const paid = await change(
      'POST /invoices/:id/payments',
      `${path}/payments`,
      { amount, currency: 'RUB', paidOn },
      201,
    );
    const [payment] = paid['payments'] as { id: string }[];
    const refund = { paymentId: payment?.id, method: 'MANUAL', reason: 'moved away', amount: 1 };
    await change('POST /invoices/:id/refunds', `${path}/refunds`, refund, 201);
    await change('POST /invoices/:id/credit-note', `${path}/credit-note`, { reason: 'wrong company' }, 201);
    await change('PATCH /networks/:id/subscription', subscription, { payer: { ...payer, name: 'Osteria' } }, 200);
    await change('POST /networks/:id/subscription/cancel', `${subscription}/cancel`, {}, 200);

    const own = routes.filter(
      (route) =>
        isOpenTo(principal(null), route) &&
        route.permissions.some((permission) => ['networks.manage', 'billing.manage'].includes(permission)),
    );
    const named = [...changed, ...Object.keys(OF_THE_INSTALLATION)].filter((route) => ROUTES[route] !== undefined);
    expect(own.map(nameOf).filter((route) => !named.includes(route))).toEqual([]);
  });
});
