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
import { type Unsent } from './announcements.sql';
import { armOf } from './arm-of-guest.rules';
import { isInAudience } from './audience.sql';
import { claimGuests } from './campaign-pass.sql';

interface DecidedNotice {
  readonly campaignId: string;
  readonly guestId: string;
  readonly messageId: string | null;
  readonly unsent: Unsent | null;
  readonly toldAt: Date | null;
}

interface CampaignPass {
  readonly campaignId: string;
  readonly afterGuest: string;
  readonly isDone: boolean;
  readonly announces: boolean;
}

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
    // A pass of one of these campaigns that goes on, locked; undefined without one, or while other processes are at all.
    const pass = await tx.maybe<CampaignPass>`
      SELECT campaign_id, after_guest, is_done, announces FROM campaign_passes
       WHERE network_id = ${networkId} AND campaign_id = ANY (${ids}::uuid[]) AND NOT is_done
       ORDER BY campaign_id LIMIT 1 FOR UPDATE SKIP LOCKED`;
    const campaign = running.find(({ id }) => id === pass?.campaignId);
    if (pass === undefined || campaign === undefined) return this.tellWaiting(tx, snapshot, running, maxGuests);
    if (!(await mayTouchGuests(tx, networkId))) return 'done';
    return this.goOn(tx, snapshot, pass, campaign, maxGuests);
  }

  private async beginPasses(tx: Tx, networkId: string, running: readonly RunningCampaign[]): Promise<void> {
    const begun = await listBegun(
      tx,
      networkId,
      running.map(({ id }) => id),
    );
    // Begins the pass of a campaign once; whether it may announce is decided then.
    for (const { id, startedAt } of running.filter((campaign) => !begun.has(campaign.id)))
      await tx.query`
        INSERT INTO campaign_passes (network_id, campaign_id, announces)
          VALUES (${networkId}, ${id}, ${this.clock.now().getTime() - startedAt.getTime() <= LATEST_ANNOUNCEMENT_MS})
         ON CONFLICT DO NOTHING`;
  }

  private async goOn(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    pass: CampaignPass,
    campaign: RunningCampaign,
    maxGuests: number,
  ): Promise<PieceOutcome> {
    const { id: networkId, locale } = snapshot.profile;
    const { document } = campaign;
    const lowestTier = snapshot.programInForce(this.clock.now())?.program.document.tiers[0]?.code ?? '';
    // The next guests in the order of their ids, and whether the campaign means them.
    const next = await tx.query<{ guestId: string; isMeant: boolean; locale: 'ru' | 'en' | null }>`
      SELECT s.guest_id, (${isInAudience(document.audience, lowestTier)}) AS "is_meant!",
             (SELECT g.locale FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id) AS locale
        FROM (SELECT * FROM guest_states
               WHERE network_id = ${networkId} AND guest_id > ${pass.afterGuest} ORDER BY guest_id LIMIT ${maxGuests}) s
       ORDER BY s.guest_id`;
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
    const claimed = await claimGuests(
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
    await movePass(tx, networkId, { ...pass, afterGuest: next.at(-1)?.guestId ?? pass.afterGuest, isDone });
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
    // Messages of these campaigns that wait, locked; those that other processes work on are left out.
    const waiting = await tx.query<{
      campaignId: string;
      guestId: string;
      variant: string | null;
      locale: 'ru' | 'en' | null;
    }>`
      SELECT w.campaign_id, w.guest_id, w.variant, g.locale
        FROM (SELECT campaign_id, guest_id, variant FROM campaign_guests
               WHERE network_id = ${networkId} AND campaign_id = ANY (${[...documents.keys()]}::uuid[]) AND unsent = 'WAITS'
               ORDER BY campaign_id, guest_id LIMIT ${maxGuests} FOR UPDATE SKIP LOCKED) w
        JOIN guests g ON g.network_id = ${networkId} AND g.id = w.guest_id
       ORDER BY w.campaign_id, w.guest_id`;
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

/** Campaigns whose pass was begun, done ones too. */
async function listBegun(tx: Tx, networkId: string, campaignIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>`
    SELECT campaign_id AS id FROM campaign_passes WHERE network_id = ${networkId}
     AND campaign_id = ANY (${campaignIds}::uuid[])`;
  return new Set(rows.map(({ id }) => id));
}

async function movePass(tx: Tx, networkId: string, { campaignId, afterGuest, isDone }: CampaignPass): Promise<void> {
  await tx.query`
    UPDATE campaign_passes SET after_guest = ${afterGuest}, is_done = ${isDone} WHERE network_id = ${networkId}
     AND campaign_id = ${campaignId}`;
}

async function decideWaiting(tx: Tx, networkId: string, notices: readonly DecidedNotice[]): Promise<void> {
  await tx.query`UPDATE campaign_guests c SET message_id = n.message_id, unsent = n.unsent, told_at = n.told_at
       FROM unnest(${notices.map(({ campaignId }) => campaignId)}::uuid[], ${notices.map(({ guestId }) => guestId)}::uuid[],
       ${notices.map(({ messageId }) => messageId)}::uuid[], ${notices.map(({ unsent }) => unsent)}::text[],
       ${notices.map(({ toldAt }) => toldAt)}::timestamptz[]) AS n (campaign_id, guest_id, message_id, unsent, told_at)
      WHERE c.network_id = ${networkId} AND c.campaign_id = n.campaign_id AND c.guest_id = n.guest_id`;
}
