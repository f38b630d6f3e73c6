import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { newId, timeOfId } from '../../../platform/ids/ids';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { type LogFollower, type LogPage, LogReader } from '../../../transactions';
import type { AutomationDocument } from '../document/automation-document.schema';
import { AutomationDocuments } from '../runs/automation-documents';
import { AUTOMATIONS_JOB } from '../document/automation-states';
import { entryOf, mayEnter } from '../document/automation-entry.rules';
import { type AutomationEntry, insertEntries, listOpen, type OpenAutomation } from '../runs/automation-run.sql';
import {
  bringingOf,
  type EventFacts,
  fitsType,
  matches,
  mostVisitsOf,
  stepOf,
} from '../document/automation-steps.rules';
import { AutomationEventFacts } from './event-facts';
import { calendarOfSnapshot, dayStartOf } from '../runs/run-progress.rules';

/** A run that waits for events, with the step at which the run stands and the time since which it stands there. */
interface ListeningRun {
  readonly id: string;
  readonly automationId: string;
  readonly version: number;
  readonly guestId: string;
  readonly step: string;
  readonly visit: number;
  readonly at: Date;
  readonly causedBy: readonly string[];
}

interface HeardRun extends Pick<ListeningRun, 'id' | 'visit' | 'causedBy'> {
  readonly eventId: string;
  readonly isMet: boolean;
}

const MOST_LISTENING = 20_000;

/** Whether the network `$1` has an automation that is active or paused. */
const HAS_OPEN = `EXISTS (SELECT FROM automations a WHERE a.network_id = $1 AND a.state IN ('ACTIVE', 'PAUSED'))`;

const IMPORTED = 'IMPORT';

interface GuestEvent {
  readonly id: string;
  readonly type: string;
  readonly subjectId: string;
  readonly guestId: string;
  readonly facts: EventFacts;
  /** Automations whose steps led to it, the first one first and the one whose own step it was last; empty: somebody else caused it. */
  readonly causes: readonly string[];
}

interface OpenVersion {
  readonly id: string;
  readonly version: number;
}

/**
 * Follows the event log for automations: inserts a run for each guest whom an event brings in, and marks the runs that wait for an
 * event of the page. The same transaction moves the cursor, so an event counts once.
 */
@Injectable()
export class AutomationEvents implements LogFollower, OnModuleInit {
  readonly subscriber = 'automations';
  readonly condition = HAS_OPEN;

