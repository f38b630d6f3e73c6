import { screen, waitFor, within } from '@testing-library/dom';
import { signIn, signOut } from '../../../web/src/entities/session/session';
import { descriptionOf, inMain } from './harness/main';
import { type Answers, openPage, type OpenedPage, refuse } from './harness/open-page';
import { type Answer, recordedAnswer } from './harness/recorded-answers';

const findField = () => screen.getByRole<HTMLInputElement>('combobox');
const amountField = () => screen.getByLabelText<HTMLInputElement>(/^Receipt amount/);
const points = () => within(screen.getByRole('group', { name: /^Points to use/ }));
const pointsField = () => points().getByRole<HTMLInputElement>('textbox');
const hasFocus = (find: () => HTMLElement) => waitFor(() => expect(document.activeElement).toBe(find()));

/** Opens the till as a cashier, who chooses the first till. */
async function openTill(answers: Answers = {}, language: 'en' | 'ru' = 'en'): Promise<OpenedPage> {
  const page = await openPage('/cashier', { role: 'cashier', language, answers });
  const [till] = await screen.findAllByRole('button', { name: 'Till 1' });
  await page.user.click(till as HTMLElement);
  await hasFocus(findField);
  return page;
}

/** Finds a guest by their phone. */
async function openTillWithGuest(answers: Answers = {}): Promise<OpenedPage> {
  const page = await openTill(answers);
  await page.user.type(findField(), '+79001234567{Enter}');
  await hasFocus(amountField);
  return page;
}

function guestWith(available: number) {
  const guest = recordedAnswer('lookUpGuest');
  const balance = { ...guest.balance, available };
  return { ...guest, balance, ...('account' in guest && { account: { ...guest.account, available } }) };
}

function quoteWith(redeemable: Partial<Answer<'quoteSale'>['redeemable']>) {
  const quote = recordedAnswer('quoteSale');
  return { ...quote, redeemable: { ...quote.redeemable, ...redeemable } };
}

