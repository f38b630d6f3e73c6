import { automationDocumentSchema } from './automation-document.schema';
import { mayEnter } from './automation-entry.rules';
import { loopsOf } from './automation-loops.rules';

const MANUAL = { kind: 'EVENT', event: 'transaction.manual', conditions: [] };
const CALLED = { kind: 'EVENT', event: 'automation.called', conditions: [] };
const gift = { name: 'gift', kind: 'POINTS', points: 10, validDays: null, next: null };
const call = { name: 'call', kind: 'WEBHOOK', topic: 'x', next: null };
const onList = { name: 'on', kind: 'LIST', segment: 'RED', isIn: true, next: null };

function documentOf(trigger: object, steps: readonly object[], mode = 'EVENT') {
  return automationDocumentSchema.parse({
    schema: 1,
    name: 'A',
    description: '',
    trigger,
    condition: null,
    quietHours: null,
    goal: null,
    steps,
    entry: { mode, afterDays: mode === 'AGAIN' ? 1 : null, perDay: null, inAll: null },
  });
}
const found = (trigger: object, steps: readonly object[], mode?: string) =>
  loopsOf(documentOf(trigger, steps, mode), []).map(({ kind, step }) => `${kind} ${step}`);

describe('steps that may bring their guest into the automation again', () => {
  it('are those that cause events of its trigger', () => {
    expect(found(MANUAL, [gift])).toEqual(['OWN_STEP gift']);
    expect(found({ kind: 'TIER_CHANGED', tiers: ['GOLD'] }, [gift, onList], 'AGAIN')).toEqual(['OWN_STEP gift']);
    expect(found({ kind: 'SEGMENT', segment: 'RED', existing: false }, [onList])).toEqual(['OWN_STEP on']);
    const cake = { name: 'cake', kind: 'REWARD', reward: 'CAKE', next: null };
    expect(found({ kind: 'REWARD_TAKEN', rewards: ['CAKE'] }, [cake])).toEqual(['OWN_STEP cake']);
    const join = { name: 'join', kind: 'CAMPAIGN', campaign: 'SPRING', next: null };
    expect(found({ kind: 'EVENT', event: 'transaction.join', conditions: [] }, [join])).toEqual(['OWN_STEP join']);
    expect(found(CALLED, [call])).toEqual(['OWN_STEP call']);
  });

  it('are none where another event or its content is asked for, or a guest enters once', () => {
    expect(found({ kind: 'JOINED' }, [gift])).toEqual([]);
    expect(found({ kind: 'SEGMENT', segment: 'BLUE', existing: false }, [onList])).toEqual([]);
    expect(found({ kind: 'REWARD_TAKEN', rewards: ['TEA'] }, [gift])).toEqual([]);
    expect(found({ kind: 'BIRTHDAY', daysBefore: 0, at: '10:00' }, [call])).toEqual([]);
    const byStaff = [{ field: 'reason', operator: '=', value: 'GOODWILL' }];
    expect(found({ ...MANUAL, conditions: byStaff }, [gift])).toEqual([]);
    const large = [{ field: 'pointsEarned', operator: '>', value: 10 }];
    expect(found({ ...MANUAL, conditions: large }, [gift])).toEqual([]);
    expect(found(MANUAL, [gift], 'ONCE')).toEqual([]);
  });

  it('are webhooks whose receivers may cause the event, where a guest enters with each event', () => {
    expect(found(MANUAL, [call])).toEqual(['WEBHOOK call']);
    expect(found(MANUAL, [call], 'AGAIN')).toEqual([]);
  });

  it('lead by way of other automations, however many', () => {
    const running = [
      { id: 'b', document: documentOf(CALLED, [onList]) },
      { id: 'c', document: documentOf({ kind: 'SEGMENT', segment: 'RED', existing: false }, [gift]) },
      { id: 'd', document: documentOf(CALLED, [call]) },
    ];
    expect(loopsOf(documentOf(MANUAL, [call]), running)).toEqual([
      { kind: 'OTHER_AUTOMATION', step: 'call', automation: { id: 'b', name: 'A' } },
    ]);
    expect(loopsOf(documentOf({ kind: 'JOINED' }, [call]), running)).toEqual([]);
  });
});

describe('an event', () => {
  it('brings nobody into an automation that led to it, nor into a fifth one', () => {
    expect(mayEnter('a', [])).toBe(true);
    expect(mayEnter('a', ['b', 'c', 'd'])).toBe(true);
    expect(mayEnter('a', ['a'])).toBe(false);
    expect(mayEnter('a', ['b', 'a', 'c'])).toBe(false);
    expect(mayEnter('a', ['b', 'c', 'd', 'e'])).toBe(false);
  });
});
