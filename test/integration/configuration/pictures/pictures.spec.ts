import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import sharp from 'sharp';
import { newId } from '../../../../src/platform/ids/ids';
import { Database } from '../../../../src/platform/database/database';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { campaignOf } from '../../../support/decision/campaigns';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';
import { campaignDraft } from '../../../support/marketing/campaign-drafts';

interface Picture {
  readonly hash: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly sizes: readonly { readonly url: string; readonly width: number; readonly height: number }[];
}

const photo = (width = 1_600, height = 900, red = 200) =>
  sharp({ create: { width, height, channels: 3, background: { r: red, g: 30, b: 30 } } })
    .jpeg()
    .withExif({ IFD0: { Copyright: 'secret place' } })
    .toBuffer();

describe('a picture', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager', []);
  });
  afterAll(() => test.close());

  const put = (path: string, bytes: Buffer | string, { token = manager, type = 'image/jpeg', key = newId() } = {}) =>
    test
      .api()
      .put(`/api/${path}/picture`)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', key)
      .set('Accept-Language', 'en')
      .set('Content-Type', type)
      .send(bytes);
  const remove = (path: string, token = manager) =>
    test.api().delete(`/api/${path}/picture`).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', newId());
  const shownAt = async (path: string) =>
    ((await network.get(`/api/${path}`, manager).expect(200)).body as { picture: Picture | null }).picture;

  /** Paths of an owner of each kind. */
  async function owners(): Promise<string[]> {
    const shop = await RewardShop.open(network);
    const dish = { code: 'SOUP', name: { en: 'Soup' }, price: 100 };
    const item = await network.post('/api/menu-items', manager, dish).expect(201);
    const campaign = await network
      .post('/api/campaigns', manager, { document: campaignDraft() })
      .set('Idempotency-Key', newId())
      .expect(201);
    return [
      `redemption-items/${await shop.item({})}`,
      `menu-items/${String(item.body.id)}`,
      `campaigns/${String(campaign.body.id)}`,
      `restaurants/${network.restaurantId}`,
    ];
  }

  it('of each owner is made anew in three sizes, served to everybody for ever, replaced and removed', async () => {
    const sent = await photo();
    expect(sent.includes('secret place')).toBe(true);
    for (const path of await owners()) {
      expect(await shownAt(path)).toBeNull();
      await put(path, sent).expect(200);
      const picture = (await shownAt(path))!;
      expect(picture).toMatchObject({ width: 1_280, height: 720 });
      expect(picture.sizes.map(({ width, height }) => [width, height])).toEqual([
        [320, 180],
        [640, 360],
        [1_280, 720],
      ]);
      for (const { url, width, height } of picture.sizes) {
        const served = await test.api().get(url).expect(200).expect('Content-Type', 'image/webp');
        expect(served.headers).toMatchObject({
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
        });
        expect((served.body as Buffer).includes('secret place')).toBe(false);
        expect(await sharp(served.body as Buffer).metadata()).toMatchObject({ width, height, format: 'webp' });
      }
      await put(path, await photo(500, 500, 10)).expect(200);
      const other = (await shownAt(path))!;
      expect(other.hash).not.toBe(picture.hash);
      await test.api().get(picture.url).expect(404);
      await remove(path).expect(204);
      expect(await shownAt(path)).toBeNull();
      await test.api().get(other.url).expect(404);
      await remove(path).expect(204);
    }
    const { rows } = await test.app.get(Database).inNetwork(network.id, async (tx) => ({
      rows: await tx.query('SELECT 1 FROM picture_files WHERE network_id = $1', [network.id]),
    }));
    expect(rows).toEqual([]);
  });

  it('of a badge stands beside that of its campaign, and guests see it in place of the icon', async () => {
    const badge = { name: { en: 'Regular' }, icon: 'SUN', colour: 'GOLD' } as const;
    const visit = { id: 'visit', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 1 } as const;
    const challenge = { tasks: [visit], payouts: [{ badge }] };
    await runCampaign(network, 'BADGE', campaignOf({ offer: null, challenge }));
    const listed = await network.get('/api/campaigns', manager);
    const { id } = (listed.body as { items: { id: string }[] }).items[0]!;
    const badgePath = `/api/campaigns/${id}/badge-picture`;
    const send = (method: 'put' | 'delete') => {
      const request = method === 'put' ? test.api().put(badgePath) : test.api().delete(badgePath);
      return request.set('Authorization', `Bearer ${manager}`).set('Idempotency-Key', newId());
    };
    const { body: art } = await send('put')
      .set('Content-Type', 'image/jpeg')
      .send(await photo(800, 800))
      .expect(200);
    const shown = await network.get(`/api/campaigns/${id}`, manager);
    expect(shown.body).toMatchObject({ picture: null, badgePicture: art });
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000)).expect(201);
    const ofGuest = async () => (await network.get(`/api/guests/${guest}/campaigns`, manager)).body as object;
    expect(await ofGuest()).toMatchObject({
      items: [{ payouts: [{ kind: 'BADGE', picture: art }] }],
      badges: [{ badge, picture: art }],
    });
    await send('delete').expect(204);
    expect(await ofGuest()).toMatchObject({ badges: [{ badge, picture: null }] });
  });

  it('is refused in words where it is none', async () => {
    const path = `restaurants/${network.restaurantId}`;
    const said = async (bytes: Buffer | string, type = 'image/png') => {
      const { status, body } = await put(path, bytes, { type });
      return [status, (body as { errors?: { message: string }[] }).errors?.[0]?.message];
    };
    expect(await said(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'))).toEqual([
      400,
      'An SVG may carry scripts. Save it as PNG, JPEG or WebP.',
    ]);
    expect(await said(Buffer.concat([await photo(9, 9), Buffer.from('<script>alert(1)</script>')]))).toEqual([
      400,
      'Another file is hidden in this picture. Save it again in an image editor.',
    ]);
    expect(await said('{"data":""}', 'application/json')).toEqual([400, 'Must be a PNG, JPEG or WebP picture.']);
    const bomb = sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: 'red' } });
    expect(await said(await bomb.png({ compressionLevel: 9 }).toBuffer())).toEqual([
      400,
      'The picture has more than 50 megapixels. Make it smaller.',
    ]);
    const tooLong = await put(path, Buffer.alloc(20 * 1024 * 1024 + 1));
    expect(tooLong).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    expect(await shownAt(path)).toBeNull();
  });

  it('of a reward may still come in JSON, as in 0.3', async () => {
    const shop = await RewardShop.open(network);
    const path = `redemption-items/${await shop.item({})}`;
    const sent = (data: string) => put(path, JSON.stringify({ data }), { type: 'application/json' });
    await sent((await photo(20, 10)).toString('base64')).expect(200);
    const shown = await network.get(`/api/${path}/picture`, manager).expect(200).expect('Content-Type', 'image/webp');
    await network.get(`/api/${path}/picture`, manager).set('If-None-Match', String(shown.headers['etag'])).expect(304);
    expect((await sent(Buffer.from('<svg/>').toString('base64'))).body.errors).toMatchObject([{ path: 'data' }]);
    expect((await sent('A'.repeat(400_000))).status).toBe(413);
  });

  it('is set once a key, and one of two at once stays whole', async () => {
    const path = `restaurants/${network.restaurantId}`;
    const [red, dark] = [await photo(700, 400), await photo(700, 400, 5)];
    const key = newId();
    const first = await put(path, red, { key }).expect(200);
    const again = await put(path, red, { key }).expect(200);
    expect([again.headers['idempotent-replayed'], again.body]).toEqual(['true', first.body]);
    expect(await put(path, dark, { key })).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const both = await Promise.all([put(path, red), put(path, dark), put(path, red), put(path, dark)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { url, sizes } = (await shownAt(path))!;
    expect(sizes).toHaveLength(3);
    await test.api().get(url).expect(200);
  });

  it('is set by people who may change its owner, in their own network alone', async () => {
    const other = await TillNetwork.create(test);
    const ofOther = await other.tokenOf('manager', []);
    const path = `restaurants/${network.restaurantId}`;
    const sent = await photo(20, 20);
    await put(path, sent).expect(200);
    await put(path, sent, { token: ofOther }).expect(404);
    await remove(path, ofOther).expect(404);
    await put(path, sent, { token: await network.tokenOf('cashier') }).expect(403);
    const { url, hash, width } = (await shownAt(path))!;
    await test.api().get(url).expect(200);
    await test
      .api()
      .get(`/api/pictures/${other.id}/${hash}/${String(width)}`)
      .expect(404);
    await test.api().get(`/api/pictures/${network.id}/${hash}/7`).expect(404);
  });

  it('of a stranger is refused before a byte of it is read', async () => {
    const server = test.app.getHttpServer() as { address(): { port: number } | null; listen(port: number): unknown };
    if (server.address() === null) await test.app.listen(0, '127.0.0.1');
    const { port } = server.address()!;
    const answerTo = (authorization: string) =>
      new Promise<string>((resolve, reject) => {
        const socket: Socket = connect(port, '127.0.0.1', () => {
          // The headers promise 20 MB, of which nothing follows.
          socket.write(
            `PUT /api/restaurants/${network.restaurantId}/picture HTTP/1.1\r\nHost: x\r\n${authorization}` +
              `Content-Type: image/jpeg\r\nContent-Length: 20000000\r\n\r\n`,
          );
        });
        let text = '';
        socket.setTimeout(5_000, () => socket.destroy(new Error('no answer before the body')));
        socket.on('data', (part) => (text += part.toString()));
        socket.on('end', () => resolve(text));
        socket.on('error', reject);
      });
    for (const authorization of ['', 'Authorization: Bearer x.y.z\r\n', 'Authorization: Bearer lk_wrong\r\n']) {
      const answer = await answerTo(authorization);
      expect(answer).toMatch(/^HTTP\/1.1 401 /);
      expect(answer).toMatch(/^connection: close\r$/im);
      expect(answer).toContain('"unauthenticated"');
    }
    // The manager's own call waits for the body.
    const known = request({
      port,
      host: '127.0.0.1',
      method: 'PUT',
      path: `/api/restaurants/${network.restaurantId}/picture`,
    });
    known.setHeader('Authorization', `Bearer ${manager}`);
    known.setHeader('Content-Type', 'image/jpeg');
    const status = new Promise<number | undefined>((resolve, reject) => {
      known.on('response', ({ statusCode }) => resolve(statusCode));
      known.on('error', reject);
    });
    known.end(await photo(30, 30));
    expect(await status).toBe(200);
  });
});
