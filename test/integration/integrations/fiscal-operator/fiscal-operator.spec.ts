import { newId } from '../../../../src/platform/ids/ids';
import { Sessions } from '../../../../src/security';
import { FiscalOperatorDouble } from '../../../doubles/fiscal-operator-double';
import { isShortForm } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

const CONNECTIONS = '/api/integrations/connections';
const DRIVE = '9960440300049147';
const PLACE = 'Nevsky 1';

/** An address of the documentation's network, so that tests don't use up each other's tries. */
const someAddress = (): string => `2001:db8::${newId().slice(-4)}:${newId().slice(-4)}`;

describe('a fiscal operator', () => {
  let test: TestApp;
  let network: TillNetwork;
  let address: string;
  let operator: FiscalOperatorDouble;
  let manager: string;
  let guest: string;
  let connection: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    address = someAddress();
    operator = await FiscalOperatorDouble.start();
    manager = await network.tokenOf('manager');
    guest = (await test.app.get(Sessions).openForGuest(network.id, await network.guest())).accessToken;
    connection = await connect(operator);
  });
  afterEach(() => operator.stop());
  afterAll(() => test.close());

  async function connect({ url, token }: FiscalOperatorDouble): Promise<string> {
    const places = [{ organization: PLACE, terminal: null, pointOfSaleId: network.pointOfSaleId }];
    const body = { kind: 'FISCAL_OPERATOR', name: 'OFD', baseUrl: url, credentials: { token }, places };
    const made = (await network.post(CONNECTIONS, manager, body).expect(201)).body as { id: string; paths: unknown[] };
    expect(made.paths).toEqual([]);
    return made.id;
  }
  const patch = (body: object) =>
    test.api().patch(`${CONNECTIONS}/${connection}`).set('Authorization', `Bearer ${manager}`).send(body).expect(200);
  const sell = async (more: object = {}) => {
    const body = { pointOfSaleId: network.pointOfSaleId, amount: 45_000, externalOrderId: newId(), ...more };
    return (await network.post('/api/receipts', await network.keyOf('till'), body).expect(201)).body as { id: string };
  };
  const qrOf = (document: string) => {
    const local = new Date().toLocaleString('sv-SE', { timeZone: 'Europe/Moscow' });
    const time = local.slice(0, 16).replace(/[-:]/g, '').replace(' ', 'T');
    return `t=${time}&s=450.00&fn=${DRIVE}&i=${document}&fp=3522207165&n=1`;
  };
  const claim = async (document: string, more: object = {}) => {
    const answer = await test
      .api()
      .post('/api/auth/me/receipts')
      .set('Authorization', `Bearer ${guest}`)
      .set('Idempotency-Key', newId())
      .set('X-Forwarded-For', address)
      .send({ qr: qrOf(document), ...more });
    const { code, restaurantId } = answer.body as { code?: string; restaurantId?: string };
    return code ?? restaurantId;
  };

  it('confirms the receipt that it got, in the restaurant of its retail place, and refuses one that it did not get', async () => {
    await sell({ pointOfSaleId: network.otherPointOfSaleId });
    await sell();
    expect(await claim('28547', { receiptNumber: 'any' })).toBe('fiscal_receipt_unknown');
    operator.receipts.set(`${DRIVE}-28547-3522207165`, PLACE);
    expect(await claim('28547')).toBe(network.restaurantId);
    expect(operator.calls.at(-1)).toMatchObject({
      authorization: `Bearer ${operator.token}`,
      body: { fn: DRIVE, i: '28547', fp: '3522207165', s: '450.00', t: expect.stringMatching(/T\d\d:\d\d$/), n: 1 },
    });
    const read = () => network.get(`${CONNECTIONS}/${connection}`, manager);
    await eventually('the calls', async () => ((await read()).body as { state: string }).state === 'WORKING');
  });

  it('is not asked of receipts that the till system knows, and of none while it is off', async () => {
    await sell({ fiscalDocument: `${DRIVE}-28547-3522207165` });
    expect(await claim('28547')).toBe(network.restaurantId);
    await sell({ printedNumber: '318' });
    await patch({ enabled: false });
    expect(await claim('28548')).toBe('fiscal_receipt_number_needed');
    expect(operator.calls).toEqual([]);
    await patch({ enabled: true });
    // Its retail place is not among those that a manager mapped.
    operator.receipts.set(`${DRIVE}-28548-3522207165`, 'Elsewhere');
    expect(await claim('28548')).toBe('fiscal_receipt_number_needed');
    expect(await claim('28548', { receiptNumber: '318' })).toBe(network.restaurantId);
  });

  it('that does not answer leaves the number on the print, and shows as failing', async () => {
    await sell({ printedNumber: '318' });
    const failures = [
      [{ status: 500, text: '{}' }, 'busy'],
      [{ status: 401, text: '{}' }, 'unauthorized'],
      [{ status: 404, text: '{}' }, 'refused'],
      [{ status: 200, text: '<html>' }, 'not_readable'],
      [{ status: 200, text: '{"found":"yes"}' }, 'not_readable'],
      [{ status: 200, text: `{"found":true,"x":"${'y'.repeat(100_000)}"}` }, 'not_readable'],
      ...(isShortForm ? [] : [['HUNG', 'unreachable'] as const]),
    ] as const;
    for (const [mishap, lastFailure] of failures) {
      operator.mishap = mishap;
      expect(await claim('28547')).toBe('fiscal_receipt_number_needed');
      const { body } = await network.get(`${CONNECTIONS}/${connection}`, manager);
      expect(body).toMatchObject({ state: 'FAILING', lastFailure });
    }
    expect(await claim('28547', { receiptNumber: '318' })).toBe(network.restaurantId);
  });

  it('is tested by a receipt that it cannot have', async () => {
    const checksOf = async () =>
      ((await network.post(`${CONNECTIONS}/${connection}/test`, manager).expect(200)).body as { checks: object[] })
        .checks;
    expect(await checksOf()).toEqual([
      { code: 'enabled', ok: true, detail: null },
      { code: 'reached', ok: true, detail: null },
      { code: 'tills_mapped', ok: true, detail: '1' },
    ]);
    operator.mishap = { status: 200, text: '{"found":true}' };
    expect(await checksOf()).toContainEqual({ code: 'reached', ok: false, detail: 'finds_anything' });
    operator.mishap = { status: 401, text: '{}' };
    expect(await checksOf()).toContainEqual({ code: 'reached', ok: false, detail: 'unauthorized' });
  });

  it('of another network confirms nothing', async () => {
    const other = await TillNetwork.create(test);
    const theirs = (await test.app.get(Sessions).openForGuest(other.id, await other.guest())).accessToken;
    const body = { pointOfSaleId: other.pointOfSaleId, amount: 45_000, externalOrderId: newId() };
    await other.post('/api/receipts', await other.keyOf('till'), body).expect(201);
    operator.receipts.set(`${DRIVE}-28547-3522207165`, PLACE);
    const answer = await other.post('/api/auth/me/receipts', theirs, { qr: qrOf('28547') });
    expect((answer.body as { code: string }).code).toBe('fiscal_receipt_number_needed');
    expect(operator.calls).toEqual([]);
  });
});
