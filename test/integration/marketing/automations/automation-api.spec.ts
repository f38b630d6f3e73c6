import { applicationOfWorker, type TestApp } from '../../../support/app';
import { AGAIN_BY_EVENT, automationDraft, AutomationDesk, hello } from '../../../support/marketing/automation-desk';

describe('the API of automations', () => {
  let test: TestApp;
  let desk: AutomationDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await AutomationDesk.open(test);
  });
  afterAll(() => test.close());

  it('refuses what would never end, names that are not there, and messages without the language of the network', async () => {
    const wait = (name: string, next: string) => ({ name, kind: 'WAIT', amount: 1, unit: 'DAYS', next });
    const split = {
      name: 'a',
      kind: 'SPLIT',
      shares: [
        { sharePpm: 1, next: 'b' },
        { sharePpm: 2, next: null },
      ],
    };
    const steps: [object[], string[]][] = [
      [[{ ...hello('a', 'b') }, hello('b', 'a')], ['steps[1].next not_valid']],
      [[wait('a', 'b'), hello('b', 'a')], []],
      [[wait('a', 'nowhere')], ['steps[0].next not_allowed']],
      [[wait('a', 'a'), wait('a', 'a')], ['steps[1].name not_valid']],
      [[split, { name: 'b', kind: 'END' }], ['steps[0].shares not_valid']],
      [[{ ...hello('a', null), message: { ru: { title: 'x', text: 'y' } } }], ['steps[0].message.en required']],
      [[hello('a', null, 'Dear {{ guest.salary }}')], ['steps[0].message.en.text text_not_valid']],
      [[hello('a', null, '{{ coupon.code }}')], ['steps[0].message.en.text not_allowed']],
      [[hello('a', null, '{{ coupon.code | default: "none" }}')], []],
      [[{ name: 'a', kind: 'REWARD', reward: 'NONE', next: null }], ['steps[0].reward not_allowed']],
      [
        [{ name: 'a', kind: 'POINTS', points: 1, validDays: 5, endsOn: '2999-12-31', beginsAfterDays: 6, next: null }],
        ['steps[0].endsOn not_allowed', 'steps[0].beginsAfterDays not_valid'],
      ],
      [[{ name: 'a', kind: 'LIST', segment: 'NONE', isIn: true, next: null }], ['steps[0].segment segment_unknown']],
      [[{ name: 'a', kind: 'FLY' }], ['steps[0].kind no_alternative']],
    ];
    for (const [one, mistakes] of steps) {
      const { status, body } = await desk.call('post', '/automations/preview', {
        document: automationDraft({ steps: one }),
      });
      const found = (body.errors as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`);
      expect([status, found.slice(0, 1)]).toEqual([
        200,
        mistakes.length === 0 ? [] : [expect.stringContaining(mistakes[0]?.split(' ')[0] ?? '')],
      ]);
    }
    const refused = await desk.call('post', '/automations', { document: automationDraft({ steps: [wait('a', 'b')] }) });
    expect([refused.status, refused.body.errors[0].path]).toEqual([400, 'document.steps[0].next']);
  });

  it('tells before it happens which steps may bring their guest in again', async () => {
    const trigger = { kind: 'EVENT', event: 'transaction.manual', conditions: [] };
    const call = { name: 'call', kind: 'WEBHOOK', topic: 'news', next: null };
    const other = await desk.start(
      automationDraft({ name: 'Thanks', trigger: { ...trigger, event: 'automation.called' }, entry: AGAIN_BY_EVENT }),
    );
    const loopsOf = async (steps: readonly object[], automationId?: string) => {
      const document = automationDraft({ trigger, entry: AGAIN_BY_EVENT, steps });
      return (await desk.call('post', '/automations/preview', { document, automationId })).body.loops as object[];
    };
    expect(await loopsOf([{ name: 'gift', kind: 'POINTS', points: 1, validDays: null, next: null }])).toEqual([
      { kind: 'OWN_STEP', step: 'gift', automation: null },
    ]);
    expect(await loopsOf([call])).toEqual([
      { kind: 'OTHER_AUTOMATION', step: 'call', automation: { id: other, name: 'Thanks' } },
    ]);
    // The other automation's own document is checked for its webhook alone.
    expect(await loopsOf([call], other)).toEqual([{ kind: 'WEBHOOK', step: 'call', automation: null }]);
    const often = (mode: string) => ({ ...AGAIN_BY_EVENT, mode });
    const refused = await desk.call('post', '/automations', { document: automationDraft({ entry: often('ONCE') }) });
    expect([refused.status, refused.body.errors[0].path]).toEqual([400, 'document.entry.perGuestPerDay']);
  });

  it('has four examples, each of which starts as it is copied', async () => {
    const { items } = (await desk.call('get', '/automations/examples')).body as { items: { name: string }[] };
    expect(items).toHaveLength(4);
    for (const { name } of items) {
      const copied = await desk.call('post', `/automations/examples/${name}/copy`, {});
      expect(copied).toMatchObject({ status: 201, body: { state: 'DRAFT', version: 1 } });
      await desk.setState(copied.body.id as string, { state: 'ACTIVE' });
    }
    const [first] = (await desk.call('get', '/automations?state=ACTIVE')).body.items as { id: string }[];
    expect((await desk.call('post', `/automations/${String(first?.id)}/copy`, {})).body).toMatchObject({
      state: 'DRAFT',
    });
    expect((await desk.call('post', `/automations/${String(first?.id)}/archive`, {})).body.code).toBe(
      'automation_running',
    );
  });

  it('estimates entries and ways from the past, and says what it cannot', async () => {
    const guests = await desk.guests(4);
    for (const guest of guests) await desk.sell(guest);
    await desk.sql(`UPDATE guests SET created_at = now() - interval '2 days' WHERE network_id = $1`);
    const bought = { combinator: 'and', rules: [{ field: 'visits', operator: '>=', value: 1 }] };
    const document = automationDraft({
      trigger: { kind: 'FIRST_SALE' },
      steps: [
        { name: 'known', kind: 'BRANCH', branches: [{ condition: bought, next: 'wait' }], otherwise: null },
        {
          name: 'wait',
          kind: 'WAIT_EVENT',
          until: { event: 'transaction.sale', conditions: [] },
          amount: 1,
          unit: 'DAYS',
          next: null,
          otherwise: 'draw',
        },
        {
          name: 'draw',
          kind: 'SPLIT',
          shares: [
            { sharePpm: 250_000, next: null },
            { sharePpm: 750_000, next: 'end' },
          ],
        },
        { name: 'end', kind: 'END' },
      ],
    });
    const { status, body } = await desk.call('post', '/automations/estimate', { document });
    expect([status, body]).toMatchObject([
      200,
      {
        days: 28,
        perDay: 0,
        steps: [
          { step: 'known', share: 1 },
          { step: 'wait', branches: [null, null] },
          { step: 'draw', share: null, branches: [0.25, 0.75] },
          { step: 'end', share: null },
        ],
        unknown: [
          { what: 'CONDITION', step: 'known' },
          { what: 'EVENT', step: 'wait' },
        ],
      },
    ]);
    for (const trigger of [
      { kind: 'BIRTHDAY', daysBefore: 3, at: '10:00' },
      { kind: 'ABSENT', days: 5, existing: true, at: '10:00' },
      { kind: 'POINTS_END', daysBefore: 3, at: '10:00' },
      { kind: 'JOINED' },
      { kind: 'EVENT', event: 'cup.filled', conditions: [] },
    ]) {
      const other = await desk.call('post', '/automations/estimate', { document: automationDraft({ trigger }) });
      expect([trigger.kind, other.status]).toEqual([trigger.kind, 200]);
    }
  });

  it('asks a second person about large gifts', async () => {
    desk = await AutomationDesk.open(test, { limits: { campaignBudget: 1_000 } });
    const id = await desk.create(automationDraft());
    const asked = await desk.call('put', `/automations/${id}/state`, { state: 'ACTIVE' });
    expect(asked).toMatchObject({ status: 202, body: { kind: 'AUTOMATION', status: 'WAITING', subjectId: id } });
    const colleague = await desk.network.tokenOf('manager');
    expect((await desk.network.get('/api/approvals', colleague)).body.items).toMatchObject([{ kind: 'AUTOMATION' }]);
    await desk.network.post(`/api/change-requests/${String(asked.body.id)}/approve`, colleague).expect(200);
    expect((await desk.call('get', `/automations/${id}`)).body).toMatchObject({ state: 'ACTIVE' });
  });
});
