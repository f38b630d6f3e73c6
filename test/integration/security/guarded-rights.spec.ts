import { newId } from '../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { superuserPool } from '../../support/database';
import { TillNetwork } from '../../support/till-network';

/** A manager made this account today, so the account has to wait before it approves. */
const PLAIN = { role: 'cashier', waits: true };

/** Statements that somebody smuggles into the application run in its role, and stop at the rules of the database. */
describe('the role of the application', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;
  const superuser = superuserPool();

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    const made = await network.post('/api/users', manager, { email: `${newId()}@example.test`, role: 'cashier' });
    cashier = (made.body as { id: string }).id;
  });
  afterEach(() => test.close());
  afterAll(() => superuser.end());

  const run = (statement: string, parameters: readonly unknown[] = []): Promise<unknown> =>
    network.database.inNetwork(network.id, (tx) => tx.query(statement, parameters));

  async function look(id = cashier): Promise<unknown> {
    const { rows } = await superuser.query(
      'SELECT role::text, approves_from > now() AS waits FROM users WHERE id = $1',
      [id],
    );
    return rows[0];
  }

  it.each([
    ['a manager', "role = 'manager'", /approves nothing for a while/],
    [
      'a manager with a time that is over soon',
      "role = 'manager', approves_from = now() + interval '1 minute'",
      /never ends earlier/,
    ],
    [
      'a manager whom no audit knows',
      "role = 'manager', approves_from = now() + interval '9 days'",
      /stands in the audit/,
    ],
    ['an analyst whom no audit knows', "role = 'analyst'", /stands in the audit/],
    ['an owner', "role = 'owner', network_id = NULL", /permission denied/],
  ])('makes no cashier %s', async (_what, set, refusal) => {
    await expect(run(`UPDATE users SET ${set} WHERE id = $1`, [cashier])).rejects.toThrow(refusal);
    expect(await look()).toEqual(PLAIN);
  });

  it('ends no cooling-off time, and forgets no opening of an account', async () => {
    await run("UPDATE users SET approves_from = now() + interval '25 hours', manager_until = now() WHERE id = $1", [
      cashier,
    ]);
    for (const set of [
      'approves_from = now()',
      "approves_from = now() + interval '24 hours'",
      'manager_until = NULL',
      "manager_until = now() - interval '31 days'",
    ])
      await expect(run(`UPDATE users SET ${set} WHERE id = $1`, [cashier])).rejects.toThrow(/never ends earlier/);
    expect(await look()).toEqual({ role: 'cashier', waits: true });
    const earlier = "UPDATE account_openings SET opened_at = now() - interval '31 days' WHERE user_id = $1";
    await expect(run(earlier, [cashier])).rejects.toThrow(/never gets earlier/);
    await expect(run('DELETE FROM account_openings WHERE user_id = $1', [cashier])).rejects.toThrow(
      /permission denied/,
    );
  });

  it('replaces no seed of a wheel, which the platform encrypts anew', async () => {
    const id = newId();
    await superuser.query(
      `INSERT INTO wheel_epochs (network_id, id, commitment, seed_encrypted, odds, spins_since, opened_at)
       VALUES ($1, $2, repeat('a', 64), 'x', 'y', now(), now())`,
      [network.id, id],
    );
    const replace = 'UPDATE wheel_epochs SET seed_encrypted = $2 WHERE id = $1';
    await expect(run(replace, [id, Buffer.from('mine')])).rejects.toThrow(/permission denied/);
    await network.database.asPlatform((tx) => tx.query(replace, [id, Buffer.from('anew')]));
    const { rows } = await superuser.query<{ seed: Buffer }>(
      'SELECT seed_encrypted AS seed FROM wheel_epochs WHERE id = $1',
      [id],
    );
    expect(rows[0]?.seed.toString()).toBe('anew');
  });

  it('still does what people ask of it: a raise with its time and its entry, and a step back', async () => {
    const change = async (role: string): Promise<void> => {
      const { status, body } = await test
        .api()
        .patch(`/api/users/${cashier}`)
        .set('Authorization', `Bearer ${manager}`)
        .set('Idempotency-Key', newId())
        .send({ role });
      expect([200, 202]).toContain(status);
      if (status === 202) {
        const second = await network.tokenOf('manager');
        await network.post(`/api/change-requests/${(body as { id: string }).id}/approve`, second, {}).expect(200);
      }
    };
    await change('analyst');
    expect(await look()).toEqual({ role: 'analyst', waits: true });
    await change('manager');
    expect(await look()).toEqual({ role: 'manager', waits: true });
    await change('cashier');
    expect(await look()).toEqual({ role: 'cashier', waits: true });
  });
});
