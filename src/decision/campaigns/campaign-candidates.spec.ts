import * as fc from 'fast-check';
import { campaignOf } from '../../../test/support/decision/campaigns';
import { runs } from '../../../test/support/decision/runs';
import { candidatesAt } from './campaign-candidates';
import { occurrenceAt } from './campaign-schedule';
import { compileCampaign } from '..';

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
