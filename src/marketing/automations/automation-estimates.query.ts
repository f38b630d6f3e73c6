import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../configuration';
import { calendarOf, isoDateOf, type ZoneCalendar } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { lowestIdAt, timeOfId } from '../../platform/ids/ids';
import { SegmentEvaluation } from '../segments/segment-evaluation';
import {
  type AutomationDocument,
  type AutomationStep,
  MILLION,
  USUAL_GUEST_ENTRIES_PER_DAY,
} from './document/automation-document.schema';
import { AutomationChecks } from './document/automation-checks';
import { AutomationStates } from './document/automation-states';
import { estimateSteps } from './document/automation-estimate.rules';
import { bringingOf, fitsType, mostVisitsOf, OF_JOURNAL } from './document/automation-steps.rules';
import type { AutomationEstimate } from './document/automation.dto';
import { type AskedEvent, AutomationEventFacts } from './events/event-facts';

interface PastEvent extends AskedEvent {
  readonly guestId: string;
}

const DAYS = 28;
const DAY_MS = 86_400_000;
const MOST_EVENTS = 20_000;
const EVENTS_A_READ = 1_000;
const SAMPLE = 500;

/** Guests who would have entered in the past. An entry stands for `weight` guests; a `guestId` of null is no certain guest. */
interface PastEntries {
  readonly entries: readonly { readonly guestId: string | null; readonly day: number; readonly weight: number }[];
  /** The first local day of the entries, counted from 1970-01-01. */
  readonly fromDay: number;
}

interface Past {
  readonly tx: Tx;
  readonly snapshot: ConfigurationSnapshot;
  readonly calendar: ZoneCalendar;
  readonly today: number;
}

