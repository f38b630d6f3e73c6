import { presetForNetwork } from '../../src/configuration';
import { newId } from '../../src/platform/ids/ids';
import { Messages, NO_ORIGIN, Staff } from '../../src/security';
import { applicationOfWorker, type TestApp } from '../support/app';
import { outboxOf } from '../support/outbox';
import { pastTriggers } from '../support/database';
import { TillNetwork } from '../support/till-network';
import { addOwner, PASSWORD, tokenOfUser } from '../integration/support/people-fixture';

const GOODWILL = { type: 'MANUAL', direction: 'CREDIT', reasonCode: 'GOODWILL' } as const;

function takingDocument() {
  const hybrid = presetForNetwork('hybrid-5', 2);
  return { ...hybrid, redemption: { ...hybrid.redemption, minPoints: 500 } };
}

/** A manager can't be their own second person: the server refuses each way to try it, or waits for somebody else. */
describe('a dishonest manager', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let colleague: string;
  let guest: string;

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { settings: { limits: { managerManualPerDay: 30_000 } } });
    [manager, colleague, guest] = [
      await network.tokenOf('manager'),
      await network.tokenOf('manager'),
      await network.guest(),
    ];
  });
  afterEach(() => test.close());

  const give = (points: number, token = manager) =>
    network.post(`/api/guest/${guest}/transaction`, token, { ...GOODWILL, points });
  const patch = (path: string, token: string, body: object) =>
    test.api().patch(path).set('Authorization', `Bearer ${token}`).send(body);
  const waiting = async (token: string) =>
    (await network.get('/api/change-requests', token)).body.items as { id: string; kind: string; subjectId: string }[];
  const decide = (id: string, token: string, verb = 'approve') =>
    network.post(`/api/change-requests/${id}/${verb}`, token);
  /** A key that a colleague let through. */
  const keyFor = async (scopes: string[]) => {
    const asked = await network.post('/api/api-keys', manager, { name: newId(), scopes });
    const approved = await decide(asked.body.id as string, colleague);
    return secretOf(approved.body.apiKey as { id: string });
  };
  const secretOf = async ({ id }: { id: string }) => {
    const shown = await network.post(`/api/api-keys/${id}/secret`, manager);
    expect([shown.status, shown.body.key]).toEqual([200, expect.stringMatching(/^lk_/)]);
    return shown.body as { id: string; key: string };
  };
  const add = async (role: string) =>
    (await network.post('/api/users', manager, { email: `${newId()}@example.test`, role, name: 'New' })).body as {
      id: string;
      passwordLink: { token: string } | null;
      disabledAt: string | null;
    };
  const idOf = async (token: string) => (await network.get('/api/auth/me', token)).body.id as string;
  const blockAllBut = (...ids: string[]) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query("UPDATE users SET disabled_at = now() WHERE role = 'manager' AND id <> ALL ($1)", [ids]),
    );

  it('does not approve own points, nor through a manager just created', async () => {
    const act = await give(20_000);
    expect(act.status).toBe(202);
    expect((await network.post(`/api/transactions/${String(act.body.id)}/approve`, manager)).body.code).toBe('own_act');

    const created = await add('manager');
    expect([created.passwordLink, typeof created.disabledAt]).toEqual([null, 'string']);
    const [asked] = await waiting(manager);
    expect(asked).toMatchObject({ kind: 'PASSWORD_LINK', subjectId: created.id });
    expect((await decide(asked?.id ?? '', manager)).body.code).toBe('own_act');
    const approved = await decide(asked?.id ?? '', colleague);
    expect([approved.status, typeof approved.body.passwordLink.token]).toEqual([200, 'string']);

    const fresh = await tokenOfUser(test.app, created.id);
    const early = await network.post(`/api/transactions/${String(act.body.id)}/approve`, fresh);
    expect([early.status, early.body.code]).toEqual([403, 'approver_too_new']);
    expect((await network.post(`/api/transactions/${String(act.body.id)}/approve`, colleague)).status).toBe(200);
  });

  it('does not make a manager of a cashier alone', async () => {
    const cashier = await add('cashier');
    const asked = await patch(`/api/users/${cashier.id}`, manager, { role: 'manager' });
    expect([asked.status, asked.body.kind]).toEqual([202, 'MANAGER_RIGHTS']);
    expect((await network.get(`/api/users/${cashier.id}`, manager)).body.role).toBe('cashier');
    expect((await decide(asked.body.id as string, colleague)).status).toBe(200);
    expect((await network.get(`/api/users/${cashier.id}`, manager)).body.role).toBe('manager');
    const act = await give(20_000, colleague);
    const promoted = await tokenOfUser(test.app, cashier.id);
    expect((await network.post(`/api/transactions/${String(act.body.id)}/approve`, promoted)).body.code).toBe(
      'approver_too_new',
    );
  });

  describe('and a cashier whom the manager can sign in as', () => {
    const approve = (act: { body: { id?: unknown } }, token: string) =>
      network.post(`/api/transactions/${String(act.body.id)}/approve`, token);
    const refusedTo = async (token: string) => {
      const { items } = (await network.get('/api/approvals', token)).body as { items: { refusedBecause: string }[] };
      return items.map(({ refusedBecause }) => refusedBecause);
    };

    it('does not approve what the cashier asks, made by the manager or opened by a link, for 30 days', async () => {
      const made = await add('cashier');
      const there = await network.tokenOf('cashier');
      const theirs = await idOf(there);
      // The cashier has a password, because the first link of an account sends no warning.
      await network.database.asPlatform((tx) =>
        tx.query('UPDATE users SET password_hash = $2 WHERE id = $1', [theirs, 'a hash']),
      );
      const link = await network.post(`/api/users/${theirs}/password-link`, manager);
      expect([link.status, typeof link.body.token]).toEqual([201, 'string']);
      for (const cashier of [await tokenOfUser(test.app, made.id), there]) {
        const act = await give(50_000, cashier);
        const refused = await approve(act, manager);
        expect([refused.status, refused.body.code]).toEqual([403, 'account_opened']);
        expect(await refusedTo(manager)).toEqual(['account_opened']);
        expect((await approve(act, colleague)).status).toBe(200);
      }
      // A message tells the cashier which employee took the link.
      expect((await network.get('/api/auth/me', there)).body.accountOpened).toMatchObject([{ way: 'LINK' }]);

      const act = await give(20_000, there);
      await pastTriggers(
        "UPDATE account_openings SET opened_at = now() - interval '30 days 1 second' WHERE network_id = $1",
        [network.id],
      );
      expect((await approve(act, manager)).status).toBe(200);
    });

    it('does not approve after the reset of the second factor, nor a key, limits or the programme', async () => {
      const asker = await idOf(colleague);
      const factor = await test
        .api()
        .delete(`/api/users/${asker}/second-factor`)
        .set('Authorization', `Bearer ${manager}`);
      const third = await network.tokenOf('manager');
      expect((await decide(factor.body.id as string, third)).status).toBe(200);
      const asked = await network.post('/api/api-keys', colleague, { name: 'Web shop', scopes: ['loyalty'] });
      expect((await decide(asked.body.id as string, third)).body.code).toBe('account_opened');
      const draft = await network.post('/api/programs', colleague, { document: takingDocument() });
      const version = String(draft.body.version);
      await network.post(`/api/programs/${version}/publish`, colleague).expect(202);
      const refused = await network.post(`/api/programs/${version}/approve`, third);
      expect([refused.status, refused.body.code]).toEqual([403, 'account_opened']);
      expect((await decide(asked.body.id as string, manager)).status).toBe(200);
      await network.post(`/api/programs/${version}/approve`, manager).expect(200);
    });

    it('has no second manager in one made by the manager: the owner approves', async () => {
      const puppet = await add('manager');
      const [asked] = await waiting(manager);
      await decide(asked?.id ?? '', colleague).expect(200);
      await pastTriggers('UPDATE users SET approves_from = now() WHERE network_id = $1', [network.id]);
      const act = await give(20_000);
      const puppetToken = await tokenOfUser(test.app, puppet.id);
      expect((await approve(act, puppetToken)).body.code).toBe('account_opened');

      const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
      await network.post(`/api/networks/${network.id}/act-for`, owner, { reason: 'a second person' }).expect(201);
      const byOwner = () => approve(act, owner).set('X-Act-For-Network', network.id);
      expect((await byOwner()).body.code).toBe('forbidden');
      await blockAllBut(await idOf(manager), puppet.id);
      expect((await byOwner()).body.status).toBe('POSTED');
    });
  });

  describe('and a sum a day of what one manager approves', () => {
    const approve = (id: string, token: string) => network.post(`/api/transactions/${id}/approve`, token);
    let cashier: string;
    let third: string;

    beforeEach(async () => {
      const limits = { managerApprovedPerDay: 30_000 };
      await patch(`/api/networks/${network.id}`, manager, { settings: { limits } }).expect(200);
      [cashier, third] = [await network.tokenOf('cashier'), await network.tokenOf('manager')];
    });

    const ask = async (points: number) => (await give(points, cashier)).body.id as string;

    it('lets nothing above it through without one more manager, who is not the first', async () => {
      expect((await approve(await ask(30_000), manager)).status).toBe(200);
      const id = await ask(600);
      const key = newId();
      const first = await network.post(`/api/transactions/${id}/approve`, manager, {}, key);
      expect([first.status, first.body]).toEqual([202, { id, type: 'MANUAL', status: 'AWAITING_APPROVAL' }]);
      const again = await network.post(`/api/transactions/${id}/approve`, manager, {}, key);
      expect([again.status, again.body]).toEqual([202, first.body]);
      expect((await approve(id, manager)).body.code).toBe('own_act');
      const [listed] = (await network.get('/api/approvals', colleague)).body.items as object[];
      expect(listed).toMatchObject({
        id,
        status: 'WAITING',
        mayApprove: true,
        firstApprovedBy: { id: await idOf(manager), name: null },
      });
      expect((await approve(id, colleague)).body).toMatchObject({ id, status: 'POSTED', points: 600 });
      // Points that two managers approved count towards no manager's daily sum, so the colleague may still approve the whole sum alone.
      expect((await approve(await ask(30_000), colleague)).status).toBe(200);
    });

    it('is one sum for approvals at once, and one manager gives one of two', async () => {
      const ids = [await ask(20_000), await ask(20_000)];
      const together = await Promise.all(ids.map((id) => approve(id, manager)));
      expect(together.map(({ status }) => status).sort()).toEqual([200, 202]);
      const above = await ask(40_000);
      const twice = await Promise.all([approve(above, third), approve(above, third)]);
      expect(twice.map(({ status }) => status).sort()).toEqual([202, 403]);
    });

    it('is not emptied by another beginning of the business day', async () => {
      expect((await approve(await ask(30_000), manager)).status).toBe(200);
      const now = new Date();
      const dayStart = now.toISOString().slice(11, 16);
      await patch(`/api/networks/${network.id}`, manager, { timeZone: 'UTC', settings: { dayStart } }).expect(200);
      expect((await approve(await ask(600), manager)).status).toBe(202);
    });

    it('is not raised by one manager alone', async () => {
      const raise = { settings: { limits: { managerApprovedPerDay: 50_000_000 } } };
      expect((await patch(`/api/networks/${network.id}`, manager, raise)).status).toBe(202);
    });
  });

  it('takes neither a colleague’s password link nor their second factor', async () => {
    const { id } = (await network.get('/api/auth/me', colleague)).body as { id: string };
    const link = await network.post(`/api/users/${id}/password-link`, manager);
    expect([link.status, link.body.token]).toEqual([202, undefined]);
    const factor = await test.api().delete(`/api/users/${id}/second-factor`).set('Authorization', `Bearer ${manager}`);
    expect(factor.status).toBe(202);
    for (const { id: request } of await waiting(manager))
      expect((await decide(request, manager)).body.code).toBe('own_act');
    // The employee whom a request concerns can't approve the request.
    for (const { id: request } of await waiting(manager))
      expect((await decide(request, colleague)).body.code).toBe('own_act');
    for (const { id: request } of await waiting(manager)) await decide(request, colleague, 'reject').expect(200);
    expect(await waiting(manager)).toEqual([]);
  });

  it('takes no colleague’s rights alone, and neither blocks, unblocks nor moves one', async () => {
    const theirs = await idOf(colleague);
    const third = await network.tokenOf('manager');
    const path = `/api/users/${theirs}`;
    const group = { name: 'North', restaurantIds: [network.restaurantId] };
    const restaurantGroupId = String((await network.post('/api/restaurant-groups', manager, group)).body.id);
    for (const body of [{ role: 'analyst' }, { role: 'cashier' }, { disabled: true }, { restaurantGroupId }]) {
      const asked = await patch(path, manager, body);
      expect([asked.status, asked.body.kind, asked.body.change]).toEqual([202, 'MANAGER_RIGHTS', body]);
      const request = asked.body.id as string;
      expect((await decide(request, manager)).body.code).toBe('own_act');
      // The employee whom the request concerns can't approve the request, but may withdraw it.
      expect((await decide(request, colleague)).body.code).toBe('own_act');
      await decide(request, colleague, 'reject').expect(200);
    }
    expect((await network.get('/api/auth/me', colleague)).body.role).toBe('manager');
    expect((await patch(path, manager, { name: 'Another name' })).status).toBe(200);
    expect((await patch(`/api/users/${await idOf(manager)}`, manager, { disabled: true })).status).toBe(403);

    const block = await patch(path, manager, { disabled: true });
    const [listed] = (await network.get('/api/approvals', third)).body.items as object[];
    expect(listed).toMatchObject({
      kind: 'MANAGER_RIGHTS',
      change: { name: 'Another name', settings: [{ name: 'staff.disabled', before: null, after: true }] },
    });
    await decide(block.body.id as string, third).expect(200);
    expect((await network.get('/api/auth/me', colleague)).body.code).toBe('session_ended');
    // An employee who is enabled again approves only after the waiting time of a new manager.
    const unblock = await patch(path, manager, { disabled: false });
    expect(unblock.status).toBe(202);
    await decide(unblock.body.id as string, third).expect(200);
    const act = await give(20_000);
    const back = await network.post(
      `/api/transactions/${String(act.body.id)}/approve`,
      await tokenOfUser(test.app, theirs),
    );
    expect(back.body.code).toBe('approver_too_new');
  });

  it('has the owner to block the only colleague', async () => {
    const theirs = await idOf(colleague);
    await blockAllBut(await idOf(manager), theirs);
    const asked = await patch(`/api/users/${theirs}`, manager, { disabled: true });
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    await network.post(`/api/networks/${network.id}/act-for`, owner, { reason: 'a second person' }).expect(201);
    await decide(asked.body.id as string, owner)
      .set('X-Act-For-Network', network.id)
      .expect(200);
    expect((await network.get(`/api/users/${theirs}`, manager)).body.disabledAt).not.toBeNull();
  });

  it('sees no link of a person who was a manager, for 30 days', async () => {
    const theirs = await idOf(colleague);
    const third = await network.tokenOf('manager');
    const asked = await patch(`/api/users/${theirs}`, manager, { role: 'cashier' });
    await decide(asked.body.id as string, third).expect(200);
    const link = (invitation = 'LINK') =>
      network.post(`/api/users/${theirs}/password-link?invitation=${invitation}`, manager);
    const refused = await link();
    expect([refused.status, refused.body.code]).toEqual([403, 'former_manager']);
    expect((await link('EMAIL')).body).toEqual({ status: 'SENT' });
    const factor = await test
      .api()
      .delete(`/api/users/${theirs}/second-factor`)
      .set('Authorization', `Bearer ${manager}`);
    expect([factor.status, factor.body.kind]).toEqual([202, 'SECOND_FACTOR']);
    const reaches = jest.spyOn(test.app.get(Messages), 'reachesPeopleOf').mockResolvedValue(true);
    // The first link of an account without a password is mailed too; otherwise any colleague could see the link.
    expect((await link()).body).toEqual({ status: 'SENT' });
    reaches.mockRestore();

    await pastTriggers("UPDATE users SET manager_until = now() - interval '30 days 1 second' WHERE id = $1", [theirs]);
    expect((await link()).status).toBe(201);
  });

  it('brings no manager in alone, although the link goes to that person’s own address', async () => {
    const reaches = jest.spyOn(test.app.get(Messages), 'reachesPeopleOf').mockResolvedValue(true);
    const email = `${newId()}@example.test`;
    const { body } = await network.post('/api/users', manager, { email, role: 'manager', invitation: 'EMAIL' });
    const { id } = body as { id: string };
    const letters = async () =>
      (await outboxOf(test, network.id, email)).map((letter) => /#([\w-]+)/.exec(letter.body)?.[1] ?? '');
    expect(await letters()).toEqual([]);
    // A link that the person requests does not count as the opening of an account.
    const staff = test.app.get(Staff);
    await network.database.inNetwork(network.id, (tx) =>
      staff.sendLinkTo(tx, network.id, id, { actor: 'system', origin: NO_ORIGIN }),
    );
    const setPassword = (token = '') => test.api().post('/api/auth/password/set').send({ token, password: PASSWORD });
    expect((await setPassword((await letters())[0])).body.code).toBe('link_expired');
    const [asked] = await waiting(colleague);
    const approved = await decide(asked?.id ?? '', colleague);
    expect([approved.status, approved.body.passwordLink]).toEqual([200, null]);
    reaches.mockRestore();
    const links = await letters();
    expect(links).toHaveLength(2);
    // Both letters work from now on, and using one voids the other.
    await setPassword(links[0]).expect(204);
  });

  it('is the same person as everybody whom a puppet opened, over any number of steps', async () => {
    const puppet = await add('manager');
    const [asked] = await waiting(manager);
    await decide(asked?.id ?? '', colleague).expect(200);
    await pastTriggers('UPDATE users SET approves_from = now() WHERE network_id = $1', [network.id]);
    const puppetToken = await tokenOfUser(test.app, puppet.id);
    const approve = (id: unknown, token: string) => network.post(`/api/transactions/${String(id)}/approve`, token);
    const email = `${newId()}@example.test`;
    const ofPuppet = await network.post('/api/users', puppetToken, {
      email,
      role: 'cashier',
      restaurantIds: [network.restaurantId],
    });
    const third = await network.tokenOf('manager');

    const byGrandchild = await give(50_000, await tokenOfUser(test.app, String(ofPuppet.body.id)));
    expect((await approve(byGrandchild.body.id, manager)).body.code).toBe('account_opened');
    const sibling = await add('cashier');
    const bySibling = await give(50_000, await tokenOfUser(test.app, sibling.id));
    expect((await approve(bySibling.body.id, puppetToken)).body.code).toBe('account_opened');
    for (const { body } of [byGrandchild, bySibling]) expect((await approve(body.id, third)).status).toBe(200);
  });

  it('is the same person as the keys that they hold', async () => {
    const { id, key } = await keyFor(['manage']);
    const draft = await network.post('/api/programs', key, { document: takingDocument() });
    const version = String(draft.body.version);
    await network.post(`/api/programs/${version}/publish`, key).expect(202);
    const refused = await network.post(`/api/programs/${version}/approve`, manager);
    expect([refused.status, refused.body.code]).toEqual([403, 'own_act']);
    const listed = (await network.get('/api/approvals', manager)).body.items as { requestedBy: { id: string } }[];
    expect(listed).toMatchObject([{ requestedBy: { id }, mayApprove: false, refusedBecause: 'own_act' }]);
    await network.post(`/api/programs/${version}/approve`, colleague).expect(200);
  });

  it('raises no limit alone, while a lower one holds at once', async () => {
    const path = `/api/networks/${network.id}`;
    const raise = { settings: { limits: { managerManualAtOnce: 5_000_000, managerManualPerDay: 50_000_000 } } };
    const asked = await patch(path, manager, raise);
    expect([asked.status, asked.body.kind]).toEqual([202, 'SETTINGS']);
    expect((await give(5_000_000)).status).toBe(202);
    const shorter = await patch(path, manager, { settings: { limits: { approvalCoolingHours: 0 } } });
    expect(shorter.status).toBe(202);
    const lower = await patch(path, manager, { settings: { limits: { managerManualAtOnce: 50 } } });
    expect([lower.status, lower.body.settings.limits.managerManualAtOnce]).toEqual([200, 50]);
    expect((await decide(asked.body.id as string, manager)).body.code).toBe('own_act');
    expect((await decide(asked.body.id as string, colleague)).status).toBe(200);
    const read = await network.get(path, manager);
    expect(read.body.settings.limits).toMatchObject({ managerManualAtOnce: 5_000_000, approvalCoolingHours: 24 });
    expect((await decide(asked.body.id as string, colleague, 'reject')).body.code).toBe('already_decided');
  });

  it('splits no act: the sums of a day stand beside the limit at once', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await give(9_000)).status);
    expect(statuses).toEqual([201, 201, 201, 202, 202]);

    const cashier = await network.tokenOf('cashier');
    const refunds: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const sale = await network.post(`/api/guest/${guest}/transaction`, cashier, network.sale(490_000));
      const refund = await network.post(`/api/transactions/${String(sale.body.id)}/refund`, cashier, {
        reason: 'back',
      });
      refunds.push(refund.status);
    }
    expect(refunds).toEqual([201, 201, 201, 201, 202]);
  });

  it('has no key alone by which points can be given, nor a new secret of one', async () => {
    const waits = [
      ['loyalty'],
      ['loyalty:write', 'till'],
      ['manage'],
      ['manage:write'],
      // Transfers from the network to a guest, and made-up sales of another system.
      ['ledger'],
      ['events'],
      ['events:write', 'report'],
      // This permission lets an employee change the phone and the card of any guest.
      ['membership'],
      ['membership:write'],
    ];
    for (const scopes of waits) {
      const asked = await network.post('/api/api-keys', manager, { name: 'Kitchen', scopes });
      expect([asked.status, asked.body.kind, asked.body.key]).toEqual([202, 'API_KEY', undefined]);
      expect((await decide(asked.body.id as string, manager)).body.code).toBe('own_act');
    }
    expect((await network.get('/api/api-keys', manager)).body.items).toEqual([]);
    const reads = { name: 'Screen', scopes: ['loyalty:read', 'manage:read', 'ledger:read', 'membership:read', 'till'] };
    expect((await network.post('/api/api-keys', manager, reads)).status).toBe(201);

    const { id, key } = await keyFor(['loyalty:write']);
    expect((await give(100, key)).status).toBe(201);
    const asked = await network.post(`/api/api-keys/${id}/rotate`, manager, { overlapHours: 0 });
    expect([asked.status, asked.body.kind]).toEqual([202, 'API_KEY_ROTATION']);
    expect((await give(100, key)).status).toBe(201);
    const approved = await decide(asked.body.id as string, colleague);
    expect([approved.status, approved.body.passwordLink]).toEqual([200, null]);
    expect((await give(100, (await secretOf(approved.body.apiKey as { id: string })).key)).status).toBe(201);
    expect((await give(100, key)).status).toBe(401);
    const again = await decide(asked.body.id as string, colleague);
    expect(again.body.code).toBe('already_decided');
  });

  it('makes no role alone by which points are given, nor one that gives more by hand than a manager', async () => {
    const role = { name: 'Helper', permissions: ['integrations.manage'], places: 'ALL' };
    const make = (over: object) => network.post('/api/roles', manager, { ...role, ...over });
    const permission = await make({});
    expect([permission.status, permission.body.kind]).toEqual([202, 'OWN_ROLE']);
    // The programme may give points to guests of a segment, and this role decides who is in it.
    expect((await make({ name: 'Sorter', permissions: ['segments.manage'] })).status).toBe(202);
    const byHand = await make({ name: 'Host', permissions: ['manual.post'], manualAtOnce: 501 });
    expect([byHand.status, byHand.body.kind]).toEqual([202, 'OWN_ROLE']);
    const above = await make({ permissions: ['manual.post'], manualAtOnce: 10_001, manualPerDay: 30_001 });
    expect([above.status, above.body.errors[0]]).toEqual([
      400,
      { path: 'manualAtOnce', code: 'too_big', message: expect.stringContaining('10,000') as string },
    ]);

    // A harmless role that one manager made can't be turned into a harmful one later.
    const made = await make({ name: 'Reader', permissions: ['reports.read', 'manual.post'], manualAtOnce: 500 });
    expect(made.status).toBe(201);
    const path = `/api/roles/${String(made.body.id)}`;
    const wider = await patch(path, manager, { permissions: ['reports.read', 'campaigns.manage'] });
    expect([wider.status, wider.body.kind]).toEqual([202, 'OWN_ROLE']);
    expect((await patch(path, manager, { manualPerDay: 2_001 })).status).toBe(202);
    expect((await patch(path, manager, { manualPerDay: 2_000, name: 'Reader of reports' })).status).toBe(200);
    const roles = async () => (await network.get('/api/roles', manager)).body.items as object[];
    expect(await roles()).toHaveLength(1);

    expect((await decide(permission.body.id as string, manager)).body.code).toBe('own_act');
    expect((await decide(permission.body.id as string, colleague)).status).toBe(200);
    expect((await decide(wider.body.id as string, colleague)).status).toBe(200);
    expect(await roles()).toEqual([
      expect.objectContaining({ name: 'Helper', permissions: role.permissions, places: 'ALL' }),
      expect.objectContaining({ name: 'Reader of reports', permissions: ['campaigns.manage', 'reports.read'] }),
    ]);
    const listed = await network.get('/api/approvals', colleague);
    expect(listed.body.items[0]).toMatchObject({
      kind: 'OWN_ROLE',
      change: { name: 'Reader of reports', settings: [{ name: 'role.manualPerDay', before: null, after: 2_001 }] },
    });
  });

  it('makes, widens and gives no role alone that frees points in review, takes over guests or reads the audit', async () => {
    const trusted = ['fraud.decide', 'guests.reissue', 'guests.export', 'guests.erase', 'audit.read'];
    const roleWith = (name: string, permission: string) => ({
      name,
      places: 'ALL',
      permissions: ['guest.read', permission],
    });
    const plain = await network.post('/api/roles', manager, roleWith('Plain', 'guest.find'));
    expect(plain.status).toBe(201);
    const cashier = await network.post('/api/users', manager, { email: `${newId()}@example.test`, role: 'cashier' });
    for (const permission of trusted) {
      const made = await network.post('/api/roles', manager, roleWith(permission, permission));
      const path = `/api/roles/${String(plain.body.id)}`;
      const widened = await patch(path, manager, { permissions: ['guest.read', permission] });
      expect([permission, made.status, made.body.kind, widened.status, widened.body.kind]).toEqual([
        permission,
        202,
        'OWN_ROLE',
        202,
        'OWN_ROLE',
      ]);
      expect((await decide(made.body.id as string, manager)).body.code).toBe('own_act');
      await decide(made.body.id as string, colleague).expect(200);
      const { items } = (await network.get('/api/roles', manager)).body as { items: { id: string; name: string }[] };
      const ownRoleId = items.find(({ name }) => name === permission)?.id ?? '';
      const given = await patch(`/api/users/${String(cashier.body.id)}`, manager, { ownRoleId });
      expect([permission, given.status, given.body.kind]).toEqual([permission, 202, 'MANAGER_RIGHTS']);
      const invited = await network.post('/api/users', manager, {
        email: `${newId()}@example.test`,
        role: 'cashier',
        ownRoleId,
      });
      expect([permission, invited.status, invited.body.ownRoleId]).toEqual([permission, 201, null]);
    }
    const { permissions } = (await network.get(`/api/roles/${String(plain.body.id)}`, manager)).body as {
      permissions: string[];
    };
    expect(permissions.sort()).toEqual(['guest.find', 'guest.read']);
    expect((await network.get('/api/roles', manager)).body.giving).toEqual(expect.arrayContaining(trusted));
  });

  it('gives no role by which points are given to an account of their own making', async () => {
    const role = { permissions: ['manual.post', 'guest.read'], places: 'ALL' };
    const make = async (name: string, manualAtOnce: number | null) => {
      const made = await network.post('/api/roles', manager, {
        ...role,
        name,
        manualAtOnce,
        manualPerDay: manualAtOnce,
      });
      if (made.status === 202) await decide(made.body.id as string, colleague).expect(200);
      const { items } = (await network.get('/api/roles', manager)).body as { items: { id: string; name: string }[] };
      return items.find((one) => one.name === name)?.id ?? '';
    };
    const [giving, plain] = [await make('Host', 10_000), await make('Reader', null)];
    const invite = async (ownRoleId: string) =>
      (await network.post('/api/users', manager, { email: `${newId()}@example.test`, role: 'cashier', ownRoleId }))
        .body as { id: string; ownRoleId: string | null; passwordLink: object | null };
    const puppet = await invite(giving);
    expect([puppet.ownRoleId, typeof puppet.passwordLink]).toEqual([null, 'object']);
    const other = await invite(plain);
    expect(other.ownRoleId).toBe(plain);
    const asked = await patch(`/api/users/${other.id}`, manager, { ownRoleId: giving });
    expect([asked.status, asked.body.kind]).toEqual([202, 'MANAGER_RIGHTS']);
    const replaced = await test
      .api()
      .delete(`/api/roles/${plain}?replacement=${giving}`)
      .set('Authorization', `Bearer ${manager}`);
    expect([replaced.status, replaced.body.code]).toEqual([409, 'role_in_use']);

    const guarded = await waiting(colleague);
    expect(guarded.map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
      ['MANAGER_RIGHTS', puppet.id],
      ['MANAGER_RIGHTS', other.id],
    ]);
    const { items } = (await network.get('/api/approvals', colleague)).body as { items: { change: object }[] };
    expect(items[0]?.change).toMatchObject({ settings: [{ name: 'staff.ownRole', before: null, after: 'Host' }] });
    for (const { id } of guarded) {
      expect((await decide(id, manager)).body.code).toBe('own_act');
      await decide(id, colleague).expect(200);
    }
    for (const { id } of [puppet, other])
      expect((await network.get(`/api/users/${id}`, manager)).body.ownRoleId).toBe(giving);
    const less = await patch(`/api/users/${puppet.id}`, manager, { ownRoleId: plain });
    expect([less.status, less.body.ownRoleId]).toEqual([200, plain]);
  });

  it('shows the secret of a key to the one who asked alone, once, and not to the one who approved', async () => {
    const asked = await network.post('/api/api-keys', manager, { name: 'Kitchen', scopes: ['loyalty'] });
    const { apiKey } = (await decide(asked.body.id as string, colleague)).body as {
      apiKey: { id: string; key?: string };
    };
    expect(apiKey.key).toBeUndefined();
    const me = (await network.get('/api/auth/me', manager)).body.id as string;
    const listed = async () =>
      (await network.get('/api/api-keys', manager)).body.items as { secretFor: string | null }[];
    expect((await listed()).map(({ secretFor }) => secretFor)).toEqual([me]);
    const show = (token: string) => network.post(`/api/api-keys/${apiKey.id}/secret`, token);
    expect((await show(colleague)).status).toBe(404);
    const shown = await show(manager);
    expect([shown.status, shown.body.secretFor]).toEqual([200, null]);
    expect((await give(100, shown.body.key as string)).status).toBe(201);
    expect((await show(manager)).status).toBe(404);
  });

  it('splits no act by a key: an integration has a sum of a day, with whichever of its keys', async () => {
    const settings = `/api/networks/${network.id}`;
    const limit = (keyManualPerDay: number) => patch(settings, manager, { settings: { limits: { keyManualPerDay } } });
    expect((await network.get(settings, manager)).body.settings.limits.keyManualPerDay).toBe(100_000);
    expect((await limit(20_000)).status).toBe(200);
    const { id, key } = await keyFor(['loyalty']);
    const together = await Promise.all([give(9_000, key), give(9_000, key), give(9_000, key)]);
    expect(together.map(({ status }) => status).sort()).toEqual([201, 201, 403]);

    const rotation = await network.post(`/api/api-keys/${id}/rotate`, manager, { overlapHours: 1 });
    const { apiKey } = (await decide(rotation.body.id as string, colleague)).body as { apiKey: { id: string } };
    const next = (await secretOf(apiKey)).key;
    const above = await give(2_001, next);
    expect([above.status, above.body.code, above.body.left]).toEqual([403, 'limit_exceeded', 2_000]);
    expect((await give(2_000, next)).status).toBe(201);
    expect((await give(1, key)).status).toBe(403);
    expect((await give(9_000, await network.keyOf('loyalty'))).status).toBe(201);

    expect((await limit(50_000)).status).toBe(202);
    expect((await give(1, next)).status).toBe(403);
  });

  it('is approved by the owner, acting on behalf, where there is no other manager', async () => {
    const owner = await addOwner(test.app);
    const ownerToken = await tokenOfUser(test.app, owner.id);
    const onBehalf = async (at: TillNetwork, path: string) => {
      await network.post(`/api/networks/${at.id}/act-for`, ownerToken, { reason: 'a second person' }).expect(201);
      return network.post(path, ownerToken).set('X-Act-For-Network', at.id);
    };
    const act = await give(20_000);
    const refused = await onBehalf(network, `/api/transactions/${String(act.body.id)}/approve`);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);

    await blockAllBut(await idOf(manager));
    const approved = await onBehalf(network, `/api/transactions/${String(act.body.id)}/approve`);
    expect([approved.status, approved.body.status]).toEqual([200, 'POSTED']);
  });

  it('has limits that a till does not read', async () => {
    const path = `/api/networks/${network.id}`;
    for (const token of [await network.tokenOf('cashier'), await network.keyOf('till')]) {
      const { settings } = (await network.get(path, token)).body as { settings: { limits: object } };
      expect(Object.keys(settings)).not.toContain('rates');
      expect(Object.keys(settings.limits)).not.toContain('managerManualAtOnce');
      expect(settings).toMatchObject({ dayStart: '04:00', limits: { cashierManualAtOnce: 500 } });
    }
    expect((await network.get(path, manager)).body.settings.limits.managerManualAtOnce).toBe(10_000);
  });

  it('gets nothing by the keys of others', async () => {
    const key = newId();
    const ask = (token: string) => network.post('/api/api-keys', token, { name: 'Till', scopes: ['till'] }, key);
    const made = await ask(colleague);
    expect((await ask(manager)).body).toEqual({ ...made.body, key: null });
    const cashier = { email: `${newId()}@example.test`, role: 'cashier' };
    const invite = (token: string) => network.post('/api/users', token, cashier, `${key}-staff`);
    expect((await invite(colleague)).body.passwordLink).not.toBeNull();
    expect((await invite(manager)).body.passwordLink).toBeNull();
  });
});
