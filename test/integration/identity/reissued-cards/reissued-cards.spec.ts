import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { phoneOfThisRun, registerByCode } from '../../../e2e/people';

describe('the card of a guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { settings: { cards: { staticQrAllowed: true } } });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const lookUp = (key: object) => network.post('/api/guests/lookup', cashier, key);

  it('that is lost ends with its number, QR codes and six digits, and the guest keeps everything under another', async () => {
    const guest = await registerByCode(test, network.id, phoneOfThisRun(), 'Anna');
    const sale = await network.post(`/api/guests/${guest.id}/transaction`, cashier, network.sale(10_000));
    const shown = await network.get('/api/auth/me/card', guest.token);
    const printed = await network.get(`/api/guests/${guest.id}/card`, cashier);
    expect(printed.body).toEqual({
      cardNumber: shown.body.cardNumber,
      qr: expect.stringMatching(/^\d{108}$/) as string,
    });
    expect((await lookUp({ qr: printed.body.qr as string })).body.id).toBe(guest.id);

    const replaced = await network.post(`/api/guests/${guest.id}/card/replace`, manager);
    expect(replaced.status).toBe(200);
    expect(replaced.body).toMatchObject({ id: guest.id, cardNumber: expect.stringMatching(/^9\d{15}$/) as string });
    expect(replaced.body.cardNumber).not.toBe(shown.body.cardNumber);
    for (const key of [
      { qr: printed.body.qr as string },
      { qr: shown.body.qr as string },
      { code: shown.body.cardCode as string },
      { card: shown.body.cardNumber as string },
    ]) {
      expect((await lookUp(key)).body.code).toBe('guest_not_found');
    }
    expect((await lookUp({ card: replaced.body.cardNumber as string })).body.id).toBe(guest.id);
    const history = await network.get(`/api/guests/${guest.id}/history`, guest.token);
    expect((history.body.items as { id: string }[]).map(({ id }) => id)).toContain(sale.body.id);
    const audit = await network.get('/api/audit?subjectKind=guest', manager);
    expect(audit.body.items).toContainEqual(
      expect.objectContaining({
        action: 'guest.card_replaced',
        before: { cardEndsWith: (shown.body.cardNumber as string).slice(-4) },
      }),
    );
  });

  it('is replaced by the guest and by a manager, and by no one else', async () => {
    const guest = await registerByCode(test, network.id, phoneOfThisRun(), 'Boris');
    const other = await registerByCode(test, network.id, phoneOfThisRun(), 'Vera');
    const path = `/api/guests/${guest.id}/card/replace`;
    expect((await network.post(path, cashier)).status).toBe(403);
    expect((await network.post(path, other.token)).body.code).toBe('guest_not_found');
    const before = await network.get('/api/auth/me/card', guest.token);
    expect((await network.post(path, guest.token)).status).toBe(200);
    const after = await network.get('/api/auth/me/card', guest.token);
    expect(after.body.cardNumber).not.toBe(before.body.cardNumber);
  });

  it('is not printed where the network takes no static QR', async () => {
    const strict = await TillNetwork.create(test);
    const guest = await strict.guest();
    const refused = await strict.get(`/api/guests/${guest}/card`, await strict.tokenOf('cashier'));
    expect([refused.status, refused.body.code]).toEqual([422, 'static_qr_not_allowed']);
  });
});
