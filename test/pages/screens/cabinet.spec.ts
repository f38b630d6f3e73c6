import { screen, waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain, mainElement, mainText, NO_WORDS } from './harness/main';
import { openPage, type OpenedPage, refuse } from './harness/open-page';
import { type Answer, emptyLists, type Operation, readsOf, recordedAnswer } from './harness/recorded-answers';

const READING = [
  '',
  '/history',
  '/rewards',
  '/campaigns',
  '/leaderboard',
  '/wheel',
  '/friends',
  '/family',
  '/children',
  '/gift-cards',
  '/partners',
  '/messages',
  '/settings',
];

describe('Each page of the cabinet', () => {
  it.each([...READING, '/more', '/give', '/receipt'])(
    'shows in words what it read, at /cabinet/trattoria%s',
    async (path) => {
      await openPage(`/cabinet/trattoria${path}`, { role: 'guest', language: 'ru' });
      await waitFor(() => expect(mainText()).not.toMatch(NO_WORDS));
      expect(inMain().getAllByRole('heading').length).toBeGreaterThan(0);
    },
  );

  it.each(READING)('says that it could read nothing, and what to do, at /cabinet/trattoria%s', async (path) => {
    const answers = { ...readsOf(refuse(429, 'rate_limited')), getPublicLook: recordedAnswer('getPublicLook') };
    await openPage(`/cabinet/trattoria${path}`, { role: 'guest', answers });
    const [alert] = await inMain().findAllByRole('alert');
    expect(alert?.textContent).toContain('Too many attempts');
  });

  it.each([
    ['/history', 'No points yet'],
    ['/rewards', 'No rewards yet'],
    ['/campaigns', 'No offers now'],
    ['/leaderboard', 'No guest is here yet'],
    ['/children', 'No children added'],
    ['/gift-cards', 'No gift cards yet'],
    ['/partners', 'No partners yet'],
    ['/messages', 'No messages'],
  ])('says what to do where there is nothing yet, at /cabinet/trattoria%s: %s', async (path, words) => {
    await openPage(`/cabinet/trattoria${path}`, { role: 'guest', answers: emptyLists() });
    await waitFor(() => expect(mainText()).toContain(words));
  });
});

/** One of the requests fails, the others are answered. */
const FAILING = [
  ['', 'getGuestBalance'],
  ['/campaigns', 'listCampaignsOfGuest'],
  ['/leaderboard', 'getOwnLeaderboard'],
  ['/wheel', 'getOwnWheel'],
  ['/history', 'listGuestHistory'],
  ['/rewards', 'listOwnRewards'],
  ['/rewards', 'listGuestRedemptions'],
  ['/friends', 'getOwnReferrals'],
  ['/family', 'getOwnFamily'],
  ['/children', 'listChildren'],
  ['/gift-cards', 'listOwnGiftCards'],
  ['/partners', 'listOwnPartners'],
  ['/messages', 'listInbox'],
  ['/settings', 'listOwnNetworks'],
  ['/settings', 'listOwnNotifications'],
  ['/settings', 'listOwnPushSubscriptions'],
  ['/settings', 'getErasure'],
] as const satisfies readonly (readonly [string, Operation])[];

describe('A guest whose page could not read a part', () => {
  it.each(FAILING)('reads so and tries again, at /cabinet/trattoria%s without %s', async (path, operation) => {
    const answers = { listOwnConfirmations: { items: [] }, [operation]: refuse(500, 'internal') };
    const { user, answer, calls } = await openPage(`/cabinet/trattoria${path}`, { role: 'guest', answers });
    const alert = await inMain().findByRole('alert');
    answer({ [operation]: recordedAnswer(operation) });
    const before = calls.length;
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(inMain().queryByRole('alert')).toBeNull());
    expect(calls.slice(before).map((call) => call.operation)).toContain(operation);
  });
});