/** Effects that an automation would have had in the past of its network. */
@Injectable()
export class AutomationEstimates {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly checks: AutomationChecks,
    private readonly states: AutomationStates,
    private readonly evaluation: SegmentEvaluation,
    private readonly facts: AutomationEventFacts,
    private readonly clock: Clock,
  ) {}

  async estimate(networkId: string, document: AutomationDocument): Promise<AutomationEstimate> {
    const snapshot = await this.snapshots.current(networkId);
    const calendar = calendarOf(snapshot.profile.timeZone, snapshot.profile.settings.dayStart);
    const today = calendar.localDay(this.clock.now().getTime());
    return this.database.inNetwork(networkId, async (tx) => {
      await this.checks.requireFit(tx, networkId, document);
      const of: Past = { tx, snapshot, calendar, today };
      const found = await this.entriesOf(of, document);
      const known = found === null ? [] : [...new Set(found.entries.flatMap(({ guestId }) => guestId ?? []))];
      const sample = known.length > 0 ? known.slice(0, SAMPLE) : await sampleGuests(tx, networkId, SAMPLE);
      const holds = await this.holding(of, document, sample);
      const { condition } = document;
      const share = condition === null || sample.length === 0 ? 1 : shareOf(sample, (guest) => holds(guest, condition));
      const inside = condition === null ? sample : sample.filter((guest) => holds(guest, condition));
      const perDay = found === null ? null : countDays(found, today, share);
      return {
        days: found === null ? DAYS : today - found.fromDay,
        entries: (perDay ?? []).map(({ day, guests }) => ({ day: isoDateOf(day), guests: Math.round(guests) })),
        perDay: perDay === null || perDay.length === 0 ? null : mean(perDay.map(({ guests }) => guests)),
        atOnce: await this.states.countAtOnce(tx, networkId, document),
        sample: sample.length,
        steps: estimateSteps(document, (step) => sharesOf(step, inside, holds)),
        unknown: unknownOf(document, found !== null),
      };
    });
  }

  /** Null: the stored past does not show who would have entered. */
  private async entriesOf(of: Past, document: AutomationDocument): Promise<PastEntries | null> {
    const { tx, snapshot, calendar, today } = of;
    const networkId = snapshot.profile.id;
    const fromDay = today - DAYS;
    const [from, to] = [new Date(calendar.startOfDay(fromDay)), new Date(calendar.startOfDay(today))];
    const { trigger } = document;
    switch (trigger.kind) {
      case 'BIRTHDAY':
        return {
          entries: birthdaysOf(
            await tx.query<{ birthday: number; guests: number }>`SELECT b.birthday, count(*) AS guests
                 FROM guest_states s CROSS JOIN LATERAL (SELECT counted_birthday(s.birthday, s.birthday_from) AS birthday) b
                WHERE s.network_id = ${networkId} AND b.birthday IS NOT NULL GROUP BY 1`,
            fromDay,
            today,
            trigger.daysBefore,
          ),
          fromDay,
        };
      case 'ABSENT':
        return { entries: await this.absences(of, trigger.days, fromDay), fromDay };
      case 'POINTS_END':
        return null;
      case 'SEGMENT': {
        // Members of a segment who joined the segment from `from` on and before `to`, the newest first.
        const rows = await tx.query<{ guestId: string; at: Date }>`SELECT m.guest_id, m.since AS at FROM segments s
             JOIN segment_members m ON m.network_id = ${networkId} AND m.segment_id = s.id AND m.since >= ${from} AND m.since < ${to}
            WHERE s.network_id = ${networkId} AND s.code = ${trigger.segment} ORDER BY m.since DESC LIMIT ${MOST_EVENTS}`;
        const days = rows.map(({ guestId, at }) => ({ guestId, day: calendar.localDay(at.getTime()), weight: 1 }));
        return { entries: days, fromDay };
      }
      default:
        return this.byEvents(of, document, fromDay, [lowestIdAt(from.getTime()), lowestIdAt(to.getTime())]);
    }
  }

  private async byEvents(
    { tx, snapshot, calendar }: Past,
    document: AutomationDocument,
    fromDay: number,
    [fromId, toId]: readonly [string, string],
  ): Promise<PastEntries | null> {
    const networkId = snapshot.profile.id;
    const brings = bringingOf(document);
    if (brings === null) return null;
    const isOfJournal = brings.type.startsWith(OF_JOURNAL);
    if (!isOfJournal && brings.type !== 'guest.registered') return null;
    const events = isOfJournal
      ? await listPastTransactions(tx, networkId, fromId, toId)
      : await listPastGuests(tx, networkId, fromId, toId);
    const oldest = events.length === MOST_EVENTS ? events.at(-1) : undefined;
    // Leaves out the oldest day, because only a part of its events was read.
    const firstDay = oldest === undefined ? fromDay : calendar.localDay(timeOfId(oldest.id).getTime()) + 1;
    const fitting = events
      .flatMap(({ guestId, ...event }) => (guestId === null ? [] : [{ ...event, subjectId: event.id, guestId }]))
      .filter(({ type }) => fitsType(brings.type, type))
      .reverse();
    const brought: PastEvent[] = [];
    for (let at = 0; at < fitting.length; at += EVENTS_A_READ) {
      const some = fitting.slice(at, at + EVENTS_A_READ);
      const facts = await this.facts.read(tx, snapshot, some, mostVisitsOf(document));
      brought.push(
        ...some.filter(({ id }) => {
          const known = facts.get(id) ?? {};
          const isImported = known.channel === 'IMPORT' || known.source === 'IMPORT';
          return (brings.takesImports || !isImported) && brings.test(known);
        }),
      );
    }
    const last = new Map<string, number>();
    const { mode, afterDays, perGuestPerDay = USUAL_GUEST_ENTRIES_PER_DAY } = document.entry;
    const ofDay = new Map<string, number>();
    const entries = brought.flatMap(({ id, guestId }) => {
      const at = timeOfId(id).getTime();
      const guestAndDay = `${guestId} ${String(calendar.localDay(at))}`;
      const sameDay = ofDay.get(guestAndDay) ?? 0;
      if (mode === 'EVENT' && sameDay >= perGuestPerDay) return [];
      ofDay.set(guestAndDay, sameDay + 1);
      const before = last.get(guestId);
      const gap = mode === 'ONCE' ? Infinity : (afterDays ?? 0) * DAY_MS;
      if (mode !== 'EVENT' && before !== undefined && at - before < gap) return [];
      last.set(guestId, at);
      return [{ guestId, day: calendar.localDay(at), weight: 1 }];
    });
    return { entries: entries.filter(({ day }) => day >= firstDay), fromDay: firstDay };
  }

  /** Absences of at least `days` local days that ended up in the counted time, found in the sales of a sample of guests. */
  private async absences(
    { tx, snapshot, calendar, today }: Past,
    days: number,
    fromDay: number,
  ): Promise<PastEntries['entries']> {
    const networkId = snapshot.profile.id;
    const sample = await sampleGuests(tx, networkId, SAMPLE);
    const all = (
      await tx.one<{ count: number }>`SELECT count(*) AS count FROM guest_summaries WHERE network_id = ${networkId}`
    ).count;
    const since = new Date(calendar.startOfDay(fromDay - days));
    // Sales of guests from `since` on, with the time at which they happened, in the order of guest and time.
    const sales = await tx.query<{ guestId: string; at: Date }>`
      SELECT t.guest_id, t.occurred_at AS at FROM unnest(${sample}::uuid[]) g(id)
       CROSS JOIN LATERAL (SELECT guest_id, occurred_at FROM transactions t
          WHERE t.network_id = ${networkId} AND t.guest_id = g.id AND t.type = 'SALE' AND t.occurred_at >= ${since} OFFSET 0) t
       ORDER BY 1, 2 LIMIT ${MOST_EVENTS}`;
    const weight = sample.length === 0 ? 0 : all / sample.length;
    return sales.flatMap(({ guestId, at }, index) => {
      const next = sales[index + 1];
      const sold = calendar.localDay(at.getTime());
      const comes = next?.guestId === guestId ? calendar.localDay(next.at.getTime()) : Infinity;
      const day = sold + days;
      return day >= fromDay && day < today && comes >= day ? [{ guestId, day, weight }] : [];
    });
  }

  private holding(
    { tx, snapshot }: Past,
    { condition, steps }: AutomationDocument,
    guestIds: readonly string[],
  ): Promise<(guestId: string, rule: unknown) => boolean> {
    const ofSteps = steps.flatMap((step) =>
      step.kind === 'BRANCH' ? step.branches.map((branch) => branch.condition) : [],
    );
    const rules = [...(condition === null ? [] : [condition]), ...ofSteps];
    return this.evaluation.holding(tx, snapshot, guestIds, rules);
  }
}

