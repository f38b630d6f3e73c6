import { screen, waitFor, within } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { type Answers, openPage, refuse } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const EVERY_SECOND = { kind: 'EVERY_NTH', every: 2, times: 1 };
const A_GIFT = { kind: 'BUY_X_GET_Y', off: 'GET', ratePpm: 1_000_000, times: 1 };
const AFTERNOONS = { by: 'WEEK', weekdays: [1, 2, 3, 4, 5], from: '14:00', to: '17:00', days: 1 };

describe('The examples of a new campaign', () => {
  it.each<[title: string, moneyOff: object, recurrence: object | null, name?: string]>([
    ['Two for one', { ...EVERY_SECOND, ratePpm: 1_000_000 }, null],
    ['Second dish at half price', { ...EVERY_SECOND, ratePpm: 500_000 }, null],
    ['Happy hours', { kind: 'SHARE', ratePpm: 200_000 }, AFTERNOONS],
    ['Buy one thing, get another free', A_GIFT, null, 'A gift with your order'],
  ])('take money off: %s', async (title, moneyOff, recurrence, name = title) => {
    const { user, calls } = await openPage('/admin/campaigns/new');
    await user.click(await inMain().findByRole('link', { name: new RegExp(`^${title}`) }));
    await user.click(await inMain().findByRole('button', { name: 'Save draft' }));
    const created = () => calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({
      document: { type: 'MONEY_OFF', name: { en: name }, moneyOff, schedule: { recurrence } },
    });
  });
});

describe('Goods that make others cheaper', () => {
  it('are chosen for both sides, read as a sentence, and carried by the draft', async () => {
    const { user, calls } = await openPage('/admin/campaigns/new?template=GIFT_WITH_PURCHASE');
    await user.type(await inMain().findByLabelText('Categories to buy'), 'Burgers{enter}');
    await user.type(inMain().getByLabelText('Articles with it'), 'COKE{enter}');
    await user.selectOptions(inMain().getByLabelText('Discounted item'), 'The cheaper of the two');
    await user.click(inMain().getByRole('button', { name: /^4\. Message and start/ }));
    expect(mainText()).toContain('100 % off the cheaper of 1 × Burgers and 1 × COKE, once a sale.');
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const created = () => calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({
      document: {
        moneyOff: {
          kind: 'BUY_X_GET_Y',
          buy: { skus: [], categories: ['Burgers'], pieces: 1 },
          get: { skus: ['COKE'], categories: [], pieces: 1 },
          off: 'CHEAPER',
          ratePpm: 1_000_000,
          times: 1,
        },
      },
    });
  });
});

describe('The goods of an offer', () => {
  const created = (calls: Awaited<ReturnType<typeof openPage>>['calls']) =>
    calls.find(({ operation }) => operation === 'createCampaign')?.body;

  it('are chosen by category in a plain field, and other conditions stand beside them', async () => {
    const { user, calls } = await openPage('/admin/campaigns/new?template=HAPPY_HOURS');
    await user.type(await inMain().findByLabelText('Categories'), 'Drinks{enter}');
    await user.click(inMain().getByRole('button', { name: 'Add conditions' }));
    await user.type(inMain().getByLabelText('Categories'), 'Coffee{enter}');
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    await waitFor(() => expect(created(calls)).toBeDefined());
    expect(created(calls)).toMatchObject({
      document: {
        when: {
          combinator: 'and',
          rules: [{ field: 'category', operator: 'in', value: ['Drinks', 'Coffee'] }, { field: 'amount' }],
        },
      },
    });
  });
});

describe('The list of a field', () => {
  it.each([
    ['en', 'Categories', 'Choices'],
    ['ru', 'Категории', 'Варианты'],
  ] as const)('opens in %s within a landmark, as all parts of a page stand', async (language, field, landmark) => {
    const { user } = await openPage('/admin/campaigns/new?template=HAPPY_HOURS', { language });
    await user.click(await inMain().findByLabelText(field));
    await within(screen.getByRole('region', { name: landmark })).findAllByRole('listbox', { hidden: true });
  });
});

