import { campaignDraft } from '../../../test/support/marketing/campaign-drafts';
import { faultsOf } from '../../platform/http/schema-faults';
import { campaignDraftSchema } from './campaign-document.schema';
import { campaignMistakes, type CampaignNames } from './campaign-names.rules';
import { PRESETS } from '../program-document/presets';

const RESTAURANT = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
const NO_SUCH = '0198f2c4-7b1e-7c3a-9d52-000000000000';
const KNOWN: CampaignNames = {
  program: PRESETS['points-4'],
  rewardCodes: new Set(['COFFEE']),
  segmentCodes: new Set(['REGULARS']),
  restaurantIds: new Set([RESTAURANT]),
  pointOfSaleIds: new Set(),
};

function faults(changes: object): string[] {
  const draft = campaignDraft(changes);
  const parsed = campaignDraftSchema.safeParse(draft);
  if (parsed.success) return [];
  return faultsOf(parsed.error.issues, draft).map(
    ({ path, code, arguments: named }) => `${path} ${typeof named?.reason === 'string' ? named.reason : code}`,
  );
}

function namesMissing(changes: object): string[] {
  return [...campaignMistakes(campaignDraftSchema.parse(campaignDraft(changes)), KNOWN)].map(
    ({ path, code, reason }) => `${path.join('.')} ${reason ?? code ?? ''}`,
  );
}

const schedule = (changes: object) => ({
  schedule: { startsAt: '2026-12-05T10:00', endsAt: '2026-12-31T00:00', recurrence: null, exceptions: [], ...changes },
});
const weekly = (changes: object) =>
  schedule({ recurrence: { by: 'WEEK', weekdays: [6], from: '00:00', to: '24:00', days: 2, ...changes } });
const tasks = (payouts: object[], target = 5) => ({
  type: 'VISIT_CHALLENGE',
  offer: null,
  challenge: {
    tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target }],
    payouts,
  },
});
const different = {
  ...tasks([{ points: 1 }]),
  challenge: {
    tasks: [
      { id: 'places', kind: 'BUY', skus: [], categories: [], measure: 'RESTAURANTS', target: 101 },
      { id: 'tastes', kind: 'BUY', skus: [], categories: ['Tea', 'TEA'], measure: 'CATEGORIES', target: 2 },
      { id: 'weeks', kind: 'BUY', skus: [], categories: [], measure: 'WEEKS', target: 101, freezes: 1 },
      { id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 5, freezes: 0 },
    ],
    payouts: [{ points: 1 }],
  },
};
const STEPS = [500_000, 500_000].map((sharePpm) => ({ sharePpm, points: 10 }));
const BADGE = { name: { en: 'Regular' }, icon: 'SUN', colour: 'GOLD' };
const budget = (limit: number, unit = 'POINTS', restaurantId: string | null = null) => ({
  budgets: [{ unit, restaurantId, limit }],
});

const SOON = { from: null, until: { days: 14 } };
const variants = (second: object = {}) => ({
  schema: 2,
  variants: [
    { id: 'A', sharePpm: 600_000, offer: null, announcement: null },
    { id: 'B', sharePpm: 400_000, offer: null, announcement: null, ...second },
  ],
});

const NO_GOODS = { skus: [], categories: [], pieces: 1 };
const takingOff = (changes: object = {}) => ({
  schema: 3,
  type: 'MONEY_OFF',
  offer: null,
  leastToPay: 5_000,
  moneyOff: {
    kind: 'BUY_X_GET_Y',
    off: 'GET',
    ratePpm: 1_000_000,
    times: null,
    buy: { ...NO_GOODS, categories: ['Burgers'] },
    get: { ...NO_GOODS, skus: ['COKE'], categories: ['burgers'] },
    ...changes,
  },
});

