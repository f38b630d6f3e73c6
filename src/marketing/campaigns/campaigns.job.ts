import { Injectable } from '@nestjs/common';
import { CampaignEditor, type ConfigurationSnapshot, type RunningCampaign, Snapshots } from '../../configuration';
import type { CampaignDocument } from '../../decision';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { JobQueue } from '../../platform/queue/job-queue';
import { Inbox } from '../../security';
import {
  drawOf,
  holdoutSeed,
  mayTouchGuests,
  NetworkJob,
  type PieceOptions,
  type PieceOutcome,
} from '../../transactions';
import { listNextGuests, type MetGuest } from './audience.sql';
import * as sql from './campaign-pass.sql';

const EVERY_MS = 10_000;
const IDLE_UP_TO_MS = 30_000;
const MAX_GUESTS = 500;
/** A message about a start that is longer ago waits for a person: the server was down, or a backup was restored. */
const LATEST_ANNOUNCEMENT_MS = 4 * 3_600_000;

/**
 * Looks through the guests of a network once for each campaign that starts: writes down whom it means and in which arm they
 * are, and tells those who get it and agreed to messages. Row, message and the mark of how far it came are one transaction,
 * so it may be killed anywhere: each guest is told once.
 */
@Injectable()
export class CampaignsJob extends NetworkJob {
  constructor(
    private readonly database: Database,
    jobs: JobQueue,
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly inbox: Inbox,
    private readonly clock: Clock,
  ) {
    super(database, jobs, {
      name: 'campaigns',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      failure: 'starting campaigns failed',
    });
  }

  override async doNext(networkId: string, { maxGuests = MAX_GUESTS }: PieceOptions = {}): Promise<PieceOutcome> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const running = await this.campaigns.listStarted(tx, snapshot);
      if (running.length === 0) return 'idle';
      await this.beginPasses(tx, networkId, running);
      // One that is paused or has ended meanwhile tells nobody else.
      const ids = running.map(({ id }) => id);
      const pass = await sql.lockOpenPass(tx, networkId, ids);
      const campaign = running.find(({ id }) => id === pass?.campaignId);
      if (pass === undefined || campaign === undefined) return 'idle';
      if (!(await mayTouchGuests(tx, networkId))) return 'done';
      return this.goOn(tx, snapshot, pass, campaign.document, maxGuests);
    });
  }

  private async beginPasses(tx: Tx, networkId: string, running: readonly RunningCampaign[]): Promise<void> {
    const begun = await sql.listBegun(
      tx,
      networkId,
      running.map(({ id }) => id),
    );
    for (const { id, startedAt } of running.filter((campaign) => !begun.has(campaign.id)))
      await sql.beginPass(
        tx,
        networkId,
        id,
        this.clock.now().getTime() - startedAt.getTime() <= LATEST_ANNOUNCEMENT_MS,
      );
  }

  private async goOn(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    pass: sql.CampaignPass,
    document: CampaignDocument,
    maxGuests: number,
  ): Promise<PieceOutcome> {
    const { id: networkId, locale } = snapshot.profile;
    const lowestTier = snapshot.programInForce(this.clock.now())?.program.document.tiers[0]?.code ?? '';
    const next = await listNextGuests(tx, networkId, document.audience, lowestTier, pass.afterGuest, maxGuests);
    const met = next
      .filter(({ isMeant }) => isMeant)
      .map((guest) => {
        const arm = armOf(guest.guestId, snapshot, document);
        const text = pass.announces && arm === 'TREATED' && guest.mayBeTold ? textFor(guest, document, locale) : null;
        return { guestId: guest.guestId, arm, text, messageId: text === null ? null : newId() };
      });
    const claimed = await sql.claimGuests(tx, networkId, pass.campaignId, met);
    const messages = met.flatMap(({ guestId, messageId, text }) =>
      messageId === null || text === null || !claimed.has(guestId) ? [] : [{ id: messageId, guestId, text }],
    );
    await this.inbox.appendAll(tx, networkId, messages);
    const isDone = next.length < maxGuests;
    await sql.movePass(tx, networkId, { ...pass, afterGuest: next.at(-1)?.guestId ?? pass.afterGuest, isDone });
    return isDone ? 'done' : 'more';
  }
}

function armOf(guestId: string, { profile }: ConfigurationSnapshot, { control }: CampaignDocument): sql.Arm {
  const draw = drawOf(guestId);
  if (draw(holdoutSeed(profile.id)) < profile.settings.campaignHoldoutPpm) return 'HELD_OUT';
  return control !== null && draw(control.seed) < control.sharePpm ? 'CONTROL' : 'TREATED';
}

/** In the guest's language, else in the network's, else in whichever there is. */
function textFor({ locale }: MetGuest, { announcement }: CampaignDocument, ofNetwork: string): string | null {
  if (announcement === null) return null;
  const message = announcement[locale ?? ofNetwork] ?? announcement[ofNetwork] ?? Object.values(announcement)[0];
  return message === undefined ? null : `${message.title}\n\n${message.text}`;
}
