import { Snapshots } from '../../../../src/configuration';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { byRule, LOYAL_PROGRAM, ofGuest, SegmentDesk } from '../../../support/marketing/segment-desk';
import type { TillNetwork } from '../../../support/till-network';

describe('segments', () => {
  let test: TestApp;
  let desk: SegmentDesk;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await SegmentDesk.open(test);
    ({ network, manager } = desk);
  });
  afterAll(() => test.close());

  it('that are lists take guests by hand and by file, once', async () => {
    const [anna, boris] = [await network.guest(), await network.guest()];
    const segment = await desk.create('LOYAL', null);
    const put = (guestIds: string[], isIn: boolean) =>
      network.post(`/api/segments/${segment}/members`, manager, { guestIds, isIn });
    expect((await put([anna], true)).body).toEqual({ changed: 1, unchanged: 0 });
    // Cards of these guests are their ids, stored without grouping like all cards.
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(`UPDATE guests SET card_number = replace(card_number, '-', '') WHERE network_id = $1`, [network.id]),
    );
    const csv = `${anna}\r\n"${boris}",Boris\r\nnobody\r\n${boris}\r\n`;
    const file = await network.post(`/api/segments/${segment}/members/file`, manager, { csv, isIn: true });
    expect(file.body).toEqual({ changed: 1, unchanged: 1, unknown: 1, unknownLines: [3] });
    await desk.evaluateAll();
    expect((await desk.codesOf(boris)).codes).toEqual(['LOYAL']);
    const of = await network.get(`/api/segments/${segment}`, manager);
    expect(of.body).toMatchObject({ guests: 2, isCounting: false, rule: null });
    const page = await network.get(`/api/segments/${segment}/members?limit=1`, manager);
    expect(page.body.items).toHaveLength(1);
    const next = await network.get(
      `/api/segments/${segment}/members?limit=1&cursor=${page.body.nextCursor as string}`,
      manager,
    );
    expect([...page.body.items, ...next.body.items].map(({ guestId }: { guestId: string }) => guestId)).toEqual(
      [anna, boris].sort(),
    );
    const found = await network.get(`/api/segments/${segment}/members?guestIds=${boris}`, manager);
    expect(found.body.items).toHaveLength(1);
    expect((await put([boris], false)).body).toEqual({ changed: 1, unchanged: 0 });
    expect((await desk.codesOf(boris)).codes).toEqual([]);
    const spoken = { code: 'RULE', name: 'Бывали у нас', names: { en: 'Were here' }, description: '' };
    const made = await network.post('/api/segments', manager, { ...spoken, rule: byRule(ofGuest('visits', '>', 0)) });
    expect(made.body).toMatchObject({ name: 'Бывали у нас', names: { en: 'Were here' } });
    const { id: rule } = made.body as { id: string };
    const refused = await network.post(`/api/segments/${rule}/members`, manager, { guestIds: [anna], isIn: true });
    expect(refused).toMatchObject({ status: 409, body: { code: 'segment_by_rule' } });
    await desk.evaluateAll();
    const why = await network.get(`/api/guests/${anna}/segments`, manager);
    expect(why.body.items).toMatchObject([
      { code: 'LOYAL', isList: true, isIn: true, failed: null },
      {
        code: 'RULE',
        names: { en: 'Were here' },
        isList: false,
        isIn: false,
        failed: { field: 'visits', operator: '>' },
      },
    ]);
    expect(await desk.findings()).toEqual([]);
  });

  it('are no more than are ever asked, archived ones too', async () => {
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO segments (network_id, id, code, name, description, archived_at)
         SELECT $1, gen_random_uuid(), 'OLD-' || n, 'Old', '', now() FROM generate_series(1, 1000) n`,
        [network.id],
      ),
    );
    expect(await network.post('/api/segments', manager, { code: 'NEW', name: 'New', rule: null })).toMatchObject({
      status: 409,
      body: { code: 'network_full', max: 1_000 },
    });
  });

  it('have to be there to be named, and go on after their archiving for what names them', async () => {
    const guest = await network.guest();
    const document = { ...LOYAL_PROGRAM, name: 'Named' };
    const validate = () => network.post('/api/programs/validate', manager, { document });
    expect((await validate()).body).toMatchObject({
      valid: false,
      errors: [{ path: 'earning.rules[0].when.rules[0].value', code: 'segment_unknown' }],
    });
    const draft = await network.post('/api/programs', manager, { document });
    const published = await network.post(`/api/programs/${String(draft.body.version)}/publish`, manager, {});
    expect(published).toMatchObject({ status: 400, body: { errors: [{ code: 'segment_unknown' }] } });

    const [loyal, other] = [await desk.create('LOYAL', null), await desk.create('OTHER', null)];
    expect((await validate()).body).toMatchObject({ valid: true });
    for (const id of [loyal, other])
      await network.post(`/api/segments/${id}/members`, manager, { guestIds: [guest], isIn: true });
    for (const id of [loyal, other])
      expect((await network.post(`/api/segments/${id}/archive`, manager)).status).toBe(200);
    await desk.evaluateAll();
    expect((await desk.codesOf(guest)).codes).toEqual(['LOYAL']);
    expect((await validate()).body).toMatchObject({ valid: false });
    const reward = { name: { en: 'Mug' }, kind: 'PRODUCT', cost: 10, segments: ['OTHER'] };
    expect(await network.post('/api/redemption-items', manager, reward)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'segments[0]', code: 'segment_unknown' }] },
    });
    expect(
      await network.post(`/api/segments/${other}/members`, manager, { guestIds: [guest], isIn: true }),
    ).toMatchObject({
      status: 404,
    });
    const analyst = await network.tokenOf('analyst');
    expect((await network.get('/api/segments?archived=true', analyst)).body.items).toHaveLength(2);
    expect((await network.post('/api/segments', analyst, { code: 'X', name: 'X', rule: null })).status).toBe(403);
  });

  it('keep rewards and coupons for their guests', async () => {
    const [inside, outside] = [await network.guest(), await network.guest()];
    const segment = await desk.create('LOYAL', null);
    await network.post(`/api/segments/${segment}/members`, manager, { guestIds: [inside], isIn: true });
    const gift = { kind: 'AMOUNT_OFF', amount: 100 };
    const reward = await network.post('/api/redemption-items', manager, {
      name: { en: 'Off' },
      kind: 'DISCOUNT',
      gift,
      cost: 1,
      segments: ['LOYAL'],
    });
    expect(reward.status).toBe(201);
    const batch = { kind: 'SHARED', redemptionItemId: reward.body.id, code: 'WELCOME22', uses: 9, segments: ['LOYAL'] };
    expect((await network.post('/api/coupons/batches', manager, batch)).body).toMatchObject({ segments: ['LOYAL'] });
    await test.app.get(Snapshots).current(network.id);
    for (const guest of [inside, outside]) {
      const pointOfSaleId = network.pointOfSaleId;
      await network.post(`/api/guests/${guest}/transaction`, manager, {
        type: 'MANUAL',
        direction: 'CREDIT',
        points: 5,
        reasonCode: 'GOODWILL',
      });
      const bought = await network.post(`/api/guests/${guest}/transaction`, manager, {
        type: 'REDEMPTION',
        pointOfSaleId,
        redemptionItemId: reward.body.id,
        quantity: 1,
      });
      const sold = await network.post(
        `/api/guests/${guest}/transaction`,
        manager,
        network.sale(1_000, { coupons: ['WELCOME22'] }),
      );
      if (guest === inside) expect([bought.status, sold.status]).toEqual([201, 201]);
      else
        for (const refused of [bought, sold])
          expect(refused).toMatchObject({ status: 422, body: { code: 'reward_not_available', reason: 'SEGMENT' } });
    }
    expect(await desk.findings()).toEqual([]);
  });
});
