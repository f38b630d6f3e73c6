import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  type AutomationStarts,
  CampaignEditor,
  confirmSource,
  type ConfigurationSnapshot,
  MessageTemplates,
  type SentTemplate,
  Snapshots,
} from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { wordedIn } from '../../platform/http/catalogue/catalogue';
import { pathText } from '../../platform/http/json-body';
import type { IdSlice } from '../../platform/http/list-query';
import { faultsOf } from '../../platform/http/schema-faults';
import { newId } from '../../platform/ids/ids';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { requestJob } from '../../platform/queue/request-job.sql';
import {
  Audit,
  type Author,
  PlanLimits,
  type RequestContext,
  type ChangeRequestAnswer,
  ChangeRequests,
  statusOr,
  type OnOne,
  UseCase,
} from '../../security';
import { countByRule } from '../segments/guest-facts.sql';
import { SegmentEvaluation } from '../segments/segment-evaluation';
import { automationAnswer, listedAnswer, automationDetail, changeableOfAutomation } from './automation-answers';
import { type AutomationDocument, automationDocumentSchema } from './automation-document.schema';
import { AutomationDocuments } from './automation-documents';
import { AUTOMATION_EXAMPLES } from './automation-examples';
import { loopsOf, type RunningAutomation } from './automation-loops.rules';
import { automationMistakes, type AutomationNames, type Mistake } from './automation-mistakes.rules';
import { listOpen } from './automation-run.sql';
import { mostWorthOf } from './automation-worth.rules';
import * as dto from './automation.dto';
import * as sql from './automation.sql';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../platform/http/handlers-of';

/** Name of the job that lets guests into automations and takes them from step to step; a request of the job has the id of a network as key. */
export const AUTOMATIONS_JOB = 'automations';
const MOST_FAULTS = 50;
const MOST_LOOPS = 50;
const MOST_DAYS = 1_000_000;

/** A start that one person alone may not make. Money in minor units. */
export interface LargeStart {
  readonly max: number;
  /** The most that the points of the automation may be worth; null: nothing bounds them. */
  readonly worth: number | null;
  readonly revision: number;
  readonly name: string;
}

/** A requested start, as the change request stores it until a second person approves it. */
const askedStartSchema = dto.setAutomationStateSchema.extend({
  name: z.string(),
  /** The most that the points of the automation may be worth, in minor units; null: nothing bounds them. */
  worth: z.int().nullable(),
  max: z.int(),
});

type StateChange = Omit<dto.SetAutomationStateBody, 'reason'> & { readonly reason: string | null };

export class CreateAutomation extends UseCase<dto.AutomationAnswer, { body: dto.CreateAutomationBody }> {}

/** Creates a draft of an automation from an example. */
export class CopyAutomationExample extends UseCase<dto.AutomationAnswer, { name: dto.ExampleName }> {}

/** Creates a draft with the document of another automation. */
export class CopyAutomation extends UseCase<dto.AutomationAnswer, { id: string }> {}

/** Writes a new version of an automation. A running automation goes on by its own version until it is started again. */
export class ChangeAutomation extends UseCase<dto.AutomationAnswer, OnOne<dto.ChangeAutomationBody>> {}

type Answer = dto.AutomationAnswer | ChangeRequestAnswer;

/** Starts an automation, pauses it, goes on with it or ends it. A start with large gifts waits for a second person (202). */
export class SetAutomationState extends UseCase<Answer, OnOne<dto.SetAutomationStateBody>> {}

/** Archives an automation: it leaves the lists, and its runs stay. */
export class ArchiveAutomation extends UseCase<dto.AutomationAnswer, { id: string }> {}

