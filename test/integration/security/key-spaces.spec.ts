import { readFileSync } from 'node:fs';
import path from 'node:path';
import { keyDigest } from '../../../src/platform/claims/claim-digest';
import { newId } from '../../../src/platform/ids/ids';
import { Sessions } from '../../../src/security';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { superuserPool } from '../../support/database';
import { TillNetwork } from '../../support/till-network';

const MIGRATION = path.resolve(__dirname, '../../../prisma/migrations/20261125023500_version_0_3_0/migration.sql');

/** Rule 5 of the ledger: who owns a key, and who may see its replay. */
describe('the space of an idempotency key', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterEach(() => test.close());

  const superuser = superuserPool();
  afterAll(() => superuser.end());

  async function tokenOfGuest(guestId: string): Promise<string> {
    return (await test.app.get(Sessions).openForGuest(network.id, guestId)).accessToken;
  }

  const give = (token: string, from: string, key: string) =>
    network.post(
      `/api/guests/${from}/transaction`,
      token,
      { type: 'MANUAL', direction: 'CREDIT', points: 10, reasonCode: 'GOODWILL' },
      key,
    );

  it('is a guest account’s own: another guest’s key opens nothing and stands in nobody’s way', async () => {
    const [one, two] = [await network.guest(), await network.guest()];
    const key = newId();
    const agree = async (guestId: string) =>
      network.post(
        `/api/guests/${guestId}/consents`,
        await tokenOfGuest(guestId),
        { consents: [{ kind: 'MARKETING', version: '1', given: true }] },
        key,
      );
    const answers = [await agree(one), await agree(two), await agree(one), await give(manager, one, key)];
    expect(answers.map(({ status, headers }) => [status, headers['idempotent-replayed']])).toEqual([
      [200, undefined],
      [200, undefined],
      [200, 'true'],
      [201, undefined],
    ]);
  });

  it('is an integration’s own, also with the key that follows', async () => {
    const colleague = await network.tokenOf('manager');
    const approved = async (asked: { body: { id: string } }) => {
      const { body } = await network.post(`/api/change-requests/${asked.body.id}/approve`, colleague);
      const shown = await network.post(`/api/api-keys/${String(body.apiKey.id)}/secret`, manager);
      return shown.body as { id: string; key: string };
    };
    const made = await approved(
      await network.post('/api/api-keys', manager, { name: 'Kitchen', scopes: ['loyalty', 'till'] }),
    );
    const other = await network.keyOf('loyalty', 'till');
    const guest = await network.guest();
    const key = newId();
    const first = await give(made.key, guest, key);
    const rotated = await approved(await network.post(`/api/api-keys/${made.id}/rotate`, manager, { overlapHours: 1 }));
    const again = await give(rotated.key, guest, key);
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const others = await give(other, guest, key);
    expect(others.headers['idempotent-replayed']).toBeUndefined();
    expect(others.body.id).not.toBe(first.body.id);
    expect((await give(made.key, guest, newId())).status).toBe(201);
  });

  it('is shared by the staff, so that the next cashier’s retry is a replay', async () => {
    const [one, two] = [await network.tokenOf('cashier'), await network.tokenOf('cashier')];
    const guest = await network.guest();
    const key = newId();
    const sale = network.sale(10_000, { receiptNumber: 'K-1', occurredAt: new Date().toISOString() });
    const first = await network.post(`/api/guests/${guest}/transaction`, one, sale, key);
    const again = await network.post(`/api/guests/${guest}/transaction`, two, sale, key);
    expect([again.status, again.body.id, again.headers['idempotent-replayed']]).toEqual([201, first.body.id, 'true']);
  });

  it('shows what is shown once to its maker alone, and a cashier no more of a guest than a cashier sees', async () => {
    const colleague = await network.tokenOf('manager');
    const cashier = await network.tokenOf('cashier');
    const key = newId();
    const ask = (token: string) => network.post('/api/api-keys', token, { name: 'Till', scopes: ['till'] }, key);
    const made = await ask(manager);
    expect((await ask(manager)).body).toEqual(made.body);
    expect((await ask(colleague)).body).toEqual({ ...made.body, key: null });
    expect((await ask(cashier)).status).toBe(403);

    const phone = `+7916${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
    const guestKey = newId();
    const register = (token: string) =>
      network.post('/api/guests', token, { phone, email: 'guest@example.test' }, guestKey);
    const whole = await register(manager);
    expect(whole.body).toMatchObject({ phone, cardCode: expect.stringMatching(/^\d{6}$/) as string });
    const masked = await register(cashier);
    expect(masked.body).toMatchObject({ id: whole.body.id as string, email: null, cardCode: null, qr: null });
    expect(masked.body.phone).not.toBe(phone);
  });

  it('is given to keys that were claimed before there were spaces', async () => {
    const key = newId();
    const guest = await network.guest();
    const integration = await network.keyOf('loyalty');
    const first = await give(integration, guest, key);
    await superuser.query(`UPDATE claims SET digest = $3 WHERE network_id = $1 AND holder_id = $2 AND kind = 'K'`, [
      network.id,
      first.body.id,
      keyDigest(key, null),
    ]);
    const [moving = ''] =
      /CREATE TEMPORARY TABLE made_by[^]*?c\.holder_id = o\.id;/.exec(readFileSync(MIGRATION, 'utf8')) ?? [];
    const client = await superuser.connect();
    await client.query('BEGIN');
    // Changes this network alone: other tests' claims already have spaces.
    await client.query(moving.replace("c.kind = 'K'", `c.kind = 'K' AND c.network_id = '${network.id}'`));
    await client.query('COMMIT');
    client.release();
    const again = await give(integration, guest, key);
    expect([again.body.id, again.headers['idempotent-replayed']]).toEqual([first.body.id, 'true']);
  });

  it('keeps every claim: the application may delete none', async () => {
    const { rows } = await superuser.query<{ may: boolean; deleting: number }>(
      `SELECT has_table_privilege('loyalty_app', 'claims', 'DELETE') AS may,
         (SELECT count(*)::integer FROM pg_proc
           WHERE pronamespace = 'public'::regnamespace AND prosrc ~* 'delete\\s+from\\s+claims') AS deleting`,
    );
    expect(rows).toEqual([{ may: false, deleting: 0 }]);
    const guest = await network.guest();
    const sale = await network.post(
      `/api/guests/${guest}/transaction`,
      manager,
      network.sale(10_000, { receiptNumber: 'U-1' }),
    );
    expect((await network.post(`/api/transactions/${String(sale.body.id)}/undo`, manager)).status).toBe(201);
    const second = await network.post(
      `/api/guests/${guest}/transaction`,
      manager,
      network.sale(10_000, { receiptNumber: 'U-1' }),
    );
    expect(second.status).toBe(201);
  });
});
