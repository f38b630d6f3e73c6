import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { decodeJwt, jwtVerify } from 'jose';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { ApplePushDouble, GoogleWalletDouble, PassCertificates } from '../../../doubles/wallet-doubles';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const ADDRESS = 'https://loyalty.example.test';
const PASS_TYPE = 'pass.com.example.loyalty';
const ISSUER = '3388000000012345678';
const PHONE = 'a1b2c3d4e5f60718';
const PUSH_TOKEN = 'ab'.repeat(32);

interface Pass {
  readonly serialNumber: string;
  readonly authenticationToken: string;
  readonly webServiceURL: string;
  readonly voided?: boolean;
  readonly storeCard: Readonly<Record<string, readonly { readonly key: string; readonly value: unknown }[]>>;
  readonly barcodes?: readonly { readonly format: string; readonly message: string }[];
}

describe('cards in wallets of phones', () => {
  const certificates = new PassCertificates();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const googleKey = JSON.stringify({
    type: 'service_account',
    client_email: 'loyalty@example.iam.gserviceaccount.com',
    private_key: privateKey,
    token_uri: 'http://127.0.0.1:1/never-called',
  });
  let push: ApplePushDouble;
  let google: GoogleWalletDouble;
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;
  let serial = 4_000_000;

  beforeAll(async () => {
    [push, google] = [await ApplePushDouble.start(), await GoogleWalletDouble.start()];
    own = await startOnOwnDatabase(1, {
      PUBLIC_URL: ADDRESS,
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'no-reply@loyalty.example.test',
    });
    [test] = own.apps as [TestApp];
    const { WALLET_SERVICES } = await import('../../../../src/integrations/wallet/wallet-services.js');
    const doubles = { applePush: push.url, googleWallet: google.url, googleToken: `${google.url}/token` };
    Object.assign(test.app.get<object>(WALLET_SERVICES), doubles);
  });
  afterAll(async () => {
    await own.close();
    await push.stop();
    await google.stop();
  });
  beforeEach(async () => {
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    network = await Network.create(test);
    manager = await network.tokenOf('manager');
    cashier = await network.tokenOf('cashier');
    [push.pushes.length, google.calls.length] = [0, 0];
    google.kept.clear();
  });

  const put = (wallet: string, body: object, of = network, token = manager) =>
    of.test.api().put(`/api/wallets/${wallet}`).auth(token, { type: 'bearer' }).send(body);
  const guest = async () => {
    const phone = `+7918${String((serial += 7))}`;
    const made = await network.post('/api/guests', manager, { phone, name: 'Anna' }).expect(201);
    const { id } = made.body as { id: string };
    const { Sessions } = await import('../../../../src/security/index.js');
    return { id, token: (await test.app.get(Sessions).openForGuest(network.id, id)).accessToken };
  };
  const linkOf = async (token: string, wallet: 'apple' | 'google') => {
    const added = await network.post(`/api/auth/me/passes/${wallet}`, token).expect(200);
    return (added.body as { url: string }).url;
  };
  const fileOf = async (address: string, headers: Readonly<Record<string, string>> = {}) => {
    const loaded = await test.api().get(address.replace(ADDRESS, '')).set(headers).responseType('blob').expect(200);
    expect(loaded.headers['content-type']).toBe('application/vnd.apple.pkpass');
    return { files: await unzipped(loaded.body as Buffer), modified: String(loaded.headers['last-modified']) };
  };
  /** The guest's new pass of Apple Wallet, and its address at the web service. */
  const applePass = async (token: string) => {
    const { files } = await fileOf(await linkOf(token, 'apple'));
    const pass = JSON.parse(String(files['pass.json'])) as Pass;
    const service = pass.webServiceURL.replace(ADDRESS, '');
    return {
      files,
      pass,
      service,
      auth: { authorization: `ApplePass ${pass.authenticationToken}` },
      registration: `${service}/v1/devices/${PHONE}/registrations/${PASS_TYPE}/${pass.serialNumber}`,
      list: `${service}/v1/devices/${PHONE}/registrations/${PASS_TYPE}`,
      latest: `${service}/v1/passes/${PASS_TYPE}/${pass.serialNumber}`,
    };
  };
  const register = (registration: string, auth: Readonly<Record<string, string>>) =>
    test.api().post(registration).set(auth).send({ pushToken: PUSH_TOKEN });
  const valueOf = ({ storeCard }: Pass, key: string) =>
    Object.values(storeCard)
      .flat()
      .find((field) => field.key === key)?.value;
  const sell = (guestId: string, amount: number) =>
    network.post(`/api/guests/${guestId}/transaction`, cashier, network.sale(amount)).expect(201);
  /** Follows the event log, and sends updates to wallets without waiting half a minute. */
  const catchUp = async () => {
    const { LogReader } = await import('../../../../src/transactions/index.js');
    const { WalletUpdatesJob } = await import('../../../../src/integrations/wallet/wallet-updates.job.js');
    // The watermark waits for write transactions of other tests on the same server.
    await eventually('every event read', async () => {
      while ((await test.app.get(LogReader).doNext(network.id)) === 'more');
      const { rows } = await own.superuser.query(
        `SELECT 1 FROM events e WHERE e.network_id = $1 AND NOT EXISTS (
           SELECT FROM event_cursors c WHERE c.network_id = $1 AND c.subscriber = 'wallet'
             AND (e.epoch, e.xid, e.id) <= (c.epoch, c.xid, c.id)) LIMIT 1`,
        [network.id],
      );
      return rows.length === 0;
    });
    await own.superuser.query('UPDATE wallet_passes SET due_at = clock_timestamp() WHERE due_at IS NOT NULL');
    return test.app.get(WalletUpdatesJob).doNext(network.id);
  };
  const rowOf = async (passId: string) =>
    (await own.superuser.query<Record<string, unknown>>('SELECT * FROM wallet_passes WHERE id = $1', [passId])).rows[0];
  const devicesOf = async (passId: string) =>
    (await own.superuser.query('SELECT 1 FROM wallet_devices WHERE pass_id = $1', [passId])).rows.length;
  const erase = async (guestId: string) => {
    const { ErasureJob } = await import('../../../../src/integrations/privacy/erasure.job.js');
    await network.post(`/api/guests/${guestId}/erasure`, manager, { now: true }).expect(202);
    while ((await test.app.get(ErasureJob).doNext(network.id)) !== 'idle');
  };

  describe('of Apple', () => {
    it('are signed by the certificate of the network, and OpenSSL finds every tampering', async () => {
      const stored = await put('apple', certificates.body()).expect(200);
      expect(stored.body).toMatchObject({ items: [{ wallet: 'APPLE', account: PASS_TYPE, holder: 'TEAM123456' }] });
      expect(JSON.stringify(stored.body)).not.toContain('PRIVATE');
      const { id, token } = await guest();
      await sell(id, 100_000);
      expect((await network.get('/api/auth/me/passes', token).expect(200)).body).toEqual({
        apple: true,
        google: false,
      });
      const { files, pass } = await applePass(token);
      expect(pass).toMatchObject({ passTypeIdentifier: PASS_TYPE, teamIdentifier: 'TEAM123456' });
      const balance = await network.get(`/api/guests/${id}/balance`, token).expect(200);
      expect(valueOf(pass, 'points')).toBe((balance.body as { available: number }).available);
      const manifest = JSON.parse(String(files['manifest.json'])) as Record<string, string>;
      const { 'manifest.json': _, signature: __, ...signed } = files;
      expect(manifest).toEqual(
        Object.fromEntries(
          Object.entries(signed).map(([name, bytes]) => [name, createHash('sha1').update(bytes).digest('hex')]),
        ),
      );
      expect(Object.keys(signed)).toEqual(expect.arrayContaining(['pass.json', 'icon.png', 'icon@2x.png', 'logo.png']));
      const verify = () =>
        certificates.openssl(
          'cms -verify -inform DER -in signature -content manifest.json -CAfile ca.pem -purpose any',
        );
      writeFileSync(certificates.pathOf('signature'), files['signature'] ?? '');
      writeFileSync(certificates.pathOf('manifest.json'), files['manifest.json'] ?? '');
      expect(verify()).toContain('pass.json');
      writeFileSync(certificates.pathOf('manifest.json'), JSON.stringify({ ...manifest, 'pass.json': '0'.repeat(40) }));
      expect(verify).toThrow();
    });

    it('are loaded by a link of ten minutes and by the token of the pass alone', async () => {
      await put('apple', certificates.body()).expect(200);
      const { token } = await guest();
      const link = await linkOf(token, 'apple');
      await test
        .api()
        .get(link.replace(ADDRESS, '').replace(/until=\d+/, 'until=1'))
        .expect(404);
      await test
        .api()
        .get(`${link.replace(ADDRESS, '')}x`)
        .expect(404);
      const { pass, registration, latest, auth, service } = await applePass(token);
      expect(pass.serialNumber).toBe((await applePass(token)).pass.serialNumber);
      for (const authorization of ['', 'ApplePass x', `Bearer ${pass.authenticationToken}`]) {
        const wrong = { authorization };
        await test.api().get(latest).set(wrong).expect(401);
        await register(registration, wrong).expect(401);
        await test.api().delete(registration).set(wrong).expect(401);
      }
      await test.api().get(latest.replace(PASS_TYPE, 'pass.com.example.other')).set(auth).expect(401);
      const { TillNetwork: Network } = await import('../../../support/till-network.js');
      const other = await Network.create(test);
      await put('apple', certificates.body(), other, await other.tokenOf('manager')).expect(200);
      await test.api().get(latest.replace(network.id, other.id)).set(auth).expect(401);
      await register(registration.replace(network.id, other.id), auth).expect(401);
      await test
        .api()
        .post(`${service}/v1/log`)
        .send({ logs: ['a complaint'] })
        .expect(200);
    });

    it('complain in few lines, also when a stranger calls', async () => {
      await put('apple', certificates.body()).expect(200);
      const { service } = await applePass((await guest()).token);
      const log = (logs: readonly string[]) => test.api().post(`${service}/v1/log`).send({ logs });
      const { Logger } = await import('@nestjs/common');
      const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      try {
        await log(Array.from({ length: 21 }, () => 'x')).expect(400);
        await log(['x'.repeat(2_001)]).expect(400);
        for (let call = 0; call < 10; call += 1)
          await log(Array.from({ length: 20 }, () => 'x'.repeat(2_000))).expect(200);
        const lines = warned.mock.calls.map(([line]) => line as { message?: string; complaint?: string });
        const complaints = lines.filter(({ message }) => message === 'a phone complained of a pass');
        expect(complaints.length).toBeLessThanOrEqual(20);
        expect(complaints.length).toBeGreaterThanOrEqual(15);
        expect(Math.max(...complaints.map(({ complaint = '' }) => complaint.length))).toBe(300);
      } finally {
        warned.mockRestore();
      }
    });

    it('are pushed after a sale, listed and loaded anew, and not pushed where nothing changed', async () => {
      await put('apple', certificates.body()).expect(200);
      const { id, token } = await guest();
      const { pass, registration, list, latest, auth } = await applePass(token);
      await register(registration, auth).expect(201);
      await register(registration, auth).expect(200);
      const known = (await test.api().get(list).expect(200)).body as { lastUpdated: string; serialNumbers: string[] };
      expect(known.serialNumbers).toEqual([pass.serialNumber]);
      const { modified } = await fileOf(`${ADDRESS}${latest}`, auth);
      await sell(id, 100_000);
      expect(push.pushes).toEqual([]);
      await catchUp();
      expect(push.pushes).toEqual([{ token: PUSH_TOKEN, topic: PASS_TYPE, body: '{}', client: undefined }]);
      const now = (await test.api().get(`${list}?passesUpdatedSince=${known.lastUpdated}`).expect(200)).body as {
        lastUpdated: string;
      };
      expect(Number(now.lastUpdated)).toBeGreaterThan(Number(known.lastUpdated));
      const { files } = await fileOf(`${ADDRESS}${latest}`, { ...auth, 'if-modified-since': modified });
      expect(valueOf(JSON.parse(String(files['pass.json'])) as Pass, 'points')).not.toBe(valueOf(pass, 'points'));
      const later = new Date(Date.now() + 5_000).toUTCString();
      await test
        .api()
        .get(latest)
        .set({ ...auth, 'if-modified-since': later })
        .expect(304);
      await own.superuser.query('UPDATE wallet_passes SET due_at = clock_timestamp() WHERE id = $1', [
        pass.serialNumber,
      ]);
      await catchUp();
      expect(push.pushes).toHaveLength(1);
      await test.api().delete(registration).set(auth).expect(200);
      await test.api().get(list).expect(204);
    });

    it('forget a phone that has the pass no more, and try again where Apple does not answer', async () => {
      await put('apple', certificates.body()).expect(200);
      const { id, token } = await guest();
      const { pass, registration, auth } = await applePass(token);
      await register(registration, auth).expect(201);
      push.script.push({ status: 503, reason: 'ServiceUnavailable' });
      await sell(id, 100_000);
      await catchUp();
      expect(await rowOf(pass.serialNumber)).toMatchObject({ attempts: 1, failure: 'apple ServiceUnavailable' });
      push.gone.add(PUSH_TOKEN);
      await catchUp();
      push.gone.clear();
      expect(await rowOf(pass.serialNumber)).toMatchObject({ attempts: 0, failure: null, due_at: null });
      expect(await devicesOf(pass.serialNumber)).toBe(0);
    });

    it('follow a guest who is merged into another', async () => {
      await put('apple', certificates.body()).expect(200);
      const [kept, merged] = [await guest(), await guest()];
      await sell(kept.id, 200_000);
      const { pass, registration, latest, auth } = await applePass(merged.token);
      await register(registration, auth).expect(201);
      const merge = { sourceId: merged.id, reason: 'two cards' };
      await network.post(`/api/guests/${kept.id}/merge`, manager, merge).expect(201);
      await sell(kept.id, 100_000);
      await catchUp();
      expect(push.pushes).toHaveLength(1);
      const { files } = await fileOf(`${ADDRESS}${latest}`, auth);
      const balance = await network.get(`/api/guests/${kept.id}/balance`, manager).expect(200);
      const shown = JSON.parse(String(files['pass.json'])) as Pass;
      expect(valueOf(shown, 'points')).toBe((balance.body as { available: number }).available);
      expect(valueOf(shown, 'points')).not.toBe(valueOf(pass, 'points'));
    });

    it('are emptied by erasure, and gone a day later', async () => {
      await put('apple', certificates.body()).expect(200);
      const { id, token } = await guest();
      const { pass, registration, latest, auth } = await applePass(token);
      await register(registration, auth).expect(201);
      await erase(id);
      await catchUp();
      expect(push.pushes).toHaveLength(1);
      const { files } = await fileOf(`${ADDRESS}${latest}`, auth);
      const ended = JSON.parse(String(files['pass.json'])) as Pass;
      expect([ended.voided, Object.values(ended.storeCard).flat(), ended.barcodes]).toEqual([true, [], undefined]);
      await own.superuser.query("UPDATE wallet_passes SET ended_at = ended_at - interval '25 hours' WHERE id = $1", [
        pass.serialNumber,
      ]);
      await catchUp();
      expect([await rowOf(pass.serialNumber), await devicesOf(pass.serialNumber)]).toEqual([undefined, 0]);
      await test.api().get(latest).set(auth).expect(401);
    });

    it('need files that belong together', async () => {
      const other = new PassCertificates('/CN=No pass/OU=TEAM123456');
      const refused = async (more: object, reason: string) => {
        const { body } = await put('apple', certificates.body({ ...more })).expect(422);
        expect(body).toMatchObject({ code: 'wallet_key_refused', reason });
      };
      await refused({ certificate: 'x' }, 'certificate_unreadable');
      await refused({ issuer: 'x' }, 'issuer_unreadable');
      await refused({ key: 'x' }, 'key_unreadable');
      await refused({ key: other.read('pass.key') }, 'key_of_another');
      await refused({ issuer: other.read('ca.pem') }, 'issued_by_another');
      await refused(other.body(), 'not_for_passes');
      certificates.openssl('rsa -aes256 -passout pass:secret -in pass.key -out locked.key');
      await refused({ key: certificates.read('locked.key'), passphrase: 'wrong' }, 'key_unreadable');
      const locked = { key: certificates.read('locked.key'), passphrase: 'secret' };
      await put('apple', certificates.body(locked)).expect(200);
      const { body } = await network.post('/api/wallets/APPLE/test', manager).expect(200);
      expect(body).toEqual({ failure: null });
      await put('apple', certificates.body(), network, await network.tokenOf('cashier')).expect(403);
    });
  });

  describe('of Google', () => {
    const enter = () => put('google', { issuerId: ISSUER, key: googleKey, barcode: 'CODE_128' }).expect(200);

    it('are made at Google and saved by a link that another library verifies', async () => {
      await enter();
      const { id, token } = await guest();
      await sell(id, 100_000);
      const link = await linkOf(token, 'google');
      const jwt = link.replace('https://pay.google.com/gp/v/save/', '');
      const key = createPublicKey(publicKey);
      const { payload, protectedHeader } = await jwtVerify(jwt, key, { audience: 'google' });
      expect(protectedHeader.alg).toBe('RS256');
      expect(payload).toMatchObject({ typ: 'savetowallet', origins: [ADDRESS] });
      const [object] = (payload['payload'] as { loyaltyObjects: { id: string; classId: string }[] }).loyaltyObjects;
      expect(google.kept.get(`loyaltyClass/${object?.classId}`)).toMatchObject({ issuerName: 'Trattoria' });
      const balance = await network.get(`/api/guests/${id}/balance`, token).expect(200);
      const { available } = balance.body as { available: number };
      expect(google.kept.get(`loyaltyObject/${object?.id}`)).toMatchObject({
        state: 'ACTIVE',
        loyaltyPoints: { balance: { int: available } },
        barcode: { type: 'CODE_128' },
      });
      const signIn = google.assertions.at(-1) ?? '';
      await jwtVerify(signIn, key);
      expect(decodeJwt(signIn)).toMatchObject({ scope: 'https://www.googleapis.com/auth/wallet_object.issuer' });
      const tampered = `${jwt.slice(0, -4)}AAAA`;
      await expect(jwtVerify(tampered, key)).rejects.toThrow();
      expect(await linkOf(token, 'google')).toContain('https://pay.google.com/gp/v/save/');
      expect(google.kept.size).toBe(2);
    });

    it('follow a sale and are emptied by erasure', async () => {
      await enter();
      const { id, token } = await guest();
      await linkOf(token, 'google');
      const object = () => [...google.kept.values()].find((kept) => 'classId' in kept);
      const before = object();
      await sell(id, 100_000);
      google.script.push(503);
      await catchUp();
      expect(object()).toEqual(before);
      await catchUp();
      expect(object()?.['loyaltyPoints']).not.toEqual(before?.['loyaltyPoints']);
      await erase(id);
      await catchUp();
      expect(object()).toMatchObject({ state: 'INACTIVE', accountName: '-', barcode: null, loyaltyPoints: null });
      expect(JSON.stringify(object())).not.toContain('Anna');
    });

    it('say why they could not be made', async () => {
      await put('google', { issuerId: ISSUER, key: '{}' }).expect(422);
      await enter();
      google.script.push(403);
      const { body } = await network.post('/api/wallets/GOOGLE/test', manager).expect(200);
      expect(body).toEqual({ failure: 'google 403' });
      const { token } = await guest();
      google.script.push(500);
      const refused = await network.post('/api/auth/me/passes/google', token).expect(503);
      expect(refused.body).toMatchObject({ code: 'wallet_unreachable' });
    });
  });

  it('write to the managers once before a certificate ends, and again of the next one', async () => {
    const { WalletCertificatesJob } = await import('../../../../src/integrations/wallet/wallet-certificates.job.js');
    const job = test.app.get(WalletCertificatesJob);
    const lettersOf = async () =>
      (await own.superuser.query("SELECT 1 FROM messages WHERE network_id = $1 AND channel = 'EMAIL'", [network.id]))
        .rows.length;
    const long = new PassCertificates(undefined, 29);
    expect(await job.doNext(network.id)).toBe('idle');
    await put('apple', certificates.body()).expect(200);
    const managers = 2;
    expect([await job.doNext(network.id), await job.doNext(network.id)]).toEqual(['done', 'idle']);
    expect(await lettersOf()).toBe(managers);
    await put('apple', long.body()).expect(200);
    expect([await job.doNext(network.id), await lettersOf()]).toEqual(['done', 2 * managers]);
  });

  it('are off until a certificate is entered, and again once it is removed', async () => {
    const { token } = await guest();
    await network.post('/api/auth/me/passes/apple', token).expect(404);
    await network.post('/api/wallets/GOOGLE/test', manager).expect(404);
    await put('apple', certificates.body()).expect(200);
    const { latest, auth } = await applePass(token);
    const removed = await test.api().delete('/api/wallets/APPLE').auth(manager, { type: 'bearer' }).expect(200);
    expect(removed.body).toEqual({ hasAddress: true, items: [] });
    expect((await network.get('/api/wallets', manager).expect(200)).body).toEqual(removed.body);
    await test.api().get(latest).set(auth).expect(401);
    expect((await network.get('/api/auth/me/passes', token).expect(200)).body).toEqual({ apple: false, google: false });
  });

  it('push over TLS, by the certificate of the passes', async () => {
    const { ApplePush } = await import('../../../../src/integrations/wallet/apple-push.js');
    certificates.openssl('req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=127.0.0.1');
    writeFileSync(certificates.pathOf('server.ext'), 'subjectAltName=IP:127.0.0.1');
    certificates.openssl(
      'x509 -req -in server.csr -CA ca.pem -CAkey ca.key -out server.pem -days 2 -extfile server.ext',
    );
    const ca = certificates.read('ca.pem');
    const tls = { cert: certificates.read('server.pem'), key: certificates.read('server.key'), ca };
    const secure = await ApplePushDouble.start(tls);
    const account = {
      wallet: 'APPLE',
      account: PASS_TYPE,
      holder: 'TEAM123456',
      barcode: 'QR',
      certificates: certificates.read('pass.pem') + ca,
      key: certificates.read('pass.key'),
      endsAt: new Date(),
      setAt: new Date(),
    } as const;
    secure.gone.add('cd');
    expect(await new ApplePush({ applePush: secure.url, appleAuthority: ca }).send(account, ['ab', 'cd'])).toEqual([
      'SENT',
      'GONE',
    ]);
    expect(secure.pushes.map(({ client }) => client)).toEqual(['Pass', 'Pass']);
    const [untrusted] = await new ApplePush({ applePush: secure.url }).send(account, ['ab']);
    expect(untrusted).toMatchObject({ failure: expect.stringContaining('no_connection') as string });
    await secure.stop();
  });
});

function unzipped(bytes: Buffer): Promise<Record<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const files: Record<string, Buffer> = {};
    fromBuffer(bytes, { lazyEntries: true }, (error: Error | null, zip: ZipFile) => {
      if (error !== null) return reject(error);
      zip.on('entry', (entry: Entry) =>
        zip.openReadStream(entry, (_, stream) => {
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part));
          stream.on('end', () => {
            files[entry.fileName] = Buffer.concat(parts);
            zip.readEntry();
          });
        }),
      );
      zip.on('end', () => resolve(files));
      zip.readEntry();
    });
  });
}
