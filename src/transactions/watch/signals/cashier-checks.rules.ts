import { groupsOf, shiftOf } from './acts.rules';
import { isOfAnyone, suspiciousVisits } from './events.rules';
import { NONE, PEER_DAYS } from './peers.rules';
import { defineRule, type WatchRule, signalOf } from './define-rule';
import { poissonSurprise } from './tails.rules';
import type { ActFact, Parameter, EventName } from './facts';

const EVENTS: Parameter = { default: 5, unit: 'COUNT', from: 5, to: 100 };
/** The probability is one in this number. */
const ONE_IN: Parameter = { default: 1_000, unit: 'COUNT', from: 10, to: 1_000_000 };
const SHIFT = { kinds: ['SALE', 'REWARD', 'ATTACH', 'REFUND', 'MANUAL'], hours: 24 } as const;

/** One card on more checks of a shift than a guest makes in a row. */
export const OWN_CARD: WatchRule = defineRule({
  key: 'ownCard',
  version: 1,
  subject: 'CASHIER',
  parameters: {
    checks: { default: 3, unit: 'COUNT', from: 2, to: 20 },
    /** In hundredths: how many suspicious checks of one card are expected in an honest shift. */
    usual: { default: 2, unit: 'PERCENT', from: 1, to: 100 },
  },
  reads: SHIFT,
  surprise: 'EACH',
  enough: { events: 5, days: 3 },
  judge(window, { checks, usual }) {
    const sales = window.acts.filter((act) => act.kind === 'SALE' && act.guestId !== null && isOfAnyone(act));
    const onCard = groupsOf(sales, cardInShift);
    const suspicious = groupsOf(suspiciousVisits(window.acts), cardInShift);
    return [...suspicious].flatMap(([key, events]) => {
      const acts = onCard.get(key) ?? [];
      const first = acts[0];
      if (first?.cashierId == null || acts.length < checks || !window.hasNew(acts)) return [];
      return signalOf(OWN_CARD, {
        subjectId: first.cashierId,
        acts,
        doubtful: acts,
        events: events.length,
        inputs: { guestId: first.guestId ?? '', checks: acts.length, suspicious: events.length },
        surprise: poissonSurprise(events.length, usual / 100),
      });
    });
  },
});

export const TYPED_AGAIN = besidePeers('typedWhereScanned', 'typedAgain');
export const ATTACHED = besidePeers('attachedLater', 'attached');
export const WITHOUT_RECEIPT = besidePeers('noReceipt', 'withoutReceipt');
export const SPENT_ELSEWHERE = besidePeers('spentElsewhere', 'spentElsewhere');

/** Shifts with an unusual ratio, each judged by itself. */
export const SHIFT_RATIO: WatchRule = defineRule({
  key: 'shiftAboveOthers',
  version: 1,
  subject: 'CASHIER',
  parameters: { events: { ...EVENTS, from: 3 }, oneIn: ONE_IN },
  reads: SHIFT,
  surprise: 'EACH',
  enough: { events: 10, days: 3 },
  judge(window, { events: least, oneIn }) {
    const checks = groupsOf(
      window.acts.filter(({ kind }) => kind === 'SALE'),
      shiftOf,
    );
    return [...window.events].flatMap(([name, events]) =>
      [...groupsOf(events, shiftOf)].flatMap(([shift, acts]) => {
        const cashierId = acts[0]?.cashierId;
        if (cashierId == null || acts.length < least || !window.hasNew(acts)) return [];
        const {
          expected,
          checks: all,
          surprise,
        } = window.peers.compareIn(cashierId, name, countsOf(checks.get(shift) ?? [], name, acts));
        if (surprise < Math.log10(oneIn)) return [];
        return signalOf(SHIFT_RATIO, {
          subjectId: cashierId,
          acts,
          doubtful: acts.filter(isEarning),
          events: acts.length,
          surprise,
          inputs: { ratio: name, count: acts.length, checks: all, expected: rounded(expected) },
        });
      }),
    );
  },
});

/** A rule for an event of a cashier, counted over the peers' days and compared with other cashiers of the same restaurant and hour. */
function besidePeers(key: string, event: EventName): WatchRule {
  const rule: WatchRule = defineRule({
    key,
    version: 1,
    subject: 'CASHIER',
    reads: SHIFT,
    surprise: 'SO_FAR',
    comparedBy: event,
    parameters: { events: EVENTS, oneIn: ONE_IN },
    enough: { events: 1, days: 2 },
    judge(window, { events: least, oneIn }) {
      const events = window.events.get(event) ?? [];
      return [...groupsOf(events, shiftOf).values()].flatMap((acts) => {
        const cashierId = acts[0]?.cashierId;
        if (cashierId == null || !window.hasNew(acts)) return [];
        const { own, expected, checks, surprise } = window.peers.compare(cashierId, event);
        if (own < least || surprise < Math.log10(oneIn)) return [];
        return signalOf(rule, {
          subjectId: cashierId,
          acts,
          doubtful: acts,
          events: acts.length,
          surprise,
          inputs: { inShift: acts.length, count: own, days: PEER_DAYS, checks, expected: rounded(expected) },
        });
      });
    },
  });
  return rule;
}

function cardInShift(act: ActFact): string | null {
  const shift = shiftOf(act);
  return shift === null || act.guestId === null ? null : `${shift} ${act.guestId}`;
}

const isEarning = ({ earned, credited }: ActFact): boolean => earned > 0 || credited > 0;

function countsOf(checks: readonly ActFact[], name: EventName, events: readonly ActFact[]) {
  const placeOf = ({ restaurantId, hour, cashierId }: ActFact) => ({
    restaurantId: restaurantId ?? '',
    hour,
    cashierId: cashierId ?? '',
  });
  return [
    ...checks.map((check) => ({ ...NONE, ...placeOf(check), checks: 1 })),
    ...events.map((event) => ({ ...NONE, ...placeOf(event), [name]: 1 })),
  ];
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
