import { screen, waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain, mainElement, mainText, NO_WORDS } from './harness/main';
import { signIn, signOut } from '../../../web/src/entities/session/session';
import { openPage, refuse } from './harness/open-page';
import { emptyLists, type Operation, readsOf, recordedAnswer } from './harness/recorded-answers';
import { isShortForm } from '../../support/at-night';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';

/** The pages of the console that read something, by their addresses. */
const READING = [
  '',
  '/guests',
  '/guests/families',
  '/guests/imports',
  `/guests/imports/${ID}`,
  `/guests/${ID}`,
  `/receipts/${ID}`,
  '/shifts',
  '/rewards',
  '/rewards/redeemed',
  '/rewards/coupons',
  `/rewards/${ID}`,
  '/referrals',
  '/messages',
  '/messages/templates',
  '/cases',
  `/cases/${ID}`,
  '/campaigns',
  `/campaigns/${ID}`,
  `/campaigns/${ID}/edit`,
  '/games',
  '/games/wheel',
  `/games/wheel/${ID}`,
  '/games/wheel/new',
  '/automations',
  `/automations/${ID}`,
  '/segments',
  '/segments/new',
  '/segments/rfm',
  `/segments/${ID}`,
  '/restaurants',
  '/restaurants/groups',
  '/restaurants/settlements',
  '/restaurants/settlements/2026-10',
  `/restaurants/${ID}`,
  '/integrations',
  '/menu',
  '/approvals',
  '/reports',
  '/analytics',
  '/analytics/hours',
  '/analytics/staff',
  '/analytics/cohorts',
  '/analytics/rfm',
  '/analytics/items',
  '/analytics/tiers',
  '/analytics/gifts',
  '/analytics/new-guests',
  '/analytics/figures',
  '/analytics/letter',
  '/liability',
  '/liability/2026-10',
  '/gift-cards',
  '/gift-cards/report',
  `/gift-cards/${ID}`,
  '/programs',
  '/programs/1',
  '/programs/1/changes',
  '/programs/1/backtests',
  '/programs/search',
  '/staff',
  '/staff/roles',
  '/staff/sign-in',
  `/staff/${ID}`,
  '/api-keys',
  '/audit',
  '/settings',
  '/settings/look',
  '/settings/sandbox',
  '/settings/shadow',
  `/settings/shadow/files/${ID}`,
  '/plan',
];

const PAGES = [
  ...READING,
  '/messages/templates/new?text=news',
  `/messages/templates/${ID}`,
  '/rewards/new',
  '/campaigns/new',
  '/account',
];

const NONE = { items: [], nextCursor: null };
/** Lists that were empty in the tests of the API, which record no empty list. */
const UNRECORDED = {
  listRestaurantGroups: NONE,
  listPartners: NONE,
  listConnections: NONE,
  listWheelEpochs: NONE,
};

