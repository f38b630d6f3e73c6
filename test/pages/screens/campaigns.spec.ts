import { screen, waitFor } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { openPage, refuse } from './harness/open-page';
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
    await user.click(await inMain().findByRole('button', { name: 'Next' }));
    await user.type(await inMain().findByLabelText('Categories to buy'), 'Burgers{enter}');
    await user.type(inMain().getByLabelText('Articles with it'), 'COKE{enter}');
    await user.selectOptions(inMain().getByLabelText('Which gets cheaper'), 'The cheaper of the two');
    await user.click(inMain().getByRole('button', { name: /^7\. Start/ }));
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

describe('The tasks of a challenge', () => {
  it('ask for visits to different restaurants, and the draft carries them', async () => {
    const { user, calls } = await openPage('/admin/campaigns/new?template=VISITS');
    await user.click(await inMain().findByRole('button', { name: 'Next' }));
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
    await user.click(await inMain().findByRole('button', { name: 'Next' }));
    await user.selectOptions(await inMain().findByLabelText('Payout 1'), 'Badge');
    await user.type(inMain().getByLabelText('Name of the badge in Russian'), 'Свой человек');
    await user.type(inMain().getByLabelText('Name of the badge in English'), 'Regular');
    await user.selectOptions(inMain().getByLabelText('Drawing'), 'Cake');
    await user.selectOptions(inMain().getByLabelText('Colour'), 'Violet');
    await user.click(inMain().getByRole('button', { name: 'Add points on the way' }));
    await user.type(inMain().getByLabelText('Step 1: points'), '20');
    await user.click(inMain().getByRole('button', { name: /^7\. Start/ }));
    for (const text of ['the badge “Regular”', '20 points are given at 50 % of the way.'])
      expect(mainText()).toContain(text);
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

describe('The example of weeks in a row', () => {
  it('forgives a week, says so in a sentence, and the draft carries the number that was typed', async () => {
    const { user, calls } = await openPage('/admin/campaigns/new?template=STREAK');
    await user.click(await inMain().findByRole('button', { name: 'Next' }));
    const weeks = await inMain().findByLabelText('Weeks in a row');
    expect(weeks).toHaveProperty('value', '4');
    const forgiven = inMain().getByLabelText('Forgiven weeks');
    expect(forgiven).toHaveProperty('value', '1');
    await user.clear(forgiven);
    await user.type(forgiven, '2');
    await user.click(inMain().getByRole('button', { name: /^7\. Start/ }));
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
    await page.user.click(await inMain().findByRole('button', { name: 'Next' }));
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
    const whole = await inMain().findByLabelText('Check in all');
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
    await user.click(await inMain().findByRole('button', { name: /Limits|Budget/ }));
    await user.type(await inMain().findByLabelText('Most money off per check'), '200');
    await user.type(inMain().getByLabelText('Most money off per guest and day'), '1.234');
    expect(inMain().getByText('Enter an amount with at most 2 decimals.')).toBeDefined();
    answer({
      previewCampaign: {
        ...preview,
        errors: [
          { path: 'caps.perGuest', code: 'too_small', message: 'Too small for a guest' },
          { path: 'budgets[0].limit', code: 'too_small', message: 'Too small a budget' },
        ],
      },
    });
    await user.type(inMain().getByLabelText('Most money off per guest'), '0');
    await user.type(inMain().getByLabelText('Budget in money (taken off in all)'), '0');
    expect(await inMain().findByText('Too small for a guest')).toBeDefined();
    expect(inMain().getByText('Too small a budget')).toBeDefined();
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const created = () => calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({
      document: { caps: { perSale: 20_000, perDay: 0 }, budgets: [{ unit: 'MONEY', limit: 0 }] },
    });
  });
});