describe('a campaign as it is written', () => {
  it('that fits has no mistakes', () => {
    expect(faults({})).toEqual([]);
    expect(faults(variants({ offer: { kind: 'POINTS', points: 5 } }))).toEqual([]);
    expect(faults(tasks([{ points: 500 }, { rewardCode: 'COFFEE' }]))).toEqual([]);
    expect(faults(takingOff())).toEqual([]);
    expect(faults({ type: 'MESSAGE', offer: null, announcement: { en: { title: 'Hi', text: 'New menu' } } })).toEqual(
      [],
    );
  });

  it.each<[string, object, string[]]>([
    ['ends before it starts', schedule({ endsAt: '2026-12-05T10:00' }), ['schedule.endsAt endsBeforeBegins']],
    ['names a day that does not exist', schedule({ startsAt: '2026-02-30T10:00' }), ['schedule.startsAt date']],
    ['repeats before it has ended', weekly({ weekdays: [6, 7] }), ['schedule.recurrence.days occurrencesOverlap']],
    ['names a weekday twice', weekly({ weekdays: [6, 6] }), ['schedule.recurrence.weekdays[1] valueTwice']],
    ['has no name', { name: {} }, ['name required']],
    ['has an empty language', { name: { en: 'Weekend', ru: '  ' } }, ['name.ru too_short']],
    ['gives nothing', { offer: null }, ['offer campaignGivesNothing']],
    [
      'gives less than before',
      { offer: { kind: 'MULTIPLIER', multiplierPpm: 1_000_000 } },
      ['offer.multiplierPpm multiplierGivesNothing'],
    ],
    [
      'gives an offer beside its tasks',
      { ...tasks([{ points: 1 }]), offer: { kind: 'POINTS', points: 5 } },
      ['offer offerBesideTasks'],
    ],
    [
      'pays more than its budget at once',
      { ...tasks([{ points: 300 }, { points: 201 }]), ...budget(500) },
      ['budgets[0].limit budgetBelowOneAct'],
    ],
    [
      'adds more than its budget to one sale',
      { offer: { kind: 'POINTS', points: 600 }, ...budget(500) },
      ['budgets[0].limit budgetBelowOneAct'],
    ],
    [
      'has a budget where it does not run',
      { ...budget(5, 'USES', NO_SUCH), where: { restaurantIds: [RESTAURANT], channels: [] } },
      ['budgets[0].restaurantId budgetElsewhere'],
    ],
    ['keeps more than half of the guests in control', { control: { sharePpm: 500_001 } }, ['control.sharePpm too_big']],
    ['has variants in a document of schema 1', { ...variants(), schema: 1 }, ['schema variantsOfSchema1']],
    ['gives points a time in a document of schema 1', { validity: SOON }, ['schema validityOfSchema1']],
    [
      'says of its points no end',
      { schema: 2, validity: { from: { days: 2 }, until: null } },
      ['validity.until no_alternative'],
    ],
    [
      'gives no points whose time it says',
      { schema: 2, validity: SOON, offer: null, announcement: { en: { title: 'T', text: 'T' } } },
      ['validity noPoints'],
    ],
    [
      'gives points after their date',
      { schema: 2, validity: { from: null, until: { date: '2026-12-31' } } },
      ['validity.until endsBeforeGiven'],
    ],
    [
      'lets points begin after their end',
      { schema: 2, validity: { from: { days: 4 }, until: { days: 3 } } },
      ['validity.from beginsAfterEnd'],
    ],
    [
      'mixes days and dates',
      { schema: 2, validity: { from: { date: '2026-12-31' }, until: { days: 3 } } },
      ['validity.from beginsAfterEnd'],
    ],
    ['has variants that leave guests over', variants({ sharePpm: 399_999 }), ['variants variantShares']],
    ['has two variants of one name', variants({ id: 'A' }), ['variants[1] variantIdTwice']],
    ['has one variant alone', { schema: 2, variants: variants().variants.slice(0, 1) }, ['variants too_few']],
    [
      'has a variant that gives less than before',
      variants({ offer: { kind: 'MULTIPLIER', multiplierPpm: 1_000_000 } }),
      ['variants[1].offer.multiplierPpm multiplierGivesNothing'],
    ],
    [
      'has an offer of a variant and none of its own',
      { ...variants({ offer: { kind: 'POINTS', points: 5 } }), ...tasks([{ points: 1 }]) },
      ['variants[1].offer noOfferToReplace'],
    ],
    [
      'has a message of a variant and none of its own',
      variants({ announcement: { en: { title: 'Hi', text: 'New menu' } } }),
      ['variants[1].announcement noMessageToReplace'],
    ],
    [
      'gives by a variant more than its budget at once',
      { ...variants({ offer: { kind: 'POINTS', points: 600 } }), ...budget(500) },
      ['budgets[0].limit budgetBelowOneAct'],
    ],
    [
      'gives a tier in a document of schema 1, or one that ends before it begins',
      tasks([{ tier: null, until: { date: '2020-01-01' } }]),
      ['schema tierOfSchema1', 'challenge.payouts[0].until.date endsBeforeBegins'],
    ],
    [
      'asks for more different restaurants, categories or weeks than count, or forgives weeks of visits',
      different,
      [
        'challenge.tasks[0].target moreThanThereAre',
        'challenge.tasks[1].target moreThanThereAre',
        'challenge.tasks[2].target moreThanThereAre',
        'challenge.tasks[3].freezes freezesOfWeeks',
      ],
    ],
    [
      'has steps that do not rise',
      { ...tasks([{ points: 1 }]), challenge: { ...tasks([{ points: 1 }]).challenge, steps: STEPS } },
      ['challenge.steps[1].sharePpm notAboveStepBefore'],
    ],
    [
      'gives two badges',
      tasks([{ badge: { ...BADGE } }, { badge: { ...BADGE } }]),
      ['challenge.payouts[1].badge valueTwice'],
    ],
    ['names no goods to buy', takingOff({ buy: NO_GOODS }), ['moneyOff.buy comboPartNamesNothing']],
    [
      'lowers only goods that have to be bought',
      takingOff({ get: { ...NO_GOODS, categories: ['BURGERS'] } }),
      ['moneyOff.get givenIsBought'],
    ],
    ['asks for a rest to pay and gives points', { leastToPay: 5_000 }, ['leastToPay leastToPayOfMoneyOff']],
    ['has an unknown member', { colour: 'red' }, ['colour unknown_field']],
  ])('that %s is told where', (_name, changes, expected) => {
    expect(faults(changes)).toEqual(expected);
  });

  it('takes weekends whose next one begins on the last day after its end', () => {
    expect(faults(weekly({ weekdays: [5, 7], from: '18:00', to: '12:00', days: 3 }))).toEqual([]);
  });

  it('with conditions too deep is told where they are', () => {
    let when: object = { field: 'amount', operator: '>', value: 0 };
    for (let depth = 0; depth < 8; depth += 1) when = { combinator: 'and', rules: [when] };
    expect(faults({ when })).toEqual([expect.stringContaining('tooDeep')]);
  });

  it('with conditions too wide is told where they are', () => {
    const one = { field: 'amount', operator: '>', value: 0 };
    const of = (rules: object[]) => faults({ when: { combinator: 'or', rules } });
    expect(of(new Array<object>(51).fill(one))).toEqual([expect.stringMatching(/^when/)]);
    const group = { combinator: 'or', rules: new Array<object>(50).fill(one) };
    expect(of(new Array<object>(5).fill(group))).toEqual([expect.stringMatching(/^when/)]);
  });

  it('with too many tasks, payouts or budgets is told where they are', () => {
    const { challenge } = tasks([{ points: 1 }]);
    const [task] = challenge.tasks;
    const many = Array.from({ length: 21 }, (_, n) => ({ ...task, id: `visits-${String(n)}` }));
    expect(faults({ ...tasks([{ points: 1 }]), challenge: { ...challenge, tasks: many } })).toEqual([
      'challenge.tasks too_many',
    ]);
    expect(faults(tasks(new Array<object>(21).fill({ points: 1 })))).toEqual(['challenge.payouts too_many']);
    const budgets = Array.from({ length: 51 }, () => ({ unit: 'USES', restaurantId: null, limit: 5 }));
    expect(faults({ budgets })).toEqual(['budgets too_many']);
  });
});