describe('The last step of a campaign', () => {
  it('saves what is on the screen and starts it with one press', async () => {
    const { user, calls } = await openPage('/admin/campaigns/new?template=HAPPY_HOURS', {
      answers: { previewCampaign: { ...recordedAnswer('previewCampaign'), errors: [] } },
    });
    for (const _ of ['when', 'who', 'start']) await user.click(await inMain().findByRole('button', { name: 'Next' }));
    await user.click(inMain().getByRole('button', { name: 'Start campaign' }));
    const names = () => calls.map(({ operation }) => operation);
    await waitFor(() => expect(names()).toContain('setCampaignState'));
    expect(names().indexOf('createCampaign')).toBeLessThan(names().indexOf('setCampaignState'));
    expect(calls.find(({ operation }) => operation === 'setCampaignState')?.body).toMatchObject({ state: 'RUNNING' });
  });
});

describe('The tasks of a challenge', () => {
  it('ask for visits to different restaurants, and the draft carries them', async () => {
    const { user, calls } = await openPage('/admin/campaigns/new?template=VISITS');
    await user.selectOptions(await inMain().findByLabelText('Task'), 'Different restaurants');
    const count = inMain().getByLabelText('Different restaurants');
    await user.clear(count);
    await user.type(count, '3');
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const created = () => calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({
      document: { challenge: { tasks: [{ kind: 'BUY', measure: 'RESTAURANTS', target: 3 }] } },
    });
  });
});

describe('A badge of a challenge', () => {
  it('has a name, a drawing and a colour, and points may stand on the way, all of which the draft carries', async () => {
    const { user, calls } = await openPage('/admin/campaigns/new?template=VISITS');
    await user.selectOptions(await inMain().findByLabelText('Payout 1'), 'Badge');
    await user.type(inMain().getByLabelText('Name of the badge in Russian'), 'Свой человек');
    await user.type(inMain().getByLabelText('Name of the badge in English'), 'Regular');
    await user.selectOptions(inMain().getByLabelText('Drawing'), 'Cake');
    await user.selectOptions(inMain().getByLabelText('Colour'), 'Violet');
    await user.click(inMain().getByRole('button', { name: 'Add points on the way' }));
    await user.type(inMain().getByLabelText('Step 1: points'), '20');
    await user.click(inMain().getByRole('button', { name: /^4\. Message and start/ }));
    for (const text of ['the badge “Regular”', '20 points at 50 % of the way.']) expect(mainText()).toContain(text);
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const created = () => calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({
      document: {
        challenge: {
          payouts: [{ badge: { name: { ru: 'Свой человек', en: 'Regular' }, icon: 'CAKE', colour: 'VIOLET' } }],
          steps: [{ sharePpm: 500_000, points: 20 }],
        },
      },
    });
  });
});

describe('The parts of a campaign', () => {
  it('leave no values of a removed payout to another one', async () => {
    const { user } = await openPage('/admin/campaigns/new?template=VISITS');
    const kind = (number: number) => inMain().getByLabelText(`Payout ${String(number)}`);
    await inMain().findByLabelText('Payout 1');
    await user.selectOptions(kind(1), 'Badge');
    await user.type(inMain().getByLabelText('Name of the badge in English'), 'Regular');
    await user.selectOptions(kind(1), 'Points');
    await user.click(inMain().getByRole('button', { name: 'Add payout' }));
    await user.click(inMain().getByRole('button', { name: 'Remove payout 1' }));
    await user.selectOptions(kind(1), 'Badge');
    expect(inMain().getByLabelText('Name of the badge in English')).toHaveProperty('value', '');
  });

  it('ask for a place and for the unit of its budget once', async () => {
    const { user } = await openPage('/admin/campaigns/new?template=WEEKEND');
    await user.click(await inMain().findByRole('button', { name: /^3\. Guests and budget/ }));
    await user.click(await inMain().findByRole('button', { name: 'Add budget of a restaurant' }));
    for (const label of ['Restaurants', /^Restaurant of budget/, /^Unit/, /^Limit of budget/])
      expect(inMain().getAllByLabelText(label)).toHaveLength(1);
  });

  it('say once what variants are', async () => {
    const { user } = await openPage('/admin/campaigns/new?template=WEEKEND');
    await user.click(await inMain().findByRole('button', { name: /^3\. Guests and budget/ }));
    await user.click(await inMain().findByRole('button', { name: 'Compare variants' }));
    expect(inMain().getAllByText(/^Variants divide the guests/)).toHaveLength(1);
  });
});

