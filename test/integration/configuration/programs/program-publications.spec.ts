import { presetForNetwork, Snapshots } from '../../../../src/configuration';
import type { ProgramDocument } from '../../../../src/decision';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const HOUR_MS = 3_600_000;
const hybrid = presetForNetwork('hybrid-5', 2);

/** The preset with another minimum of points to spend: a lower one gives, a higher one takes. */
const withMinimum = (minPoints: number): ProgramDocument =>
  JSON.parse(JSON.stringify({ ...hybrid, redemption: { ...hybrid.redemption, minPoints } })) as ProgramDocument;

describe('a version of a program', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  const start = async () => {
    const network = await TillNetwork.create(test);
    const [author, other] = [await network.tokenOf('manager'), await network.tokenOf('manager')];
    const draft = async (minPoints: number, token = author) => {
      const { body } = await network.post('/api/programs', token, { document: withMinimum(minPoints) });
      return body as { version: number; documentHash: string };
    };
    const act = (version: number, verb: string, token: string, body: object = {}) =>
      network.post(`/api/programs/${String(version)}/${verb}`, token, body);
    const versions = async () =>
      (await network.get('/api/programs?limit=50', author)).body.items as { version: number; status: string }[];
    return { network, author, other, draft, act, versions };
  };
  const hoursFromNow = (hours: number) => ({ effectiveFrom: new Date(Date.now() + hours * HOUR_MS).toISOString() });

  it('is told in words, with what it gives and takes', async () => {
    const { network, author, draft } = await start();
    const { version } = await draft(150);
    const path = `/api/programs/${String(version)}`;
    const sentences = await network.get(`${path}/sentences`, author).set('Accept-Language', 'ru');
    expect(sentences.body.items).toContainEqual({
      key: 'redemption.minPoints',
      code: 'redemption.minPoints',
      arguments: { points: 150 },
      text: 'Гости могут платить баллами от: 150 баллов',
    });
    const diff = await network.get(`${path}/diff`, author).set('Accept-Language', 'en');
    expect(diff.body).toEqual({
      version,
      against: 1,
      takes: true,
      paysMore: false,
      items: [
        {
          key: 'redemption.minPoints',
          kind: 'CHANGED',
          direction: 'TAKES',
          text: 'Guests can pay with points from: 150 points instead of 100 points',
          before: 'Guests can pay with points from: 100 points',
          after: 'Guests can pay with points from: 150 points',
        },
      ],
    });
    expect((await network.get(`/api/programs/1/diff?against=${String(version)}`, author)).body.takes).toBe(false);
    expect((await network.get(`${path}/diff?against=9`, author)).status).toBe(404);
  });

  it('comes into force at once where it only gives', async () => {
    const { author, draft, act } = await start();
    const { version } = await draft(50);
    const published = await act(version, 'publish', author);
    expect([published.status, published.body.status, published.body.publication]).toEqual([200, 'PUBLISHED', null]);
  });

  it('waits for a second manager where the network pays more money by it', async () => {
    const { network, author, other, act } = await start();
    const document = { ...hybrid, pointValue: hybrid.pointValue * 1_000_000 };
    const { version } = (await network.post('/api/programs', author, { document })).body as { version: number };
    const diff = await network.get(`/api/programs/${String(version)}/diff`, author);
    expect(diff.body).toMatchObject({ takes: false, paysMore: true });
    expect((await act(version, 'publish', author)).status).toBe(202);
    const approvals = await network.get('/api/approvals?status=WAITING', other);
    expect(approvals.body.items[0].program.changes).toMatchObject([{ direction: 'GIVES' }]);
    expect((await act(version, 'approve', other)).body.status).toBe('PUBLISHED');
  });

  it('is published by a second manager where it takes, never by its requester or author', async () => {
    const { network, author, other, draft, act } = await start();
    const { version } = await draft(150);
    const asked = await act(version, 'publish', author);
    expect([asked.status, asked.body.status, asked.body.publication.status]).toEqual([
      202,
      'DRAFT',
      'AWAITING_APPROVAL',
    ]);
    expect((await act(version, 'publish', author)).body.code).toBe('version_conflict');
    const own = await act(version, 'approve', author);
    expect([own.status, own.body.code]).toEqual([403, 'own_act']);
    const approved = await act(version, 'approve', other);
    expect([approved.status, approved.body.status, approved.body.publication.status]).toEqual([
      200,
      'PUBLISHED',
      'APPROVED',
    ]);
    expect((await act(version, 'approve', other)).body.code).toBe('already_decided');
    const audit = await network.get('/api/audit?subjectKind=program', author);
    expect(
      (audit.body.items as { action: string }[])
        .map(({ action }) => action)
        .slice(0, 3)
        .sort(),
    ).toEqual(['program.publication_approved', 'program.publication_requested', 'program.published']);
  });

  it('is never published by its writer, though another asked for it', async () => {
    const { author, other, draft, act } = await start();
    const { version } = await draft(150);
    expect((await act(version, 'publish', other)).status).toBe(202);
    expect((await act(version, 'approve', author)).body.code).toBe('own_act');
    expect((await act(version, 'reject', author, { reason: 'Let me ask' })).body.publication).toMatchObject({
      status: 'REJECTED',
      reason: 'Let me ask',
    });
    expect((await act(version, 'publish', author)).status).toBe(202);
    expect((await act(version, 'approve', other)).status).toBe(200);
  });

  it('is made from the draft that was asked for: while it waits it is read only, until its author takes it back', async () => {
    const { network, author, other, draft, act } = await start();
    const { version } = await draft(150);
    await act(version, 'publish', author);
    const change = () =>
      test
        .api()
        .put(`/api/programs/${String(version)}`)
        .set('Authorization', `Bearer ${author}`)
        .send({ document: withMinimum(10_000) });
    const refused = await change();
    expect([refused.status, refused.body.code]).toEqual([409, 'awaiting_approval']);
    const back = await act(version, 'reject', author, { reason: 'A mistake' });
    const { status, decidedBy, requestedBy, reason } = back.body.publication as Record<string, unknown>;
    expect([back.status, status, reason]).toEqual([200, 'WITHDRAWN', 'A mistake']);
    expect(decidedBy).toBe(requestedBy);
    expect((await change()).status).toBe(200);
    const late = await act(version, 'approve', other);
    expect([late.status, late.body.code]).toEqual([409, 'already_decided']);
    expect((await network.get(`/api/programs/${String(version)}`, author)).body.publication.status).toBe('WITHDRAWN');
  });

  it('shows for ever what it changed against the version that it replaced, of an older form too', async () => {
    const { network, author, draft, act } = await start();
    const [first, second] = [await draft(50), await draft(20)];
    const before = await network.get(`/api/programs/${String(first.version)}/diff`, author);
    expect((await act(first.version, 'publish', author)).status).toBe(200);
    expect((await act(second.version, 'publish', author)).status).toBe(200);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE program_versions SET form = 1, status = $2 WHERE network_id = $1 AND version < $3', [
        network.id,
        'ARCHIVED',
        second.version,
      ]),
    );
    const after = await network.get(`/api/programs/${String(first.version)}/diff`, author);
    expect(after.body).toEqual(before.body);
    const latest = await network.get(`/api/programs/${String(second.version)}/diff`, author);
    expect([latest.body.against, latest.body.items.length]).toEqual([first.version, 1]);
    const beginning = await network.get('/api/programs/1/diff', author);
    expect([beginning.body.against, beginning.body.items]).toEqual([null, []]);
  });

  it('is published once, though eight managers approve and reject at once', async () => {
    const { network, author, draft, act } = await start();
    const { version } = await draft(150);
    await act(version, 'publish', author);
    const managers = await Promise.all(Array.from({ length: 8 }, () => network.tokenOf('manager')));
    const answers = await Promise.all(
      managers.map((token, i) =>
        act(version, i % 2 === 0 ? 'approve' : 'reject', token, i % 2 === 0 ? {} : { reason: 'No' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'already_decided')).toHaveLength(7);
  });

  it('is asked for once a key: a repeated call is told again that it waits', async () => {
    const { network, author, draft } = await start();
    const { version } = await draft(150);
    const path = `/api/programs/${String(version)}/publish`;
    const first = await network.post(path, author, {}, 'publish-it');
    const again = await network.post(path, author, {}, 'publish-it');
    expect([first.status, again.status, again.headers['idempotent-replayed']]).toEqual([202, 202, 'true']);
    expect(again.body).toEqual(first.body);
  });

  it('comes into force at a time, which can be taken back before it comes', async () => {
    const { network, author, draft, act } = await start();
    const { version } = await draft(50);
    const scheduled = await act(version, 'publish', author, hoursFromNow(2));
    expect(scheduled.status).toBe(200);
    const inForceLater = async () => {
      test.app.get(Snapshots).forget(network.id);
      return (await test.app.get(Snapshots).current(network.id)).programInForce(new Date(Date.now() + 3 * HOUR_MS))
        ?.version;
    };
    expect(await inForceLater()).toBe(version);
    const cancelled = await act(version, 'cancel', author);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'CANCELLED']);
    expect(await inForceLater()).toBe(1);
    expect((await act(version, 'cancel', author)).body.code).toBe('version_conflict');
    expect((await act(1, 'cancel', author)).body.code).toBe('already_in_force');
    const { version: near } = await draft(40);
    await act(near, 'publish', author);
    expect((await act(near, 'cancel', author)).body.code).toBe('already_in_force');
  });

  it('needs a second manager where what is scheduled after it would then take', async () => {
    const { author, draft, act } = await start();
    const [later, between] = [await draft(50), await draft(10)];
    expect((await act(later.version, 'publish', author, hoursFromNow(48))).status).toBe(200);
    expect((await act(between.version, 'publish', author, hoursFromNow(24))).status).toBe(202);
  });

  it('goes back to the version before it within a day by one manager, further back by two', async () => {
    const { network, author, draft, act, versions } = await start();
    const inForceFrom = async (hoursAgo: number) => {
      const { version } = await draft(100 - ((await versions()).length + 1) * 10);
      await network.database.inNetwork(network.id, (tx) =>
        tx.query(
          `UPDATE program_versions SET status = 'PUBLISHED', published_at = now(), effective_from = now() - $3 * interval '1 hour'
            WHERE network_id = $1 AND version = $2`,
          [network.id, version, hoursAgo],
        ),
      );
    };
    await inForceFrom(48);
    await inForceFrom(2);
    const further = await act(1, 'rollback', author);
    expect([further.status, further.body.version, further.body.status]).toEqual([202, 4, 'DRAFT']);
    const back = await act(2, 'rollback', author);
    expect([back.status, back.body.version, back.body.status]).toEqual([200, 5, 'PUBLISHED']);
    expect(back.body.document).toEqual(withMinimum(80));
    expect((await act(3, 'rollback', author)).body.code).toBe('version_conflict');
    const { version } = await draft(5);
    expect((await act(version, 'rollback', author)).body.code).toBe('version_conflict');
    expect((await versions()).map(({ version: number }) => number)).toEqual([6, 5, 4, 3, 2, 1]);
  });
});
