import { applicationOfWorker, type TestApp } from '../../../support/app';
import { alwaysOn, campaignDraft } from '../../../support/marketing/campaign-drafts';
import { TillNetwork } from '../../../support/till-network';

describe('campaigns', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { preset: 'points-4' });
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const create = async (document: object = alwaysOn(), code?: string) => {
    const made = await network.post('/api/campaigns', manager, { document, ...(code === undefined ? {} : { code }) });
    expect(made).toMatchObject({ status: 201, body: { state: 'DRAFT', revision: 1, version: 1 } });
    return made.body.id as string;
  };
  const put = (id: string, state: string, more: object = {}) =>
    test
      .api()
      .put(`/api/campaigns/${id}/state`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ state, reason: null, ...more });
  const change = (id: string, body: object, headers: Record<string, string> = {}) =>
    test
      .api()
      .patch(`/api/campaigns/${id}`)
      .set({ Authorization: `Bearer ${manager}`, ...headers })
      .send(body);
  const read = (id: string) => network.get(`/api/campaigns/${id}`, manager);

  it('begin as a draft, are started, paused, started again and ended, and keep who did it', async () => {
    const id = await create(alwaysOn(), 'WEEKEND');
    expect((await put(id, 'PAUSED')).body).toMatchObject({ status: 409, code: 'campaign_not_running' });
    expect((await put(id, 'RUNNING')).body).toMatchObject({ state: 'ACTIVE', revision: 2, runningVersion: 1 });
    expect((await put(id, 'RUNNING')).body).toMatchObject({ state: 'ACTIVE', revision: 2 });
    expect((await put(id, 'PAUSED', { reason: 'kitchen is closed' })).body).toMatchObject({ state: 'PAUSED' });
    expect((await put(id, 'RUNNING')).body).toMatchObject({ state: 'ACTIVE' });
    expect((await network.post(`/api/campaigns/${id}/archive`, manager)).body).toMatchObject({
      code: 'campaign_running',
    });
    expect((await put(id, 'ENDED')).body).toMatchObject({ state: 'ENDED' });
    expect((await put(id, 'RUNNING')).body).toMatchObject({ status: 409, code: 'campaign_over' });
    const { body } = await read(id);
    expect(
      (body.states as { state: string; reason: string | null }[]).map(({ state, reason }) => [state, reason]),
    ).toEqual([
      ['ENDED', null],
      ['RUNNING', null],
      ['PAUSED', 'kitchen is closed'],
      ['RUNNING', null],
    ]);
    expect(body.states[0].changedBy).toEqual(expect.any(String));
    for (const { changedAt, effectiveFrom } of body.states)
      expect(Date.parse(effectiveFrom)).toBeGreaterThan(Date.parse(changedAt));
    expect((await network.post(`/api/campaigns/${id}/archive`, manager)).body).toMatchObject({ archived: true });
    expect((await network.get('/api/campaigns', manager)).body.items).toEqual([]);
    expect((await network.get('/api/campaigns?archived=true', manager)).body.items).toHaveLength(1);
  });

  it('that run go on by their version until they are started by the new one', async () => {
    const id = await create();
    await put(id, 'RUNNING');
    const document = alwaysOn({ offer: { kind: 'POINTS', points: 50 } });
    expect((await change(id, { document })).body).toMatchObject({ state: 'ACTIVE', version: 2, runningVersion: 1 });
    expect((await change(id, { document })).body).toMatchObject({ version: 2, revision: 3 });
    expect((await put(id, 'RUNNING')).body).toMatchObject({ state: 'ACTIVE', runningVersion: 2, revision: 4 });
  });

  it('refuse a change of what somebody else has changed', async () => {
    const id = await create();
    const { headers } = await read(id);
    const document = alwaysOn({ priority: 5 });
    expect((await change(id, { document, expectedRevision: 1 })).status).toBe(200);
    expect((await change(id, { document: alwaysOn(), expectedRevision: 1 })).body).toMatchObject({
      code: 'version_conflict',
    });
    expect((await change(id, { document: alwaysOn() }, { 'if-match': headers['etag'] ?? '' })).body).toMatchObject({
      status: 412,
      code: 'changed_meanwhile',
    });
    expect((await put(id, 'RUNNING', { expectedRevision: 1 })).body).toMatchObject({ code: 'version_conflict' });
  });

  it('keep the seed of their control group through changes, and a copy has its own', async () => {
    const control = { sharePpm: 100_000 };
    const id = await create(alwaysOn({ control }));
    const seed = (await read(id)).body.document.control.seed as string;
    await change(id, { document: alwaysOn({ control: { sharePpm: 200_000 } }) });
    await change(id, { document: alwaysOn({ priority: 7, control }) });
    expect((await read(id)).body.document).toMatchObject({ priority: 7, control: { sharePpm: 100_000, seed } });
    const copy = await network.post(`/api/campaigns/${id}/copy`, manager);
    expect(copy).toMatchObject({ status: 201, body: { state: 'DRAFT', document: { control } } });
    expect(copy.body.document.control.seed).not.toBe(seed);
    expect(copy.body.code).not.toBe((await read(id)).body.code);
  });

  it('keep their variants and the shares of them once they were started', async () => {
    const two = (sharePpm: number, offer: object | null = null) => ({
      schema: 2,
      variants: [
        { id: 'A', sharePpm: 1_000_000 - sharePpm, offer: null, announcement: null },
        { id: 'B', sharePpm, offer, announcement: null },
      ],
    });
    const id = await create(alwaysOn(two(500_000)));
    expect((await change(id, { document: alwaysOn(two(400_000)) })).body).toMatchObject({ version: 2 });
    await put(id, 'RUNNING');
    for (const document of [alwaysOn(two(300_000)), alwaysOn()])
      expect((await change(id, { document })).body).toMatchObject({
        status: 400,
        errors: [{ path: 'document.variants', code: 'not_allowed' }],
      });
    const better = alwaysOn(two(400_000, { kind: 'POINTS', points: 5 }));
    expect((await change(id, { document: better })).body).toMatchObject({
      version: 3,
      document: { variants: [{}, {}] },
    });
    const copy = await network.post(`/api/campaigns/${id}/copy`, manager);
    expect((await change(copy.body.id as string, { document: alwaysOn(two(100_000)) })).status).toBe(200);
  });

  it('are told every mistake with its place, when saved and when looked at', async () => {
    const document = campaignDraft({ audience: { segments: ['GONE'], tiers: ['GONE'] } });
    const refused = await network.post('/api/campaigns', manager, { document });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_body' } });
    const paths = ['document.audience.segments[0]', 'document.audience.tiers[0]'];
    expect((refused.body.errors as { path: string }[]).map(({ path }) => path)).toEqual(paths);
    const preview = await network.post('/api/campaigns/preview', manager, { document });
    expect(preview.body.errors).toMatchObject([
      { path: 'audience.segments[0]', message: expect.stringContaining('segment') },
      { path: 'audience.tiers[0]' },
    ]);
    expect((await network.post('/api/campaigns/preview', manager, { document: 5 })).status).toBe(200);
    expect((await network.post('/api/campaigns', manager, { document: alwaysOn(), code: 'low' })).status).toBe(400);
  });

  it('are told as guests would read them, also while their message is still empty', async () => {
    const when = { combinator: 'and', rules: [{ field: 'restaurant', operator: '=', value: network.restaurantId }] };
    const document = alwaysOn({ when, announcement: {} });
    const { body } = await network.post('/api/campaigns/preview', manager, { document });
    expect(body).toMatchObject({
      errors: [{ path: 'announcement' }],
      conditions: expect.stringMatching(/^restaurant is (?!0)/),
      message: {
        ru: { text: expect.stringMatching(/^Начислим вдвое больше баллов за покупку\. Условие: ресторан — (?!0)/) },
        en: { text: expect.stringMatching(/^Earn twice the points on a purchase\. Condition: restaurant is (?!0)/) },
      },
    });
    const id = await create(alwaysOn({ when }));
    expect((await network.get(`/api/campaigns/${id}`, manager)).body.conditions).toBe(body.conditions);
  });

  it('whose time has passed can be written and not started', async () => {
    const over = { startsAt: '2026-01-01T00:00', endsAt: '2026-01-03T00:00', recurrence: null, exceptions: [] };
    const id = await create(campaignDraft({ schedule: over }));
    expect((await put(id, 'RUNNING')).body.errors).toMatchObject([{ path: 'document.schedule.endsAt' }]);
  });

  it('are listed by state, kind and time, page by page', async () => {
    const first = await create(alwaysOn());
    const later = { startsAt: '2099-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] };
    const second = await create(campaignDraft({ type: 'BIRTHDAY', schedule: later }));
    await put(first, 'RUNNING');
    await put(second, 'RUNNING');
    const list = async (query: string) =>
      ((await network.get(`/api/campaigns?${query}`, manager)).body.items as { id: string }[]).map(({ id }) => id);
    expect(await list('')).toEqual([second, first]);
    expect(await list('state=SCHEDULED')).toEqual([second]);
    expect(await list('state=ACTIVE')).toEqual([first]);
    expect(await list('type=BIRTHDAY')).toEqual([second]);
    expect(await list('runsTo=2030-01-01')).toEqual([first]);
    expect(await list('runsFrom=2030-01-01')).toEqual([second, first]);
    const page = (await network.get('/api/campaigns?limit=1', manager)).body;
    expect(page.items[0].id).toBe(second);
    expect(await list(`limit=1&cursor=${page.nextCursor}`)).toEqual([first]);
  });

  it('stand in the calendar on the weekends that they cover, without the days left out', async () => {
    const { schedule } = campaignDraft();
    await create(campaignDraft({ schedule: { ...schedule, exceptions: ['2026-12-12'] } }));
    const { body } = await network.get('/api/campaigns/calendar?from=2026-12-06&to=2026-12-20', manager);
    expect(body.items).toMatchObject([
      { day: '2026-12-05', startsAt: '2026-12-04T21:00:00.000Z', endsAt: '2026-12-06T21:00:00.000Z' },
      { day: '2026-12-19', startsAt: '2026-12-18T21:00:00.000Z', endsAt: '2026-12-20T21:00:00.000Z' },
    ]);
    expect((await network.get('/api/campaigns/calendar?from=2026-12-06&to=2027-12-20', manager)).status).toBe(400);
  });

  it('of one exclusive group that meet are told of each other, those that never meet are not', async () => {
    const group = { code: 'WEEKENDS', mode: 'EXCLUSIVE' };
    const monday = { by: 'WEEK', weekdays: [1], from: '00:00', to: '24:00', days: 1 };
    const { schedule } = campaignDraft();
    const first = await create(campaignDraft({ group }), 'FIRST');
    await put(first, 'RUNNING');
    const warningsOf = async (document: object) =>
      (
        (await network.post('/api/campaigns/preview', manager, { document })).body.warnings as {
          code: string;
          names: string[];
        }[]
      )
        .filter(({ code }) => code === 'GROUP_OVERLAP')
        .map(({ names }) => names);
    expect(await warningsOf(campaignDraft({ group }))).toEqual([['FIRST']]);
    expect(await warningsOf(campaignDraft({ group, schedule: { ...schedule, recurrence: monday } }))).toEqual([]);
    expect(await warningsOf(campaignDraft())).toEqual([]);
  });

  it('show the next five occurrences', async () => {
    const id = await create(campaignDraft());
    const { occurrences } = (await read(id)).body as { occurrences: { day: string }[] };
    expect(occurrences).toHaveLength(5);
    const days = occurrences.map(({ day }) => Date.parse(day));
    expect(days.slice(1).map((day, index) => (day - (days[index] ?? 0)) / 86_400_000)).toEqual([7, 7, 7, 7]);
  });
});
