import { applicationOfWorker, type TestApp } from '../../../support/app';
import { codeSentTo } from '../../../support/outbox';
import { TillNetwork } from '../../../support/till-network';
import { addressOfThisRun, phoneOfThisRun, registerByCode } from '../../../e2e/people';

describe('the phone of a guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const ask = (guestId: string, token: string, phone: string) =>
    network.post(`/api/guests/${guestId}/phone`, token, { phone }).set('X-Forwarded-For', addressOfThisRun());
  const confirm = (guestId: string, token: string, verificationId: unknown, code: string) =>
    network
      .post(`/api/guests/${guestId}/phone/confirm`, token, { verificationId, code })
      .set('X-Forwarded-For', addressOfThisRun());

  it('is changed by the guest with the code that came to the new one', async () => {
    const [old, next] = [phoneOfThisRun(), phoneOfThisRun()];
    const guest = await registerByCode(test, network.id, old, 'Anna');
    const asked = await ask(guest.id, guest.token, next);
    expect([asked.status, asked.body.channel]).toEqual([202, 'SMS']);
    expect((await confirm(guest.id, guest.token, asked.body.verificationId, '0000000')).body.code).toBe(
      'verification_failed',
    );
    const changed = await confirm(
      guest.id,
      guest.token,
      asked.body.verificationId,
      await codeSentTo(test, network.id, next),
    );
    expect(changed.body).toMatchObject({ id: guest.id, phone: next });
    expect((await network.post('/api/guests/lookup', cashier, { phone: old })).status).toBe(404);
    expect((await registerByCode(test, network.id, next, 'x')).id).toBe(guest.id);
    // No guest has the old phone any more, so a person who registers with it becomes a new guest.
    expect((await registerByCode(test, network.id, old, 'Boris')).id).not.toBe(guest.id);
    const audit = await network.get('/api/audit?subjectKind=guest', manager);
    expect((audit.body.items as { action: string }[]).map(({ action }) => action)).toContain('guest.phone_changed');
  });

  it('is changed by a manager with the guest present, which ends the sessions of the old phone', async () => {
    const [old, next] = [phoneOfThisRun(), phoneOfThisRun()];
    const guest = await registerByCode(test, network.id, old, 'Vera');
    expect((await ask(guest.id, cashier, next)).status).toBe(403);
    const asked = await ask(guest.id, manager, next);
    const changed = await confirm(
      guest.id,
      manager,
      asked.body.verificationId,
      await codeSentTo(test, network.id, next),
    );
    expect(changed.body.phone).toBe(next);
    expect((await network.get('/api/auth/me/card', guest.token)).status).toBe(401);
  });

  it('does not become that of another guest, nor by a code for something else or of another guest', async () => {
    const [taken, next] = [phoneOfThisRun(), phoneOfThisRun()];
    const other = await registerByCode(test, network.id, taken, 'Gleb');
    const guest = await registerByCode(test, network.id, phoneOfThisRun(), 'Dina');
    const asked = await ask(guest.id, guest.token, taken);
    expect(asked.status).toBe(202);
    const code = await codeSentTo(test, network.id, taken);
    const refused = await confirm(guest.id, guest.token, asked.body.verificationId, code);
    expect([refused.status, refused.body.code, refused.body.guestId]).toEqual([409, 'guest_exists', undefined]);

    const mine = await ask(guest.id, guest.token, next);
    const sent = await codeSentTo(test, network.id, next);
    expect((await confirm(other.id, other.token, mine.body.verificationId, sent)).body.code).toBe(
      'verification_expired',
    );
    const signIn = await test
      .api()
      .post('/api/auth/verify')
      .set('X-Forwarded-For', addressOfThisRun())
      .send({ verificationId: mine.body.verificationId as string, code: sent });
    expect(signIn.body.code).toBe('verification_expired');
    expect((await ask(other.id, guest.token, next)).body.code).toBe('guest_not_found');
  });
});