describe('names of a campaign', () => {
  it.each<[string, object, string[]]>([
    ['segment', { audience: { segments: ['REGULARS', 'GONE'], tiers: [] } }, ['audience.segments.1 segment_unknown']],
    ['tier', { audience: { segments: [], tiers: ['DIAMOND'] } }, ['audience.tiers.0 noSuchTier']],
    ['restaurant', { where: { restaurantIds: [NO_SUCH], channels: [] } }, ['where.restaurantIds.0 noSuchRestaurant']],
    ['restaurant of a budget', budget(5, 'USES', NO_SUCH), ['budgets.0.restaurantId noSuchRestaurant']],
    [
      'till in a condition',
      { when: { combinator: 'and', rules: [{ field: 'pointOfSale', operator: '=', value: NO_SUCH }] } },
      ['when.rules.0.value noSuchTill'],
    ],
    [
      'tier of a payout',
      { schema: 2, ...tasks([{ tier: 'DIAMOND', until: { days: 30 } }]) },
      ['challenge.payouts.0.tier noSuchTier'],
    ],
    ['reward', tasks([{ rewardCode: 'TEA' }]), ['challenge.payouts.0.rewardCode reward_unknown']],
    [
      'activity',
      {
        offer: null,
        challenge: { tasks: [{ id: 'a', kind: 'ACTIVITY', code: 'dancing', target: 1 }], payouts: [{ points: 5 }] },
      },
      ['challenge.tasks.0.code noSuchActivity'],
    ],
    [
      'segment in a condition',
      { when: { combinator: 'and', rules: [{ field: 'segment', operator: '=', value: 'GONE' }] } },
      ['when.rules.0.value segment_unknown'],
    ],
  ])('are looked up: %s', (_name, changes, expected) => {
    expect(namesMissing(changes)).toEqual(expected);
  });

  it('and a budget in money is compared with the worth of one payout', () => {
    const worth = Math.floor((500 * KNOWN.program!.pointValue) / 1_000_000);
    expect(namesMissing({ ...tasks([{ points: 500 }]), ...budget(worth, 'MONEY') })).toEqual([]);
    expect(namesMissing({ ...tasks([{ points: 500 }]), ...budget(worth - 1, 'MONEY') })).toEqual([
      'budgets.0.limit budgetBelowOneAct',
    ]);
  });
});
