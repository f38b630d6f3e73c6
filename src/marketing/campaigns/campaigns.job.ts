import {
  CampaignEditor,
  CAMPAIGNS_JOB,
  type ConfigurationSnapshot,
  type RunningCampaign,
  Snapshots,
} from '../../configuration';
import { drawOf } from '../../configuration/pure';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { mayTouchGuests, Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { textFor, variantOf } from './announcement.rules';
import { Announcements, NOTHING_TOLD } from './announcements';
import { decideWaiting, lockWaiting } from './announcements.sql';
import { armOf } from './arm-of-guest.rules';
import { listNextGuests } from './audience.sql';
import * as sql from './campaign-pass.sql';

/** Some milliseconds of the database: sales wait behind a piece. */
const MAX_GUESTS = 100;
/** A message about a start that is longer ago waits for a person: the server was down, or a backup was restored. */
const LATEST_ANNOUNCEMENT_MS = 4 * 3_600_000;

/**
 * Looks through the guests of a network once for each campaign that starts: writes down whom it means and in which arm they
 * are, and tells those who get it and agreed to messages, in quiet hours when they are over. Row, message and the mark of how
 * far it came are one transaction, so it may be killed anywhere: each guest is told once.
 */
@Job(CAMPAIGNS_JOB, { everyMs: 10_000, signs: ['rules'], failure: 'starting campaigns failed' })
export class CampaignsJob extends NetworkJob {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly announcements: Announcements,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const maxGuests = rowsOf(options.maxGuests ?? MAX_GUESTS, options);
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const running = await this.campaigns.listStarted(tx, snapshot);
      return running.length === 0 ? 'idle' : this.lookThrough(tx, snapshot, running, maxGuests);
    });
  }

  /** The next start, or the end of the quiet hours for which messages may wait. */
  protected override async nextMoment(networkId: string): Promise<number | null> {
    const snapshot = await this.snapshots.current(networkId);
    const now = this.clock.now();
    const planned = await this.database.inNetwork(networkId, (tx) => this.campaigns.listRunning(tx, snapshot));
    const starts = planned.filter(({ state, startedAt }) => state !== 'PAUSED' && startedAt > now);
    const quietUntil = planned.length === 0 ? null : this.announcements.quietUntil(snapshot);
    const moments = [...starts.map(({ startedAt }) => startedAt), ...(quietUntil === null ? [] : [quietUntil])];
    return moments.length === 0 ? null : Math.min(...moments.map((at) => at.getTime())) - now.getTime();
  }

  private async lookThrough(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    running: readonly RunningCampaign[],
    maxGuests: number,
  ): Promise<PieceOutcome> {
    const networkId = snapshot.profile.id;
    await this.beginPasses(tx, networkId, running);
    // A campaign that is paused or has ended meanwhile sends no further message.
    const ids = running.map(({ id }) => id);
    const pass = await sql.lockOpenPass(tx, networkId, ids);
    const campaign = running.find(({ id }) => id === pass?.campaignId);
    if (pass === undefined || campaign === undefined) return this.tellWaiting(tx, snapshot, running, maxGuests);
    if (!(await mayTouchGuests(tx, networkId))) return 'done';
    return this.goOn(tx, snapshot, pass, campaign, maxGuests);
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
    campaign: RunningCampaign,
    maxGuests: number,
  ): Promise<PieceOutcome> {
    const { id: networkId, locale } = snapshot.profile;
    const { document } = campaign;
    const lowestTier = snapshot.programInForce(this.clock.now())?.program.document.tiers[0]?.code ?? '';
    const next = await listNextGuests(tx, networkId, document.audience, lowestTier, pass.afterGuest, maxGuests);
    const met = next
      .filter(({ isMeant }) => isMeant)
      .map(({ guestId, locale: own }) => {
        const arm = armOf(drawOf(guestId), snapshot, document);
        const variant = variantOf(campaign, guestId);
        return { guestId, arm, variant, announced: pass.announces ? textFor(document, variant, own, locale) : null };
      });
    const wanted = met.flatMap(({ guestId, arm, announced }) =>
      announced === null ? [] : [{ campaignId: campaign.id, guestId, arm, announced }],
    );
    const notices = await this.announcements.plan(tx, snapshot, wanted);
    const noticeOf = new Map(notices.map((notice) => [notice.guestId, notice]));
    const claimed = await sql.claimGuests(
      tx,
      networkId,
      pass.campaignId,
      met.map(({ guestId, arm, variant }) => {
        const { messageId, unsent, toldAt } = noticeOf.get(guestId) ?? NOTHING_TOLD;
        return { guestId, arm, variant, messageId, unsent, toldAt };
      }),
    );
    await this.announcements.send(
      tx,
      networkId,
      notices.filter(({ guestId }) => claimed.has(guestId)),
    );
    const isDone = next.length < maxGuests;
    await sql.movePass(tx, networkId, { ...pass, afterGuest: next.at(-1)?.guestId ?? pass.afterGuest, isDone });
    return isDone ? 'done' : 'more';
  }

  /** Sends the messages that waited for the end of the quiet hours. */
  private async tellWaiting(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    running: readonly RunningCampaign[],
    maxGuests: number,
  ): Promise<PieceOutcome> {
    if (this.announcements.quietUntil(snapshot) !== null) return 'idle';
    const { id: networkId, locale } = snapshot.profile;
    const documents = new Map(running.map(({ id, document }) => [id, document]));
    const waiting = await lockWaiting(tx, networkId, [...documents.keys()], maxGuests);
    if (waiting.length === 0) return 'idle';
    if (!(await mayTouchGuests(tx, networkId))) return 'done';
    const wanted = waiting.flatMap(({ campaignId, guestId, variant, locale: own }) => {
      const document = documents.get(campaignId);
      const announced = document === undefined ? null : textFor(document, variant, own, locale);
      return announced === null ? [] : [{ campaignId, guestId, arm: 'TREATED' as const, announced }];
    });
    const notices = await this.announcements.plan(tx, snapshot, wanted);
    const keyOf = ({ campaignId, guestId }: { campaignId: string; guestId: string }) => `${campaignId} ${guestId}`;
    const planned = new Map(notices.map((notice) => [keyOf(notice), notice]));
    await decideWaiting(
      tx,
      networkId,
      waiting.map((one) => planned.get(keyOf(one)) ?? { ...one, ...NOTHING_TOLD }),
    );
    await this.announcements.send(tx, networkId, notices);
    return waiting.length < maxGuests ? 'done' : 'more';
  }
}
