import sharp from 'sharp';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

interface OwnLook {
  readonly look: Record<string, unknown> & { readonly card: Record<string, string> };
  readonly logo: { readonly url: string; readonly width: number; readonly height: number } | null;
  readonly isDefault: boolean;
}

describe('the look of a network', () => {
  let test: TestApp;
  let network: TillNetwork;
  let code: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    code = `t${network.id.replaceAll('-', '')}`;
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const put = (path: string, body: object, token = manager) =>
    test.api().put(path).set('Authorization', `Bearer ${token}`).send(body);
  const publicLook = async (language = 'en') =>
    (await test.api().get(`/api/looks/${code}`).set('Accept-Language', language).expect(200)).body as {
      colours: { light: Record<string, string> };
      logo: OwnLook['logo'];
      texts: Record<string, string | null>;
      icon: string;
    };
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 4, background: { r: 200, g: 30, b: 30, alpha: 0.5 } } });
  const base64 = (bytes: Buffer) => ({ data: bytes.toString('base64') });

  it('is that of the product until one is set, and needs no sign-in', async () => {
    const own = (await network.get('/api/look', manager).expect(200)).body as OwnLook;
    expect(own).toMatchObject({ isDefault: true, logo: null });
    expect(await publicLook()).toMatchObject({
      network: code,
      name: 'Trattoria',
      logo: null,
      colours: { light: { accent: own.look['accent'] } },
      texts: { welcome: null },
    });
    await test.api().get('/api/looks/no-such-network').expect(404);
    await network.get('/api/look', await network.tokenOf('cashier')).expect(403);
  });

  it('shows guests what a manager set, in their language, and not colours that nobody can read', async () => {
    const { look } = (await network.get('/api/look', manager)).body as OwnLook;
    const texts = { welcome: { ru: 'Рады вам', en: 'Welcome' }, letter: null, slip: { ru: 'Спасибо' } };
    const mine = {
      ...look,
      accent: '#8a1c1c',
      card: { ...look.card, design: 'GRADIENT', from: '#8a1c1c', to: '#2b0808' },
      texts,
    };
    expect((await put('/api/look', mine).expect(200)).body).toMatchObject({
      isDefault: false,
      look: { accent: '#8a1c1c' },
    });
    expect(await publicLook()).toMatchObject({
      colours: { light: { accent: '#8a1c1c' } },
      texts: { welcome: 'Welcome', slip: 'Спасибо' },
    });
    expect((await publicLook('ru')).texts['welcome']).toBe('Рады вам');

    const weak = await put('/api/look', { ...mine, accentInk: '#8a1c2c' });
    expect(weak).toMatchObject({ status: 400, body: { code: 'invalid_body', errors: [{ path: 'accentInk' }] } });
    const { accent, card } = mine;
    const check = await network.post('/api/look/colours', manager, { accent, accentInk: '#8a1c2c', card }).expect(200);
    const mend = (check.body as { items: { path: string; mend: string }[] }).items.find(
      ({ path }) => path === 'accentInk',
    );
    await put('/api/look', { ...mine, accentInk: mend!.mend }).expect(200);
  });

  it('makes its logo anew, without what the camera wrote, and icons from it', async () => {
    const photo = await picture(1600, 400)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'secret place' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .toBuffer();
    expect(photo.includes('secret place')).toBe(true);
    const { logo } = (await put('/api/look/logo', base64(photo)).expect(200)).body as OwnLook;
    expect(logo).toMatchObject({ width: 512, height: 128 });
    const served = await test.api().get(logo!.url).expect(200).expect('Content-Type', 'image/png');
    // Letters show it within pages of the mail.
    expect(served.headers['cross-origin-resource-policy']).toBe('cross-origin');
    const bytes = served.body as Buffer;
    expect(bytes.includes('secret place')).toBe(false);
    expect((await sharp(bytes).metadata()).exif).toBeUndefined();
    await test.api().get(logo!.url).set('If-None-Match', String(served.headers['etag'])).expect(304);
    const { body, headers } = await test.api().get(`/api/looks/${code}/manifest`).expect(200);
    expect(headers['content-type']).toMatch(/^application\/manifest\+json/);
    const manifest = (typeof body === 'object' && Object.keys(body as object).length > 0 ? body : {}) as {
      icons?: { src: string; sizes: string; purpose: string }[];
    };
    // The installed cabinet of one network opens no page of another one.
    expect(manifest).toMatchObject({ start_url: `/cabinet/${code}`, scope: `/cabinet/${code}` });
    const icons = manifest.icons ?? [];
    expect(icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
      '192x192 any',
      '512x512 any',
      '512x512 maskable',
    ]);
    for (const { src, sizes } of icons) {
      const icon = await sharp((await test.api().get(src).expect(200)).body as Buffer).metadata();
      expect(`${String(icon.width)}x${String(icon.height)}`).toBe(sizes);
    }
    const removed = await test.api().delete('/api/look/logo').set('Authorization', `Bearer ${manager}`).expect(200);
    expect((removed.body as OwnLook).logo).toBeNull();
    await test.api().get(`/api/looks/${code}/images/logo.png`).expect(404);
  });

  it.each<[string, () => Promise<Buffer>]>([
    [
      'an SVG',
      () => Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')),
    ],
    ['a GIF', () => picture(10, 10).gif().toBuffer()],
    [
      'a page that calls itself a PNG',
      () => Promise.resolve(Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('<html>')])),
    ],
    ['half a JPEG', async () => (await picture(900, 900).jpeg().toBuffer()).subarray(0, 2_000)],
    ['a bomb of 25 megapixels', () => picture(5_000, 5_000).png({ compressionLevel: 9 }).toBuffer()],
    ['nothing', () => Promise.resolve(Buffer.alloc(0))],
  ])('takes no logo that is %s', async (_, make) => {
    expect(await put('/api/look/logo', base64(await make()))).toMatchObject({
      status: 400,
      body: { code: 'invalid_body', errors: [{ path: 'data' }] },
    });
  });
});
