import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import { Networks } from '../../../../src/configuration';
import { Clock } from '../../../../src/platform/clock/clock';
import { Database } from '../../../../src/platform/database/database';
import { JobQueue } from '../../../../src/platform/queue/job-queue';
import { settings } from '../../../../src/platform/settings/settings';
import { type Attempt, MessageProviders, type OutgoingMessage } from '../../../../src/security';
import type { Proof } from '../../../../src/transactions/books/seals/proof.dto';
import { PublicationPlaces } from '../../../../src/transactions/books/seals/publications/places';
import { PublicationMetrics } from '../../../../src/transactions/books/seals/publications/publication-metrics';
import { PublicationsJob } from '../../../../src/transactions/books/seals/publications/publications.job';
import { SealChain } from '../../../../src/transactions/books/seals/seal-chain.query';
import type { Seal } from '../../../../src/transactions/books/seals/seal-head.rules';
import { Sealer } from '../../../../src/transactions/books/seals/sealer';
import { listSealsAfter } from '../../../../src/transactions/books/seals/seals.sql';
import { register } from '../../../../src/platform/telemetry/metrics';
import { BucketDouble } from '../../../doubles/bucket-double';
import { TimeStampDouble } from '../../../doubles/time-stamp-double';
import { itAtNight } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { scratchFolder } from '../../../support/scratch';
import { TillNetwork } from '../../../support/till-network';

interface Row {
  readonly place: string;
  readonly number: number;
  readonly failure: string | null;
  readonly receipt: string | null;
  readonly attempts: number;
  readonly isPublished: boolean;
}

