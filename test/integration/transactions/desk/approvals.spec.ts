import { presetForNetwork } from '../../../../src/configuration';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { pastTriggers } from '../../../support/database';
import { TillNetwork } from '../../../support/till-network';
import { tokenOfUser } from '../../support/people-fixture';

interface Listed {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly reason: string | null;
  readonly mayApprove: boolean;
  readonly mayReject: boolean;
  readonly mayWithdraw: boolean;
  readonly refusedBecause: string | null;
}

describe('requests for a second person', () => {
  let test: TestApp;
  let network: TillNetwork;
  let anna: string;
  let boris: string;

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    [anna, boris] = [await network.tokenOf('manager'), await network.tokenOf('manager')];
  });
  afterEach(() => test.close());

  const list = async (token: string, query = '') =>
    (await network.get(`/api/approvals?${query}`, token).expect(200)).body.items as Listed[];
  const count = async (token: string) => (await network.get('/api/approvals/count', token).expect(200)).body as object;

  /** One of each: points, a refund, higher limits, a key and a version of the programme; all by Anna, the newest last. */
  const askForAll = async () => {
    const guest = await network.guest();
    const manual = {
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 20_000,
      reasonCode: 'GOODWILL',
      comment: 'long wait',
    };
    const points = await network.post(`/api/guests/${guest}/transaction`, anna, manual).expect(202);
    const settings = { limits: { cashierManualAtOnce: 5_000 } };
    const limits = await test
      .api()
      .patch(`/api/networks/${network.id}`)
      .set('Authorization', `Bearer ${anna}`)
      .send({ settings })
      .expect(202);
    const key = await network.post('/api/api-keys', anna, { name: 'Web shop', scopes: ['loyalty'] }).expect(202);
    const hybrid = presetForNetwork('hybrid-5', 2);
    const document = { ...hybrid, redemption: { ...hybrid.redemption, minPoints: 500 } };
    const draft = await network.post('/api/programs', anna, { document }).expect(201);
    const version = String(draft.body.version);
    await network.post(`/api/programs/${version}/publish`, anna).expect(202);
    return { points: points.body.id as string, limits: limits.body.id as string, key: key.body.id as string, version };
  };

  it('stand in one list with what each will do, the newest first, and what the reader may do about it', async () => {
    const asked = await askForAll();
    const forBoris = await list(boris);
    expect(forBoris.map(({ kind }) => kind)).toEqual(['PROGRAM', 'API_KEY', 'SETTINGS', 'MANUAL']);
    const [program, key, limits, points] = forBoris;
    expect(program).toMatchObject({
      program: { version: Number(asked.version), changes: [{ key: 'redemption.minPoints', direction: 'TAKES' }] },
    });
    expect(key).toMatchObject({ change: { name: 'Web shop', scopes: ['loyalty'], settings: [] } });
    const raised = { name: 'limits.cashierManualAtOnce', before: 500, after: 5_000 };
    expect(limits).toMatchObject({ change: { name: null, settings: [raised] } });
    expect(points).toMatchObject({
      id: asked.points,
      act: { points: 20_000, comment: 'long wait' },
      status: 'WAITING',
    });
    for (const request of forBoris)
      expect(request).toMatchObject({ mayApprove: true, mayReject: true, mayWithdraw: false, refusedBecause: null });
    for (const request of await list(anna))
      expect(request).toMatchObject({
        mayApprove: false,
        mayReject: false,
        mayWithdraw: true,
        refusedBecause: 'own_act',
      });
    expect([await count(anna), await count(boris)]).toEqual([
      { forMe: 0, mine: 4 },
      { forMe: 4, mine: 0 },
    ]);
  });

  it('are decided with a reason or taken back, and stay in the list of decided ones with the person', async () => {
    const asked = await askForAll();
    const reason = 'Too much';
    await network.post(`/api/transactions/${asked.points}/reject`, boris, { reason }).expect(200);
    await network.post(`/api/change-requests/${asked.limits}/reject`, boris, { reason }).expect(200);
    const back = await network.post(`/api/change-requests/${asked.key}/reject`, anna).expect(200);
    expect(back.body.status).toBe('WITHDRAWN');
    await network.post(`/api/programs/${asked.version}/approve`, boris).expect(200);
    expect(await list(boris)).toEqual([]);
    const decided = await list(boris, 'status=DECIDED');
    expect(decided.map(({ kind, status, reason: why }) => [kind, status, why])).toEqual([
      ['PROGRAM', 'APPROVED', null],
      ['API_KEY', 'WITHDRAWN', null],
      ['SETTINGS', 'REJECTED', reason],
      ['MANUAL', 'REJECTED', reason],
    ]);
    const [decidedByBoris, withdrawn] = decided as unknown as { decidedBy: object; requestedBy: object }[];
    expect(withdrawn?.decidedBy).toEqual(withdrawn?.requestedBy);
    expect(decidedByBoris?.decidedBy).not.toEqual(decidedByBoris?.requestedBy);
  });

  it('offer no approval to an account within its cooling-off time, nor to the guest concerned', async () => {
    const { points } = await askForAll();
    const update = (statement: string) =>
      network.database.inNetwork(network.id, (tx) => tx.query(statement, [network.id]));
    const me = (await network.get('/api/auth/me', boris)).body.id as string;
    await update(`UPDATE users SET approves_from = now() + interval '1 hour' WHERE network_id = $1 AND id = '${me}'`);
    const [first] = await list(boris);
    expect(first).toMatchObject({ mayApprove: false, mayReject: true, refusedBecause: 'approver_too_new' });
    await pastTriggers('UPDATE users SET approves_from = now() WHERE network_id = $1', [network.id]);
    await update(
      `UPDATE users SET guest_id = (SELECT guest_id FROM approvals WHERE network_id = $1 AND id = '${points}')
        WHERE network_id = $1 AND id = '${me}'`,
    );
    // The guest of a user stands in the token.
    const own = (await list(await tokenOfUser(test.app, me))).find(({ id }) => id === points);
    expect(own).toMatchObject({ mayApprove: false, mayReject: false, refusedBecause: 'own_account' });
  });

  it('are for those who decide: not for cashiers, and of one network', async () => {
    await askForAll();
    for (const role of ['cashier', 'analyst'] as const)
      await network.get('/api/approvals', await network.tokenOf(role)).expect(403);
    const other = await TillNetwork.create(test);
    const answer = await other.get('/api/approvals', await other.tokenOf('manager')).expect(200);
    expect(answer.body.items).toEqual([]);
  });
});
