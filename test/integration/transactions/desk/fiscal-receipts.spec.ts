import { RateLimiter, Sessions } from '../../../../src/security';
import { FiscalSources } from '../../../../src/transactions';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const DRIVE = '9960440300049147';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A fiscal QR, which anybody could write. */
function qrOf(sum: number, { at = Date.now(), document = '28547', sign = '3522207165', n = 1 } = {}): string {
  const local = new Date(at).toLocaleString('sv-SE', { timeZone: 'Europe/Moscow' });
  const time = local.slice(0, 16).replace(/[-:]/g, '').replace(' ', 'T');
  return `t=${time}&s=${(sum / 100).toFixed(2)}&fn=${DRIVE}&i=${document}&fp=${sign}&n=${String(n)}`;
}

/** An address of the documentation's network, so that tests don't use up each other's tries. */
const someAddress = (): string => `2001:db8::${newId().slice(-4)}:${newId().slice(-4)}`;

describe('a guest who claims a receipt by its fiscal QR', () => {
  let test: TestApp;
  let network: TillNetwork;
  let address: string;
  let cashier: string;
  let till: string;
  let guest: { readonly id: string; readonly token: string };
  let other: { readonly id: string; readonly token: string };

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    address = someAddress();
    cashier = await network.tokenOf('cashier');
    till = await network.keyOf('till');
    [guest, other] = [await member(), await member()];
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const member = async () => {
    const id = await network.guest();
    return { id, token: (await test.app.get(Sessions).openForGuest(network.id, id)).accessToken };
  };
  const receipt = async (more: object, token = till) => {
    const body = { pointOfSaleId: network.pointOfSaleId, amount: 60_000, receiptNumber: `R-${newId()}`, ...more };
    const answer = await network.post('/api/receipts', token, body);
    expect(answer.status).toBe(201);
    return answer.body as { id: string; occurredAt: string };
  };
  const claim = async (qr: string, { token, receiptNumber }: { token?: string; receiptNumber?: string } = {}) => {
    const body = { qr, ...(receiptNumber !== undefined && { receiptNumber }) };
    const answer = await test
      .api()
      .post('/api/auth/me/receipts')
      .set('Authorization', `Bearer ${token ?? guest.token}`)
      .set('Idempotency-Key', newId())
      .set('X-Forwarded-For', address)
      .send(body);
    return { ...(answer.body as { code?: string; guestId?: string; amount?: number }), status: answer.status };
  };
  const codeOf = async (...given: Parameters<typeof claim>) => (await claim(...given)).code;

  it('gets it by the document that the till system knows, once and in time, and by no made-up one', async () => {
    await receipt({ fiscalDocument: `${DRIVE}-28547-3522207165` });
    expect(await codeOf(qrOf(60_000, { sign: '3522207166' }))).toBe('fiscal_receipt_unknown');
    expect(await codeOf(qrOf(60_000, { document: '28548' }))).toBe('fiscal_receipt_unknown');
    expect(await codeOf(qrOf(60_001))).toBe('fiscal_receipt_unknown');
    expect(await codeOf(qrOf(60_000, { at: Date.now() - 20 * MINUTE_MS }))).toBe('fiscal_receipt_unknown');
    expect(await codeOf(qrOf(60_000, { at: Date.now() - 40 * DAY_MS }))).toBe('claim_window_over');
    expect(await codeOf(qrOf(60_000, { n: 2 }))).toBe('fiscal_receipt_of_refund');
    expect(await codeOf(qrOf(60_000, { n: 3 }))).toBe('receipt_qr_invalid');
    expect(await claim(qrOf(60_000))).toMatchObject({ status: 201, guestId: guest.id, amount: 60_000 });
    expect(await codeOf(qrOf(60_000))).toBe('receipt_already_yours');
    expect(await codeOf(qrOf(60_000), { token: other.token })).toBe('receipt_already_claimed');
  });

  it('gets their own, and so does another honest guest with a check of the same sum', async () => {
    await receipt({ fiscalDocument: `${DRIVE}-28547-3522207165` });
    await receipt({ fiscalDocument: '28548', receiptNumber: 'A-2' });
    const [first, second] = [qrOf(60_000), qrOf(60_000, { document: '28548', sign: '1000000001' })];
    const claims = [await claim(second, { token: other.token, receiptNumber: 'A-2' }), await claim(first)];
    expect(claims).toMatchObject([
      { status: 201, guestId: other.id },
      { status: 201, guestId: guest.id },
    ]);
  });

  it('types the number on the print where the till system knows the number of the document alone, which follows the one before', async () => {
    for (const document of ['28547', '28548'])
      await receipt({ fiscalDocument: document, externalOrderId: newId(), receiptNumber: null, printedNumber: '318' });
    // Without a document, of the same sum and number.
    await receipt({ externalOrderId: newId(), receiptNumber: null, printedNumber: '318' });
    const [mine, theirs] = [qrOf(60_000), qrOf(60_000, { document: '28548' })];
    expect(await codeOf(theirs)).toBe('fiscal_receipt_number_needed');
    expect(await codeOf(theirs, { receiptNumber: '317' })).toBe('fiscal_receipt_number_wrong');
    // Checks with the same printed number are told apart by the document number.
    expect(await claim(theirs, { token: other.token, receiptNumber: '318' })).toMatchObject({ guestId: other.id });
    expect(await claim(mine, { receiptNumber: '318' })).toMatchObject({ status: 201, guestId: guest.id });
  });

  it('types nothing where a fiscal operator confirms the document whose number the till system knows', async () => {
    await receipt({ fiscalDocument: '28547' });
    await receipt({ fiscalDocument: '28548' });
    await receipt({});
    const confirm = jest.spyOn(test.app.get(FiscalSources), 'confirm');
    confirm.mockResolvedValue({ outcome: 'UNKNOWN' });
    expect(await codeOf(qrOf(60_000))).toBe('fiscal_receipt_unknown');
    confirm.mockResolvedValue({ outcome: 'UNAVAILABLE' });
    expect(await codeOf(qrOf(60_000))).toBe('fiscal_receipt_number_needed');
    for (const [document, restaurantIds] of [
      ['28547', []],
      ['28548', [network.restaurantId]],
    ] as const) {
      confirm.mockResolvedValue({ outcome: 'CONFIRMED', restaurantIds });
      expect(await claim(qrOf(60_000, { document }))).toMatchObject({ status: 201, guestId: guest.id });
    }
    expect(await codeOf(qrOf(60_000), { token: other.token })).toBe('receipt_already_claimed');
  });

  it('types the number on the print where the till system brought no document, and so does another with the same sum', async () => {
    await receipt({ receiptNumber: null, externalOrderId: newId(), printedNumber: '318' });
    await receipt({ receiptNumber: 'A-319' });
    // A receipt that a cashier typed confirms nothing.
    await receipt({ receiptNumber: 'A-320' }, cashier);
    const [mine, theirs] = [qrOf(60_000), qrOf(60_000, { document: '28548' })];
    expect(await codeOf(mine)).toBe('fiscal_receipt_number_needed');
    expect(await codeOf(mine, { receiptNumber: '317' })).toBe('fiscal_receipt_number_wrong');
    expect(await codeOf(mine, { receiptNumber: 'A-320' })).toBe('fiscal_receipt_number_wrong');
    expect(await claim(mine, { receiptNumber: '318' })).toMatchObject({ status: 201, guestId: guest.id });
    const another = { token: other.token, receiptNumber: 'A-319' };
    expect(await claim(theirs, another)).toMatchObject({ status: 201, guestId: other.id });
    // Printed numbers repeat, also at another till.
    for (const pointOfSaleId of [network.pointOfSaleId, network.otherPointOfSaleId])
      await receipt({ pointOfSaleId, amount: 70_000, externalOrderId: newId(), printedNumber: '7' });
    expect(await codeOf(qrOf(70_000), { receiptNumber: '7' })).toBe('fiscal_receipt_ambiguous');
  });

  it('has few tries, whichever guest of an address tries', async () => {
    await receipt({ receiptNumber: 'A-318' });
    const limiter = test.app.get(RateLimiter);
    // Without the limit of all claims of a guest, which comes first.
    jest.spyOn(limiter, 'hit').mockResolvedValue();
    const codes = [];
    for (let tried = 0; tried < 11; tried += 1)
      codes.push(await codeOf(qrOf(60_000), { receiptNumber: String(tried) }));
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 'fiscal_receipt_number_wrong'), 'rate_limited']);
    expect(await codeOf(qrOf(60_000), { receiptNumber: 'A-318' })).toBe('rate_limited');
    // Right claims use up no try of the address.
    expect(await claim(qrOf(60_000), { token: other.token, receiptNumber: 'A-318' })).toMatchObject({ status: 201 });
    for (let guests = 0; guests < 5; guests += 1) {
      const { token } = await member();
      for (let tried = 0; tried < 10; tried += 1) await claim(qrOf(60_000), { token, receiptNumber: String(tried) });
    }
    expect(await codeOf(qrOf(60_000), { token: (await member()).token })).toBe('rate_limited');
  });

  it('gets it by the word of a fiscal operator, in the restaurant of its retail place alone', async () => {
    await receipt({ receiptNumber: 'A-1' });
    await receipt({ receiptNumber: 'B-1', pointOfSaleId: network.otherPointOfSaleId });
    const confirm = jest.spyOn(test.app.get(FiscalSources), 'confirm');
    confirm.mockResolvedValue({ outcome: 'UNKNOWN' });
    expect(await codeOf(qrOf(60_000), { receiptNumber: 'A-1' })).toBe('fiscal_receipt_unknown');
    confirm.mockResolvedValue({ outcome: 'UNAVAILABLE' });
    expect(await codeOf(qrOf(60_000))).toBe('fiscal_receipt_number_needed');
    confirm.mockResolvedValue({ outcome: 'CONFIRMED', restaurantIds: [] });
    expect(await codeOf(qrOf(60_000))).toBe('fiscal_receipt_number_needed');
    confirm.mockResolvedValue({ outcome: 'CONFIRMED', restaurantIds: [network.otherRestaurantId] });
    expect(await claim(qrOf(60_000))).toMatchObject({ status: 201, pointOfSaleId: network.otherPointOfSaleId });
    expect(confirm).toHaveBeenCalledWith(network.id, expect.objectContaining({ drive: DRIVE, document: '28547' }));
  });
});
