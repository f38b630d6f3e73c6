import { Injectable } from '@nestjs/common';
import { type CampaignDocument, type Factor, partsPerMillion, type PartsPerMillion } from '../../decision';
import type { CampaignVersion, Prisma } from '../../generated/prisma/client';
import { calendarOf, type ZoneCalendar } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { wordedIn } from '../../platform/http/catalogue/catalogue';
import { pathText } from '../../platform/http/json-body';
import type { OneDone } from '../../platform/http/several';
import type { IdSlice } from '../../platform/http/list-query';
import { faultsOf } from '../../platform/http/schema-faults';
import { newId } from '../../platform/ids/ids';
import { FALLBACK, type Language, type WholeLanguage } from '../../platform/language/language';
import { ProblemError, found } from '../../platform/problems/problem';
import { Audit, type Author, PlanLimits, RoutedMessages } from '../../security';
import { type CampaignDraft, campaignDraftSchema } from '../campaign-document/campaign-document.schema';
import { campaignMistakes, type CampaignNames } from '../campaign-document/campaign-names.rules';
import { hashOfDocument } from '../program-document/document-hash.rules';
import type { Contradiction } from '../program-document/contradiction';
import type { PresetChoice } from '../programs/drafts/program.sql';
import { PUBLICATION_LEAD_MS } from '../programs/drafts/program-editor';
import { idsIn, listPlaceNames } from '../programs/changes/place-names.sql';
import { findPicture, type ShownPicture } from '../pictures/picture.sql';
import { refuseBeyondBounds } from '../revisions/bounds.sql';
import type { ConfigurationSnapshot } from '../snapshots/configuration-snapshot';
import { Snapshots } from '../snapshots/snapshots';
import { type CampaignReading, conditionsOf, messageOf } from './campaign-message';
import { warningsOf } from './campaign-warnings.rules';
import { mostWorthOf } from './campaign-worth.rules';
import * as dto from './campaign.dto';
import {
  type CampaignFilter,
  type CampaignRow,
  type CampaignState,
  type SetState,
  budgetsWithUse,
  confirmCampaignAsBefore,
  findCampaign,
  findStarter,
  insertState,
  listBudgetsUsed,
  listCampaigns,
  listFirstStarts,
  listMenuCategories,
  listRunningCampaigns,
  listStates,
} from './campaign.sql';
import { campaignsOfPreset } from './preset-campaigns';
import { localTimeOf, nextOccurrences, occurrencesBetween } from './occurrences.rules';

const OCCURRENCES_SHOWN = 5;
const STATES_SHOWN = 100;
const MOST_IN_CALENDAR = 1_000;

interface StateChange {
  readonly state: SetState;
  readonly reason: string | null;
  readonly expectedRevision?: number | undefined;
}

/** A start that needs a second person. Money in minor units. */
export interface LargeStart {
  readonly max: number;
  /** Null: no budget limits it. */
  readonly worth: number | null;
  readonly revision: number;
  readonly code: string;
}

/** A running campaign, by the version that decides. */
export interface RunningCampaign {
  readonly id: string;
  readonly code: string;
  readonly state: CampaignState;
  readonly document: CampaignDocument;
  /** The campaign's own beginning, or the time when it was started if that is later. */
  readonly startedAt: Date;
  /** Null: no end. */
  readonly endsAt: Date | null;
  readonly picture: ShownPicture | null;
}