describe('The till says', () => {
  it('nothing of a shift that it has not read', async () => {
    await openTill({ getCurrentShift: () => new Promise(() => undefined) });
    expect(screen.queryByText('No sales yet')).toBeNull();
  });

  it.each([
    ['en', 'No guest has this code now'],
    ['ru', 'Сейчас такого кода ни у кого нет'],
  ] as const)('in %s that no guest has the code typed', async (language, words) => {
    const { user } = await openTill({ lookUpGuest: refuse(404, 'guest_not_found') }, language);
    await user.type(findField(), '000000{Enter}');
    await inMain().findByText(words);
  });

  it.each([
    ['en', 'Code for support: 7K2Q-9XMD'],
    ['ru', 'Код для поддержки: 7K2Q-9XMD'],
  ] as const)('in %s the code by which support finds a request that failed', async (language, words) => {
    const failed = refuse(500, 'internal_error', { requestId: '0198f2c4-7b1e-7c3a-9d52-000000000004:7K2Q-9XMD' });
    const { user } = await openTill({ lookUpGuest: failed }, language);
    await user.type(findField(), '000000{Enter}');
    await inMain().findByText(words);
  });

  it('no code for support where the server only refused', async () => {
    const { user } = await openTill({ lookUpGuest: refuse(403, 'forbidden', { requestId: '7K2Q-9XMD' }) });
    await user.type(findField(), '000000{Enter}');
    await inMain().findByText('Your role does not allow this');
    expect(inMain().queryByText(/7K2Q/)).toBeNull();
  });

  it.each([true, false])('before an amount is typed whether the guest is blocked: %s', async (blocked) => {
    await openTillWithGuest({ lookUpGuest: { ...recordedAnswer('lookUpGuest'), blocked } });
    await inMain().findByText(/^available points?$/);
    expect(inMain().queryByText('Blocked') !== null).toBe(blocked);
    expect(inMain().queryByText('Record the sale without a guest and call a manager.') !== null).toBe(blocked);
  });

  it('from when points of the guest can be spent', async () => {
    const found = recordedAnswer('lookUpGuest');
    const balance = { ...found.balance, pending: 50 };
    const beginning = [{ points: 50, at: '2026-12-01T21:00:00.000Z' }];
    const account = 'account' in found && { account: { ...found.account, ...balance, limited: [], beginning } };
    await openTillWithGuest({ lookUpGuest: { ...found, balance, ...account } });
    await inMain().findByText(/^50 points can be spent from .*December/);
    expect(inMain().queryByText(/become available later/)).toBeNull();
  });

  it('which points of the guest can be spent in some restaurants alone', async () => {
    const found = recordedAnswer('lookUpGuest');
    const here = { restaurantIds: [found.id], restaurantNames: ['Harbour'] };
    const limited = [
      { points: 30, ...here, categories: [], endsAt: null },
      { points: 20, ...here, categories: ['Desserts'], endsAt: null },
    ];
    const account = 'account' in found && { account: { ...found.account, limited } };
    await openTillWithGuest({ lookUpGuest: { ...found, ...account } });
    await inMain().findByText('30 of them can be spent only at Harbour.');
    inMain().getByText('20 of them can be spent only at Harbour, on Desserts.');
  });

  it('to an analyst that it is not theirs', async () => {
    await openPage('/cashier', { role: 'analyst' });
    inMain().getByRole('heading', { name: 'Your role has no access to this page' });
  });

  it('what to do where the device has no camera', async () => {
    const { user } = await openTill();
    await user.click(screen.getByRole('button', { name: 'Scan with the camera' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect((await dialog.findByRole('alert')).textContent).toMatch(/six digits below the QR/);
  });

  it('nothing of tills that are closed', async () => {
    const { items } = recordedAnswer('listPointsOfSaleOfRestaurant');
    const [open] = items;
    const tills = [open, { ...open, id: 'x', name: 'Shut', closedAt: '2026-11-20T09:29:59.000Z' }];
    const answers = { listPointsOfSaleOfRestaurant: { items: tills, nextCursor: null } } as Answers;
    await openPage('/cashier', { role: 'cashier', answers });
    await screen.findAllByRole('button', { name: 'Till 1' });
    expect(screen.queryByRole('button', { name: 'Shut' })).toBeNull();
  });

  it('nothing of a demonstration on a server without one', async () => {
    const none = { password: null, people: [], tills: [], guests: [], filling: null, isIncomplete: false };
    await openPage('/cashier', { role: null, answers: { getDemonstration: none } });
    screen.getByRole('button', { name: 'Sign in' });
    expect(screen.queryByRole('group', { name: 'Demonstration' })).toBeNull();
  });

  it.each([
    ['ru', 'Вы вошли как first@example.test, владелец платформы. Эта страница для сотрудников сети.', 'Владелец'],
    [
      'en',
      'You are signed in as first@example.test, an owner of the platform. This page is for the staff of a network.',
      'Owner',
    ],
  ] as const)(
    'in %s to an owner without a name, by the address, which page is theirs',
    async (language, words, link) => {
      const owner = {
        ...recordedAnswer('getOwnAccount'),
        role: 'owner' as const,
        name: null,
        email: 'first@example.test',
        network: null,
      };
      await openPage('/cashier', { role: 'owner', language, answers: { getOwnAccount: owner } });
      inMain().getByText(words);
      expect(inMain().getByRole('link', { name: link }).getAttribute('href')).toBe('/owner');
    },
  );
});

describe('By the keyboard of the till', () => {
  it('F2 finds the field for points of a guest without any, and says that there are none', async () => {
    const answers = { lookUpGuest: guestWith(0), quoteSale: quoteWith({ max: 0, limitedBy: 'BALANCE' }) };
    const { user } = await openTillWithGuest(answers);
    await user.keyboard('1000');
    await points().findByText('The guest has no points.');
    await user.keyboard('{F2}5');
    expect(amountField().value).toBe('1,000');
    await hasFocus(pointsField);
    expect(descriptionOf(pointsField())).toContain('The guest has no points.');
  });

  it('? shows the keys, and Escape goes back one step at a time', async () => {
    const { user } = await openTillWithGuest();
    await user.keyboard('?');
    await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.keyboard('{F8}');
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await hasFocus(amountField);
    await user.keyboard('{Escape}');
    await hasFocus(findField);
  });

  it('Escape clears the amount first, and then the guest', async () => {
    const { user } = await openTillWithGuest();
    await user.keyboard('1000,50');
    expect(amountField().value).toBe('1,000.50');
    await user.keyboard('{Escape}');
    expect(amountField().value).toBe('');
    await hasFocus(amountField);
    inMain().getByRole('heading', { name: 'Gleb' });
    await user.keyboard('{Escape}');
    await hasFocus(findField);
    expect(inMain().queryByRole('heading', { name: 'Gleb' })).toBeNull();
  });

  it('the slider moves by arrows, pages, Home and End, in step with the field', async () => {
    const answers = { lookUpGuest: guestWith(5000), quoteSale: quoteWith({ min: 100, max: 1000 }) };
    const { user } = await openTillWithGuest(answers);
    await user.keyboard('2500');
    const slider = await screen.findByRole('slider', { name: 'Points to use' });
    await waitFor(() => expect(slider.getAttribute('aria-valuemax')).toBe('1000'));
    slider.focus();
    for (const [key, value] of [
      // A guest spends 100 points or none.
      ['ArrowRight', '100'],
      ['ArrowUp', '110'],
      ['PageUp', '210'],
      ['PageDown', '110'],
      ['End', '1,000'],
      ['ArrowLeft', '990'],
      ['Home', '0'],
    ] as const) {
      await user.keyboard(`{${key}}`);
      await waitFor(() => expect(pointsField().value).toBe(value));
      expect(slider.getAttribute('aria-valuenow')).toBe(value.replace(',', ''));
      expect(document.activeElement).toBe(slider);
    }
  });

  it('a name is chosen from the list with the arrows', async () => {
    const { user } = await openTill();
    await user.keyboard('Королёв');
    await screen.findByRole('option', { name: /Алёна Королёва/ });
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}{Enter}');
    await inMain().findByRole('heading', { name: 'Алёна Королёва' });
  });
});

describe('A phone at the till', () => {
  it.each([
    ['en', 'Not a valid phone number', 'A digit is missing. Check the number.'],
    ['ru', 'Это не номер телефона', 'Не хватает цифр. Проверьте номер.'],
  ] as const)('that lacks a digit is looked up nowhere, in %s', async (language, title, help) => {
    const { user, calls } = await openTill({}, language);
    const lookUps = () => calls.filter(({ operation }) => operation === 'lookUpGuest').map(({ body }) => body);
    await user.type(findField(), '8 (916) 555-12-3{Enter}');
    const alert = within(await inMain().findByRole('alert'));
    alert.getByText(title);
    alert.getByText(help);
    expect([findField().getAttribute('aria-invalid'), lookUps()]).toEqual(['true', []]);
    await user.type(findField(), '4{Enter}');
    await waitFor(() => expect(lookUps()).toEqual([{ phone: '8 (916) 555-12-34' }]));
  });

  it('is put into groups where it is surely one, and cards, codes and names stay as they are', async () => {
    const { user } = await openTill();
    for (const [typed, shown] of [
      ['+79165551234', '+7 916 555 12 34'],
      ['89165551234', '89165551234'],
      ['1002170377692820', '1002170377692820'],
      ['Anna 2', 'Anna 2'],
    ] as const) {
      await user.clear(findField());
      await user.type(findField(), typed);
      await waitFor(() => expect(findField().value).toBe(shown));
    }
  });

  it('of a new guest is taken over from the search and registered in one form', async () => {
    const getRegistrationTerms = { ...recordedAnswer('getRegistrationTerms'), consents: [] };
    const { user, calls } = await openTill({ lookUpGuest: refuse(404, 'guest_not_found'), getRegistrationTerms });
    await user.type(findField(), '8 916 555-12-34{Enter}');
    await user.click(await inMain().findByRole('button', { name: 'New guest' }));
    const dialog = within(await screen.findByRole('dialog'));
    const field = dialog.getByLabelText<HTMLInputElement>('Phone');
    await waitFor(() => expect(field.value).toBe('8 (916) 555-12-34'));
    await user.type(field, '{Backspace}');
    await user.click(await dialog.findByRole('button', { name: /^Register/ }));
    await waitFor(() => expect(descriptionOf(field)).toContain('A digit is missing.'));
    expect(calls.map(({ operation }) => operation)).not.toContain('createGuest');
    await user.type(field, '4{Enter}');
    await waitFor(() => expect(calls.find(({ operation }) => operation === 'createGuest')).toBeDefined());
    expect(calls.find(({ operation }) => operation === 'createGuest')?.body).toMatchObject({ phone: '+79165551234' });
  });
});

it('says until when points of the guest are under review', async () => {
  const guest = recordedAnswer('lookUpGuest');
  const reviewed = { inReview: 40, reviewEndsAt: '2026-12-05T09:30:00.000Z' };
  const account = { ...recordedAnswer('getGuestBalance'), ...reviewed };
  await openTillWithGuest({ lookUpGuest: { ...guest, account } as Answer<'lookUpGuest'> });
  await inMain().findByText(/^40 points under review until 5 December/);
});

it('A discount of a campaign has its name and stands by line: in the check, in the result and on the slip', async () => {
  const guest = recordedAnswer('lookUpGuest');
  const campaign = { code: 'SECOND', name: 'Second at half price', lastDay: null, restaurantIds: [], tasks: [] };
  const account = { ...recordedAnswer('getGuestBalance'), campaigns: [campaign] };
  const figures = {
    amount: 84_000,
    discount: 34_500,
    discountByLine: [34_500, 0],
    payable: 49_500,
    pointsRedeemed: 0,
    pointsValue: 0,
    trace: [
      {
        effect: 'DISCOUNT',
        rule: 'campaign.SECOND.discount',
        amount: 34_500,
        arguments: {},
        reason: 'Campaign “SECOND”',
      },
    ],
  };
  const network = recordedAnswer('getNetwork');
  const { user, calls } = await openTillWithGuest({
    lookUpGuest: { ...guest, account } as Answer<'lookUpGuest'>,
    getNetwork: { ...network, settings: { ...network.settings, linesAtTill: true } },
    quoteSale: { ...recordedAnswer('quoteSale'), ...figures },
    recordTransaction: { ...recordedAnswer('recordTransaction'), ...figures } as Answer<'recordTransaction'>,
  });
  await user.click(await inMain().findByRole('button', { name: 'Menu' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(await dialog.findByRole('button', { name: /^Hawaiian/ }));
  await user.click(dialog.getByRole('button', { name: /^Tea/ }));
  await dialog.findByText('₽840.00 before discount, ₽495.00 after it.');
  const lines = within(dialog.getByRole('list', { name: 'This check' })).getAllByRole('listitem');
  expect(lines[0]?.textContent).toContain('Before discount ₽690.00 After discount ₽345.00');
  expect(lines[1]?.textContent).not.toContain('discount');
  await user.click(dialog.getByRole('button', { name: /^Done/ }));
  const quoted = (await inMain().findByText('of it “Second at half price”')).closest('div');
  expect(quoted?.textContent).toContain('−₽345.00');
  await user.click(await inMain().findByRole('button', { name: /^Charge/ }));
  await inMain().findByText('“Second at half price”: −₽345.00.');
  const slip = await waitFor(() => {
    const found = document.querySelector('.print-only');
    expect(found).not.toBeNull();
    return found?.textContent ?? '';
  });
  expect(slip).toContain('Hawaiian₽690.00discount−₽345.00Tea₽150.00Receipt₽840.00');
  expect(slip).toContain('of it “Second at half price”−₽345.00');
  expect(slip).not.toContain('SECOND');
  // A sale without a badge asks for none.
  expect(calls.some(({ operation }) => operation === 'listCampaignsOfGuest')).toBe(false);
});

it('the language chosen on a device stays there for the next sign-in, whatever is saved with the person', async () => {
  const saved = { ...recordedAnswer('getOwnAccount'), locale: 'en' } as const;
  const { user, calls, answer } = await openTill();
  await user.click(screen.getByRole('button', { name: 'RU' }));
  await waitFor(() => expect(document.documentElement.lang).toBe('ru'));
  await waitFor(() =>
    expect(calls.find(({ operation }) => operation === 'setOwnLanguage')?.body).toEqual({ language: 'ru' }),
  );
  answer({ getOwnAccount: saved });
  await signOut();
  await signIn({ email: 'name@example.com', password: 'correct horse battery', totp: undefined }, false);
  expect(document.documentElement.lang).toBe('ru');
});

it.each([
  ['the icon', null],
  [
    'the picture of the network',
    {
      hash: 'a'.repeat(64),
      url: '/api/pictures/n/h/320',
      width: 320,
      height: 320,
      sizes: [{ url: '/api/pictures/n/h/320', width: 320, height: 320 }],
    },
  ],
] as const)('An earned badge has %s beside its name: in the result and on the slip', async (_art, picture) => {
  const sale = recordedAnswer('recordTransaction');
  const trace = 'trace' in sale ? sale.trace : [];
  const earned = {
    effect: 'TASK',
    rule: 'campaign.OWLS.badge',
    amount: 1,
    arguments: {},
    reason: 'Campaign “Owls”: its badge is given',
  };
  const badge = { name: { en: 'Night owl', ru: 'Сова' }, icon: 'MOON', colour: 'VIOLET' };
  const [campaignId, earlierId] = ['0198f2c4-7b1e-7c3a-9d52-000000000001', '0198f2c4-7b1e-7c3a-9d52-000000000002'];
  const badges = [
    { campaignId, campaignCode: 'OWLS', badge, picture, day: '2026-11-20', times: 1 },
    { campaignId: earlierId, campaignCode: 'EARLIER', badge, picture, day: '2026-11-19', times: 1 },
  ];
  const { user } = await openTillWithGuest({
    recordTransaction: { ...sale, trace: [...trace, earned] } as Answer<'recordTransaction'>,
    listCampaignsOfGuest: { ...recordedAnswer('listCampaignsOfGuest'), badges } as Answer<'listCampaignsOfGuest'>,
  });
  await user.keyboard('1550');
  await user.click(await inMain().findByRole('button', { name: /^Charge/ }));
  const shown = await inMain().findByText('Badge earned: Night owl.');
  const printed = document.querySelector<HTMLElement>('.print-only');
  const onSlip = within(printed as HTMLElement).getByText('Badge earned: Night owl.');
  for (const line of [shown, onSlip]) {
    const art = line.querySelector(picture === null ? '[data-colour="VIOLET"] svg' : 'img');
    expect(art?.getAttribute('src') ?? null).toBe(picture?.url ?? null);
    expect(art).not.toBeNull();
  }
  // The slip's picture is only printed, so the browser would not load it otherwise.
  if (picture !== null) expect(onSlip.querySelector('img')?.getAttribute('loading')).toBe('eager');
  expect(printed?.textContent).not.toContain(earned.reason);
});

it('A badge that cannot be loaded is told of by the reason of the sale', async () => {
  const sale = recordedAnswer('recordTransaction');
  const earned = {
    effect: 'TASK',
    rule: 'campaign.OWLS.badge',
    amount: 1,
    arguments: {},
    reason: 'Its badge is given',
  };
  const { user, calls } = await openTillWithGuest({
    recordTransaction: { ...sale, trace: [earned] } as Answer<'recordTransaction'>,
    listCampaignsOfGuest: refuse(403, 'forbidden'),
  });
  await user.keyboard('1550');
  await user.click(await inMain().findByRole('button', { name: /^Charge/ }));
  await inMain().findByRole('region', { name: 'Result of the sale' });
  await waitFor(() => expect(calls.some(({ operation }) => operation === 'listCampaignsOfGuest')).toBe(true));
  await waitFor(() => expect(document.querySelector('.print-only')?.textContent).toContain('Its badge is given'));
  inMain().getByText('Its badge is given');
});