describe('The example of weeks in a row', () => {
  it('forgives a week, says so in a sentence, and the draft carries the number that was typed', async () => {
    const { user, calls } = await openPage('/admin/campaigns/new?template=STREAK');
    const weeks = await inMain().findByLabelText('Weeks in a row');
    expect(weeks).toHaveProperty('value', '4');
    const forgiven = inMain().getByLabelText('Weeks that may be missed');
    expect(forgiven).toHaveProperty('value', '1');
    await user.clear(forgiven);
    await user.type(forgiven, '2');
    await user.click(inMain().getByRole('button', { name: /^4\. Message and start/ }));
    expect(mainText()).toContain('come every week, 4 weeks in a row (2 missed weeks are forgiven)');
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const created = () => calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({
      document: { challenge: { tasks: [{ kind: 'BUY', measure: 'WEEKS', target: 4, freezes: 2 }] } },
    });
  });
});

describe('The example check of a campaign that takes money off', () => {
  const openOffer = async () => {
    const page = await openPage('/admin/campaigns/new?template=SECOND_AT_HALF');
    const asked = () =>
      page.calls.filter(({ operation }) => operation === 'simulateProgram').map(({ body }) => body) as {
        readonly campaign: { readonly moneyOff: object };
        readonly sale: { readonly amount: number; readonly items: readonly object[]; readonly coupon?: number };
      }[];
    await waitFor(() => expect(asked()).not.toHaveLength(0));
    return { ...page, asked };
  };

  it('asks the server with the campaign as it is typed, and shows each step in its order', async () => {
    const { user, asked } = await openOffer();
    expect(asked().at(-1)).toMatchObject({ campaign: { moneyOff: { ...EVERY_SECOND, ratePpm: 500_000 } } });
    const whole = await inMain().findByLabelText('Receipt total');
    const steps = [...whole.querySelectorAll('dt')].map(({ textContent }) => textContent);
    expect(steps.slice(1, 6)).toEqual(['Tier discount', 'This campaign', 'Coupon', 'Paid with points', 'To pay']);
    const { lines } = recordedAnswer('simulateProgram');
    const taken = lines.reduce((sum, line) => sum + line.campaignDiscount, 0);
    expect(whole.textContent).toContain(`This campaign−₽${(taken / 100).toFixed(2)}`);
    const percent = inMain().getByLabelText('Per cent off');
    await user.clear(percent);
    await user.type(percent, '40');
    await user.type(inMain().getByLabelText('Coupon worth'), '50');
    await waitFor(() =>
      expect(asked().at(-1)).toMatchObject({ campaign: { moneyOff: { ratePpm: 400_000 } }, sale: { coupon: 5_000 } }),
    );
  });

  it('asks for an item when there is none, and says what the server says against the campaign', async () => {
    const { user, answer } = await openOffer();
    const errors = [{ path: 'campaign.moneyOff.ratePpm', code: 'too_small', message: 'At least one per cent.' }];
    answer({ simulateProgram: refuse(400, 'invalid_body', { errors }) });
    const percent = inMain().getByLabelText('Per cent off');
    await user.clear(percent);
    expect(await inMain().findByText(/At least one per cent/)).toBeDefined();
    for (let remove = screen.queryByLabelText('Remove item 1'); remove !== null;) {
      await user.click(remove);
      remove = screen.queryByLabelText('Remove item 1');
    }
    expect(await inMain().findByText(/^Add an item/)).toBeDefined();
  });
});

