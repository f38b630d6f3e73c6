import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const NUMBER = '+79161112233';

/** The server answers a look-up before it writes it. No look-up may be lost, and an act that rests on a look-up has to find it. */
describe('the look-ups of guests by card or phone', () => {
  let own: OwnDatabase;
  let make: typeof TillNetwork.create;
  let test: TestApp;

  beforeAll(async () => {
    own = await startOnOwnDatabase(2);
    test = own.apps[0] as TestApp;
    const { TillNetwork: Networks } = await import('../../../support/till-network.js');
    make = Networks.create.bind(Networks);
  });
  afterAll(() => own.close());

  async function scene() {
    const network = await make(test, { settings: { spending: { phonePerReceipt: 50, phonePerDay: 100 } } });
    const token = await network.tokenOf('cashier');
    const { body: guest } = await network.post('/api/guests', token, { phone: NUMBER, name: 'Olga' });
    await network.forgetIdentifications();
    const lookUp = () => network.post('/api/guests/lookup', token, { phone: NUMBER });
    return { network, token, guest: guest.id as string, lookUp };
  }

  async function written(guest: string): Promise<number> {
    const { rows } = await own.superuser.query<{ found: number }>(
      `SELECT count(*)::int AS found FROM audit_log WHERE action = 'guest.looked_up' AND subject_id = $1`,
      [guest],
    );
    return rows[0]?.found ?? 0;
  }

  it('are found by the act that follows at once, and stand in the audit one by one', async () => {
    const { network, token, guest, lookUp } = await scene();
    for (let n = 0; n < 3; n += 1) expect((await lookUp()).body.id).toBe(guest);
    const body = { pointOfSaleId: network.pointOfSaleId, amount: 100_000 };
    const quote = await network.post(`/api/guests/${guest}/quote`, token, body);
    expect([quote.status, quote.body.confirmAbove]).toEqual([200, 50]);
    await eventually('the entries of the look-ups', async () => (await written(guest)) === 3);
  });

  it('are refused while they cannot be written, and those that were answered before are not lost', async () => {
    const { guest, lookUp } = await scene();
    await own.superuser.query('REVOKE INSERT ON audit_log FROM loyalty_app');
    try {
      expect((await lookUp()).status).toBe(200);
      await eventually('a refused look-up', async () => (await lookUp()).status === 500);
      expect(await written(guest)).toBe(0);
    } finally {
      await own.superuser.query('GRANT INSERT ON audit_log TO loyalty_app');
    }
    await eventually('the look-up that was answered', async () => (await written(guest)) >= 1);
    expect((await lookUp()).status).toBe(200);
  });

  it('are written before a process ends', async () => {
    const { token, guest } = await scene();
    const other = own.apps[1] as TestApp;
    const answer = await other
      .api()
      .post('/api/guests/lookup')
      .set('Authorization', `Bearer ${token}`)
      .send({ phone: NUMBER });
    expect([answer.status, answer.body.id]).toEqual([200, guest]);
    await other.app.close();
    expect(await written(guest)).toBe(1);
  });
});
