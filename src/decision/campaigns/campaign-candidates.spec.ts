import * as fc from 'fast-check';
import { campaignOf } from '../../../test/support/decision/campaigns';
import { runs } from '../../../test/support/decision/runs';
import { candidatesAt } from './campaign-candidates';
import { occurrenceAt } from './campaign-schedule';
import { compileCampaign, partsPerMillion, points } from '..';

/** 2026-03-28, a Saturday. */
const FIRST_DAY = 20_540;
const DAYS = 40;

const time = fc.constantFrom('00:00', '02:30', '09:00', '18:00', '23:59');
const day = fc.integer({ min: 0, max: DAYS }).map((after) => new Date((FIRST_DAY + after) * 86_400_000).toISOString());
const isoDay = day.map((text) => text.slice(0, 10));
const localTime = fc.tuple(isoDay, time).map(([date, at]) => `${date}T${at}`);
const hours = fc.record({
  from: time,
  to: fc.constantFrom('00:00', '03:00', '12:00', '24:00'),
  days: fc.integer({ min: 1, max: 3 }),
});

const recurrence = fc.oneof(
  fc.record({ weekdays: fc.constantFrom([6], [1, 5]), of: hours }).map(({ weekdays, of }) => ({
    by: 'WEEK' as const,
    weekdays,
    ...of,
  })),
  fc.record({ of: hours, on: fc.integer({ min: 1, max: 31 }) }).map(({ of, on }) => ({
    by: 'MONTH_DAY' as const,
    day: on,
    ...of,
  })),
);

const campaigns = fc
  .array(
    fc.record({
      startsAt: localTime,
      endsAt: fc.option(localTime),
      recurrence: fc.option(recurrence),
      exceptions: fc.array(isoDay, { maxLength: 3 }),
      restaurantIds: fc.constantFrom([], ['here'], ['there']),
      channels: fc.constantFrom([], ['TILL'], ['API']),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ restaurantIds, channels, ...schedule }, index) =>
      compileCampaign(`C${String(index)}`, 1, campaignOf({ schedule, where: { restaurantIds, channels } })),
    ),
  );