/** The campaigns of a network, for the back office. Changes take the transaction of `ConfigurationChanges`. */
@Injectable()
export class CampaignEditor {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly limits: PlanLimits,
    private readonly messages: RoutedMessages,
  ) {}

  async list(networkId: string, filter: CampaignFilter, slice: IdSlice): Promise<CampaignRow[]> {
    const localNow = this.localNow(await this.snapshots.current(networkId));
    return this.database.inNetwork(networkId, (tx) => listCampaigns(tx, networkId, localNow, filter, slice));
  }

  /** A page of campaigns with what was used of their budgets, by the version that decides or the only one. */
  async listWithBudgets(networkId: string, filter: CampaignFilter, slice: IdSlice): Promise<dto.CampaignWithBudgets[]> {
    const localNow = this.localNow(await this.snapshots.current(networkId));
    return this.database.inNetwork(networkId, async (tx) => {
      const rows = await listCampaigns(tx, networkId, localNow, filter, slice);
      const codes = rows.map(({ code }) => code);
      const used = await listBudgetsUsed(tx, networkId, codes);
      return rows.map((row) => ({
        row,
        budgets: budgetsWithUse(row.code, row.runningDocument ?? row.document, used),
      }));
    });
  }

  /** Throws `not_found`. */
  async get(networkId: string, id: string, language: Language): Promise<dto.ShownCampaign> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const shown = await this.show(tx, snapshot, id);
      const { document } = shown.row;
      return {
        ...shown,
        conditions: conditionsOf(document, FALLBACK[language], await readingOf(tx, snapshot, document)),
      };
    });
  }

  /** Throws `not_found`. */
  async getWithin(tx: Tx, networkId: string, id: string): Promise<CampaignRow> {
    return this.getRow(tx, await this.snapshots.currentWithin(tx, networkId), id);
  }

  /** Campaigns that have begun and are not paused. */
  async listStarted(tx: Tx, snapshot: ConfigurationSnapshot): Promise<RunningCampaign[]> {
    return this.startedOf(await this.listRunning(tx, snapshot));
  }

  /** The running campaigns that have already started. */
  startedOf(running: readonly RunningCampaign[]): RunningCampaign[] {
    const now = this.clock.now();
    return running.filter(({ state, startedAt }) => state === 'ACTIVE' && startedAt <= now);
  }

  /** Scheduled, active and paused campaigns, by the version that decides. */
  async listRunning(tx: Tx, snapshot: ConfigurationSnapshot): Promise<RunningCampaign[]> {
    return this.running(tx, snapshot, await listRunningCampaigns(tx, snapshot.profile.id, this.localNow(snapshot)));
  }

  /** A campaign that is or was running, by the version that decides or last did. Throws `not_found`, also for a draft. */
  async getRunning(tx: Tx, snapshot: ConfigurationSnapshot, id: string): Promise<RunningCampaign> {
    const campaign = found((await this.running(tx, snapshot, [await this.getRow(tx, snapshot, id)]))[0]);
    return campaign;
  }

  private async running(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    rows: readonly CampaignRow[],
  ): Promise<RunningCampaign[]> {
    const calendar = calendarOfSnapshot(snapshot);
    const firstStarts = await listFirstStarts(
      tx,
      snapshot.profile.id,
      rows.map(({ id }) => id),
    );
    return rows.flatMap(({ id, code, state, runningDocument: document, picture }) => {
      const first = firstStarts.get(id);
      if (document === null || first === undefined) return [];
      const { startsAt, endsAt } = document.schedule;
      return {
        id,
        code,
        state,
        document,
        startedAt: new Date(Math.max(first.getTime(), calendar.instantOf(startsAt))),
        endsAt: endsAt === null ? null : new Date(calendar.instantOf(endsAt)),
        picture,
      };
    });
  }

  /** Occurrences between two local days (both included) of all running and scheduled campaigns, by their beginning. */
  async calendar(networkId: string, from: string, to: string) {
    const snapshot = await this.snapshots.current(networkId);
    const calendar = calendarOfSnapshot(snapshot);
    const begin = calendar.instantOf(`${from}T00:00`);
    const end = calendar.startOfDay(calendar.localDay(calendar.instantOf(`${to}T00:00`)) + 1);
    const filter = { archived: false, ids: null, state: null, type: null, runsFrom: from, runsTo: to };
    const slice = { after: FIRST_ID, before: LAST_ID, isDescending: false, limit: MOST_IN_CALENDAR };
    const rows = await this.database.inNetwork(networkId, (tx) =>
      listCampaigns(tx, networkId, this.localNow(snapshot), filter, slice),
    );
    return rows
      .flatMap((row) =>
        occurrencesBetween(row.runningDocument ?? row.document, calendar, begin, end, MOST_IN_CALENDAR).map(
          (occurrence) => ({ row, occurrence }),
        ),
      )
      .sort((a, b) => a.occurrence.startsAt.getTime() - b.occurrence.startsAt.getTime())
      .slice(0, MOST_IN_CALENDAR);
  }

  /** The mistakes in a document, with its conditions and message in words; if there are none, its warnings and next occurrences. */
  async preview(networkId: string, document: unknown, language: Language): Promise<dto.CampaignPreviewAnswer> {
    const parsed = campaignDraftSchema.safeParse(document);
    const told = wordedIn(language);
    const snapshot = await this.snapshots.current(networkId);
    const said = await this.sentencesOf(snapshot, document, FALLBACK[language]);
    if (!parsed.success) {
      const errors = faultsOf(parsed.error.issues, document).map(told);
      return { errors, warnings: [], occurrences: [], ...said };
    }
    const mistakes = this.mistakesOf(parsed.data, snapshot);
    if (mistakes.length > 0)
      return {
        errors: mistakes.map(({ path, code = 'not_valid', reason }) =>
          told({ path: pathText(path), code, arguments: { reason } }),
        ),
        warnings: [],
        occurrences: [],
        ...said,
      };
    const shown = await this.database.inNetwork(networkId, (tx) => this.beside(tx, snapshot, parsed.data, null));
    const occurrences = shown.occurrences.map(dto.occurrenceAnswer);
    return { errors: [], warnings: [...shown.warnings], occurrences, ...said };
  }

  /** Conditions and message of a draft in words; empty while its settings have mistakes. Mistakes in the draft's own message are passed over. */
  private async sentencesOf(
    snapshot: ConfigurationSnapshot,
    document: unknown,
    language: WholeLanguage,
  ): Promise<Pick<dto.CampaignPreviewAnswer, 'conditions' | 'message'>> {
    if (typeof document !== 'object') return {};
    const { data } = campaignDraftSchema.safeParse({ ...document, announcement: null, variants: undefined });
    if (data === undefined) return {};
    const reading = await this.database.inNetwork(snapshot.profile.id, (tx) => readingOf(tx, snapshot, data));
    const [conditions, message] = [conditionsOf(data, language, reading), messageOf(data, reading)];
    return { ...(conditions !== undefined && { conditions }), ...(message !== undefined && { message }) };
  }

  /**
   * Completes a draft as it would be stored, without saving it. `id`: the campaign whose next version the draft would be. Throws `not_found`, and
   * `invalid_body` with the place of each mistake.
   */
  async complete(
    networkId: string,
    draft: CampaignDraft,
    id: string | null,
  ): Promise<{ readonly code: string | null; readonly document: CampaignDocument }> {
    const snapshot = await this.snapshots.current(networkId);
    const before = id === null ? null : await this.database.inNetwork(networkId, (tx) => this.getRow(tx, snapshot, id));
    this.requireFit(draft, snapshot);
    return { code: before?.code ?? null, document: withSeed(draft, before) };
  }

  /** Throws `code_taken`, `network_full`, and `invalid_body` with the place of each mistake. */
  async create(
    tx: Tx,
    networkId: string,
    { code, document: draft }: { readonly code?: string | undefined; readonly document: CampaignDraft },
    author: Author,
    createdAt = this.clock.now(),
  ): Promise<CampaignRow> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    this.requireFit(draft, snapshot);
    const id = newId();
    const createdBy = idOf(author);
    const document = withSeed(draft, null);
    const row = { id, code: code ?? `CAMPAIGN_${id.slice(-8).toUpperCase()}`, createdBy, createdAt };
    const { count } = await tx.prisma.campaign.createMany({ data: { ...row, networkId }, skipDuplicates: true });
    if (count === 0) throw new ProblemError('code_taken');
    await refuseBeyondBounds(tx, networkId, 'campaigns');
    await insertVersion(tx, networkId, id, { version: 1, document, createdBy, createdAt });
    const after = { code: row.code, type: document.type, version: 1, documentHash: hashOfDocument(document) };
    await this.audit.appendChange(tx, networkId, author, 'campaign.created', id, { after });
    return this.getRow(tx, snapshot, id);
  }

  /** Makes a preset's draft campaigns, in a network without campaigns. */
  async seed(tx: Tx, networkId: string, { name, scale }: PresetChoice, author: Author): Promise<void> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const today = this.localNow(snapshot).slice(0, DAY_LENGTH);
    for (const draft of campaignsOfPreset(name, snapshot.profile.currencyDigits, scale ?? ONCE, today))
      await this.create(tx, networkId, draft, author);
  }

  /**
   * Makes a campaign that ran in the past, as if it had been started at its beginning. Only for a demonstration, because sales of that time that
   * were recorded earlier would now be decided differently. Throws as `create`.
   */
  async createPast(
    tx: Tx,
    networkId: string,
    draft: { readonly code: string; readonly document: CampaignDraft },
    author: Author,
  ): Promise<RunningCampaign> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const effectiveFrom = new Date(calendarOfSnapshot(snapshot).instantOf(draft.document.schedule.startsAt));
    const { id, version } = await this.create(tx, networkId, draft, author, effectiveFrom);
    const state = {
      number: 1,
      state: 'RUNNING',
      version,
      changedBy: idOf(author),
      changedAt: effectiveFrom,
      effectiveFrom,
    };
    await tx.prisma.campaignState.create({ data: { networkId, campaignId: id, ...state } });
    await this.audit.appendChange(tx, networkId, author, `campaign.${VERB.RUNNING}`, id, {
      before: { state: 'DRAFT', version: null },
      after: { state: 'RUNNING', version, reason: null },
    });
    return this.getRunning(tx, snapshot, id);
  }

  /** Makes a draft with the same document and another code. Throws `not_found`, and as `create`. */
  async copy(tx: Tx, networkId: string, id: string, author: Author): Promise<CampaignRow> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const { document } = await this.getRow(tx, snapshot, id);
    const { control, ...members } = document;
    const draft = { ...members, control: control === null ? null : { sharePpm: control.sharePpm } };
    return this.create(tx, networkId, { document: draft as CampaignDraft }, author);
  }

  /** Throws `not_found`, `version_conflict`, `campaign_over`, and `invalid_body` with the place of each mistake. */
  async change(
    tx: Tx,
    networkId: string,
    id: string,
    { document: draft, expectedRevision }: dto.ChangeCampaignBody,
    author: Author,
  ): Promise<CampaignRow> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const before = await this.getRow(tx, snapshot, id);
    requireRevision(before, expectedRevision);
    requireNotOver(before);
    this.requireFit(draft, snapshot);
    if (before.runningVersion !== null) requireSameVariants(before.document, draft);
    const document = withSeed(draft, before);
    const documentHash = hashOfDocument(document);
    if (documentHash === hashOfDocument(before.document)) return before;
    const version = before.version + 1;
    const made = { createdBy: idOf(author), createdAt: this.clock.now() };
    await insertVersion(tx, networkId, id, { version, document, ...made });
    await this.audit.appendChange(tx, networkId, author, 'campaign.changed', id, {
      before: { version: before.version, documentHash: hashOfDocument(before.document) },
      after: { version, documentHash },
    });
    return this.getRow(tx, snapshot, id);
  }

  /**
   * Starts a campaign's newest version, pauses it, resumes it, or ends it. It takes effect at once in all processes; if a write of the till takes
   * long, `PUBLICATION_LEAD_MS` later, so that no sale was decided without it by then. Throws `not_found`, `version_conflict`, `campaign_over`,
   * `campaign_not_running`, and `invalid_body` for a document that may not start.
   */
  async setState(
    tx: Tx,
    networkId: string,
    id: string,
    { state, reason, expectedRevision }: StateChange,
    author: Author,
  ): Promise<CampaignRow> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const before = await this.getRow(tx, snapshot, id);
    requireRevision(before, expectedRevision);
    requireNotOver(before);
    if (state !== 'RUNNING' && before.runningVersion === null) throw new ProblemError('campaign_not_running');
    const isRunning = before.state === 'SCHEDULED' || before.state === 'ACTIVE';
    const version = state === 'RUNNING' ? before.version : (before.runningVersion ?? before.version);
    const isSame = state === 'RUNNING' ? isRunning && before.runningVersion === version : before.state === state;
    if (isSame) return before;
    if (state === 'RUNNING') {
      await this.limits.requireFeature(tx, networkId, 'MARKETING');
      this.requireStartable(before.document, snapshot);
    }
    const row = { number: before.stateNumber + 1, state, version, reason, changedBy: idOf(author) };
    await insertState(tx, networkId, id, row, PUBLICATION_LEAD_MS);
    if (state === 'PAUSED') await this.messages.pause(tx, networkId, id);
    else if (state === 'RUNNING') await this.messages.resume(tx, networkId, id);
    else await this.messages.endPaused(tx, networkId, id);
    await this.audit.appendChange(tx, networkId, author, `campaign.${VERB[state]}`, id, {
      before: { state: before.state, version: before.runningVersion },
      after: { state, version, reason },
    });
    return this.getRow(tx, snapshot, id);
  }

  /**
   * Makes the control group of a running campaign smaller, as a version of its own that runs from now on. The person who started the campaign stays its
   * decider, since a person's bound must not end by what the person planned. Null: a newer version waits for a person, or the group is as small already.
   */
  async shrinkControl(
    tx: Tx,
    networkId: string,
    id: string,
    { sharePpm, reason }: { readonly sharePpm: PartsPerMillion; readonly reason: string },
    author: Author,
  ): Promise<CampaignRow | null> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const before = await this.getRow(tx, snapshot, id);
    const { control } = before.document;
    if (before.state !== 'ACTIVE' || before.runningVersion !== before.version) return null;
    if (control === null || control.sharePpm <= sharePpm) return null;
    const document = withSeed({ ...before.document, control: { sharePpm } } as CampaignDraft, before);
    const version = before.version + 1;
    const startedBy = await findStarter(tx, networkId, id, before.version);
    await insertVersion(tx, networkId, id, { version, document, createdBy: startedBy, createdAt: this.clock.now() });
    await confirmCampaignAsBefore(tx, networkId, before.code, version, before.version);
    const row = { number: before.stateNumber + 1, state: 'RUNNING' as const, version, reason, changedBy: startedBy };
    await insertState(tx, networkId, id, row, PUBLICATION_LEAD_MS);
    await this.audit.appendChange(tx, networkId, author, 'campaign.changed', id, {
      before: { version: before.version, controlPpm: control.sharePpm },
      after: { version, controlPpm: sharePpm, reason },
    });
    return this.getRow(tx, snapshot, id);
  }

  /** Pauses all scheduled and active campaigns, with the reason; returns their number. */
  async pauseAll(tx: Tx, networkId: string, reason: string, author: Author): Promise<number> {
    const running = await this.listRunning(tx, await this.snapshots.currentWithin(tx, networkId));
    const going = running.filter(({ state }) => state !== 'PAUSED');
    for (const { id } of going) await this.setState(tx, networkId, id, { state: 'PAUSED', reason }, author);
    return going.length;
  }

  /** Throws like `setState` for a start, without starting. */
  async requireStart(
    tx: Tx,
    networkId: string,
    id: string,
    { expectedRevision }: Pick<StateChange, 'expectedRevision'>,
  ): Promise<void> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const row = await this.getRow(tx, snapshot, id);
    requireRevision(row, expectedRevision);
    requireNotOver(row);
    this.requireStartable(row.document, snapshot);
  }

  /**
   * A start of the campaign's newest version that needs a second person: its budgets are worth more than `limits.campaignBudget`, and more than
   * those of the version that last ran. Null: it needs none. Throws `not_found`.
   */
  async findLargeStart(tx: Tx, networkId: string, id: string): Promise<LargeStart | null> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const { campaignBudget: max } = snapshot.profile.settings.limits;
    const row = await this.getRow(tx, snapshot, id);
    if (max === null || row.state === 'ENDED' || row.archivedAt !== null) return null;
    const pointValue = snapshot.programInForce(this.clock.now())?.program.document.pointValue ?? 0;
    const worth = mostWorthOf(row.document, pointValue);
    const before = row.runningDocument === null ? 0 : mostWorthOf(row.runningDocument, pointValue);
    if (worth <= Math.max(max, before)) return null;
    return { max, worth: worth === Infinity ? null : worth, revision: dto.revisionOf(row), code: row.code };
  }

  /** Throws `not_found`, and `campaign_running` for a scheduled, active or paused campaign. */
  async archive(tx: Tx, networkId: string, id: string, author: Author): Promise<CampaignRow> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const before = await this.getRow(tx, snapshot, id);
    if (before.archivedAt !== null) return before;
    if (before.state !== 'DRAFT' && before.state !== 'ENDED') throw new ProblemError('campaign_running');
    const data = { archivedAt: this.clock.now() };
    await tx.prisma.campaign.update({ where: { networkId_id: { networkId, id } }, data });
    await this.audit.appendChange(tx, networkId, author, 'campaign.archived', id, { after: { code: before.code } });
    return this.getRow(tx, snapshot, id);
  }

  /**
   * Pauses, resumes or archives one of several campaigns. RESUME continues the paused version. Throws as `setState` and `archive`, and
   * `version_conflict` when a newer version waits to be started.
   */
  async act(
    tx: Tx,
    networkId: string,
    id: string,
    act: dto.SeveralCampaignsBody['act'],
    author: Author,
  ): Promise<OneDone> {
    const before = await this.getWithin(tx, networkId, id);
    if (act === 'RESUME') {
      requireNotOver(before);
      if (before.runningVersion === null) throw new ProblemError('campaign_not_running');
      if (before.runningVersion !== before.version) throw new ProblemError('version_conflict');
    }
    const state = act === 'PAUSE' ? 'PAUSED' : 'RUNNING';
    const after =
      act === 'ARCHIVE'
        ? await this.archive(tx, networkId, id, author)
        : await this.setState(tx, networkId, id, { state, reason: null }, author);
    const isArchived = before.archivedAt === null && after.archivedAt !== null;
    return { isChanged: isArchived || after.stateNumber !== before.stateNumber };
  }

  private async getRow(tx: Tx, snapshot: ConfigurationSnapshot, id: string): Promise<CampaignRow> {
    return found(await findCampaign(tx, snapshot.profile.id, id, this.localNow(snapshot)));
  }

  private async show(tx: Tx, snapshot: ConfigurationSnapshot, id: string): Promise<dto.ShownCampaign> {
    const row = await this.getRow(tx, snapshot, id);
    const states = await listStates(tx, snapshot.profile.id, id, STATES_SHOWN);
    const badgePicture = (await findPicture(tx, snapshot.profile.id, 'BADGE', id)) ?? null;
    if (row.state === 'ENDED') return { row, states, badgePicture, warnings: [], occurrences: [] };
    return { row, states, badgePicture, ...(await this.beside(tx, snapshot, row.document, id)) };
  }

  private async beside(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    document: CampaignDraft | CampaignDocument,
    id: string | null,
  ) {
    const calendar = calendarOfSnapshot(snapshot);
    const now = this.clock.now().getTime();
    const running = await listRunningCampaigns(tx, snapshot.profile.id, localTimeOf(calendar, now));
    const others = running
      .filter((row) => row.id !== id)
      .map(({ code, runningDocument, document: newest }) => ({ code, document: runningDocument ?? newest }));
    const categories = await listMenuCategories(tx, snapshot.profile.id);
    return {
      warnings: warningsOf(document, { now, calendar, categories, others }),
      occurrences: nextOccurrences(document, calendar, now, OCCURRENCES_SHOWN),
    };
  }

  private requireFit(draft: CampaignDraft, snapshot: ConfigurationSnapshot): void {
    refuseMistakes(this.mistakesOf(draft, snapshot));
  }

  /** Since the draft was written, names in it may have been removed and its time may have passed. */
  private requireStartable(document: CampaignDocument, snapshot: ConfigurationSnapshot): void {
    const isOver = document.schedule.endsAt !== null && document.schedule.endsAt <= this.localNow(snapshot);
    const over: Contradiction = { path: ['schedule', 'endsAt'], reason: 'endsInThePast' };
    refuseMistakes([...this.mistakesOf(document, snapshot), ...(isOver ? [over] : [])]);
  }

  private mistakesOf(document: CampaignDraft | CampaignDocument, snapshot: ConfigurationSnapshot): Contradiction[] {
    const known: CampaignNames = {
      program: snapshot.programInForce(this.clock.now())?.program.document,
      rewardCodes: snapshot.rewardCodes,
      segmentCodes: snapshot.segmentCodes,
      restaurantIds: snapshot.restaurantIds,
      pointOfSaleIds: snapshot.pointOfSaleIds,
    };
    return [...campaignMistakes(document, known)];
  }

  /** The network's local time in the form of schedules: `YYYY-MM-DDTHH:MM`. */
  localNow(snapshot: ConfigurationSnapshot): string {
    return localTimeOf(calendarOfSnapshot(snapshot), this.clock.now().getTime());
  }
}

