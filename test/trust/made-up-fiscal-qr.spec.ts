import { newId } from '../../src/platform/ids/ids';
import { Sessions } from '../../src/security';
import { FiscalSources } from '../../src/transactions';
import { applicationOfWorker, type TestApp } from '../support/app';
import { seeded } from '../support/seeded';
import { TillNetwork } from '../support/till-network';
import { firstTrial, reportTrials, trialsOf } from './trials';

const TRIALS = trialsOf({ inTest: 8, full: 200 });
const DRIVE = '9960440300049147';
const CHECKS = 6;
/** Fewer tries than a guest has in an hour. */
const TRIES = 8;

interface Check {
  readonly amount: number;
  readonly document: string;
  readonly sign: string;
  /** The number on the print, which only the holder of the print knows. */
  readonly printedNumber: string;
}

const ANOTHER: Check = { amount: 77_700, document: '30000', sign: '1234567890', printedNumber: 'A-1' };

/**
 * Claim 10 for receipts: nobody takes a check by a fiscal QR that they wrote, though they know its sum, its time, its drive and the documents
 * beside it. The control takes the second word away, and then they do.
 */
describe('claim 10: made-up fiscal QRs', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const member = async (network: TillNetwork): Promise<string> =>
    (await test.app.get(Sessions).openForGuest(network.id, await network.guest())).accessToken;
  const textOf = ({ amount, document, sign }: Check): string => {
    const time = new Date().toLocaleString('sv-SE', { timeZone: 'Europe/Moscow' }).slice(0, 16);
    const t = time.replace(/[-:]/g, '').replace(' ', 'T');
    return `t=${t}&s=${(amount / 100).toFixed(2)}&fn=${DRIVE}&i=${document}&fp=${sign}&n=1`;
  };
  const claim = async (token: string, body: { readonly qr: string; readonly receiptNumber?: string }) => {
    const address = `2001:db8::${newId().slice(-4)}:${newId().slice(-4)}`;
    const answer = await test
      .api()
      .post('/api/auth/me/receipts')
      .set({ Authorization: `Bearer ${token}`, 'Idempotency-Key': newId(), 'X-Forwarded-For': address })
      .send(body);
    return answer.status;
  };

  /** Makes checks of a restaurant, some with the same sum. The till system sends the whole fiscal document of a third of them, and only the document's number of another third. */
  async function open(random: () => number): Promise<{ network: TillNetwork; checks: Check[] }> {
    const network = await TillNetwork.create(test);
    const key = await network.keyOf('till');
    const digits = (count: number) => String(Math.floor(random() * 10 ** count)).padStart(count, '1');
    const checks = Array.from({ length: CHECKS }, (_, n) => ({
      amount: 10_000 * (1 + Math.floor(random() * 2)),
      document: String(28_547 + n),
      sign: digits(10).replace(/^0/, '1'),
      printedNumber: `A-${digits(8)}`,
    }));
    for (const [n, { amount, document, sign, printedNumber }] of checks.entries()) {
      const known = [
        { fiscalDocument: `${DRIVE}-${document}-${sign}` },
        { fiscalDocument: document, printedNumber },
        { printedNumber },
      ][n % 3];
      const body = { pointOfSaleId: network.pointOfSaleId, amount, externalOrderId: newId(), ...known };
      expect((await network.post('/api/receipts', key, body)).status).toBe(201);
    }
    return { network, checks };
  }

  /** How many checks a stranger gets who knows the sums, the time, the drive and the numbers of the documents. */
  async function steal(network: TillNetwork, checks: readonly Check[], random: () => number): Promise<number> {
    const thief = await member(network);
    let stolen = 0;
    for (let tried = 0; tried < TRIES; tried += 1) {
      const aim = checks[tried % checks.length];
      if (aim === undefined) throw new Error('no check');
      const sign = String(1_000_000_000 + Math.floor(random() * 1_000_000_000));
      const typed = random() < 0.5 ? {} : { receiptNumber: `A-${String(Math.floor(random() * 1e8))}` };
      if ((await claim(thief, { qr: textOf({ ...aim, sign }), ...typed })) === 201) stolen += 1;
    }
    return stolen;
  }

  it('take nobody’s check, and each honest guest gets their own, also of the same sum', async () => {
    for (let trial = firstTrial(); trial < firstTrial() + TRIALS; trial += 1) {
      const random = seeded(trial);
      const { network, checks } = await open(random);
      expect([trial, await steal(network, checks, random)]).toEqual([trial, 0]);
      for (const [n, check] of checks.entries()) {
        const qr = textOf(check);
        const typed = n % 3 === 0 ? {} : { receiptNumber: check.printedNumber };
        expect([trial, n, await claim(await member(network), { qr, ...typed })]).toEqual([trial, n, 201]);
      }
    }
    reportTrials(10, 'made-up fiscal QRs', TRIALS);
  });

  it('would take a check without the second word', async () => {
    const random = seeded(firstTrial());
    const { network, checks } = await open(random);
    const restaurantIds = [network.restaurantId];
    jest.spyOn(test.app.get(FiscalSources), 'confirm').mockResolvedValue({ outcome: 'CONFIRMED', restaurantIds });
    // The thief types no number, and the check differs from all others in its sum.
    expect(checks.map(({ amount }) => amount)).not.toContain(ANOTHER.amount);
    expect(await steal(network, [await another(network)], () => 0)).toBeGreaterThan(0);
  });

  async function another(network: TillNetwork): Promise<Check> {
    const { amount, printedNumber } = ANOTHER;
    const body = { pointOfSaleId: network.pointOfSaleId, amount, externalOrderId: newId(), printedNumber };
    expect((await network.post('/api/receipts', await network.keyOf('till'), body)).status).toBe(201);
    return ANOTHER;
  }
});