const asked = fc.array(
  fc.record({
    day: fc.integer({ min: FIRST_DAY - 2, max: FIRST_DAY + DAYS + 2 }),
    minute: fc.integer({ min: 0, max: 1_439 }),
    restaurantId: fc.constantFrom('here', 'there', null),
    channel: fc.constantFrom('TILL', 'API', null),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('campaigns that run at a time and place', () => {
  it('are those that a look at each of them finds, whatever was asked before', () => {
    fc.assert(
      fc.property(campaigns, asked, (inOrder, questions) => {
        for (const { day: on, minute, ...place } of questions) {
          const { restaurantId, channel } = place;
          const expected = inOrder.flatMap(({ code, schedule, document: { where } }) => {
            const isHere =
              (where.restaurantIds.length === 0 || where.restaurantIds.includes(restaurantId ?? '')) &&
              (where.channels.length === 0 || channel === null || where.channels.includes(channel));
            const occurrence = isHere ? occurrenceAt(schedule, on, minute) : null;
            return occurrence === null ? [] : [[code, occurrence]];
          });
          const found = candidatesAt(inOrder, place, on, minute).all;
          expect(found.map(({ campaign, occurrence }) => [campaign.code, occurrence])).toEqual(expected);
        }
      }),
      runs(300),
    );
  });

  it('are found once between two moments at which one of them begins or ends', () => {
    const schedule = { startsAt: '2026-03-28T10:00', endsAt: '2026-03-30T12:00', recurrence: null, exceptions: [] };
    const inOrder = [compileCampaign('C', 1, campaignOf({ schedule }))];
    const at = (on: number, minute: number) =>
      candidatesAt(inOrder, { restaurantId: 'here', channel: 'TILL' }, on, minute);
    expect(at(FIRST_DAY, 600)).toBe(at(FIRST_DAY + 2, 719));
    expect(at(FIRST_DAY + 2, 720).all).toEqual([]);
    expect(at(FIRST_DAY, 599).all).toEqual([]);
  });
});

describe('campaigns that run, by what they give', () => {
  const gold = { segments: [], tiers: ['GOLD'] };
  const money = {
    schema: 3,
    type: 'MONEY_OFF',
    offer: null,
    moneyOff: { kind: 'SHARE', ratePpm: partsPerMillion(1) },
  } as const;
  const tasks = [{ id: 'visits', kind: 'VISIT', target: 2 }];
  const challenge = { tasks, payouts: [{ points: points(1) }] };
  const plain = campaignOf();
  const documents = {
    PLAIN: plain,
    GOLD: campaignOf({ audience: gold }),
    OFF: campaignOf(money),
    GOLD_OFF: campaignOf({ ...money, audience: gold }),
    TASKS: campaignOf({ offer: null, challenge: challenge as never }),
  };
  const running = (...codes: readonly (keyof typeof documents)[]) =>
    candidatesAt(
      codes.map((code) => compileCampaign(code, 1, documents[code])),
      { restaurantId: 'here', channel: 'TILL' },
      FIRST_DAY,
      600,
    );
  const all = ['PLAIN', 'GOLD', 'OFF', 'GOLD_OFF', 'TASKS'] as const;
  const codesOf = (found: readonly { readonly campaign: { readonly code: string } }[]) =>
    found.map(({ campaign }) => campaign.code);

  it('offer points and money off apart, and name those that are for other tiers', () => {
    const { open, refused, refusedFrom } = running(...all).offersFor('BASE');
    expect(codesOf(open)).toEqual(['PLAIN']);
    expect(refused).toEqual({
      effect: 'EARN',
      rule: 'campaigns',
      amount: 0,
      arguments: { failed: 'tier', campaigns: 'GOLD' },
    });
    expect(refusedFrom).toBe(1);
    const off = running(...all).moneyFor('BASE');
    expect(codesOf(off.open)).toEqual(['OFF']);
    expect(off.refused).toMatchObject({ effect: 'DISCOUNT', arguments: { campaigns: 'GOLD_OFF' } });
    expect(off.refusedFrom).toBe(3);
  });

  it('are all open to the tier that they are for', () => {
    const { open, refused, refusedFrom } = running(...all).offersFor('GOLD');
    expect([codesOf(open), refused, refusedFrom]).toEqual([['PLAIN', 'GOLD'], null, 0]);
    expect(codesOf(running(...all).moneyFor('GOLD').open)).toEqual(['OFF', 'GOLD_OFF']);
  });

  it('say whether any of them takes money off or has tasks', () => {
    const said = (...codes: readonly (keyof typeof documents)[]) => {
      const { haveTasks, haveMoney, haveDays } = running(...codes);
      return { haveTasks, haveMoney, haveDays };
    };
    const none = { haveTasks: false, haveMoney: false, haveDays: false };
    expect(said('PLAIN', 'GOLD')).toEqual(none);
    expect(said('PLAIN', 'OFF')).toEqual({ ...none, haveMoney: true });
    expect(said('PLAIN', 'TASKS')).toEqual({ ...none, haveTasks: true });
  });

  it('are left out by their code, but for their tasks', () => {
    const { kept, leftOut } = running(...all).without(() => true);
    expect(codesOf(leftOut)).toEqual(['PLAIN', 'GOLD', 'OFF', 'GOLD_OFF']);
    expect(codesOf(kept.all)).toEqual(['TASKS']);
    const one = running(...all).without((code) => code === 'OFF');
    expect([codesOf(one.leftOut), codesOf(one.kept.all)]).toEqual([['OFF'], ['PLAIN', 'GOLD', 'GOLD_OFF', 'TASKS']]);
  });
});
