import { screen, waitFor, within } from '@testing-library/dom';
import { words as en } from '../../../web/src/generated/words/admin/en';
import { words as ru } from '../../../web/src/generated/words/admin/ru';
import { automationDocument, campaignDraft, programDocument } from '../../../web/src/shared/api/documents';
import { createReward, createSegment } from '../../../web/src/shared/api/operations';
import { descriptionOf, inMain, mainText } from './harness/main';
import { openPage } from './harness/open-page';
import { emptyLists, recordedAnswer } from './harness/recorded-answers';

const REWARD = { ...recordedAnswer('getReward'), cost: 300 };
const PAID_WITH_POINTS = { minPoints: 1, maxSharePpm: 500_000, leaveAtLeast: 0 };
const page = `/admin/rewards/${REWARD.id}`;
const cost = () => inMain().findByLabelText(/^Price in points/);

describe('A member that a document gets', () => {
  const songs = { type: 'number', least: 1, most: 9 } as const;
  const body = createReward.body as Record<string, unknown>;
  const catalogues = [en, ru] as unknown as Record<string, () => string>[];

  afterEach(() => {
    delete body['songs'];
    for (const words of catalogues) delete words['rewards.field.songs'];
  });

  it.each([
    ['en', 'Songs', 'Create reward'],
    ['ru', 'Песни', 'Создать награду'],
  ] as const)('is in its editor with its words alone, in %s', async (language, name, submit) => {
    body['songs'] = songs;
    const said = { en: 'Songs', ru: 'Песни' };
    catalogues.forEach((words, at) => (words['rewards.field.songs'] = () => (at === 0 ? said.en : said.ru)));
    const { user } = await openPage('/admin/rewards/new', { language });
    const field = await inMain().findByLabelText(name);
    await user.type(field, '12');
    await user.click(inMain().getByRole('button', { name: submit }));
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await user.clear(field);
    await user.type(field, '7');
    expect(mainText()).toContain(`${name}: — → 7`);
  });

  it('reaches the server in the campaign as it is typed', async () => {
    const members = campaignDraft as unknown as Record<string, unknown>;
    const words = en as unknown as Record<string, () => string>;
    members['songs'] = songs;
    words['campaigns.field.songs'] = () => 'Songs at once';
    try {
      const { user, calls } = await openPage('/admin/campaigns/new?template=WEEKEND');
      await user.click(await inMain().findByRole('button', { name: /^3\. Guests and budget/ }));
      await user.type(inMain().getByLabelText('Songs at once'), '4');
      const asked = () => calls.findLast(({ operation }) => operation === 'previewCampaign')?.body;
      await waitFor(() => expect(asked()).toMatchObject({ document: { songs: 4 } }));
    } finally {
      delete members['songs'];
      delete words['campaigns.field.songs'];
    }
  });

  it('is a field, a column and a part of a sentence in the editor of a programme, with its words alone', async () => {
    const { members } = programDocument.redemption as { readonly members: object };
    const tier = programDocument.tiers.of.members as object;
    const warning = programDocument.warning.members as object;
    const words = en as unknown as Record<string, (format: unknown, given: { songs: string; days: string }) => string>;
    const said = words['program.members.sentence.warning.some'];
    words['program.members.field.songs'] = () => 'Songs';
    words['program.members.sentence.warning.some'] = (_, { songs, days }) => `After ${songs} songs and ${days} days.`;
    for (const group of [members, tier, warning]) Object.assign(group, { songs });
    const program = recordedAnswer('getProgram');
    const document = { ...program.document, redemption: PAID_WITH_POINTS, warning: { days: 3 } };
    try {
      const { user, calls } = await openPage('/admin/programs/2', {
        answers: {
          getProgram: { ...program, status: 'DRAFT', document },
          validateProgram: { valid: false, errors: [], documentHash: null },
        },
      });
      const [tierCode = ''] = document.tiers.map(({ code }) => code);
      await user.type(await inMain().findByLabelText(`${tierCode}: Songs`), '2');
      const [inSection, inSentence] = inMain().getAllByLabelText('Songs');
      for (const [field, text] of [
        [inSection, '3'],
        [inSentence, '4'],
      ] as const)
        if (field !== undefined) await user.type(field, text);
      expect(mainText()).toContain('After  songs and  days.');
      const sent = () => calls.findLast(({ operation }) => operation === 'validateProgram')?.body;
      await waitFor(() =>
        expect(sent()).toMatchObject({
          document: {
            redemption: { songs: 3 },
            warning: { songs: 4 },
            tiers: expect.arrayContaining([expect.objectContaining({ songs: 2 })]) as unknown,
          },
        }),
      );
      expect(mainText()).toContain(`${tierCode} · Songs: — → 2`);
    } finally {
      for (const group of [members, tier, warning]) Reflect.deleteProperty(group, 'songs');
      delete words['program.members.field.songs'];
      if (said !== undefined) words['program.members.sentence.warning.some'] = said;
    }
  });

  const { challenge, offer, rails } = campaignDraft;
  const campaign = '/admin/campaigns/new?template=';

  it.each<{
    readonly part: string;
    readonly of: object;
    readonly words: string;
    readonly page: string;
    readonly press?: RegExp;
  }>([
    { part: 'an offer', of: offer.kinds.MULTIPLIER, words: 'campaigns', page: `${campaign}WEEKEND` },
    { part: 'a task', of: challenge.members.tasks.of.kinds.BUY, words: 'campaigns', page: `${campaign}VISITS` },
    { part: 'a payout', of: challenge.members.payouts.of.kinds.points, words: 'campaigns', page: `${campaign}VISITS` },
    { part: 'the rails', of: rails.members, words: 'campaigns', page: `${campaign}WEEKEND`, press: /^3\. Guests/ },
    { part: 'a segment', of: createSegment.body, words: 'segments', page: '/admin/segments/new' },
    { part: 'a gift', of: createReward.body.gift.kinds.AMOUNT_OFF, words: 'rewards', page: '/admin/rewards/new' },
  ])('is in $part with its words alone, and among the changes', async ({ of, words, page: path, press }) => {
    const said = en as unknown as Record<string, () => string>;
    said[`${words}.field.songs`] = () => 'Songs at once';
    Object.assign(of, { songs });
    try {
      const { user } = await openPage(path);
      if (press !== undefined) await user.click(await inMain().findByRole('button', { name: press }));
      await user.type(await inMain().findByLabelText('Songs at once'), '4');
      expect(mainText()).toContain('Songs at once: — → 4');
    } finally {
      Reflect.deleteProperty(of, 'songs');
      delete said[`${words}.field.songs`];
    }
  });

  it.each([
    ['the entry', automationDocument.entry.members, /^Every time/, { entry: { songs: 4 } }],
    ['a step', automationDocument.steps.of.kinds.WAIT, 'Wait 2 days', { steps: [{ songs: 4 }] }],
  ] as const)('is in %s of an automation with its words alone', async (_, of, line, asked) => {
    const said = en as unknown as Record<string, () => string>;
    said['automations.field.songs'] = () => 'Songs at once';
    Object.assign(of, { songs });
    const automation = recordedAnswer('getAutomation');
    const steps = [{ name: 'wait', kind: 'WAIT' as const, amount: 2, unit: 'DAYS' as const, next: null }];
    const answers = {
      ...emptyLists(),
      getAutomation: { ...automation, document: { ...automation.document, steps }, versions: [], runningVersion: null },
      previewAutomation: { errors: [], loops: [] },
    };
    try {
      const { user, calls } = await openPage(`/admin/automations/${automation.id}`, { answers });
      await user.click(await inMain().findByRole('button', { name: line }));
      await user.type(await inMain().findByLabelText('Songs at once'), '4');
      const sent = () => calls.findLast(({ operation }) => operation === 'previewAutomation')?.body;
      await waitFor(() => expect(sent()).toMatchObject({ document: asked }));
    } finally {
      Reflect.deleteProperty(of, 'songs');
      delete said['automations.field.songs'];
    }
  });

  it('is not shown without words', async () => {
    body['songs'] = songs;
    await openPage('/admin/rewards/new');
    await cost();
    expect(mainText()).not.toContain('songs');
  });
});