describe('Each page of the console', () => {
  it.each(PAGES)('shows in words what it read, at /admin%s', async (path) => {
    await openPage(`/admin${path}`, { answers: UNRECORDED });
    await waitFor(() => expect(mainText()).not.toMatch(NO_WORDS));
    expect(mainElement().querySelectorAll('h1')).toHaveLength(1);
    expect(mainElement().querySelectorAll('[role=alert]')).toHaveLength(0);
  });

  // `npm test` tries every fourth page, the nightly run all of them; the pages differ only in which query fails first.
  it.each(READING.filter((_, n) => !isShortForm || n % 4 === 0))(
    'says that it could read nothing, and what to do, at /admin%s',
    async (path) => {
      await openPage(`/admin${path}`, { language: 'ru', answers: readsOf(refuse(429, 'rate_limited')) });
      const [alert] = inMain().getAllByRole('alert');
      expect(alert?.textContent).toContain('Слишком много попыток');
      expect(mainText()).not.toMatch(NO_WORDS);
    },
  );

  it('names the code for support where a page could not be read for a reason without words', async () => {
    const failed = refuse(409, 'of_a_newer_server', { title: '', requestId: '7K2Q-9XMD' });
    await openPage('/admin/campaigns', { answers: readsOf(failed) });
    const [alert] = inMain().getAllByRole('alert');
    expect(alert?.textContent).toContain('The server rejected this');
    expect(alert?.textContent).toContain('Code for support: 7K2Q-9XMD');
  });

  it.each<[string, Operation]>([
    [`/guests/${ID}`, 'listGuestHistory'],
    [`/guests/${ID}`, 'getGuestTier'],
    [`/guests/${ID}`, 'listCampaignsOfGuest'],
    [`/guests/${ID}`, 'listAutomationsOfGuest'],
    [`/campaigns/${ID}`, 'getCampaignResults'],
    [`/campaigns/${ID}`, 'countMessages'],
    ['/campaigns', 'getCampaignCalendar'],
    ['/games/wheel', 'listWheelEpochs'],
    ['/messages', 'countMessages'],
    ['/messages', 'getHeldMessages'],
    ['/messages', 'listMessages'],
    [`/gift-cards/${ID}`, 'listGiftTransactions'],
    ['/integrations', 'listConnections'],
    ['/integrations', 'listInboxEvents'],
    ['/integrations', 'listPartners'],
    ['/liability', 'listLedgerPeriods'],
    ['/liability', 'listUnreadWarnings'],
    ['/menu', 'listMenuCategories'],
    ['/menu', 'listMenuItems'],
    ['/programs/1/changes', 'diffProgram'],
    ['/reports', 'getLoyaltyReport'],
    ['/restaurants', 'getTillAllowance'],
    ['/restaurants/settlements', 'listSettlements'],
    ['/settings/look', 'getDomain'],
    ['/settings/look', 'getBot'],
    ['/settings/look', 'getMaxBot'],
    ['/settings/look', 'listWallets'],
  ])('says which of its parts could not be read, at /admin%s: %s', async (path, operation) => {
    const answers = { ...UNRECORDED, [operation]: refuse(429, 'rate_limited') };
    await openPage(`/admin${path}`, { answers });
    await waitFor(() => expect(inMain().getAllByRole('alert')).toHaveLength(1));
  });

  it.each([
    ['/guests', 'No guests yet'],
    ['/guests/families', 'No families yet'],
    ['/guests/imports', 'No imports yet'],
    [`/guests/${ID}`, 'No activity yet'],
    [`/receipts/${ID}`, 'The till sent no items, only the amount.'],
    ['/rewards', 'No rewards yet'],
    ['/rewards/redeemed', 'No guest is waiting for a reward'],
    ['/rewards/coupons', 'No coupons yet'],
    ['/referrals', 'Nothing waits for you'],
    ['/messages', 'No messages yet'],
    ['/messages/templates', 'No templates yet'],
    ['/cases', 'No cases yet'],
    ['/campaigns', 'No campaigns yet'],
    ['/automations', 'No automations yet'],
    ['/segments', 'No segments yet'],
    [`/segments/${ID}`, 'There is no other segment to compare with.'],
    ['/restaurants', 'No restaurants yet'],
    ['/restaurants/groups', 'No groups yet'],
    ['/restaurants/settlements', 'No month settled yet'],
    ['/integrations', 'No till system is connected yet'],
    ['/integrations', 'No webhooks yet'],
    ['/integrations', 'No partners yet'],
    ['/integrations', 'No such events'],
    ['/menu', 'The menu is empty'],
    ['/approvals', 'No pending approvals'],
    ['/liability', 'No month closed yet'],
    ['/programs', 'No programme yet'],
    ['/programs/1/backtests', 'No backtest yet'],
    ['/programs/search', 'No search yet'],
    ['/staff', 'No staff yet'],
    ['/staff/roles', 'No own roles yet'],
    ['/api-keys', 'No keys in force'],
    ['/audit', 'No entries yet'],
    ['/plan', 'No plan yet'],
  ])('says what to do where there is nothing yet, at /admin%s: %s', async (path, words) => {
    await openPage(`/admin${path}`, { answers: { ...UNRECORDED, ...emptyLists() } });
    await waitFor(() => expect(mainText()).toContain(words));
  });

  it.each([
    ['en', 'Blocked'],
    ['ru', 'Заблокирован'],
  ] as const)(
    'says in %s that a guest is blocked, in the list and at the head of the page',
    async (language, words) => {
      const list = recordedAnswer('listGuests');
      const [guest] = list.items;
      const items = [true, false].map((blocked, index) => ({ ...guest, id: `${ID}${index}`, blocked }));
      const page = await openPage('/admin/guests', {
        language,
        answers: { ...UNRECORDED, listGuests: { ...list, items } as typeof list },
      });
      const [, first, second] = await inMain().findAllByRole('row');
      expect(within(first as HTMLElement).queryByText(words)).not.toBeNull();
      expect(within(second as HTMLElement).queryByText(words)).toBeNull();
      page.close();

      const blocked = { ...recordedAnswer('getGuest'), blocked: true };
      await openPage(`/admin/guests/${ID}`, { language, answers: { ...UNRECORDED, getGuest: blocked } });
      const head = (await inMain().findByRole('heading', { level: 1 })).closest('header');
      expect(within(head as HTMLElement).queryByText(words)).not.toBeNull();
    },
  );

  it('says that a higher limit of a partner waits for another manager', async () => {
    const partners = { items: [recordedAnswer('getPartner')], nextCursor: null };
    const answers = { ...UNRECORDED, listPartners: partners, changePartner: recordedAnswer('rejectChangeRequest') };
    const { user } = await openPage('/admin/integrations', { answers });
    await user.click(await inMain().findByRole('button', { name: 'Change: Roasters' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText('Points it gives a day'), '9');
    expect(dialog.getByText(/must be approved by another manager/)).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('A second manager must approve this'));
  });
});

describe('A phone of a guest in the console', () => {
  it.each([
    ['en', 'Change phone', 'New phone', 'There are too many digits. Check the number.'],
    ['ru', 'Сменить телефон', 'Новый телефон', 'Слишком много цифр. Проверьте номер.'],
  ] as const)('gets no code where it cannot be one, in %s', async (language, open, label, words) => {
    const { user, calls } = await openPage(`/admin/guests/${ID}`, { language, answers: UNRECORDED });
    await user.click(await inMain().findByRole('button', { name: open }));
    const field = await screen.findByLabelText<HTMLInputElement>(new RegExp(`^${label}`));
    await user.type(field, '+7916555123456{Enter}');
    await waitFor(() => expect(descriptionOf(field)).toContain(words));
    expect(calls.map(({ operation }) => operation)).not.toContain('sendPhoneCode');
    await user.type(field, '{Backspace}{Backspace}{Enter}');
    await waitFor(() => expect(calls.find(({ operation }) => operation === 'sendPhoneCode')).toBeDefined());
    expect(calls.find(({ operation }) => operation === 'sendPhoneCode')?.body).toEqual({ phone: '+79165551234' });
  });

  it('is saved with the profile of a guest who had none, and only when it can be one', async () => {
    const answers = { ...UNRECORDED, getGuest: { ...recordedAnswer('getGuest'), phone: null } };
    const { user, calls } = await openPage(`/admin/guests/${ID}`, { answers });
    const changes = () => calls.filter(({ operation }) => operation === 'changeGuest').map(({ body }) => body);
    await user.click(await inMain().findByRole('button', { name: 'Edit profile' }));
    const dialog = within(await screen.findByRole('dialog'));
    const field = dialog.getByLabelText<HTMLInputElement>('Phone');
    await user.type(field, '8916{Enter}');
    await waitFor(() => expect(descriptionOf(field)).toContain('A digit is missing.'));
    expect(changes()).toEqual([]);
    await user.type(field, '5551234{Enter}');
    await waitFor(() => expect(changes()).toEqual([{ phone: '+79165551234' }]));
  });
});

describe('The language of the console', () => {
  const account = (id: string, saved: 'ru' | 'en' | null, network: 'ru' | 'en' = 'en') => {
    const recorded = recordedAnswer('getOwnAccount');
    const ofNetwork = recorded.network && { ...recorded.network, locale: network };
    return { ...recorded, id, locale: saved, role: 'manager', network: ofNetwork } as const;
  };
  const shown = () => document.documentElement.lang;

  it.each([
    ['ru', ['en-GB'], 'en', 'ru'],
    [null, ['ru-RU', 'en'], 'en', 'ru'],
    [null, ['de-DE', 'en-US'], 'ru', 'en'],
    [null, ['de-DE'], 'ru', 'ru'],
  ] as const)('is, with %j saved, browser %j and network %j: %s', async (saved, browser, network, language) => {
    const spoken = jest.spyOn(navigator, 'languages', 'get').mockReturnValue([...browser]);
    await openPage('/admin/account', { language: null, answers: { getOwnAccount: account(ID, saved, network) } });
    expect(shown()).toBe(language);
    spoken.mockRestore();
  });

  it('is saved with the person who changes it, and on a device of several people each has their own', async () => {
    const signInAs = async (id: string, saved: 'ru' | 'en' | null) => {
      await signOut();
      answer({ getOwnAccount: account(id, saved) });
      await signIn({ email: 'name@example.com', password: 'correct horse battery', totp: undefined }, false);
    };
    const visit = { language: null, answers: { getOwnAccount: account(ID, null) } } as const;
    const { user, calls, answer } = await openPage('/admin/account', visit);
    await user.click(screen.getByRole('button', { name: 'RU' }));
    await waitFor(() => expect(shown()).toBe('ru'));
    const saves = () => calls.filter(({ operation }) => operation === 'setOwnLanguage').map(({ body }) => body);
    await waitFor(() => expect(saves()).toEqual([{ language: 'ru' }]));
    await signInAs('0198f2c4-7b1e-7c3a-9d52-0000000000aa', 'en');
    expect(shown()).toBe('en');
    await signInAs(ID, 'en');
    expect(shown()).toBe('ru');
  });

  it('is the one that was chosen before the sign-in, whatever is saved', async () => {
    await openPage('/admin/account', { language: 'ru', answers: { getOwnAccount: account(ID, 'en') } });
    expect(shown()).toBe('ru');
  });
});

describe('A file of guests', () => {
  const file = recordedAnswer('getGuestFile');
  const ready = {
    ...file,
    status: 'READY' as const,
    fault: null,
    undoUntil: null,
    refusals: [],
    header: ['Tel', 'When'],
    samples: [['+79161234567', '03/04/1990']],
    mapping: {
      csv: { delimiter: ',' as const, encoding: 'utf-8' as const },
      money: { unit: 'MAJOR' as const, decimalMark: '.' as const },
      tiers: {},
      consentKind: 'marketing',
      dateFormat: null,
      columns: { birthDate: 'When' },
    },
  };

  it('has a tier for each name that the programme lacks, and says what to do about each reason and fault', async () => {
    const refused = { code: 'tier_unknown', count: 2, line: 3, reason: 'No such tier: Top.' };
    const file = {
      ...ready,
      status: 'CHECKED' as const,
      fault: 'gzip_damaged',
      refusals: [refused],
      tierNames: ['Top'],
      mapping: { ...ready.mapping, dateFormat: 'ISO' as const, columns: { phone: 'Tel', tier: 'When' } },
    };
    const { user, calls } = await openPage(`/admin/guests/imports/${ID}`, { answers: { getGuestFile: file } });
    await waitFor(() => expect(mainText()).toContain('Choose a tier of your programme for this name below.'));
    expect(mainText()).toContain('The compressed file is damaged or cut off. Export and upload it again.');
    const tier = await inMain().findByLabelText<HTMLSelectElement>('Top');
    await waitFor(() => expect(tier.options.length).toBeGreaterThan(1));
    const code = tier.options[1]?.value ?? '';
    await user.selectOptions(tier, code);
    await user.click(inMain().getByRole('button', { name: 'Check again' }));
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'checkGuestFile') ?? {};
      expect(body).toMatchObject({ mapping: { tiers: { Top: code } } });
    });
  });

  it('is checked by the columns that the manager chose, once all that is needed is chosen', async () => {
    const { user, calls } = await openPage(`/admin/guests/imports/${ID}`, { answers: { getGuestFile: ready } });
    const check = inMain().getByRole('button', { name: 'Check the file' });
    expect(check).toHaveProperty('disabled', true);
    expect(mainText()).toContain('Day and month could be either. Choose the format.');
    await user.selectOptions(await inMain().findByLabelText('Where the guests of the file agreed'), 'on a paper form');
    await user.selectOptions(inMain().getByLabelText('Phone'), 'Tel');
    expect(descriptionOf(inMain().getByLabelText('Phone'))).toContain('+79161234567');
    await user.selectOptions(inMain().getByLabelText('Dates'), '31/12/2026 (day first)');
    await user.click(check);
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'checkGuestFile') ?? {};
      expect(body).toMatchObject({
        mapping: {
          consentBasis: 'PAPER_FORM',
          dateFormat: 'DAY_FIRST',
          columns: { phone: 'Tel', birthDate: 'When' },
        },
      });
    });
  });

  it.each([
    [
      'en',
      'First rows of the file',
      'Read as Phone',
      'Bonus: these look like points',
      '7 rows bring',
      '2 guests bought',
    ],
    [
      'ru',
      'Первые строки файла',
      'Читается как: Телефон',
      'Bonus: похоже на баллы',
      '7 строк содержат',
      '2 гостя купили',
    ],
  ] as const)('shows its first rows and what it leaves open, in %s', async (language, rows, readAs, ...said) => {
    const checked = {
      ...ready,
      status: 'CHECKED' as const,
      uncounted: 7,
      kept: 2,
      header: ['Tel', 'Bonus', 'Colour'],
      samples: [['+79161234567', '350,50', 'red']],
      unread: [
        { column: 'Bonus', looksLike: 'POINTS' as const },
        { column: 'Colour', looksLike: null },
      ],
      mapping: { ...ready.mapping, dateFormat: 'ISO' as const, columns: { phone: 'Tel' } },
    };
    await openPage(`/admin/guests/imports/${ID}`, { language, answers: { getGuestFile: checked } });
    const table = await inMain().findByRole('region', { name: rows });
    for (const text of [readAs, '+79161234567', '350,50', 'red']) expect(table.textContent).toContain(text);
    for (const text of said) expect(mainText()).toContain(text);
  });

  it('sends what the manager says of tiers without an end, ended points and decimals', async () => {
    const columns = { phone: 'Tel', tier: 'When', points: 'When' };
    const checked = { ...ready, mapping: { ...ready.mapping, dateFormat: 'ISO' as const, columns } };
    const { user, calls } = await openPage(`/admin/guests/imports/${ID}`, { answers: { getGuestFile: checked } });
    const end = await inMain().findByLabelText('Tiers without a last day');
    await user.selectOptions(end, 'Until a day');
    await user.clear(inMain().getByLabelText(/Last day of these tiers/));
    await user.type(inMain().getByLabelText(/Last day of these tiers/), '31.12.2030');
    await user.tab();
    expect(inMain().getByLabelText(/Last day of these tiers/)).toHaveProperty('value', '31/12/2030');
    await user.selectOptions(end, 'By the programme’s rule');
    await user.selectOptions(
      inMain().getByLabelText('Points whose last day has passed'),
      'Import the guests without them',
    );
    await user.click(inMain().getByLabelText('Round points with decimals down'));
    await user.click(inMain().getByRole('button', { name: 'Check the file' }));
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'checkGuestFile') ?? {};
      expect(body).toMatchObject({
        mapping: { tierEnd: 'PROGRAM', endedPoints: 'LEAVE_OUT', roundPointsDown: true },
      });
    });
  });

  it('shows a bar while the server is at it, and offers what its step allows', async () => {
    const running = { ...ready, status: 'RUNNING' as const, lines: 200, position: 50, mapping: null };
    const first = await openPage(`/admin/guests/imports/${ID}`, { answers: { getGuestFile: running } });
    expect(inMain().getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
    expect(inMain().queryByRole('button')).toBeNull();
    first.answer({ getGuestFile: { ...running, status: 'DONE', undoUntil: '2030-01-01T00:00:00.000Z' } });
    const undo = await inMain().findByRole('button', { name: 'Undo the import' });
    await first.user.click(undo);
    const dialog = await screen.findByRole('dialog');
    await first.user.click(within(dialog).getByRole('button', { name: 'Undo the import' }));
    await waitFor(() => expect(first.calls.some(({ operation }) => operation === 'undoGuestFile')).toBe(true));
  });
});