describe('Gift cards of a guest', () => {
  const CODE = '996995 219784 171342';
  const cards = recordedAnswer('claimGiftCard');
  const id = cards.items[0]?.id ?? '';

  it.each([
    ['en', 'Code of the card', 'Add', 'Type all 18 digits. Check them one by one.', /^Card … \d{4}$/],
    ['ru', 'Код карты', 'Добавить', 'Введите все 18 цифр. Проверьте их по одной.', /^Карта … \d{4}$/],
  ] as const)('are added by code and PIN, in %s', async (language, label, add, wrong, card) => {
    const none = { ...cards, items: [] };
    const { user, calls } = await openPage('/cabinet/trattoria/gift-cards', {
      role: 'guest',
      language,
      answers: { listOwnGiftCards: none },
    });
    const code = inMain().getByLabelText(label);
    await user.type(code, '996995{Enter}');
    expect(descriptionOf(code)).toBe(wrong);
    await user.clear(code);
    await user.type(code, CODE);
    await user.type(inMain().getByLabelText('PIN'), '239372');
    await user.click(inMain().getByRole('button', { name: add }));
    await inMain().findByRole('link', { name: card });
    inMain().getByText(/70[.,]00/);
    const bodies = calls.filter(({ operation }) => operation === 'claimGiftCard').map(({ body }) => body);
    expect(bodies).toEqual([{ code: CODE.replaceAll(' ', ''), pin: '239372' }]);
  });

  it('say why a code was refused', async () => {
    const unknown = refuse(404, 'gift_card_unknown', { title: 'Gift card not found', detail: 'Check the code.' });
    const { user } = await openPage('/cabinet/trattoria/gift-cards', {
      role: 'guest',
      answers: { claimGiftCard: unknown },
    });
    await user.type(inMain().getByLabelText('Code of the card'), CODE);
    await user.type(inMain().getByLabelText('PIN'), '239372{Enter}');
    expect((await inMain().findByRole('alert')).textContent).toContain('Gift card not found');
  });

  it('show history at once, code and PIN when they are asked for, and get new ones after a question', async () => {
    const { user, calls } = await openPage(`/cabinet/trattoria/gift-cards/${id}`, {
      role: 'guest',
      answers: { listOwnGiftCards: cards },
    });
    await inMain().findByText('Added here');
    inMain().getByText('Bought');
    expect(calls.map(({ operation }) => operation)).not.toContain('getOwnGiftFace');
    await user.click(inMain().getByRole('button', { name: 'Show code and PIN' }));
    const { code, pin } = recordedAnswer('getOwnGiftFace');
    await inMain().findByText(code);
    inMain().getByText(`PIN ${pin}`);
    inMain().getByRole('img', { name: 'Code of the gift card for the till' });
    await user.click(inMain().getByRole('button', { name: 'Use it only from here' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Make a new code and PIN' }));
    await inMain().findByText('The printed code and PIN no longer work.');
    expect(inMain().queryByText(`PIN ${pin}`)).toBeNull();
  });

  it('say until when they can be used, and that their time is over', async () => {
    const withEnd = (state: 'ACTIVE' | 'ENDED') => ({
      ...cards,
      items: cards.items.map((card) => ({ ...card, state, endsOn: '2031-11-20' })),
    });
    const list = await openPage('/cabinet/trattoria/gift-cards', {
      role: 'guest',
      answers: { listOwnGiftCards: withEnd('ACTIVE') },
    });
    await inMain().findByText(/Can be used until 20 November 2031 inclusive/);
    list.close();
    const page = await openPage(`/cabinet/trattoria/gift-cards/${id}`, {
      role: 'guest',
      answers: { listOwnGiftCards: withEnd('ACTIVE') },
    });
    await inMain().findByText(/Topping up at a till restarts the period/);
    page.close();
    await openPage(`/cabinet/trattoria/gift-cards/${id}`, {
      role: 'guest',
      answers: { listOwnGiftCards: withEnd('ENDED') },
    });
    await inMain().findByText(/could be used until 20 November 2031/);
    expect(inMain().queryByRole('button', { name: 'Show code and PIN' })).toBeNull();
  });

  it('that are blocked show no code, and one that is gone says so', async () => {
    const blocked = { ...cards, items: cards.items.map((card) => ({ ...card, state: 'BLOCKED' as const })) };
    const page = await openPage(`/cabinet/trattoria/gift-cards/${id}`, {
      role: 'guest',
      answers: { listOwnGiftCards: blocked },
    });
    inMain().getByText(/Ask the restaurant to unblock it/);
    expect(inMain().queryByRole('button', { name: 'Show code and PIN' })).toBeNull();
    page.close();
    await openPage('/cabinet/trattoria/gift-cards/0198f2c4-7b1e-7c3a-9d52-0000000000ff', { role: 'guest' });
    await inMain().findByText('This card is not here');
  });
});

describe('Points that begin later', () => {
  it('are named with their day, and those that wait for something else without one', async () => {
    const beginning = [
      { points: 50, at: '2026-12-01T21:00:00.000Z' },
      { points: 20, at: '2026-12-09T21:00:00.000Z' },
    ];
    const balance = { ...recordedAnswer('getGuestBalance'), pending: 75, beginning };
    await openPage('/cabinet/trattoria', { role: 'guest', answers: { getGuestBalance: balance } });
    await inMain().findByText(/^50 points can be spent from .*December/);
    await inMain().findByText('25 more points are on the way');
  });
});

describe('Points for some restaurants', () => {
  it.each([
    ['en', /^30 of them can be spent only at Harbour, Garden/],
    ['ru', /^Из них 30 можно потратить только здесь: Harbour, Garden/],
  ] as const)('are named with their restaurants, in %s', async (language, words) => {
    const [one, other] = ['0198f2c4-7b1e-7c3a-9d52-000000000001', '0198f2c4-7b1e-7c3a-9d52-000000000002'];
    const limited = [
      { points: 30, restaurantIds: [one, other], restaurantNames: ['Harbour', 'Garden'], categories: [], endsAt: null },
    ];
    const answers = { getGuestBalance: { ...recordedAnswer('getGuestBalance'), limited } };
    await openPage('/cabinet/trattoria', { role: 'guest', language, answers });
    await inMain().findByText(words);
  });
});

it.each([
  ['en', '2026-12-05T09:30:00.000Z', /^40 points are being checked until 5 December/],
  ['ru', '2026-12-05T09:30:00.000Z', /^40 баллов на проверке до 5 декабря/],
  ['en', undefined, /^40 points are being checked$/],
] as const)('says until when points are being checked, in %s: %s', async (language, reviewEndsAt, words) => {
  const { reviewEndsAt: _, ...balance } = recordedAnswer('getGuestBalance');
  const checked = { ...balance, inReview: 40, ...(reviewEndsAt !== undefined && { reviewEndsAt }) };
  await openPage('/cabinet/trattoria', { role: 'guest', language, answers: { getGuestBalance: checked } });
  await inMain().findByText(words);
});

it('names the menu categories on which alone points can be spent', async () => {
  const limited = [
    { points: 30, restaurantIds: [], restaurantNames: [], categories: ['Desserts', 'Drinks'], endsAt: null },
  ];
  const answers = { getGuestBalance: { ...recordedAnswer('getGuestBalance'), limited } };
  await openPage('/cabinet/trattoria', { role: 'guest', language: 'ru', answers });
  await inMain().findByText(/^Из них 30 можно потратить только на категории: Desserts, Drinks/);
});

it('shows the notifications as a grid, with a box for each message that a guest may refuse', async () => {
  const items = [
    { purpose: 'CAMPAIGNS', channel: 'INBOX', wanted: true },
    { purpose: 'CAMPAIGNS', channel: 'SMS', wanted: false },
    { purpose: 'POINTS', channel: 'SMS', wanted: true },
  ] as const;
  const answers = { listOwnNotifications: { items: [...items] }, setOwnNotification: { items: [...items] } };
  const { user, calls } = await openPage('/cabinet/trattoria/settings', { role: 'guest', answers });
  const table = within(await inMain().findByRole('table'));
  expect(table.getAllByRole('row').map(({ textContent }) => textContent)).toEqual([
    'OffersExpiring points',
    'Messages',
    'SMS',
  ]);
  expect(table.getAllByRole('checkbox')).toHaveLength(items.length);
  await user.click(table.getByRole('checkbox', { name: 'Offers and gifts, by SMS' }));
  await waitFor(() =>
    expect(calls.find(({ operation }) => operation === 'setOwnNotification')?.body).toMatchObject({
      purpose: 'CAMPAIGNS',
      channel: 'SMS',
      wanted: true,
    }),
  );
});

describe('The switch of notifications on this device', () => {
  const path = '/cabinet/trattoria/settings';
  const nameOf = (language: 'en' | 'ru') =>
    language === 'en' ? 'Notifications on this device' : 'Уведомления на этом устройстве';
  const restore: (() => void)[] = [];
  /** Gives the browser a member that jsdom lacks. */
  const give = (target: object, name: string, value: unknown) => {
    Object.defineProperty(target, name, { value, configurable: true });
    restore.push(() => Reflect.deleteProperty(target, name));
  };
  afterEach(() => restore.splice(0).forEach((undo) => undo()));

  it.each([
    ['en', 'This browser can’t show notifications.'],
    ['ru', 'Этот браузер не показывает уведомления.'],
  ] as const)('says in %s that the browser has none', async (language, words) => {
    await openPage(path, { role: 'guest', language });
    const button = await inMain().findByRole('checkbox', { name: nameOf(language) });
    expect([(button as HTMLInputElement).disabled, mainText().includes(words)]).toEqual([true, true]);
  });

  it.each([
    ['en', 'Notifications are blocked.'],
    ['ru', 'Уведомления запрещены.'],
  ] as const)('says in %s that the person has blocked them', async (language, words) => {
    give(window, 'PushManager', {});
    give(window, 'Notification', { permission: 'denied' });
    give(navigator, 'serviceWorker', { getRegistration: () => Promise.resolve(undefined) });
    await openPage(path, { role: 'guest', language });
    const button = await inMain().findByRole('checkbox', { name: nameOf(language) });
    expect([(button as HTMLInputElement).disabled, mainText().includes(words)]).toEqual([true, true]);
  });

  it('is not there where the network sends none', async () => {
    const answers = { listOwnPushSubscriptions: { publicKey: null, items: [] } };
    await openPage(path, { role: 'guest', answers });
    await inMain().findByRole('heading', { name: 'Your data' });
    expect(mainText()).not.toContain(nameOf('en'));
  });
});

describe('The question after a visit', () => {
  const question = recordedAnswer('getLinkedQuestion');
  const path = '/cabinet/trattoria/feedback/example-token';

  it.each([
    ['en', 'How was it?', '4 of 5', 'Thank you!'],
    ['ru', 'Как всё прошло?', '4 из 5', 'Спасибо!'],
  ] as const)('is answered by one tap in %s, without signing in', async (language, title, four, thanks) => {
    const open = { ...question, score: null, words: null, isOpen: true, language };
    const answers = { getLinkedQuestion: open, answerLinkedQuestion: { ...open, score: 4 } };
    const { user, calls } = await openPage(path, { role: null, language, answers });
    expect(await inMain().findByRole('heading', { name: title })).toBeDefined();
    expect(calls.map(({ operation }) => operation)).not.toContain('answerLinkedQuestion');
    await user.click(inMain().getByRole('button', { name: four }));
    await inMain().findByText(thanks);
    expect(calls.find(({ operation }) => operation === 'answerLinkedQuestion')?.body).toEqual({ score: 4 });
  });

  it('says that it is closed, and that a link is not known', async () => {
    const { close } = await openPage(path, {
      role: null,
      language: 'en',
      answers: { getLinkedQuestion: { ...question, score: null, isOpen: false } },
    });
    await inMain().findByText('This question is closed');
    close();
    await openPage(path, { role: null, language: 'en', answers: { getLinkedQuestion: refuse(404, 'not_found') } });
    await inMain().findByText('This link does not work');
  });
});

describe('The history of a guest', () => {
  const [sale] = recordedAnswer('listGuestHistory').items.filter((item) => item.type === 'SALE');
  const past = (more: object) => ({ ...sale, ...more }) as Answer<'listGuestHistory'>['items'][number];

  it.each([
    ['en', 'Purchase, ₽380.00 paid', 'Refund, ₽190.00 given back', 'Trattoria on the quay, '],
    ['ru', 'Покупка, оплачено 380,00 ₽', 'Возврат, выдано 190,00 ₽', 'Trattoria on the quay, '],
  ] as const)('says in %s where it was and what was paid', async (language, paid, returned, where) => {
    const restaurantName = 'Trattoria on the quay';
    const refund = { type: 'REFUND', payable: 19_000, pointsReturned: 0, pointsTakenBack: 19, restaurantName };
    const items = [past({ id: 'a', ...refund }), past({ payable: 38_000, amount: 40_000, restaurantName })];
    const answers = { listGuestHistory: { items, nextCursor: null } };
    await openPage('/cabinet/trattoria/history', { role: 'guest', language, answers });
    await waitFor(() => expect(mainText().replaceAll('\u00a0', ' ')).toContain(paid));
    expect(mainText().replaceAll('\u00a0', ' ')).toContain(returned);
    expect(inMain().getAllByText((words) => words.startsWith(where))).toHaveLength(2);
  });
});

describe('The pages of the cabinet', () => {
  const textOf = ({ textContent }: HTMLElement) => textContent;
  const tabs = () =>
    within(screen.getByRole('navigation', { name: 'Pages' }))
      .getAllByRole('link')
      .map(textOf);
  const others = () => inMain().getAllByRole('link').map(textOf);
  const read = { listInbox: { items: [], nextCursor: null } };
  const none = {
    ...Object.fromEntries(Object.keys(recordedAnswer('getOwnSections')).map((section) => [section, false])),
    pointValue: null,
  } as Answer<'getOwnSections'>;

  it('leads to no page of what the network has switched off, and names no tier where there is one alone', async () => {
    const balance = recordedAnswer('getGuestBalance');
    const tier = { code: 'BASE', next: null, amountToNext: null, visitsToNext: null };
    const answers = { ...read, getOwnSections: none, getGuestBalance: { ...balance, available: 1_234, tier } };
    const { user } = await openPage('/cabinet/trattoria', { role: 'guest', answers });
    await waitFor(() => expect(mainText()).toContain('1,234 points'));
    expect(mainText()).not.toContain('Worth');
    expect(tabs()).toEqual(['Card', 'Offers', 'History', 'More']);
    expect(mainText()).not.toContain('BASE');
    await user.click(screen.getByRole('link', { name: 'More' }));
    await waitFor(() => expect(others()).toEqual(['Messages', 'Children', 'Settings']));
  });

  it.each([
    ['en', 'Worth ₽12.34 when you pay with them'],
    ['ru', 'При оплате это 12,34 ₽'],
  ] as const)('says in %s what the points are worth, rounded down', async (language, words) => {
    const getGuestBalance = { ...recordedAnswer('getGuestBalance'), available: 1_234 };
    const getOwnSections = { ...none, pointValue: 1_000_799 };
    const answers = { ...read, getOwnSections, getGuestBalance };
    await openPage('/cabinet/trattoria', { role: 'guest', language, answers });
    await waitFor(() => expect(mainText().replace(/\u00a0/g, ' ')).toContain(words));
  });

  it('leads to all that the network has', async () => {
    const all = {
      ...Object.fromEntries(Object.keys(none).map((section) => [section, true])),
      pointValue: null,
    } as typeof none;
    await openPage('/cabinet/trattoria/more', { role: 'guest', answers: { ...read, getOwnSections: all } });
    expect(tabs()).toEqual(['Card', 'Rewards', 'Offers', 'History', 'More']);
    expect(others()).toEqual(expect.arrayContaining(['Invite friends', 'Give points', 'Family', 'Partners']));
    expect(others()).toHaveLength(11);
  });

  it('leads to every page where the parts cannot be read', async () => {
    const answers = { ...read, getOwnSections: refuse(500, 'internal') };
    await openPage('/cabinet/trattoria/more', { role: 'guest', answers });
    await waitFor(() => expect([tabs().length, others().length]).toEqual([5, 11]));
  });

  it.each([
    ['/more', 'More', 'page', null],
    ['/family', 'More', 'true', '/cabinet/trattoria/more'],
    ['/history', 'History', 'page', null],
    ['', 'Card', 'page', null],
  ] as const)(
    'mark where the guest is, and lead back by an arrow, at /cabinet/trattoria%s',
    async (path, tab, mark, back) => {
      await openPage(`/cabinet/trattoria${path}`, { role: 'guest' });
      const current = screen.getAllByRole('link').filter((link) => link.hasAttribute('aria-current'));
      expect(current.map((link) => [link.textContent, link.getAttribute('aria-current')])).toEqual([[tab, mark]]);
      expect(screen.queryByRole('link', { name: 'Back' })?.getAttribute('href') ?? null).toBe(back);
    },
  );

  it('say beside the messages that one is new', async () => {
    const [message] = recordedAnswer('listInbox').items;
    if (message === undefined) throw new Error('the recorded inbox is empty');
    const answers = { listInbox: { items: [{ ...message, opened: false }], nextCursor: null } };
    await openPage('/cabinet/trattoria/more', { role: 'guest', answers });
    await inMain().findByRole('link', { name: /^Messages\s*New$/ });
  });
});

describe('The messages of a guest', () => {
  const inbox = () => {
    const [message] = recordedAnswer('listInbox').items;
    if (message === undefined) throw new Error('the recorded inbox is empty');
    return { ...message, text: 'Come three times, get a dessert.', opened: false };
  };

  it('show how they begin, and count as opened by the press of the guest alone', async () => {
    const message = inbox();
    const answers = {
      listInbox: { items: [message], nextCursor: null },
      openMessage: { ...message, opened: true },
    };
    const { user, calls, answer } = await openPage('/cabinet/trattoria/messages', { role: 'guest', answers });
    const button = await inMain().findByRole('button', { name: /^New.*Come three times, get a dessert\.$/ });
    expect(button.getAttribute('aria-expanded')).toBe('false');
    expect(calls.map(({ operation }) => operation)).not.toContain('openMessage');
    answer({ listInbox: { items: [{ ...message, opened: true }], nextCursor: null } });
    await user.click(button);
    await waitFor(() => expect(button.getAttribute('aria-expanded')).toBe('true'));
    expect(mainText()).toContain('Come three times, get a dessert.');
    expect(mainText()).not.toContain('New');
    await user.click(button);
    expect(calls.filter(({ operation }) => operation === 'openMessage')).toHaveLength(1);
  });

  it('begin with their first words below the title while they are new', async () => {
    const message = { ...inbox(), text: 'New menu\n\nFour new pizzas.' };
    const answers = { listInbox: { items: [message], nextCursor: null } };
    await openPage('/cabinet/trattoria/messages', { role: 'guest', answers });
    const button = await inMain().findByRole('button', { name: /Four new pizzas/ });
    expect(button.querySelector('[data-short=true]')?.textContent).toBe('New menu\nFour new pizzas.');
  });

  it('stay new where opening one failed, and can be opened again', async () => {
    const message = inbox();
    const answers = { listInbox: { items: [message], nextCursor: null }, openMessage: refuse(500, 'internal') };
    const { user, answer } = await openPage('/cabinet/trattoria/messages', { role: 'guest', answers });
    const button = await inMain().findByRole('button', { name: /^New/ });
    await user.click(button);
    const alert = await inMain().findByRole('alert');
    expect(button.getAttribute('aria-expanded')).toBe('false');
    const opened = { ...message, opened: true };
    answer({ openMessage: opened, listInbox: { items: [opened], nextCursor: null } });
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(button.getAttribute('aria-expanded')).toBe('true'));
    expect(inMain().queryByRole('alert')).toBeNull();
  });
});

describe('The sign-in of a guest', () => {
  it.each([
    ['en', 'Codes can’t be sent here now', 'Ask a cashier to register you', 'Get the code'],
    ['ru', 'Сейчас код отправить нельзя', 'Попросите кассира зарегистрировать вас', 'Получить код'],
  ] as const)(
    'says in %s where the network has no channel that no code can come, and asks for no phone',
    async (language, title, help, send) => {
      const network = { ...recordedAnswer('getGuestNetwork'), codeChannel: null };
      const answers = { getGuestNetwork: network };
      const { calls } = await openPage('/cabinet/trattoria', { role: null, language, answers });
      const alert = await screen.findByRole('alert');
      expect(alert.textContent).toContain(title);
      expect(alert.textContent).toContain(help);
      expect(screen.queryByRole('textbox')).toBeNull();
      expect(screen.queryByRole('button', { name: send })).toBeNull();
      expect(calls.map(({ operation }) => operation)).not.toContain('sendRegistrationCode');
    },
  );

  it.each([
    ['en', 'SMS', null],
    ['ru', 'SMS', null],
    ['en', 'TELEGRAM', 'https://t.me/trattoria_bot?start=1'],
    ['ru', 'TELEGRAM', 'https://t.me/trattoria_bot?start=1'],
  ] as const)('says in %s how the code comes: %s', async (language, channel, botLink) => {
    const network = { ...recordedAnswer('getGuestNetwork'), codeChannel: channel };
    const sent = { ...recordedAnswer('sendRegistrationCode'), channel, botLink, staysInOutbox: false };
    const answers = { getGuestNetwork: network, sendRegistrationCode: sent };
    const { user } = await openPage('/cabinet/trattoria', { role: null, language, answers });
    await user.type(screen.getByLabelText(language === 'ru' ? 'Телефон' : 'Phone'), '+79160000001');
    await user.click(screen.getByRole('button', { name: language === 'ru' ? 'Получить код' : 'Get the code' }));
    await waitFor(() =>
      expect(mainText()).toContain(channel === 'SMS' ? (language === 'ru' ? 'СМС' : 'SMS') : 'Telegram'),
    );
    const bot = screen.queryByRole('link', { name: language === 'ru' ? 'Открыть бота' : 'Open the bot' });
    expect(bot?.getAttribute('href') ?? null).toBe(botLink);
  });
});

describe('The cabinet', () => {
  it.each([
    ['en', '16 points can be used until 1 December 2027 inclusive'],
    ['ru', '16 баллов можно потратить по 1 декабря 2027 включительно'],
  ] as const)('says in %s the last day of points, as the warnings do', async (language, words) => {
    const expiring = [{ ...recordedAnswer('getGuestBalance').expiring[0], points: 16, at: '2027-12-01T21:00:00.000Z' }];
    const getGuestBalance = { ...recordedAnswer('getGuestBalance'), expiring };
    await openPage('/cabinet/trattoria', { role: 'guest', language, answers: { getGuestBalance } });
    await inMain().findByText(words);
  });

  it('offers no campaign that is only a message', async () => {
    const { items, badges } = recordedAnswer('listCampaignsOfGuest');
    const message = { ...items[0], type: 'MESSAGE', eligible: true, name: { en: 'News' } } as (typeof items)[number];
    const page = await openPage('/cabinet/trattoria/campaigns', {
      role: 'guest',
      answers: { listCampaignsOfGuest: { items: [message], badges } as Answer<'listCampaignsOfGuest'> },
    });
    await inMain().findByText('No offers now');
    expect(inMain().queryByText('News')).toBeNull();
    page.close();
    const getCampaignOfGuest = message;
    await openPage(`/cabinet/trattoria/campaigns/${message.campaignId}`, {
      role: 'guest',
      answers: { getCampaignOfGuest },
    });
    await inMain().findByText('No such offer');
  });

  it('tells a guest whom a manager has blocked why there is no code, and shows and keeps none', async () => {
    const getOwnCard = { ...recordedAnswer('getOwnCard'), expiresAt: new Date(Date.now() + 120_000).toISOString() };
    const getGuest = { ...recordedAnswer('getGuest'), blocked: true };
    const page = await openPage('/cabinet/trattoria', { role: 'guest', answers: { getOwnCard } });
    await inMain().findByRole('img', { name: 'QR for the till' });
    expect(localStorage.getItem('loyalty.cabinet.trattoria')).not.toBeNull();
    page.close();
    await openPage('/cabinet/trattoria', { role: 'guest', answers: { getOwnCard, getGuest } });
    const alerts = await screen.findAllByRole('alert');
    expect(alerts.map(({ textContent }) => textContent).join()).toContain('Your card is blocked');
    expect(inMain().queryByRole('img', { name: 'QR for the till' })).toBeNull();
    expect(inMain().queryByRole('button', { name: 'Save as a picture' })).toBeNull();
    expect(localStorage.getItem('loyalty.cabinet.trattoria')).toBeNull();
  });
});

const bodies = ({ calls }: OpenedPage, operation: Operation) =>
  calls.filter((call) => call.operation === operation).map(({ body }) => body);

describe('A phone in the cabinet', () => {
  it.each([
    ['en', 'A digit is missing. Check the number.'],
    ['ru', 'Не хватает цифр. Проверьте номер.'],
  ] as const)(
    'is put into groups as it is typed, and one that lacks a digit gets no code, in %s',
    async (language, words) => {
      const page = await openPage('/cabinet/trattoria', { role: null, language });
      const field = inMain().getByLabelText<HTMLInputElement>(/^(?:Phone|Телефон)$/);
      expect([field.type, field.inputMode, field.autocomplete]).toEqual(['tel', 'tel', 'tel']);
      await page.user.type(field, '8916555123');
      await waitFor(() => expect(field.value).toBe('8 (916) 555-12-3'));
      expect(field.getAttribute('aria-invalid')).not.toBe('true');
      await page.user.type(field, '{Enter}');
      await waitFor(() => expect(descriptionOf(field)).toContain(words));
      expect(document.activeElement).toBe(field);
      expect(bodies(page, 'sendRegistrationCode')).toEqual([]);
      await page.user.type(field, '4{Enter}');
      await waitFor(() => expect(bodies(page, 'sendRegistrationCode')).toHaveLength(1));
      expect(bodies(page, 'sendRegistrationCode')).toMatchObject([{ phone: '+79165551234' }]);
      await inMain().findByText(/\+7\s916\s555\s12\s34/);
    },
  );

  it('is judged when its field is left, and not before', async () => {
    const { user } = await openPage('/cabinet/trattoria', { role: null });
    const field = inMain().getByLabelText<HTMLInputElement>('Phone');
    await user.click(field);
    await user.tab();
    expect(field.getAttribute('aria-invalid')).not.toBe('true');
    await user.click(field);
    await user.paste('тел. +7 (916) 555-12-34, доб. 5');
    await user.tab();
    await waitFor(() => expect(descriptionOf(field)).toContain('There are too many digits.'));
    await user.type(field, '{Backspace}');
    expect([field.value, descriptionOf(field)]).toEqual(['+7 916 555 12 34', '']);
  });

  it('to which points go is asked about in full, whichever way it was typed', async () => {
    const open = { ...recordedAnswer('getGuestNetwork'), transfersAllowed: true };
    const page = await openPage('/cabinet/trattoria/give', { role: 'guest', answers: { getGuestNetwork: open } });
    const { user } = page;
    const field = await inMain().findByLabelText<HTMLInputElement>('Phone of the guest');
    await user.type(field, '8916555123');
    await user.type(inMain().getByLabelText('Number of points'), '50{Enter}');
    await waitFor(() => expect(descriptionOf(field)).toContain('A digit is missing.'));
    await user.type(field, '4{Enter}');
    const dialog = within(await screen.findByRole('dialog'));
    dialog.getByText(/\+7\s916\s555\s12\s34/);
    await user.click(dialog.getByRole('button', { name: 'Give 50 points' }));
    await waitFor(() => expect(bodies(page, 'giveOwnPoints')).toEqual([{ phone: '+79165551234', points: 50 }]));
  });
});

describe('The language of the cabinet', () => {
  const shown = () => document.documentElement.lang;

  it('is that of the network where the browser speaks none of ours', async () => {
    const spoken = jest.spyOn(navigator, 'languages', 'get').mockReturnValue(['de-DE']);
    const network = { ...recordedAnswer('getGuestNetwork'), locale: 'ru' } as const;
    await openPage('/cabinet/trattoria', { role: null, language: null, answers: { getGuestNetwork: network } });
    await waitFor(() => expect(shown()).toBe('ru'));
    spoken.mockRestore();
  });

  it('is saved with the guest, by the switch and among the settings', async () => {
    const page = await openPage('/cabinet/trattoria/settings', { role: 'guest', language: null });
    const { user } = page;
    const field = inMain().getByLabelText<HTMLSelectElement>('Language of your account and messages');
    expect(field.value).toBe('');
    await user.click(screen.getByRole('button', { name: 'RU' }));
    await waitFor(() => expect([shown(), field.value]).toEqual(['ru', 'ru']));
    expect(bodies(page, 'changeGuest')).toEqual([{ locale: 'ru' }]);
    await user.selectOptions(field, 'en');
    await user.click(inMain().getByRole('button', { name: 'Сохранить' }));
    await waitFor(() => expect(shown()).toBe('en'));
    expect(bodies(page, 'changeGuest')).toMatchObject([{ locale: 'ru' }, { locale: 'en' }]);
  });
});

describe('Money off in the cabinet', () => {
  const answers = () => {
    const list = recordedAnswer('listCampaignsOfGuest');
    const history = recordedAnswer('listGuestHistory');
    const endsAt = '2026-12-31T20:59:59.000Z';
    return {
      listCampaignsOfGuest: { ...list, items: list.items.map((one) => ({ ...one, eligible: true, endsAt })) },
      listGuestHistory: {
        nextCursor: null,
        items: history.items.slice(0, 1).map((one) => ({
          ...one,
          discountByLine: [22_500, 0],
          items: [
            { ...LINE, sku: 'P1', name: 'Pizza', total: 100_000 },
            { ...LINE, sku: 'D1', name: 'Cola', total: 30_000 },
          ],
        })),
      } as unknown as Answer<'listGuestHistory'>,
    };
  };
  const LINE = { category: null, unitPrice: null, quantity: 1, type: null };

  it.each([
    ['en', '50 % off one of every 2 items', 'Pizza: ₽1,000.00, discount ₽225.00'],
    ['ru', 'Скидка 50 % на одну из каждых 2 позиций', 'Pizza: 1 000,00 ₽, скидка 225,00 ₽'],
  ] as const)('is told in %s with its end, and by line in the history', async (language, gives, line) => {
    const page = await openPage('/cabinet/trattoria/campaigns', { role: 'guest', language, answers: answers() });
    const [found] = await inMain().findAllByText(gives);
    const offer = found?.closest('li');
    expect(offer?.textContent).toMatch(/2026|31|Dec|дек/);
    page.close();
    await openPage('/cabinet/trattoria/history', { role: 'guest', language, answers: answers() });
    const lines = await inMain().findAllByText((text) => text.replaceAll(/[\u00a0\u202f]/g, ' ') === line);
    expect(lines).toHaveLength(1);
    expect(mainText()).not.toContain('Cola:');
  });
});

describe('A guest who signs in', () => {
  const REGISTER = { name: 'Register' };

  async function typeCode({ user }: OpenedPage): Promise<void> {
    await user.type(screen.getByLabelText('Phone'), '+79160000001');
    await user.click(screen.getByRole('button', { name: 'Get the code' }));
    await user.type(await screen.findByLabelText('Code'), '123456');
  }

  it('is asked for name and consents only where the phone turns out to be new', async () => {
    const answers = {
      verifyOnPage: (call: { body: unknown }) =>
        'onlyKnown' in (call.body as object) ? refuse(422, 'registration_needed')() : recordedAnswer('verifyOnPage'),
    };
    const page = await openPage('/cabinet/trattoria', { role: null, answers });
    expect([screen.queryByLabelText('Name'), screen.queryByRole('checkbox')]).toEqual([null, null]);
    await typeCode(page);
    await screen.findByRole('heading', { name: 'You are new here' });
    expect(screen.queryByRole('alert')).toBeNull();
    await page.user.type(screen.getByLabelText('Name'), ' Anna ');
    await page.user.click(screen.getByRole('button', REGISTER));
    await waitFor(() => expect(bodies(page, 'verifyOnPage')).toHaveLength(2));
    expect(bodies(page, 'sendRegistrationCode')).toMatchObject([{ phone: '+79160000001', consents: [] }]);
    expect(bodies(page, 'verifyOnPage')).toMatchObject([
      { code: '123456', onlyKnown: true },
      { code: '123456', name: 'Anna', consents: [] },
    ]);
    expect(bodies(page, 'verifyOnPage')[1]).not.toHaveProperty('onlyKnown');
  });

  it('sends the code with its last digit, once, and again only when it is changed', async () => {
    const answers = { verifyOnPage: refuse(422, 'verification_failed') };
    const page = await openPage('/cabinet/trattoria', { role: null, answers });
    await typeCode(page);
    const code = screen.getByLabelText('Code');
    await page.user.type(code, '9');
    await screen.findByRole('alert');
    expect(bodies(page, 'verifyOnPage')).toMatchObject([{ code: '123456' }]);
    await page.user.type(code, '{Backspace}7');
    await waitFor(() => expect(bodies(page, 'verifyOnPage')).toHaveLength(2));
    expect(bodies(page, 'verifyOnPage')[1]).toMatchObject({ code: '123457' });
  });

  it('gets another code where the first one ended while the name was typed, and keeps the name', async () => {
    let isOver = false;
    const answers = {
      verifyOnPage: () => refuse(422, isOver ? 'verification_expired' : 'registration_needed')(),
    };
    const page = await openPage('/cabinet/trattoria', { role: null, answers });
    await typeCode(page);
    await page.user.type(await screen.findByLabelText('Name'), 'Anna');
    isOver = true;
    await page.user.click(screen.getByRole('button', REGISTER));
    await screen.findByRole('alert');
    await page.user.click(screen.getByRole('button', { name: 'Send the code again' }));
    const code = await screen.findByLabelText<HTMLInputElement>('Code');
    expect(code.value).toBe('');
    isOver = false;
    await page.user.type(code, '654321');
    expect((await screen.findByLabelText<HTMLInputElement>('Name')).value).toBe('Anna');
  });
});

describe('The rewards of a guest', () => {
  const [reward] = recordedAnswer('listOwnRewards').items;
  if (reward === undefined) throw new Error('the recorded rewards are empty');
  const redemption = recordedAnswer('listGuestRedemptions').items[0];

  it.each([
    ['en', '317 points to go', 'Get Cake'],
    ['ru', 'Ещё 317 баллов', 'Получить: Cake'],
  ] as const)('show in %s how many points each lacks, and first those that can be had', async (language, togo, get) => {
    const mug = { ...reward, id: 'a', name: 'Mug', points: 500, whyNot: 'POINTS' as const };
    const cake = { ...reward, id: 'b', name: 'Cake', points: 100, whyNot: null };
    const answers = {
      listOwnRewards: { available: 183, items: [mug, cake] },
      listGuestRedemptions: { items: [], nextCursor: null },
    };
    await openPage('/cabinet/trattoria/rewards', { role: 'guest', language, answers });
    await inMain().findByText(togo);
    const bar = inMain().getByRole('progressbar', { name: 'Mug' });
    expect(Math.round(Number(bar.getAttribute('aria-valuenow')))).toBe(37);
    expect(
      inMain()
        .getAllByRole('heading', { level: 3 })
        .map(({ textContent }) => textContent),
    ).toEqual(['Cake', 'Mug']);
    expect(
      inMain()
        .getAllByRole('button')
        .map((button) => button.getAttribute('aria-label')),
    ).toEqual([get]);
  });

  it('that are taken and usable stand on top, and those of earlier below the catalogue', async () => {
    if (redemption === undefined) throw new Error('the recorded redemptions are empty');
    const one = (id: string, name: string, more: object) => ({
      ...redemption,
      id,
      name,
      shippingAddress: null,
      ...more,
    });
    const answers = {
      listOwnRewards: { available: 0, items: [{ ...reward, whyNot: 'STOCK' as const }] },
      listGuestRedemptions: {
        items: [
          one('a', 'Tea', { status: 'PENDING', usableAtSale: false }),
          one('b', 'Soup', { status: 'READY', usableAtSale: true }),
          one('c', 'Old mug', { status: 'FULFILLED', usableAtSale: false }),
        ],
        nextCursor: null,
      } as unknown as Answer<'listGuestRedemptions'>,
    };
    await openPage('/cabinet/trattoria/rewards', { role: 'guest', answers });
    const yours = within(await inMain().findByRole('region', { name: 'Your rewards' }));
    expect(yours.getAllByRole('listitem').map(({ textContent }) => textContent.slice(0, 4))).toEqual(['Soup', 'TeaB']);
    // Rewards without a sale say where they are fetched; how to cancel is said once.
    expect(yours.getAllByText(/pick it up at the till/)).toHaveLength(1);
    expect(yours.getAllByText(/staff cancel it, and the points come back/)).toHaveLength(1);
    const regions = inMain()
      .getAllByRole('region')
      .map((region) => region.getAttribute('aria-label'));
    expect(regions).toEqual(['Your rewards', 'Rewards for points', 'Earlier']);
  });
});

describe('The leaderboard in the cabinet', () => {
  const path = '/cabinet/trattoria/leaderboard';
  const board = {
    month: '2026-11',
    nickname: null,
    items: [{ rank: 1, nickname: 'Anna', visits: 3, isOwn: false }],
    restaurants: [
      { id: '0198f2c4-7b1e-7c3a-9d52-000000000001', name: 'Centre' },
      { id: '0198f2c4-7b1e-7c3a-9d52-000000000002', name: 'Harbour' },
    ],
  };

  it('is joined under a nickname, shows where the guest stands, and is left again', async () => {
    const own = { rank: 2, nickname: 'Boris', visits: 1, isOwn: true };
    const joined = { ...board, nickname: 'Boris', items: [...board.items, own] };
    const answers = { getOwnLeaderboard: board, joinLeaderboard: joined, leaveLeaderboard: board };
    const { user, answer, calls } = await openPage(path, { role: 'guest', answers });
    await user.type(await inMain().findByLabelText('Your nickname'), 'Boris');
    answer({ getOwnLeaderboard: joined });
    await user.click(inMain().getByRole('button', { name: 'Take part' }));
    await inMain().findByText('Boris (you)');
    for (const text of ['3 visits', '1 visit']) expect(mainText()).toContain(text);
    answer({ getOwnLeaderboard: board });
    await user.click(inMain().getByRole('button', { name: 'Stop taking part' }));
    await waitFor(() => expect(mainText()).not.toContain('Boris'));
    expect(calls.find(({ operation }) => operation === 'joinLeaderboard')?.body).toEqual({ nickname: 'Boris' });
    expect(calls.map(({ operation }) => operation)).toContain('leaveLeaderboard');
  });

  it('is read for a restaurant, says which nickname is taken, and says when the network has none, in Russian too', async () => {
    const answers = { getOwnLeaderboard: board, joinLeaderboard: refuse(409, 'nickname_taken') };
    const page = await openPage(path, { role: 'guest', answers });
    await page.user.selectOptions(await inMain().findByLabelText('Restaurant'), 'Harbour');
    const asked = () =>
      page.calls
        .filter(({ operation }) => operation === 'getOwnLeaderboard')
        .at(-1)
        ?.query.get('restaurantId');
    await waitFor(() => expect(asked()).toBe(board.restaurants[1]?.id));
    await page.user.type(await inMain().findByLabelText('Your nickname'), 'Anna');
    await page.user.click(inMain().getByRole('button', { name: 'Take part' }));
    expect((await inMain().findByRole('alert')).textContent).toContain('Refused');
    page.close();
    await openPage(path, { role: 'guest', language: 'ru', answers: { getOwnLeaderboard: refuse(404, 'not_found') } });
    await inMain().findByText('Таблицы лидеров нет');
  });
});

describe('A campaign in the cabinet', () => {
  const [first] = recordedAnswer('listCampaignsOfGuest').items;
  if (first === undefined) throw new Error('the recorded campaigns are empty');
  const open = {
    ...first,
    name: { en: 'Two desserts' },
    eligible: true,
    whyNot: null,
    isPaid: false,
    offer: null,
    moneyOff: null,
    // Midnight in Moscow: the last day is the one before.
    endsAt: '2027-01-31T21:00:00.000Z',
    restaurants: ['On the quay', 'Old town'],
    tasks: [
      {
        task: 'sweet',
        collected: 1_000,
        target: 2_000,
        unit: 'QUANTITY' as const,
        categories: ['Desserts'],
        freezes: null,
      },
    ],
    payouts: [
      { kind: 'POINTS' as const, points: 500 },
      { kind: 'REWARD' as const, name: { en: 'A cake' } },
    ],
  };
  const path = `/cabinet/trattoria/campaigns/${first.campaignId}`;

  it('opens with what to do, how far the guest is, until when and where', async () => {
    const answers = { listCampaignsOfGuest: { guestId: 'x', items: [open], badges: [] }, getCampaignOfGuest: open };
    const { user } = await openPage('/cabinet/trattoria/campaigns', { role: 'guest', answers });
    await user.click(await inMain().findByRole('link', { name: 'Two desserts' }));
    await inMain().findByRole('heading', { level: 1, name: 'Two desserts' });
    const words = ['+500 points', 'A cake', 'Buy 2 items', 'Counts: Desserts', '1 of 2', 'On the quay', 'Old town'];
    for (const text of [...words, 'Until 31 January 2027']) expect(mainText()).toContain(text);
  });

  it('has the badges of the guest above the list, and says which badge and which points on the way a campaign gives', async () => {
    const badge = { name: { en: 'Regular', ru: 'Свой человек' }, icon: 'SUN', colour: 'GOLD' } as const;
    const earned = {
      campaignId: first.campaignId,
      campaignCode: 'REGULAR',
      badge,
      picture: null,
      day: '2026-11-02',
      times: 1,
    };
    const picture = { hash: 'h', url: '/api/pictures/n/h/320', width: 320, height: 320, sizes: [] };
    const again = { ...earned, campaignId: 'other', badge: { ...badge, name: { en: 'Explorer' } }, picture, times: 3 };
    const steps = [
      { sharePpm: 250_000, points: 10, isPaid: true },
      { sharePpm: 500_000, points: 1, isPaid: false },
    ];
    const items = [{ ...open, payouts: [{ kind: 'BADGE' as const, badge, picture: null }], steps }];
    const answers = { listCampaignsOfGuest: { guestId: 'x', items, badges: [again, earned] } };
    const page = await openPage('/cabinet/trattoria/campaigns', { role: 'guest', answers });
    await inMain().findByRole('heading', { name: 'Your badges' });
    const texts = [
      'Explorer',
      '3 times, last on 2 Nov',
      'Regular',
      'The badge “Regular”',
      '+10 points at 25 % of the way: given',
    ];
    texts.push('+1 point at 50 % of the way');
    for (const text of texts) expect(mainText()).toContain(text);
    // One badge has a picture, the other is drawn with its icon.
    const art = [...mainElement().querySelectorAll('li')].map((one) => one.querySelector('img')?.getAttribute('src'));
    expect(art.slice(0, 2)).toEqual(['/api/pictures/n/h/320', undefined]);
    page.close();
    await openPage('/cabinet/trattoria/campaigns', { role: 'guest', language: 'ru', answers });
    await inMain().findByRole('heading', { name: 'Ваши значки' });
    expect(mainText()).toContain('Значок «Свой человек»');
  });

  it('asks for different restaurants, categories and weeks in words, and says how many there were', async () => {
    const of = { collected: 1, target: 3, categories: [], freezes: null };
    const tasks = [
      { ...of, task: 'places', unit: 'RESTAURANTS' as const },
      { ...of, task: 'tastes', target: 5, unit: 'CATEGORIES' as const },
      { ...of, task: 'weeks', target: 4, unit: 'WEEKS' as const },
    ];
    const answers = { getCampaignOfGuest: { ...open, tasks } };
    const page = await openPage(path, { role: 'guest', answers });
    await inMain().findByRole('heading', { level: 1, name: 'Two desserts' });
    const words = ['Visit 3 different restaurants', '1 of 3', 'Try 5 different categories', '1 of 5'];
    words.push('Come every week, 4 weeks in a row', '1 of 4');
    for (const text of words) expect(mainText()).toContain(text);
    page.close();
    await openPage(path, { role: 'guest', language: 'ru', answers });
    await inMain().findByText('Побывайте в 3 разных ресторанах');
    expect(mainText()).toContain('Попробуйте 5 разных категорий');
  });

  it('is joined on its page, and says when the guest can know of none', async () => {
    const joinable = {
      ...open,
      join: 'JOINED' as const,
      joined: false,
      eligible: false,
      whyNot: 'NOT_JOINED' as const,
    };
    const page = await openPage(path, { role: 'guest', answers: { getCampaignOfGuest: joinable } });
    page.answer({ getCampaignOfGuest: { ...joinable, joined: true } });
    await page.user.click(await inMain().findByRole('button', { name: 'Join “Two desserts”' }));
    await inMain().findByText('You’re in.');
    page.close();
    await openPage(path, { role: 'guest', answers: { getCampaignOfGuest: refuse(404, 'not_found') } });
    await inMain().findByText('No such offer');
  });
});

describe('The proof of an entry', () => {
  const young = recordedAnswer('getLedgerProof');
  const position = { epoch: 1, xid: 900, id: young.transactionId };
  const bytes = 'ab'.repeat(32);
  const seal: NonNullable<typeof young.seal> = {
    form: 2,
    number: 12,
    index: 0,
    size: 1,
    path: [],
    merkleRoot: young.leaf,
    previous: bytes,
    hash: bytes,
    from: position,
    to: position,
    transactions: 1,
    transfers: 1,
    totals: '[]',
    programs: null,
    sealedAt: '2026-11-25T10:00:00.000Z',
    keyId: 'k1',
    publicKey: 'cd'.repeat(32),
    signature: bytes + bytes,
  };
  const publications: typeof young.publications = [
    { place: 'FILE', number: 12, publishedAt: '2026-11-25T10:01:00.000Z', timeStamp: null },
    { place: 'TIMESTAMP', number: 14, publishedAt: '2026-11-25T11:00:00.000Z', timeStamp: 'MAA=' },
  ];
  const proof = { ...young, sealed: true, seal, publications };

  it('opens from the history, says which seal it has and where that is kept, and is saved as a file', async () => {
    const { user } = await openPage('/cabinet/trattoria/history', {
      role: 'guest',
      answers: { getLedgerProof: proof },
    });
    const saved: Blob[] = [];
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => `blob:${String(saved.push(blob))}`,
      revokeObjectURL: () => undefined,
    });
    const [link] = await inMain().findAllByRole('link', { name: 'Check this entry', hidden: true });
    if (link === undefined) throw new Error('each entry has the link');
    await user.click(link);
    await inMain().findByRole('heading', { level: 1, name: 'Proof' });
    const save = await inMain().findByRole('button', { name: 'Save the proof' });
    await inMain().findByText(/^Purchase, .* paid · /);
    expect(mainText()).toContain('Seal 12 of 25 Nov 2026, 13:00');
    expect(mainText()).toContain(`npx ./packages/verify proof.json --key k1=${'cd'.repeat(32)}`);
    expect(mainText()).toContain('In a file to which lines are only added · 25 Nov 2026, 13:01');
    expect(mainText()).toContain('by an authority · 25 Nov 2026, 14:00 · with seal 14, which follows yours');
    await user.click(save);
    expect(saved).toHaveLength(1);
  });

  it('says when it has to wait for its seal', async () => {
    const path = `/cabinet/trattoria/history/${young.transactionId}/proof`;
    await openPage(path, { role: 'guest', answers: { getLedgerProof: young } });
    await inMain().findByText('Not sealed yet');
  });
});
