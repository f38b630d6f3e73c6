import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const PATH = '/api/auth/me/passes/picture';

describe("the picture of a guest's card", () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
    const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
    prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
  });
  afterAll(() => test.close());

  const guestOf = async (network: TillNetwork, manager: string) => {
    const phone = `+7918${String(Math.floor(Math.random() * 9_000_000) + 1_000_000)}`;
    const made = await network.post('/api/guests', manager, { phone, name: 'Анна & Anna' }).expect(201);
    const { id, cardNumber } = made.body as { id: string; cardNumber: string };
    return { id, cardNumber, token: (await test.app.get(Sessions).openForGuest(network.id, id)).accessToken };
  };
  const pictureOf = async (network: TillNetwork, token: string) => {
    const served = await network.get(PATH, token).expect(200).expect('Content-Type', 'image/png');
    expect(served.headers['cache-control']).toBe('private, no-store');
    return served.body as Buffer;
  };
  /** Texts of the QR codes that a reader finds in the picture. */
  const readFrom = async (png: Buffer) => (await readBarcodes(new Uint8Array(png))).map(({ text }) => text);

  it('has a QR that a till reads, where the network takes printed QR codes', async () => {
    const network = await TillNetwork.create(test, { settings: { cards: { staticQrAllowed: true } } });
    const manager = await network.tokenOf('manager');
    const { id, token } = await guestOf(network, manager);
    const png = await pictureOf(network, token);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1_080, height: 1_440 });
    const [qr] = await readFrom(png);
    const cashier = await network.tokenOf('cashier');
    const found = await network.post('/api/guests/lookup', cashier, { qr }).expect(200);
    expect(found.body).toMatchObject({ id });
  });

  it('has the number of the card where the network takes none', async () => {
    const network = await TillNetwork.create(test);
    const { cardNumber, token } = await guestOf(network, await network.tokenOf('manager'));
    expect(await readFrom(await pictureOf(network, token))).toEqual([cardNumber]);
  });

  it('is for the guest alone', async () => {
    const network = await TillNetwork.create(test);
    await network.get(PATH, await network.tokenOf('manager')).expect(403);
    await test.api().get(PATH).expect(401);
  });
});