describe('The limits of a campaign that takes money off', () => {
  it('are typed as money, sent in minor units, and refused at their fields', async () => {
    const preview = recordedAnswer('previewCampaign');
    const refused = refuse(400, 'invalid_body');
    const { user, calls, answer } = await openPage('/admin/campaigns/new?template=SECOND_AT_HALF', {
      answers: { simulateProgram: refused, createCampaign: refused },
    });
    await user.click(await inMain().findByRole('button', { name: /^3\. Guests and budget/ }));
    await user.type(await inMain().findByLabelText('Maximum discount per receipt'), '200');
    await user.type(inMain().getByLabelText('Maximum discount per guest per day'), '1.234');
    expect(inMain().getByText('Enter a number with at most 2 decimals.')).toBeDefined();
    answer({
      previewCampaign: {
        ...preview,
        errors: [
          { path: 'caps.perGuest', code: 'too_small', message: 'Too small for a guest' },
          { path: 'budgets[0].limit', code: 'too_small', message: 'Too small a budget' },
        ],
      },
    });
    await user.type(inMain().getByLabelText('Maximum discount per guest'), '0');
    await user.type(inMain().getByLabelText('Budget for discounts'), '0');
    expect(await inMain().findByText('Too small for a guest')).toBeDefined();
    expect(inMain().getByText('Too small a budget')).toBeDefined();
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const created = () => calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({
      document: { caps: { perSale: 20_000, perDay: '1.234' }, budgets: [{ unit: 'MONEY', limit: 0 }] },
    });
  });

  it('asks for the limit of a budget that was left empty, in place of the type that the server wants', async () => {
    const errors = [{ path: 'budgets[0].limit', code: 'wrong_type', message: 'Must be of the type number.' }];
    const { user } = await openPage('/admin/campaigns/new?template=SECOND_AT_HALF', {
      answers: { previewCampaign: { ...recordedAnswer('previewCampaign'), errors } },
    });
    await user.click(await inMain().findByRole('button', { name: /^3\. Guests and budget/ }));
    await user.click(await inMain().findByRole('button', { name: 'Add budget of a restaurant' }));
    expect(await inMain().findByText('Fill this in.')).toBeDefined();
    expect(inMain().queryByText('Must be of the type number.')).toBeNull();
  });
});

describe('The message of a campaign', () => {
  const made = (text: string) => ({
    ...recordedAnswer('previewCampaign'),
    message: { ru: { title: 'Акция', text: 'По-русски' }, en: { title: 'Offer', text } },
  });

  it('follows the settings until somebody writes another, which the start sets beside them', async () => {
    const page = await openPage('/admin/campaigns/new?template=HAPPY_HOURS', {
      answers: { previewCampaign: made('20 % off.') },
    });
    const { user } = page;
    await user.click(await inMain().findByRole('button', { name: /^4\. Message and start/ }));
    await user.click(await inMain().findByRole('checkbox', { name: /^Send a message/ }));
    const text = () => inMain().getByLabelText<HTMLTextAreaElement>('Text in English');
    await waitFor(() => expect(text().value).toBe('20 % off.'));

    page.answer({ previewCampaign: made('15 % off.') });
    await user.click(inMain().getByRole('button', { name: /^1\. Offer/ }));
    await user.type(inMain().getByLabelText('Per cent off'), '{backspace}{backspace}15');
    await user.click(inMain().getByRole('button', { name: /^4\. Message and start/ }));
    await waitFor(() => expect(text().value).toBe('15 % off.'));
    await user.click(inMain().getByRole('button', { name: /^4\. Message and start/ }));
    expect(mainText()).not.toContain('edited by hand');

    await user.click(inMain().getByRole('button', { name: /^4\. Message and start/ }));
    await user.clear(text());
    await user.type(text(), 'Half the price!');
    page.answer({ previewCampaign: made('10 % off.') });
    await user.click(inMain().getByRole('button', { name: /^1\. Offer/ }));
    await user.type(inMain().getByLabelText('Per cent off'), '{backspace}0');
    await user.click(inMain().getByRole('button', { name: /^4\. Message and start/ }));
    await waitFor(() => expect(mainText()).toContain('against the settings, which would say: “10 % off.”'));
    await user.click(inMain().getByRole('button', { name: /^4\. Message and start/ }));
    expect(text().value).toBe('Half the price!');
    await user.click(inMain().getByRole('button', { name: 'Write from the settings' }));
    expect(text().value).toBe('10 % off.');
  });

  it('is no change of the person while the settings make it', async () => {
    const { user } = await openPage('/admin/campaigns/new?template=WIN_BACK', {
      answers: { previewCampaign: made('300 points.') },
    });
    await user.click(await inMain().findByRole('button', { name: /^4\. Message and start/ }));
    const text = () => inMain().getByLabelText<HTMLTextAreaElement>('Text in English');
    await waitFor(() => expect(text().value).toBe('300 points.'));
    expect(mainText()).not.toContain('There are unsaved changes.');
    await user.type(text(), ' Come back!');
    expect(mainText()).toContain('There are unsaved changes.');
  });

  it('is sent as the settings are when the draft is saved', async () => {
    const page = await openPage('/admin/campaigns/new?template=WIN_BACK', {
      answers: { previewCampaign: made('300 points.') },
    });
    await page.user.click(await inMain().findByRole('button', { name: /^4\. Message and start/ }));
    await waitFor(() =>
      expect(inMain().getByLabelText<HTMLTextAreaElement>('Text in English').value).toBe('300 points.'),
    );
    page.answer({ previewCampaign: made('400 points.') });
    await page.user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const created = () => page.calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({ document: { announcement: { en: { title: 'Offer', text: '400 points.' } } } });
  });
});