const ONCE: Factor = { numerator: 1, denominator: 1 };
const DAY_LENGTH = 'YYYY-MM-DD'.length;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const VERB = { RUNNING: 'started', PAUSED: 'paused', ENDED: 'ended' } as const satisfies Record<SetState, string>;

function calendarOfSnapshot({ profile: { timeZone, settings } }: ConfigurationSnapshot): ZoneCalendar {
  return calendarOf(timeZone, settings.dayStart);
}

async function readingOf(
  tx: Tx,
  { profile: { id, currency, currencyDigits }, rewards }: ConfigurationSnapshot,
  document: CampaignDraft | CampaignDocument,
): Promise<CampaignReading> {
  const ids = idsIn(document);
  const places = { en: await listPlaceNames(tx, id, ids, 'en'), ru: await listPlaceNames(tx, id, ids, 'ru') };
  const rewardNames = new Map([...rewards.values()].map(({ code, document: { name } }) => [code, name]));
  return { currency, currencyDigits, places, rewardNames };
}

function requireRevision(row: CampaignRow, expected: number | undefined): void {
  if (expected !== undefined && expected !== dto.revisionOf(row)) throw new ProblemError('version_conflict');
}

function requireNotOver({ state, archivedAt }: CampaignRow): void {
  if (state === 'ENDED' || archivedAt !== null) throw new ProblemError('campaign_over');
}