/** The share of guests (0 to 1) who go from a step to each next step, in the order of `waysOf`; null: unknown. */
function sharesOf(
  step: AutomationStep,
  guestIds: readonly string[],
  holds: (guestId: string, rule: unknown) => boolean,
): (number | null)[] {
  switch (step.kind) {
    case 'SPLIT':
      return step.shares.map(({ sharePpm }) => sharePpm / MILLION);
    case 'BRANCH': {
      if (guestIds.length === 0) return [...step.branches.map(() => null), null];
      const firsts = guestIds.map((guest) => step.branches.findIndex(({ condition }) => holds(guest, condition)));
      const ways = [...step.branches.keys(), -1];
      return ways.map((way) => firsts.filter((first) => first === way).length / firsts.length);
    }
    case 'WAIT_EVENT':
      return [null, null];
    default:
      return [1];
  }
}

function birthdaysOf(
  counts: readonly { readonly birthday: number; readonly guests: number }[],
  fromDay: number,
  today: number,
  daysBefore: number,
): PastEntries['entries'] {
  const guests = new Map(counts.map((row) => [row.birthday, row.guests]));
  return Array.from({ length: today - fromDay }, (_, index) => {
    const day = fromDay + index;
    const [, month = '', date = ''] = isoDateOf(day + daysBefore).split('-');
    return { guestId: null, day, weight: guests.get(Number(month) * 100 + Number(date)) ?? 0 };
  });
}

function countDays({ entries, fromDay }: PastEntries, today: number, share: number) {
  const counts = new Map<number, number>();
  for (const { day, weight } of entries) counts.set(day, (counts.get(day) ?? 0) + weight * share);
  const days = Array.from({ length: Math.max(0, today - fromDay) }, (_, index) => fromDay + index);
  return days.map((day) => ({ day, guests: counts.get(day) ?? 0 }));
}

function unknownOf({ condition, steps }: AutomationDocument, areEntriesKnown: boolean): AutomationEstimate['unknown'] {
  return [
    ...(areEntriesKnown ? [] : [{ what: 'ENTRIES' as const, step: null }]),
    ...(condition === null ? [] : [{ what: 'CONDITION' as const, step: null }]),
    ...steps
      .filter(({ kind }) => kind === 'BRANCH' || kind === 'WAIT_EVENT')
      .map(({ name, kind }) => ({ what: kind === 'BRANCH' ? ('CONDITION' as const) : ('EVENT' as const), step: name })),
  ];
}

function shareOf(guestIds: readonly string[], fits: (guestId: string) => boolean): number {
  return guestIds.filter(fits).length / guestIds.length;
}

function mean(numbers: readonly number[]): number {
  return Math.round((numbers.reduce((sum, one) => sum + one, 0) / numbers.length) * 100) / 100;
}

/** The newest events of the journal between two ids, of every type, the newest first. */
function listPastTransactions(tx: Tx, networkId: string, fromId: string, toId: string) {
  return tx.query<{ id: string; type: string; guestId: string | null }>`
    SELECT id, 'transaction.' || lower(type::text) AS type, guest_id FROM transactions
     WHERE network_id = ${networkId} AND id >= ${fromId} AND id < ${toId} ORDER BY id DESC LIMIT ${MOST_EVENTS}`;
}

/** The newest registrations of guests between two ids, the newest first. */
function listPastGuests(tx: Tx, networkId: string, fromId: string, toId: string) {
  return tx.query<{ id: string; type: string; guestId: string }>`
    SELECT id, 'guest.registered' AS type, id AS guest_id FROM guests
     WHERE network_id = ${networkId} AND id >= ${fromId} AND id < ${toId} ORDER BY id DESC LIMIT ${MOST_EVENTS}`;
}

/** Ids of a sample of guests, in the order of a hash of the id. */
async function sampleGuests(tx: Tx, networkId: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ guestId: string }>`
    SELECT guest_id FROM guest_summaries WHERE network_id = ${networkId} ORDER BY uuid_hash(guest_id) LIMIT ${limit}`;
  return rows.map((row) => row.guestId);
}