describe('The editor of a document', () => {
  it('shows what was changed, and takes it back step by step', async () => {
    const { user } = await openPage(page, { answers: { getReward: REWARD } });
    const field = await cost();
    expect(mainText()).not.toContain('There are unsaved changes.');
    await user.clear(field);
    await user.type(field, '350');
    await user.click(inMain().getByLabelText(/^Exclusive/));
    expect(mainText()).toContain('There are unsaved changes.');
    expect(mainText()).toContain('Price in points: 300 → 350');
    expect(mainText()).toMatch(/Exclusive: (yes → no|no → yes)/);
    await user.click(inMain().getByRole('button', { name: 'Undo' }));
    expect(mainText()).not.toContain('Exclusive: ');
    await user.click(inMain().getByRole('button', { name: 'Undo' }));
    expect(mainText()).not.toContain('There are unsaved changes.');
    expect(field).toHaveProperty('value', '300');
  });

  it('asks before it is left with unsaved changes, and only then', async () => {
    const { user } = await openPage(page, { answers: { getReward: REWARD } });
    const field = await cost();
    await user.type(field, '0');
    await user.click(inMain().getByRole('link', { name: 'All rewards' }));
    const question = within(await screen.findByRole('dialog', { name: 'Leave without saving?' }));
    await user.click(question.getByRole('button', { name: 'Stay here' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await cost()).toHaveProperty('value', '3,000');
    await user.click(inMain().getByRole('button', { name: 'Undo' }));
    await user.click(inMain().getByRole('link', { name: 'All rewards' }));
    await waitFor(() => expect(location.pathname).toMatch(/\/rewards$/));
    expect(await inMain().findByRole('heading', { level: 1, name: 'Rewards' })).toBeDefined();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says a mistake at its field before anything is sent', async () => {
    const { user, calls } = await openPage(page, { answers: { getReward: REWARD } });
    const field = await cost();
    await user.clear(field);
    await user.click(inMain().getByRole('button', { name: 'Save terms' }));
    expect(descriptionOf(field)).toContain('Fill this in.');
    expect(calls.some(({ operation }) => operation === 'changeReward')).toBe(false);
  });

  it('sends texts without spaces around them, and none of spaces alone', async () => {
    const texts = { name: { ru: 'Кофе', en: 'Coffee' }, description: { ru: 'Горячий', en: 'Hot' } };
    const { user, calls } = await openPage(page, { answers: { getReward: { ...REWARD, ...texts } } });
    await cost();
    const typed = { 'Name in Russian': ' Чай ', 'Name in English': '  ', 'Description in English': ' ' };
    for (const [label, text] of Object.entries(typed)) {
      await user.clear(inMain().getByLabelText(label));
      await user.type(inMain().getByLabelText(label), text);
    }
    await user.click(inMain().getByRole('button', { name: 'Save terms' }));
    const sent = () => calls.find(({ operation }) => operation === 'changeReward')?.body as typeof texts | undefined;
    await waitFor(() => expect(sent()).toBeDefined());
    expect([sent()?.name, sent()?.description]).toEqual([{ ru: 'Чай' }, { ru: 'Горячий' }]);
  });
});

describe('The form of a segment', () => {
  it('asks for a name and a code, and sends the name apart from the other language', async () => {
    const { user, calls } = await openPage('/admin/segments/new');
    const russian = await inMain().findByLabelText('Name in Russian');
    const make = inMain().getByRole('button', { name: 'Create segment' });
    await user.click(make);
    expect(mainText()).toContain('Enter a name in at least one language.');
    expect(mainText()).toContain('Use Latin letters');
    await user.type(russian, 'Частые гости');
    await user.type(inMain().getByLabelText('Name in English'), 'Regulars');
    await user.type(inMain().getByLabelText('Code'), 'OFTEN');
    expect(mainText()).not.toContain('Enter a name in at least one language.');
    await user.click(make);
    const sent = () => calls.find(({ operation }) => operation === 'createSegment')?.body;
    await waitFor(() =>
      expect(sent()).toMatchObject({
        code: 'OFTEN',
        rule: { combinator: 'and', rules: [{ field: 'visits', operator: '>=', value: 3 }] },
      }),
    );
    const { name, names } = sent() as { name: string; names: Record<string, string> };
    expect([name, ...Object.values(names)].sort()).toEqual(['Regulars', 'Частые гости']);
  });

  it('can lose its purpose', async () => {
    const segment = { ...recordedAnswer('getSegment'), description: 'For the letter', archivedAt: null };
    const { user, calls } = await openPage(`/admin/segments/${segment.id}`, {
      answers: { getSegment: segment, changeSegment: segment },
    });
    await user.clear(await inMain().findByLabelText('Description'));
    await user.click(inMain().getByRole('button', { name: 'Save' }));
    const sent = () => calls.find(({ operation }) => operation === 'changeSegment')?.body;
    await waitFor(() => expect(sent()).toMatchObject({ description: '' }));
  });

  it('is a list without a rule', async () => {
    const { user, calls } = await openPage('/admin/segments/new');
    await user.click(await inMain().findByRole('radio', { name: 'List' }));
    await user.type(inMain().getByLabelText('Name in English'), 'Invited');
    await user.type(inMain().getByLabelText('Code'), 'INVITED');
    await user.click(inMain().getByRole('button', { name: 'Create segment' }));
    const sent = () => calls.find(({ operation }) => operation === 'createSegment')?.body;
    await waitFor(() => expect(sent()).toMatchObject({ code: 'INVITED', rule: null }));
  });
});
