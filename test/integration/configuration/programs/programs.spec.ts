import { presetForNetwork, Programs, Snapshots } from '../../../../src/configuration';
import { ProgramEditor, PUBLICATION_LEAD_MS } from '../../../../src/configuration/programs/drafts/program-editor';
import type { ProgramDocument, TierDocument } from '../../../../src/decision';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { allOf, condition, pointsRule } from '../../../support/decision/programs';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

describe('the programs of a network', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const document = presetForNetwork('points-4', 2);
  /** Only gives, so that one manager publishes it. */
  const gift: ProgramDocument = { ...presetForNetwork('hybrid-5', 2), name: 'Gift', refundPolicy: 'FORGIVE' };
  const put = (path: string, token: string, body: object) =>
    test.api().put(path).set('Authorization', `Bearer ${token}`).send(body);

  it('are drafted from a document, a preset or another version, each with the next number', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const ofDocument = await own.post('/api/programs', token, { document });
    expect(ofDocument.status).toBe(201);
    expect(ofDocument.body).toMatchObject({ version: 2, status: 'DRAFT', effectiveFrom: null, document });
    const ofPreset = await own.post('/api/programs', token, { preset: 'points-4' });
    expect(ofPreset.body).toMatchObject({ version: 3, documentHash: ofDocument.body.documentHash });
    const ofVersion = await own.post('/api/programs', token, { fromVersion: 1 });
    expect(ofVersion.body.version).toBe(4);
    const list = await own.get('/api/programs?limit=3', token);
    expect(list.body.items).toMatchObject([{ version: 4 }, { version: 3 }, { version: 2 }]);
    const rest = await own.get(
      `/api/programs?limit=3&cursor=${encodeURIComponent(list.body.nextCursor as string)}`,
      token,
    );
    expect(rest.body).toMatchObject({ items: [{ version: 1, status: 'PUBLISHED' }], nextCursor: null });
    expect((await own.get('/api/programs/1', token)).body.documentHash).toBe(ofVersion.body.documentHash);
  });

  it('tell of restaurants and tills by their names', async () => {
    const ids = [network.restaurantId, network.otherRestaurantId];
    const { items } = (await network.get('/api/restaurants', manager)).body as {
      items: { id: string; name: string }[];
    };
    const nameOf = (id: string) => items.find((one) => one.id === id)?.name ?? '';
    const tills = await network.get(`/api/restaurants/${network.restaurantId}/points-of-sale`, manager);
    const [till] = (tills.body as { items: { id: string; name: string }[] }).items;
    const when = allOf(condition('restaurant', 'in', ids), condition('pointOfSale', '=', till?.id ?? ''));
    const { earning } = gift;
    const placed = { ...gift, earning: { ...earning, rules: [pointsRule('here', 5, when)] } };
    const { version } = (await network.post('/api/programs', manager, { document: placed })).body as {
      version: number;
    };
    const said = await network.get(`/api/programs/${String(version)}/sentences`, manager).set('Accept-Language', 'en');
    const rule = (said.body.items as { key: string; text: string }[]).find(
      ({ key }) => key === 'earning.rule.here.when',
    );
    expect(rule?.text).toBe(
      `Rule “here” applies: when restaurant is one of ${ids.map(nameOf).join(', ')} ` +
        `and till is ${till?.name ?? ''} (${nameOf(network.restaurantId)})`,
    );
  });

  it('take numbers of their own when eight are drafted at once', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => own.post('/api/programs', token, { preset: 'discount-5' })),
    );
    expect(answers.map((answer) => answer.body.version as number).sort((a, b) => a - b)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  it('are changed as drafts, and never overwrite a change made meanwhile', async () => {
    const { body: draft } = await network.post('/api/programs', manager, { document });
    const path = `/api/programs/${draft.version}`;
    const renamed = { ...document, name: 'Renamed' };
    const first = await put(path, manager, { document: renamed, expectedHash: draft.documentHash });
    expect(first.status).toBe(200);
    expect(first.body.document.name).toBe('Renamed');
    const late = await put(path, manager, { document, expectedHash: draft.documentHash });
    expect([late.status, late.body.code]).toEqual([409, 'version_conflict']);
    expect((await put('/api/programs/999', manager, { document })).status).toBe(404);
    expect((await put('/api/programs/1', manager, { document })).body.code).toBe('version_conflict');
  });

  it('decide from at least five seconds after their publication', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const { body: draft } = await own.post('/api/programs', token, { document: gift });
    const early = { effectiveFrom: new Date(Date.now() + 2_000).toISOString() };
    const refused = await own.post(`/api/programs/${draft.version}/publish`, token, early);
    expect(refused.status).toBe(400);
    expect(refused.body.errors[0]).toMatchObject({ path: 'effectiveFrom', code: 'too_small' });
    const before = (await test.app.get(Snapshots).current(own.id)).rulesVersion;
    const asked = Date.now();
    const published = await own.post(`/api/programs/${draft.version}/publish`, token, {
      expectedHash: draft.documentHash,
    });
    const answered = Date.now();
    expect(published.body).toMatchObject({ status: 'PUBLISHED' });
    const effect = Date.parse(published.body.effectiveFrom as string);
    expect(effect).toBeGreaterThanOrEqual(asked + 5_000);
    expect(effect).toBeLessThanOrEqual(answered + PUBLICATION_LEAD_MS);
    const snapshot = await test.app.get(Snapshots).current(own.id);
    expect(snapshot.rulesVersion).toBe(before + 1);
    expect(snapshot.programInForce(new Date(effect - 1))?.version).toBe(1);
    expect(snapshot.programInForce(new Date(effect))?.version).toBe(draft.version);
    expect(snapshot.programOfVersion(1)?.program.document.name).not.toBe(gift.name);
  });

  it('are refused with the place and in words where they promise what nobody can be given', async () => {
    const [base, silver, ...rest] = document.tiers as [TierDocument, TierDocument, ...TierDocument[]];
    const worse = { ...document, tiers: [base, { ...silver, multiplierPpm: base.multiplierPpm - 1 }, ...rest] };
    const drafted = await network.post('/api/programs', manager, { document: worse });
    expect(drafted.status).toBe(400);
    expect(drafted.body.errors).toMatchObject([
      { path: 'document.tiers[1].multiplierPpm', code: 'worse_than_below', message: expect.stringContaining('rise') },
    ]);
    const gap = { ...document, tiers: [silver, ...rest] };
    expect((await network.post('/api/programs', manager, { document: gap })).body.errors).toMatchObject([
      { path: 'document.tiers[0].needs', code: 'gap_between_tiers' },
    ]);
    const validity = await network.post('/api/programs/validate', manager, { document: worse });
    expect(validity.body).toMatchObject({ valid: false, documentHash: null });
    expect(validity.body.errors).toMatchObject([{ path: 'tiers[1].multiplierPpm', code: 'worse_than_below' }]);
  });

  it('are refused where a figure by itself is none that can be reckoned with', async () => {
    const { body: draft } = await network.post('/api/programs', manager, { preset: 'hybrid-5' });
    const known = (await network.get(`/api/programs/${draft.version}`, manager)).body.document as typeof document;
    const spoilt = [
      ...[0, 1e21, 1e300].map((pointValue) => [{ pointValue }, 'document.pointValue'] as const),
      [{ earning: { ...known.earning, base: { step: 0, points: 1 } } }, 'document.earning.base.step'] as const,
      [{ redemption: { ...known.redemption, minPoints: 1e21 } }, 'document.redemption.minPoints'] as const,
    ];
    for (const [figures, path] of spoilt) {
      for (const answer of [
        await network.post('/api/programs', manager, { document: { ...known, ...figures } }),
        await put(`/api/programs/${draft.version}`, manager, { document: { ...known, ...figures } }),
      ]) {
        expect([figures, answer.status]).toEqual([figures, 400]);
        expect(answer.body.errors).toContainEqual(expect.objectContaining({ path }));
      }
    }
  });

  it('are published only with rewards of stamp cards that the catalogue has', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const card = {
      id: newId(),
      name: { en: 'Coffee' },
      collects: { by: 'VISIT', leastAmount: 100 },
      size: 5,
      reward: { rewardCode: 'CUP' },
      validityMonths: null,
    };
    const withCard = { ...gift, stampCards: [card] };
    const { body: draft } = await own.post('/api/programs', token, { document: withCard });
    const publish = () => own.post(`/api/programs/${draft.version}/publish`, token, {});
    const fault = { code: 'reward_unknown', message: 'No such reward in the catalogue.' };
    const refused = await publish();
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_body']);
    expect(refused.body.errors).toEqual([{ path: 'document.stampCards[0].reward.rewardCode', ...fault }]);
    const validity = await own.post('/api/programs/validate', token, { document: withCard });
    expect(validity.body.errors).toEqual([{ path: 'stampCards[0].reward.rewardCode', ...fault }]);
    await (await RewardShop.open(own)).item({ code: 'CUP', cost: 1 });
    expect((await own.post('/api/programs/validate', token, { document: withCard })).body.valid).toBe(true);
    expect((await publish()).body.status).toBe('PUBLISHED');
  });

  it('never change once published', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    expect((await own.post('/api/programs/1/publish', token)).body.code).toBe('version_conflict');
    expect((await own.post('/api/programs/7/publish', token)).status).toBe(404);
    const change = (statement: string) => own.database.inNetwork(own.id, (tx) => tx.query(statement, [own.id]));
    await expect(change(`UPDATE program_versions SET document = '{}' WHERE network_id = $1`)).rejects.toMatchObject({
      code: 'LP003',
    });
    await expect(
      change(`UPDATE program_versions SET effective_from = now() WHERE network_id = $1`),
    ).rejects.toMatchObject({ code: 'LP003' });
    await expect(change('DELETE FROM program_versions WHERE network_id = $1')).rejects.toMatchObject({ code: 'LP003' });
  });

  it('are published once, though it is asked for eight times at once', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const { body: draft } = await own.post('/api/programs', token, { document: gift });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => own.post(`/api/programs/${draft.version}/publish`, token)),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 'version_conflict')).toHaveLength(7);
  });

  it('stay for what happened in their time when they are archived', async () => {
    const own = await TillNetwork.create(test);
    const database = test.app.get(Database);
    const editor = test.app.get(ProgramEditor);
    const author = { actor: 'system', origin: { address: null, requestId: null } } as const;
    const publish = (days: number) =>
      database.inNetwork(own.id, async (tx) => {
        const draft = await editor.createDraft(tx, own.id, document, author);
        return editor.publish(
          tx,
          own.id,
          draft.version,
          { effectiveFrom: new Date(Date.now() + days * 86_400_000) },
          author,
        );
      });
    const tomorrow = await publish(1);
    const later = await publish(2);
    const statuses = () =>
      database.inNetwork(own.id, (tx) =>
        tx.query<{ version: number; status: string }>(
          'SELECT version, status FROM program_versions WHERE network_id = $1 ORDER BY version',
          [own.id],
        ),
      );
    expect((await statuses()).map((row) => row.status)).toEqual(['PUBLISHED', 'PUBLISHED', 'PUBLISHED']);
    test.app.get(Snapshots).forget(own.id);
    const programs = test.app.get(Programs);
    const versionAt = async (days: number): Promise<number | undefined> =>
      (await programs.programInForce(own.id, new Date(Date.now() + days * 86_400_000)))?.version;
    expect([await versionAt(0), await versionAt(1.5), await versionAt(3)]).toEqual([
      1,
      tomorrow.version,
      later.version,
    ]);
    expect((await own.get('/api/programs/in-force', await own.tokenOf('cashier'))).body.version).toBe(1);
    expect((await programs.programOfVersion(own.id, 1))?.version).toBe(1);
    expect(await programs.programOfVersion(own.id, 99)).toBeUndefined();
  });

  it('are told what is wrong with them, without a change', async () => {
    const good = await network.post('/api/programs/validate', manager, { document });
    expect(good.body).toMatchObject({ valid: true, errors: [] });
    const bad = await network.post('/api/programs/validate', manager, {
      document: { ...document, model: 'MAGIC', tiers: [] },
    });
    expect(bad.status).toBe(200);
    expect(bad.body).toMatchObject({ valid: false, documentHash: null });
    expect((bad.body.errors as { path: string }[]).map((error) => error.path)).toEqual(
      expect.arrayContaining(['model']),
    );
    for (const nonsense of [null, 5, 'text', [], {}]) {
      expect((await network.post('/api/programs/validate', manager, { document: nonsense })).body.valid).toBe(false);
    }
    expect((await network.post('/api/programs', manager, { document: { ...document, tiers: [] } })).status).toBe(400);
  });

  it('ship as presets in the units of the network', async () => {
    const { body } = await network.get('/api/programs/presets', manager);
    expect(body.items).toMatchObject([{ name: 'discount-5' }, { name: 'hybrid-5' }, { name: 'points-4' }]);
    const dinar = await TillNetwork.create(test, { currency: 'KWD', document: presetForNetwork('discount-5', 3) });
    const presets = (await dinar.get('/api/programs/presets', await dinar.tokenOf('manager'))).body as {
      items: { name: string; document: { tiers: { needs: { spend: number } }[] } }[];
    };
    expect(presets.items[0]?.document.tiers.map((tier) => tier.needs.spend)).toEqual([
      0, 15_000_000, 50_000_000, 150_000_000, 400_000_000,
    ]);
  });

  it('are read by who works with them and changed by managers and services alone', async () => {
    const analyst = await network.tokenOf('analyst');
    const cashier = await network.tokenOf('cashier');
    expect((await network.get('/api/programs', analyst)).status).toBe(200);
    expect((await network.get('/api/programs', cashier)).status).toBe(403);
    expect((await network.post('/api/programs', analyst, { document })).status).toBe(403);
    expect((await network.post('/api/programs', cashier, { document })).status).toBe(403);
    expect((await network.post('/api/programs', await network.keyOf('manage'), { document })).status).toBe(201);
    const other = await TillNetwork.create(test);
    const { body: draft } = await network.post('/api/programs', manager, { document });
    const stranger = await other.tokenOf('manager');
    expect((await network.get(`/api/programs/${draft.version}`, stranger)).status).toBe(404);
    expect((await network.post(`/api/programs/${draft.version}/publish`, stranger)).status).toBe(404);
    for (const version of ['0', '-1', 'latest', '1.5', '99999999999']) {
      expect((await network.get(`/api/programs/${version}`, manager)).status).toBe(404);
    }
  });
});