/** The automations of a network, for the back office. */
@Injectable()
export class AutomationEditor implements AutomationStarts {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly evaluation: SegmentEvaluation,
    private readonly templates: MessageTemplates,
    private readonly limits: PlanLimits,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly keyed: KeyedCalls,
    private readonly requests: ChangeRequests,
    private readonly documents: AutomationDocuments,
  ) {}

  @Handles(CreateAutomation)
  createAutomation({ context, input: { body } }: CreateAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 201, (tx) => this.create(tx, networkId, body.document, author));
  }

  @Handles(CopyAutomationExample)
  async copyAutomationExample({ context, input: { name } }: CopyAutomationExample): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    const { locale } = (await this.snapshots.current(networkId)).profile;
    const document = AUTOMATION_EXAMPLES[name][locale];
    return this.keyed.run(networkId, call, 201, (tx) => this.create(tx, networkId, document, author));
  }

  @Handles(CopyAutomation)
  copyAutomation({ context, input: { id } }: CopyAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 201, async (tx) =>
      this.create(tx, networkId, (await getRow(tx, networkId, id)).document, author),
    );
  }

  @Handles(ChangeAutomation)
  changeAutomation({ context, input: { id, body } }: ChangeAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => changeableOfAutomation(await this.getWithin(tx, networkId, id)));
      return this.change(tx, networkId, id, body, author);
    });
  }

  /** @throws ProblemError as `AutomationEditor.setState`; `limit_exceeded` for a key whose start needs a second person */
  @Handles(SetAutomationState)
  setAutomationState({ context, input: { id, body } }: SetAutomationState): Promise<Answer> {
    const { call, networkId, author, principal } = context;
    return this.keyed.run<Answer>(networkId, call, statusOr(200), async (tx) => {
      await requireUnchanged(call, async () => changeableOfAutomation(await this.getWithin(tx, networkId, id)));
      // A caller starts a smaller one alone.
      const large = body.state === 'ACTIVE' ? await this.findLargeStart(tx, networkId, id) : null;
      if (large === null) return this.setState(tx, networkId, id, body, author);
      if (principal.kind !== 'user') throw new ProblemError('limit_exceeded');
      await this.requireChange(tx, networkId, id, body);
      const { revision: expectedRevision, ...shown } = large;
      const change = { ...body, expectedRevision, ...shown };
      return this.requests.ask(tx, context, { kind: 'AUTOMATION', subjectId: id, change });
    });
  }

  /** @throws ProblemError `not_found`, and `automation_running` for one that is active or paused */
  @Handles(ArchiveAutomation)
  archiveAutomation({ context, input: { id } }: ArchiveAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await sql.lockAutomation(tx, networkId, id);
      const before = await getRow(tx, networkId, id);
      if (before.archivedAt !== null) return automationAnswer(before);
      if (before.state !== 'DRAFT' && before.state !== 'ENDED') throw new ProblemError('automation_running');
      await sql.updateAutomation(tx, networkId, id, { ...this.madeBy(author), archives: true });
      await this.audit.appendChange(tx, networkId, author, 'automation.archived', id, {
        after: noteOf(before.document, before.version),
      });
      return this.getWithin(tx, networkId, id);
    });
  }

  async list(
    networkId: string,
    { state, archived }: { readonly state: dto.AutomationState | null; readonly archived: boolean },
    slice: IdSlice,
  ): Promise<dto.ListedAutomation[]> {
    const rows = await this.database.inNetwork(networkId, (tx) =>
      sql.listAutomations(tx, networkId, state, archived, slice),
    );
    return rows.map((row) => listedAnswer(row));
  }

  /** Throws `not_found`. */
  get(networkId: string, id: string): Promise<dto.AutomationDetail> {
    return this.database.inNetwork(networkId, async (tx) => {
      const row = await getRow(tx, networkId, id);
      const versions = await sql.listShownVersions(tx, networkId, id);
      const numbers = versions.map(({ version }) => version);
      const [runs, steps] = [
        await sql.countRuns(tx, networkId, id, numbers),
        await sql.countSteps(tx, networkId, id, numbers),
      ];
      return automationDetail(row, versions, runs, steps);
    });
  }

  /** Throws `not_found`. */
  async getWithin(tx: Tx, networkId: string, id: string): Promise<dto.AutomationAnswer> {
    return automationAnswer(await getRow(tx, networkId, id));
  }

  async examples(networkId: string) {
    const { locale } = (await this.snapshots.current(networkId)).profile;
    return { items: dto.EXAMPLES.map((name) => ({ name, document: AUTOMATION_EXAMPLES[name][locale] })) };
  }

  /** Mistakes of an untrusted document, with messages in a language, and the steps that may bring guests in again. */
  async preview(
    networkId: string,
    { document: untrusted, automationId }: dto.PreviewAutomationBody,
    language: Language,
  ): Promise<dto.AutomationPreview> {
    const told = wordedIn(language);
    const { success, data, error } = automationDocumentSchema.safeParse(untrusted);
    if (!success) return { errors: faultsOf(error.issues, untrusted).map(told), loops: [] };
    const { mistakes, running } = await this.database.inNetwork(networkId, async (tx) => ({
      mistakes: await this.mistakesOf(tx, networkId, data),
      running: await this.listRunning(tx, networkId),
    }));
    const others = running.filter(({ id }) => id !== automationId);
    return {
      loops: loopsOf(data, others).slice(0, MOST_LOOPS),
      errors: mistakes.map(({ path, code, reason, details }) =>
        told({ path: pathText(path), code, arguments: { reason, ...details } }),
      ),
    };
  }

  private async listRunning(tx: Tx, networkId: string): Promise<RunningAutomation[]> {
    const open = await listOpen(tx, networkId);
    const documentOf = await this.documents.load(tx, networkId, open);
    return open.map((automation) => ({ id: automation.id, document: documentOf(automation) }));
  }

  /** Creates a draft. Throws `network_full`, and `invalid_body` with the place of each mistake. */
  async create(tx: Tx, networkId: string, document: AutomationDocument, author: Author): Promise<dto.AutomationAnswer> {
    await this.requireFit(tx, networkId, document);
    if ((await sql.countAutomations(tx, networkId)) >= sql.MOST_AUTOMATIONS)
      throw new ProblemError('network_full', { max: sql.MOST_AUTOMATIONS });
    const id = newId();
    const made = this.madeBy(author);
    await sql.insertAutomation(tx, networkId, id, made);
    await sql.insertVersion(tx, networkId, id, 1, document, made);
    await this.audit.appendChange(tx, networkId, author, 'automation.created', id, { after: noteOf(document, 1) });
    return this.getWithin(tx, networkId, id);
  }

  /** Writes a new version of an automation. Throws `not_found`, `version_conflict`, `automation_over`, and `invalid_body` with the place of each mistake. */
  async change(
    tx: Tx,
    networkId: string,
    id: string,
    { document, expectedRevision }: dto.ChangeAutomationBody,
    author: Author,
  ): Promise<dto.AutomationAnswer> {
    const before = await this.lockOpen(tx, networkId, id, expectedRevision);
    await this.requireFit(tx, networkId, document);
    if (JSON.stringify(document) === JSON.stringify(before.document)) return automationAnswer(before);
    const version = before.version + 1;
    const made = this.madeBy(author);
    await sql.insertVersion(tx, networkId, id, version, document, made);
    await sql.updateAutomation(tx, networkId, id, { ...made, version });
    await this.audit.appendChange(tx, networkId, author, 'automation.changed', id, {
      before: noteOf(before.document, before.version),
      after: noteOf(document, version),
    });
    return this.getWithin(tx, networkId, id);
  }

  /**
   * Starts an automation by its newest version, pauses it, goes on, or ends it. Throws `not_found`, `version_conflict`,
   * `automation_over`, `automation_not_running`, `automation_takes_guests`, `plan_limit_reached`, and `invalid_body` for a document
   * that may not start.
   */
  async setState(
    tx: Tx,
    networkId: string,
    id: string,
    change: StateChange,
    author: Author,
  ): Promise<dto.AutomationAnswer> {
    const { state, reason, moveInside } = change;
    const { before, isSame, isNewVersion } = await this.requireChange(tx, networkId, id, change);
    if (isSame) return automationAnswer(before);
    if (isNewVersion) await sql.startVersion(tx, networkId, id, before.version, moveInside);
    const isFirst = before.runningVersion === null;
    await sql.updateAutomation(tx, networkId, id, {
      ...this.madeBy(author),
      state,
      ...(isNewVersion && { runningVersion: before.version }),
      ...(isNewVersion && isFirst && { takesExisting: takesExisting(before.document) }),
    });
    await requestJob(tx, AUTOMATIONS_JOB, networkId);
    await this.audit.appendChange(tx, networkId, author, `automation.${VERB[state]}`, id, {
      before: { state: before.state, version: before.runningVersion },
      after: { state, version: isNewVersion ? before.version : before.runningVersion, reason },
    });
    return this.getWithin(tx, networkId, id);
  }

  /** Starts an automation whose start a second person approved. Throws as `setState`. */
  async applyStart(tx: Tx, { networkId, author }: RequestContext, id: string, change: unknown): Promise<void> {
    const started = await this.setState(tx, networkId, id, askedStartSchema.parse(change), author);
    await confirmSource(tx, networkId, `AUTOMATION ${id} ${String(started.runningVersion)}`, author.actor.id);
  }

  /** Checks a change of the state without making it. Throws as `setState`. */
  async requireChange(tx: Tx, networkId: string, id: string, change: Omit<StateChange, 'reason'>) {
    const { state, confirmedGuests, expectedRevision } = change;
    const before = await this.lockOpen(tx, networkId, id, expectedRevision);
    if (state !== 'ACTIVE' && before.runningVersion === null) throw new ProblemError('automation_not_running');
    const isNewVersion = state === 'ACTIVE' && before.runningVersion !== before.version;
    const isSame = before.state === state && !isNewVersion;
    if (state !== 'ACTIVE' || isSame) return { before, isSame, isNewVersion };
    await this.limits.requireFeature(tx, networkId, 'MARKETING');
    await this.requireFit(tx, networkId, before.document);
    const guests = before.runningVersion === null ? await this.countAtOnce(tx, networkId, before.document) : 0;
    if (guests > confirmedGuests) throw new ProblemError('automation_takes_guests', { guests });
    return { before, isSame, isNewVersion };
  }

  /**
   * A start of the newest version whose points are worth more than `limits.campaignBudget` and more than those of the version
   * that ran; null: the start is smaller. Throws `not_found`.
   */
  async findLargeStart(tx: Tx, networkId: string, id: string): Promise<LargeStart | null> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const { campaignBudget: max } = snapshot.profile.settings.limits;
    const row = await getRow(tx, networkId, id);
    if (max === null || row.state === 'ENDED' || row.runningVersion === row.version) return null;
    const pointValue = snapshot.programInForce(this.clock.now())?.program.document.pointValue ?? 0;
    const worth = mostWorthOf(row.document, pointValue);
    const versions = await sql.listShownVersions(tx, networkId, id);
    const running = versions.find(({ version }) => version === row.runningVersion);
    if (worth <= Math.max(max, running === undefined ? 0 : mostWorthOf(running.document, pointValue))) return null;
    return { max, worth: worth === Infinity ? null : worth, revision: row.revision, name: row.document.name };
  }

  /** How many guests would enter at the moment of the start. */
  async countAtOnce(tx: Tx, networkId: string, { trigger }: AutomationDocument): Promise<number> {
    if (trigger.kind === 'SEGMENT' && trigger.existing) return sql.countMembers(tx, networkId, trigger.segment);
    if (trigger.kind !== 'ABSENT' || !trigger.existing) return 0;
    const frame = await this.evaluation.frameOf(tx, await this.snapshots.currentWithin(tx, networkId));
    return countByRule(tx, networkId, absentRule(trigger.days), frame);
  }

  /** Locks an automation for a change and reads it. Throws `not_found`, `version_conflict`, `automation_over`. */
  private async lockOpen(
    tx: Tx,
    networkId: string,
    id: string,
    expectedRevision: number | undefined,
  ): Promise<sql.AutomationRow> {
    await sql.lockAutomation(tx, networkId, id);
    const row = await getRow(tx, networkId, id);
    if (expectedRevision !== undefined && expectedRevision !== row.revision) throw new ProblemError('version_conflict');
    if (row.state === 'ENDED' || row.archivedAt !== null) throw new ProblemError('automation_over');
    return row;
  }

  /** Refuses a document with mistakes. Throws `invalid_body` with the place of each mistake. */
  async requireFit(tx: Tx, networkId: string, document: AutomationDocument): Promise<void> {
    const mistakes = await this.mistakesOf(tx, networkId, document);
    if (mistakes.length === 0) return;
    throw new ProblemError(
      'invalid_body',
      {},
      mistakes.map(({ path, code, reason, details }) => ({
        path: pathText(['document', ...path]),
        code,
        message: '',
        arguments: { reason, ...details },
      })),
    );
  }

  private async mistakesOf(tx: Tx, networkId: string, document: AutomationDocument): Promise<Mistake[]> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    return [...automationMistakes(document, await this.namesOf(tx, snapshot, document))].slice(0, MOST_FAULTS);
  }

  private async namesOf(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    { steps }: AutomationDocument,
  ): Promise<AutomationNames> {
    const { lists, batchIds } = await sql.listNames(tx, snapshot.profile.id);
    const running = await this.campaigns.listRunning(tx, snapshot);
    const named = steps.flatMap((step) => (step.kind === 'MESSAGE' ? (step.templateId ?? []) : []));
    const templates = await this.templates.listForSending(tx, snapshot.profile.id, named);
    return {
      tiers: snapshot.programInForce(this.clock.now())?.program.document.tiers.map(({ code }) => code) ?? [],
      restaurantIds: snapshot.restaurantIds,
      locale: snapshot.profile.locale,
      segmentCodes: snapshot.segmentCodes,
      lists: new Set(lists),
      rewardCodes: snapshot.rewardCodes,
      campaigns: new Map(running.map(({ code, document }) => [code, document])),
      batchIds: new Set(batchIds),
      templateIds: new Set(templates.filter(mayBeOfStep).map(({ id }) => id)),
    };
  }

  private madeBy({ actor }: Author) {
    return { by: actor === 'system' ? null : actor.id, at: this.clock.now() };
  }
}

/** Whether a step may send a template: it is one for automations, and of the purpose that needs the consent of the guest. */
function mayBeOfStep({ source, purpose }: SentTemplate): boolean {
  return source === 'AUTOMATION' && purpose === 'MARKETING';
}

const VERB = { ACTIVE: 'started', PAUSED: 'paused', ENDED: 'ended' } as const;

/** A rule for guests who have bought, and whose last sale is at least so many local days ago. */
function absentRule(days: number) {
  return {
    combinator: 'and',
    rules: [{ field: 'daysSinceLastSale', operator: 'between', value: [days, MOST_DAYS] }],
  } as const;
}

function takesExisting({ trigger }: AutomationDocument): boolean {
  return 'existing' in trigger && trigger.existing;
}

function noteOf({ name }: AutomationDocument, version: number) {
  return { name, version };
}

async function getRow(tx: Tx, networkId: string, id: string): Promise<sql.AutomationRow> {
  const row = await sql.findAutomation(tx, networkId, id);
  if (row === undefined) throw new ProblemError('not_found');
  return row;
}