/** Refuses other variants: guests keep theirs, and results compare guests as they were divided at the start. */
function requireSameVariants(before: Pick<CampaignDocument, 'variants'>, after: CampaignDraft): void {
  const divisionOf = ({ variants = [] }: Pick<CampaignDocument, 'variants'>) =>
    JSON.stringify(variants.map(({ id, sharePpm }) => [id, sharePpm]));
  if (divisionOf(before) === divisionOf(after)) return;
  refuseMistakes([{ path: ['variants'], code: 'not_allowed', reason: 'variantsStay' }]);
}

/** Keeps a control group's seed, so that no guest changes sides, and the largest share that it had in a running campaign. */
function withSeed(
  { control, ...members }: CampaignDraft,
  before: Pick<CampaignRow, 'document' | 'runningDocument'> | null,
): CampaignDocument {
  if (control === null) return { ...members, control };
  const seed = before?.document.control?.seed ?? newId();
  const ran = before?.runningDocument?.control ?? null;
  const largest = ran === null ? control.sharePpm : Math.max(control.sharePpm, ran.formerPpm ?? ran.sharePpm);
  const formerPpm = largest > control.sharePpm ? partsPerMillion(largest) : undefined;
  return { ...members, control: { sharePpm: control.sharePpm, seed, ...(formerPpm && { formerPpm }) } };
}

function refuseMistakes(mistakes: readonly Contradiction[]): void {
  if (mistakes.length === 0) return;
  throw new ProblemError(
    'invalid_body',
    {},
    mistakes.map(({ path, code = 'not_valid', reason }) => ({
      path: pathText(['document', ...path]),
      code,
      message: '',
      arguments: { reason },
    })),
  );
}

function idOf({ actor }: Author): string | null {
  return actor === 'system' ? null : actor.id;
}

async function insertVersion(
  tx: Tx,
  networkId: string,
  campaignId: string,
  row: Pick<CampaignVersion, 'version' | 'createdBy' | 'createdAt'> & { readonly document: CampaignDocument },
): Promise<void> {
  const document = row.document as unknown as Prisma.InputJsonObject;
  await tx.prisma.campaignVersion.create({ data: { ...row, networkId, campaignId, document } });
}