describe('the newest seal, published outside', () => {
  let test: TestApp;
  let superuser: Pool;
  let network: TillNetwork;
  let manager: string;
  let guestId: string;
  let bucket: BucketDouble;
  let authority: TimeStampDouble;
  let job: PublicationsJob;
  let file: string;
  let letters: OutgoingMessage[];
  let mail: Attempt;

  beforeAll(async () => {
    test = await applicationOfWorker();
    superuser = superuserPool();
    [bucket, authority] = await Promise.all([BucketDouble.start(), TimeStampDouble.start()]);
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    guestId = await network.guest();
    file = path.join(scratchFolder('published'), 'seals.jsonl');
    letters = [];
    mail = { outcome: 'SENT', providerId: '<1@mail>' };
    [bucket.isDown, authority.isDown] = [false, false];
    const providers = new MessageProviders();
    providers.register({
      name: 'smtp',
      channel: 'EMAIL',
      repeatable: true,
      reports: false,
      send: (message) => {
        letters.push(message);
        return Promise.resolve(mail);
      },
    });
    const { app } = test;
    const places = new PublicationPlaces(app.get(Clock), providers, app.get(Networks));
    const metrics = new PublicationMetrics(app.get(Clock));
    const given = { database: app.get(Database), jobs: app.get(JobQueue) };
    job = Object.assign(new PublicationsJob(app.get(Networks), places, metrics), given);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await Promise.all([bucket.close(), authority.close(), superuser.end()]);
    await test.close();
  });

  const publishAt = (places: Partial<typeof settings.sealPlaces>) =>
    jest.replaceProperty(settings, 'sealPlaces', {
      file: undefined,
      bucket: undefined,
      mail: undefined,
      timeStampUrl: undefined,
      ...places,
    });
  const listSeals = (): Promise<Seal[]> =>
    network.database.inNetwork(network.id, (tx) => listSealsAfter(tx, network.id, 0, 100));
  /** Sells once and seals it; the watermark waits for write transactions of other tests. */
  const sealMore = async (): Promise<{ seal: Seal; transactionId: string }> => {
    const before = (await listSeals()).length;
    const sale = network.sale(5_000);
    const { body } = await network.post(`/api/guests/${guestId}/transaction`, manager, sale).expect(201);
    const seal = await eventually('the next seal', async () => {
      await test.app.get(Sealer).sealAll(network.id);
      const seals = await listSeals();
      return seals.length > before && seals.at(-1);
    });
    return { seal, transactionId: (body as { id: string }).id };
  };
  const listRows = async (): Promise<Row[]> => {
    const { rows } = await superuser.query<Row>(
      `SELECT place, number::int, failure, receipt, attempts, published_at IS NOT NULL AS "isPublished"
         FROM seal_publications WHERE network_id = $1 ORDER BY place, number`,
      [network.id],
    );
    return rows;
  };
  /** So long passes for all that waits or was published. */
  const pass = (interval: string) =>
    superuser.query(
      `UPDATE seal_publications SET made_at = made_at - $2::interval, due_at = due_at - $2::interval WHERE network_id = $1`,
      [network.id, interval],
    );

  it('stands at every place that the settings name, once, and in the proof of the guest', async () => {
    const { seal, transactionId } = await sealMore();
    await job.doNext(network.id);
    expect(await listRows()).toEqual([]);

    publishAt({
      file,
      bucket: { ...bucket.bucket, years: 3 },
      mail: 'auditor@example.com',
      timeStampUrl: authority.url,
    });
    expect(await job.doNext(network.id)).toBe('done');
    expect(await job.doNext(network.id)).toBe('idle');
    const rows = await listRows();
    expect(rows.map(({ place, isPublished, failure }) => [place, isPublished, failure])).toEqual([
      ['BUCKET', true, null],
      ['FILE', true, null],
      ['MAIL', true, null],
      ['TIMESTAMP', true, null],
    ]);

    const [line, ...others] = readFileSync(file, 'utf8').trim().split('\n');
    expect(others).toEqual([]);
    const published = { networkId: network.id, number: seal.number, hash: seal.hash.toString('hex') };
    expect(JSON.parse(String(line))).toMatchObject(published);
    const name = `/loyalty/seals/${network.id}/${String(seal.number).padStart(10, '0')}.json`;
    const object = bucket.objects.get(name);
    expect(object?.bytes.toString()).toBe(`${String(line)}\n`);
    expect(object?.lock?.mode).toBe('COMPLIANCE');
    const years = (Date.parse(String(object?.lock?.until)) - Date.now()) / (365.25 * 86_400_000);
    expect(years).toBeGreaterThan(2.9);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({ recipient: 'auditor@example.com', networkId: network.id });
    expect(letters[0]?.text).toContain(line);

    const token = rows.find(({ place }) => place === 'TIMESTAMP')?.receipt;
    expect(Buffer.from(String(token), 'base64').includes(seal.hash)).toBe(true);
    const proof = (await network.get(`/api/ledger/proof?transactionId=${transactionId}`, manager).expect(200))
      .body as Proof;
    expect(proof.publications.map(({ place, number }) => [place, number])).toEqual(
      ['FILE', 'BUCKET', 'MAIL', 'TIMESTAMP'].map((place) => [place, seal.number]),
    );
    expect(proof.publications.map(({ timeStamp }) => timeStamp)).toEqual([null, null, null, token]);
    const lines: object[] = [];
    for await (const link of test.app.get(SealChain).linesOf(network.id)) lines.push(link);
    expect(lines.at(-1)).toMatchObject({ hash: published.hash, timeStamp: token });
  });

  itAtNight(
    'is tried again where a place fails, holds up no other place, and is followed by the newest alone',
    async () => {
      const { seal: first } = await sealMore();
      publishAt({
        file,
        bucket: { ...bucket.bucket, years: 1 },
        mail: 'auditor@example.com',
        timeStampUrl: authority.url,
      });
      [bucket.isDown, authority.isDown] = [true, true];
      mail = { outcome: 'RETRY', failure: 'smtp 451' };
      await job.doNext(network.id);
      expect((await listRows()).map(({ place, failure }) => [place, failure])).toEqual([
        ['BUCKET', expect.stringContaining('503') as string],
        ['FILE', null],
        ['MAIL', 'smtp: smtp 451'],
        ['TIMESTAMP', 'the authority answered 503'],
      ]);
      const { seal: second } = await sealMore();
      const { seal: third } = await sealMore();
      expect(await job.doNext(network.id)).toBe('idle');
      await pass('61 minutes');
      await job.doNext(network.id);
      const numbers = async (place: string) =>
        (await listRows()).filter((row) => row.place === place).map(({ number }) => number);
      expect(await numbers('FILE')).toEqual([first.number, third.number]);
      expect(await numbers('BUCKET')).toEqual([first.number]);
      expect(second.number).toBe(first.number + 1);
      expect((await listRows()).find(({ place }) => place === 'BUCKET')?.attempts).toBe(2);
      const late = /loyalty_seal_publication_late_seconds\{place="BUCKET"\} (\d+)/.exec(await register.metrics());
      expect(Number(late?.[1])).toBeGreaterThan(3_600);

      [bucket.isDown, authority.isDown] = [false, false];
      mail = { outcome: 'SENT', providerId: null };
      await pass('61 minutes');
      await job.doNext(network.id);
      await job.doNext(network.id);
      expect(await numbers('BUCKET')).toEqual([first.number, third.number]);
      expect((await listRows()).every(({ isPublished }) => isPublished)).toBe(true);
      expect(new Set(letters.map(({ id }) => id)).size).toBe(2);
      expect(await register.metrics()).toContain('loyalty_seal_publication_late_seconds{place="BUCKET"} 0');
    },
  );
});