describe('The start of a campaign', () => {
  it('says its conditions in words and its budget as money, and marks the step with a mistake', async () => {
    const preview = recordedAnswer('previewCampaign');
    const errors = [{ path: 'budgets[0].limit', code: 'too_small', message: 'Too small a budget' }];
    const { user } = await openPage('/admin/campaigns/new?template=SECOND_AT_HALF', {
      language: 'ru',
      answers: { previewCampaign: { ...preview, conditions: 'категория — Пицца', errors } },
    });
    await user.click(await inMain().findByRole('button', { name: /^3\./ }));
    await user.type(inMain().getByLabelText(/^Бюджет в деньгах/), '50000');
    await user.click(inMain().getByRole('button', { name: /^4\./ }));
    await waitFor(() =>
      expect(mainText()).toContain(
        'Бюджет скидок: 50 000,00 ₽.'.replaceAll(' ', '\u00A0').replace('Бюджет\u00A0скидок:\u00A0', 'Бюджет скидок: '),
      ),
    );
    expect(mainText()).toContain('Только если категория — Пицца.');
    expect(inMain().getByRole('button', { name: /^3\..*нужно исправить/ })).toBeTruthy();
    expect(inMain().queryByRole('button', { name: /^2\..*нужно исправить/ })).toBeNull();
  });
});

describe('The list of campaigns', () => {
  const campaign = recordedAnswer('listCampaigns').items[0];
  const budgets = [
    { unit: 'USES', restaurantId: null, limit: 1_000, used: 10 },
    { unit: 'MONEY', restaurantId: null, limit: 5_000_000, used: 4_600_000 },
  ] as const;
  const row = recordedAnswer('listCampaignResults').items[0];
  const uplift = {
    treated: 1_500,
    control: 1_000,
    interval: { estimate: 12_000, low: 4_000, high: 20_000 },
    removed: 0.2,
    matters: 100,
    verdict: { kind: 'MORE' as const, bound: null, because: null, guests: null },
  };

  it('shows guests, the budget that is used up furthest, and the effect with its bounds', async () => {
    if (campaign === undefined || row === undefined) throw new Error('both were recorded');
    const running = { ...campaign, state: 'ACTIVE' as const, runningVersion: 1, budgets: [...budgets] };
    const { calls } = await openPage('/admin/campaigns', {
      answers: {
        listCampaigns: { items: [running], nextCursor: null },
        listCampaignResults: { items: [{ ...row, campaignId: running.id, guests: 1_240, uplift }], nextCursor: null },
      },
    });
    // The page draws the bar of the budget twice: under the name for phones, and in its own column otherwise. The style sheet hides one of the two.
    const bars = await inMain().findAllByRole('progressbar', { name: '₽46,000.00 of ₽50,000.00 used' });
    expect(bars.map(({ dataset }) => dataset['low'])).toEqual(['true', 'true']);
    await inMain().findByText('+₽120.00');
    expect(mainText()).toContain('1,240 guests');
    expect(inMain().getByRole('img', { name: /^Difference per guest: ₽40.00 to ₽200.00/ })).toBeDefined();
    const asked = calls.filter(({ operation }) => operation === 'listCampaignResults');
    expect(asked).toHaveLength(1);
  });

  it('asks for no figures of drafts, and leads from the calendar to a campaign', async () => {
    if (campaign === undefined) throw new Error('it was recorded');
    const draft = { ...campaign, state: 'DRAFT' as const, runningVersion: null, budgets: [] };
    const now = new Date().toISOString();
    const occurrence = { campaignId: campaign.id, code: campaign.code, name: { en: 'Lunch', ru: 'Обед' } };
    const { calls } = await openPage('/admin/campaigns', {
      answers: {
        listCampaigns: { items: [draft], nextCursor: null },
        getCampaignCalendar: { items: [{ ...occurrence, state: 'DRAFT', day: null, startsAt: now, endsAt: null }] },
      },
    });
    const link = await inMain().findByRole('link', { name: /^Lunch/ });
    expect(link.getAttribute('href')).toMatch(new RegExp(`/campaigns/${campaign.id}$`));
    expect(calls.some(({ operation }) => operation === 'listCampaignResults')).toBe(false);
  });
});

