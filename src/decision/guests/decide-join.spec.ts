import { NOON } from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { type CampaignDocument, forgivenOf, newGuest } from '..';

const join = (joins = true, segments: readonly string[] | null = null) =>
  ({ kind: 'JOIN', campaign: 'C', joins, occurredAt: NOON, segments }) as const;
const FREEZE = { kind: 'FREEZE', campaign: 'C', occurrence: 0, until: null, task: 'weeks' } as const;

function storyOf(document: Partial<CampaignDocument>, guest = newGuest()): Story {
  return new Story(programOf(), guest, undefined, {
    campaigns: runningOf({ C: campaignOf({ join: 'JOINED', ...document }) }),
  });
}

describe('a guest who joins a campaign', () => {
  it('is a member until the guest leaves', () => {
    const story = storyOf({});
    expect(story.done(join()).trace).toEqual([{ effect: 'TASK', rule: 'campaign.C.joined', amount: 0, arguments: {} }]);
    expect(story.guest.counters.campaigns?.joined).toEqual(['C']);
    // Joining again changes nothing, and is not refused.
    story.done(join());
    expect(story.guest.counters.campaigns?.joined).toEqual(['C']);
    expect(story.done(join(false)).trace).toMatchObject([{ rule: 'campaign.C.left' }]);
    expect(story.guest.counters.campaigns?.joined).toEqual([]);
  });

  const until = (endsAt: string | null, startsAt = '2020-01-01T00:00') => ({
    schedule: { startsAt, endsAt, recurrence: null, exceptions: [] },
  });

  it.each([
    ['needs no joining', { join: 'ALL' }, 'OPEN_TO_ALL'],
    ['has ended', until('2026-03-01T12:00'), 'NOT_RUNNING'],
    ['is in its last minute', until('2026-03-01T12:01'), null],
    ['has not begun', until(null, '2027-01-01T00:00'), null],
    ['is for another tier', { audience: { segments: [], tiers: ['GOLD'] } }, 'TIER'],
    ['is for another segment', { audience: { segments: ['VIP'], tiers: [] } }, 'SEGMENT'],
  ] as const)('may or may not, where it %s', (_name, document, reason) => {
    const decision = storyOf(document).play(join());
    expect(decision).toMatchObject(
      reason === null ? { kind: 'DECIDED' } : { kind: 'REFUSED', code: 'campaign_not_open', data: { reason } },
    );
  });

  it('is refused for a campaign that the network does not have', () => {
    expect(storyOf({}).play({ ...join(), campaign: 'D' })).toMatchObject({ data: { reason: 'NOT_RUNNING' } });
  });

  it('is looked at by the segments of the time of the act', () => {
    const vip = { audience: { segments: ['VIP'], tiers: [] } };
    const member = { ...newGuest(), segments: ['VIP'] };
    expect(storyOf(vip, member).done(join()).facts.segments).toEqual(['VIP']);
    expect(storyOf(vip).done(join(true, ['VIP'])).facts.segments).toEqual(['VIP']);
    expect(storyOf(vip, member).play(join(true, [])).kind).toBe('REFUSED');
    expect(storyOf(vip, member).done(join(false)).facts.segments).toBeNull();
  });
});

describe('a blocked guest', () => {
  it.each([join(), join(false), FREEZE])('gets nothing in a campaign: %#', (act) => {
    expect(storyOf({}, { ...newGuest(), blocked: true }).play(act)).toEqual({
      kind: 'REFUSED',
      code: 'guest_blocked',
      data: {},
    });
  });
});

describe('weeks that managers forgive', () => {
  it('are ten at most', () => {
    const story = storyOf({});
    for (let week = 1; week <= 10; week += 1)
      expect(story.done(FREEZE).trace).toEqual([
        { effect: 'TASK', rule: 'campaign.C.forgiven', amount: 1, arguments: { task: 'weeks', collected: week } },
      ]);
    expect(story.play(FREEZE)).toEqual({ kind: 'REFUSED', code: 'weeks_forgiven', data: { max: 10 } });
    expect(forgivenOf(story.guest.counters.campaigns?.progress[0], 'weeks')).toBe(10);
  });
});
