import { DAY, NOON, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, runningOf, moneyOffOf } from '../../../test/support/decision/campaigns';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { type CampaignDocument, minorUnits, newGuest, openCampaigns, points, type RunningCampaigns } from '..';

const CHALLENGE = {
  tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 }],
  payouts: [{ points: points(100) }],
} as const;
const TASKS = { offer: null, challenge: CHALLENGE };

type Documents = Readonly<Record<string, CampaignDocument>>;

/** The codes of those that are open after so many sales. */
function openAfter(sales: number, documents: Documents, changes: Partial<RunningCampaigns> = {}) {
  const running = runningOf(documents, changes);
  const story = new Story(programOf(), undefined, undefined, { campaigns: running });
  for (let sale = 0; sale < sales; sale += 1) story.done(saleOf(1_000));
  return openCampaigns(running, story.guest, 'BASE', NOON, story.calendar);
}
const codesOf = (...asked: Parameters<typeof openAfter>) => openAfter(...asked).map(({ campaign }) => campaign.code);

describe('the campaigns that are open for a guest', () => {
  it('have an offer or tasks: a message alone is none', () => {
    expect(codesOf(0, { A: campaignOf(), B: campaignOf(TASKS), C: campaignOf({ offer: null }) })).toEqual(['A', 'B']);
  });

  it('tell how far the tasks are, and are over once they are paid', () => {
    const documents = { B: campaignOf(TASKS) };
    expect(openAfter(1, documents)[0]?.tasks).toEqual([{ collected: 1, target: 2, unit: 'VISITS' }]);
    expect(openAfter(2, documents)).toEqual([]);
  });

  it('mean the guest by tier, segment and joining', () => {
    const audience = { segments: [], tiers: ['GOLD'] };
    expect(
      codesOf(0, {
        A: campaignOf({ audience }),
        B: campaignOf({ audience: { segments: ['REGULARS'], tiers: [] } }),
        C: campaignOf({ join: 'JOINED' }),
        D: campaignOf({ audience: { segments: [], tiers: ['BASE'] } }),
      }),
    ).toEqual(['D']);
  });

  it('are never one that a control group keeps from the guest', () => {
    const control = campaignOf({ control: { sharePpm: 200_000 as never, seed: 'seed' } });
    expect(codesOf(0, { A: control }, { draw: () => 199_999 })).toEqual([]);
    expect(codesOf(0, { A: control }, { draw: () => 200_000 })).toEqual(['A']);
    expect(codesOf(0, { A: campaignOf() }, { isHeldOut: () => true })).toEqual([]);
  });

  it('are not those whose uses are used up', () => {
    const caps = { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: 1 };
    expect(codesOf(0, { A: campaignOf({ caps }) })).toEqual(['A']);
    expect(codesOf(1, { A: campaignOf({ caps }) })).toEqual([]);
  });

  it('run now and at tills, take no promo code, and may take money off', () => {
    const moneyOff = { kind: 'AMOUNT', amount: minorUnits(100) } as const;
    const money = moneyOffOf(moneyOff);
    const where = (...channels: string[]) => ({ restaurantIds: [], channels });
    const schedule = { startsAt: '2027-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] };
    const documents = {
      API: campaignOf({ where: where('API') }),
      CODE: { ...money, promoCode: 'SPRING' },
      LATER: campaignOf({ schedule }),
      MONEY: money,
      TILL: campaignOf({ where: where('API', 'TILL') }),
    };
    expect(codesOf(0, documents)).toEqual(['MONEY', 'TILL']);
  });

  it('are none for a blocked guest', () => {
    const running = runningOf({ A: campaignOf() });
    const open = (blocked: boolean) =>
      openCampaigns(running, { ...newGuest(), blocked }, null, NOON, new Story(programOf()).calendar);
    expect([open(false).length, open(true)]).toEqual([1, []]);
  });

  it('tell of each campaign and occurrence its own tasks, in the unit of each', () => {
    const daily = { by: 'WEEK', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00', days: 1 } as const;
    const schedule = { startsAt: '2020-01-01T00:00', endsAt: null, recurrence: daily, exceptions: [] };
    const tell = { id: 'tell', kind: 'ACTIVITY', code: 'review', target: 3 } as const;
    const running = runningOf({
      A: campaignOf({ ...TASKS, challenge: { ...CHALLENGE, tasks: [{ ...CHALLENGE.tasks[0], target: 9 }, tell] } }),
      B: campaignOf({ ...TASKS, schedule }),
    });
    const story = new Story(programOf(), undefined, undefined, { campaigns: running });
    story.done(saleOf(1_000));
    story.done(saleOf(1_000));
    const tasks = (at: number) =>
      openCampaigns(running, story.guest, 'BASE', at, story.calendar).map((one) => [one.campaign.code, ...one.tasks]);
    const visits = (collected: number, target: number) => ({ collected, target, unit: 'VISITS' });
    // Today's occurrence of B is paid; tomorrow's begins with nothing.
    expect(tasks(NOON)).toEqual([['A', visits(2, 9), { collected: 0, target: 3, unit: 'TIMES' }]]);
    expect(tasks(NOON + DAY)).toEqual([
      ['A', visits(2, 9), { collected: 0, target: 3, unit: 'TIMES' }],
      ['B', visits(0, 2)],
    ]);
  });

  it('end with their occurrence', () => {
    const schedule = {
      startsAt: '2020-01-01T00:00',
      endsAt: null,
      recurrence: { by: 'WEEK', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00', days: 1 },
      exceptions: [],
    } as const;
    const [open] = openAfter(0, { A: campaignOf({ schedule }) });
    const [whole] = openAfter(0, { A: campaignOf() });
    expect([open?.to, whole?.to]).toEqual([(open?.occurrence ?? 0) * 1_440 + 1_440, Infinity]);
  });
});