describe('The verdict on a campaign', () => {
  const open = (state: 'ACTIVE' | 'ENDED', because: 'TOO_SKEWED' | null, language: 'en' | 'ru' = 'en') => {
    const campaign = { ...recordedAnswer('getCampaign'), state, runningVersion: 1 };
    const results = recordedAnswer('getCampaignResults');
    const interval = { estimate: 500, low: 200, high: 800 };
    const figure = { treated: 1_500, control: 1_000, interval, removed: 0.2, matters: 100 };
    const verdict = { kind: because === null ? 'MORE' : 'NOT_YET', bound: null, because, guests: 1_312 };
    const money = { ...figure, verdict };
    const margin = { ...money, costedPpm: 900_000 };
    const compared = { ...results.compared, look: 'BEFORE_END', armsAsPlanned: true, money, margin };
    const [arm] = results.arms;
    return openPage(`/admin/campaigns/${campaign.id}`, {
      language,
      answers: {
        getCampaign: campaign,
        getCampaignResults: { ...results, compared, arms: [arm] } as typeof results,
      },
    });
  };
  const bar = () => inMain().queryByRole('img', { name: /^Difference per guest|^Разница на гостя/ });

  it.each([
    ['en', 'ACTIVE', 'Too early to tell.'],
    ['en', 'ENDED', 'The effect is not proven.'],
    ['ru', 'ENDED', 'Эффект не доказан.'],
  ] as const)('in %s is one also where the interval is above nothing: %s', async (language, state, words) => {
    await open(state, 'TOO_SKEWED', language);
    await inMain().findByText(words);
    expect(bar()).toBeNull();
    expect(mainText()).not.toMatch(/After food cost|За вычетом себестоимости/);
    expect(mainText()).not.toMatch(/still runs|ещё идёт/);
  });

  it.each([
    ['ACTIVE', true],
    ['ENDED', false],
  ] as const)('stands with its interval where it is told: %s', async (state, runs) => {
    await open(state, null);
    await inMain().findByText(/^Guests spent .* more each because of it/);
    expect(bar()).not.toBeNull();
    expect(mainText().includes('still runs')).toBe(runs);
    expect(mainText()).toContain(runs ? 'Next step: it works.' : 'Next step: it worked. Copy it');
  });
});

describe('A request to start a campaign', () => {
  const campaign = recordedAnswer('getCampaign');
  const [request] = recordedAnswer('listApprovalRequests').items;
  const items = [
    {
      ...request,
      kind: 'CAMPAIGN' as const,
      act: null,
      program: null,
      change: { subjectId: campaign.id, name: campaign.code, scopes: [], settings: [], budget: null },
    },
  ];
  const answers: Answers = {
    listApprovalRequests: { items: items as never, nextCursor: null },
    getCampaign: {
      ...campaign,
      document: { ...campaign.document, name: { ru: 'Ужин на Соколе', en: 'Dinner at Sokol' } },
    },
  };

  it.each([
    ['en', 'Start campaign “Dinner at Sokol”'],
    ['ru', 'Запустить акцию «Ужин на Соколе»'],
  ] as const)('names the campaign as guests read it, in %s', async (language, title) => {
    await openPage('/admin/approvals', { language, answers });
    expect((await inMain().findAllByText(title)).length).toBeGreaterThan(0);
    expect(mainText()).not.toContain(campaign.code);
  });
});