  constructor(
    private readonly log: LogReader,
    private readonly snapshots: Snapshots,
    private readonly documents: AutomationDocuments,
    private readonly facts: AutomationEventFacts,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  async follow(tx: Tx, networkId: string, page: LogPage): Promise<boolean> {
    const open = await listOpen(tx, networkId);
    const versions = open.flatMap(({ id, version, live }) =>
      [...new Set([version, ...live])].map((one) => ({ id, version: one })),
    );
    const documentOf = await this.documents.load(tx, networkId, versions);
    const documents = versions.map(documentOf);
    const heardTypes = new Set(documents.flatMap(typesHeard));
    const bringing = open
      .filter(({ state }) => state === 'ACTIVE')
      .flatMap((automation) => {
        const document = documentOf(automation);
        const brings = bringingOf(document);
        return brings === null ? [] : [{ automation, document, brings }];
      });
    const wanted = page.events.flatMap(({ id, type, subjectId, guestId }) => {
      const isWanted = heardTypes.has(type) || bringing.some(({ brings }) => fitsType(brings.type, type));
      return guestId !== null && isWanted ? [{ id, type, subjectId, guestId }] : [];
    });
    if (wanted.length === 0) return true;
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const read = await this.facts.read(tx, snapshot, wanted, Math.max(0, ...documents.map(mostVisitsOf)));
    const ids = wanted.flatMap(({ id, subjectId }) => [id, subjectId]);
    const rows = await tx.query<{ id: string; causes: string[] }>`
      SELECT s.id, r.caused_by || r.automation_id AS "causes!" FROM (
       SELECT subject_id AS id, run_id FROM automation_run_steps
        WHERE network_id = ${networkId} AND subject_id = ANY (${ids}::uuid[]) AND kind IN ('POINTS', 'REWARD', 'CAMPAIGN', 'LIST')
       UNION ALL
       SELECT id, run_id FROM automation_run_steps WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[]) AND kind = 'WEBHOOK') s
       JOIN automation_runs r ON r.network_id = ${networkId} AND r.id = s.run_id`;
    const causes = new Map(rows.map(({ id, causes }) => [id, causes]));
    const events = wanted.map((event) => ({
      ...event,
      facts: read.get(event.id) ?? {},
      causes: causes.get(event.subjectId) ?? causes.get(event.id) ?? [],
    }));
    const entered = await this.enter(tx, snapshot, bringing, events);
    const heard = await this.hear(tx, networkId, events, [...heardTypes], documentOf);
    if (entered + heard > 0) await requestJob(tx, AUTOMATIONS_JOB, networkId);
    return true;
  }

  /** Inserts a run for each guest whom an event brings into an automation; answers how many runs are new. */
  private async enter(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    bringing: readonly {
      readonly automation: OpenAutomation;
      readonly document: AutomationDocument;
      readonly brings: NonNullable<ReturnType<typeof bringingOf>>;
    }[],
    events: readonly GuestEvent[],
  ): Promise<number> {
    const now = this.clock.now();
    const entries = new Map<string, AutomationEntry>();
    for (const { automation, document, brings } of bringing)
      for (const { id, type, guestId, facts, causes } of events) {
        if (!fitsType(brings.type, type) || timeOfId(id) < automation.startedAt) continue;
        if (!mayEnter(automation.id, causes)) continue;
        // Imported sales and guests are old, so they bring in nobody, unless the automation asks for them.
        if (!brings.takesImports && (facts.channel === IMPORTED || facts.source === IMPORTED)) continue;
        if (!brings.test(facts)) continue;
        const entry = entryOf(document.entry, id, now);
        const key = `${automation.id} ${guestId} ${document.entry.mode === 'AGAIN' ? '' : entry.entryKey}`;
        if (!entries.has(key))
          entries.set(key, {
            id: newId(),
            automationId: automation.id,
            version: automation.version,
            guestId,
            ...entry,
            causedBy: causes,
          });
      }
    const dayStart = dayStartOf(calendarOfSnapshot(snapshot), now);
    return insertEntries(tx, snapshot.profile.id, [...entries.values()], { at: now, dayStart });
  }

  /** Marks the runs that wait for one of the events, or whose goal it is; answers how many runs go on. */
  private async hear(
    tx: Tx,
    networkId: string,
    events: readonly GuestEvent[],
    types: readonly string[],
    documentOf: (name: OpenVersion) => AutomationDocument,
  ): Promise<number> {
    const telling = events.filter(({ type }) => types.includes(type));
    if (telling.length === 0) return 0;
    const guestIds = [...new Set(telling.map(({ guestId }) => guestId))];
    const listening = await tx.query<ListeningRun>`
      SELECT id, automation_id, version, guest_id, step, visit, at, caused_by FROM automation_runs
       WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[]) AND state = 'WAITING' AND step IS NOT NULL
         AND hears && ${types}::text[] AND heard IS NULL AND NOT is_met ORDER BY id LIMIT ${MOST_LISTENING}`;
    const heard: HeardRun[] = [];
    for (const run of listening) {
      const document = documentOf({ id: run.automationId, version: run.version });
      const step = stepOf(document, run.step);
      for (const event of telling) {
        if (event.guestId !== run.guestId || timeOfId(event.id) < run.at) continue;
        // An automation waits for others, never for what its own steps led to.
        if (event.causes.includes(run.automationId)) continue;
        const isMet = document.goal !== null && matches(document.goal, event);
        if (!isMet && !(step?.kind === 'WAIT_EVENT' && matches(step.until, event))) continue;
        const causedBy = [...new Set([...run.causedBy, ...event.causes])];
        heard.push({ id: run.id, visit: run.visit, eventId: event.id, isMet, causedBy });
        break;
      }
    }
    if (heard.length > 0)
      await tx.query`
        UPDATE automation_runs r SET heard = h.event, is_met = h.met, due_at = least(r.due_at, ${this.clock.now()}),
         caused_by = string_to_array(h.causes, ' ')::uuid[]
           FROM unnest(${heard.map(({ id }) => id)}::uuid[], ${heard.map(({ visit }) => visit)}::integer[],
           ${heard.map(({ eventId }) => eventId)}::uuid[], ${heard.map(({ isMet }) => isMet)}::boolean[],
           ${heard.map(({ causedBy }) => causedBy.join(' '))}::text[]) h(id, visit, event, met, causes)
          WHERE r.network_id = ${networkId} AND r.id = h.id AND r.visit = h.visit AND r.state = 'WAITING'`;
    return heard.length;
  }
}

function typesHeard({ goal, steps }: AutomationDocument): string[] {
  return [
    ...(goal === null ? [] : [goal.event]),
    ...steps.flatMap((step) => (step.kind === 'WAIT_EVENT' ? [step.until.event] : [])),
  ];
}
