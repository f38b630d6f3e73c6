import { CampaignEditor, Snapshots } from '../../configuration';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { CampaignRails } from './campaign-rails';

/**
 * Judges running campaigns by their rails, each once a local day, one campaign a piece. A process that begins anew looks once more, which the interval
 * allows.
 */
@Job('campaign-rails', {
  everyMs: 60_000,
  signs: ['rules'],
  isHourly: true,
  failure: 'judging campaigns by their rails failed',
})
export class CampaignRailsJob extends NetworkJob {
  /** The local day of a network's last looks, and the campaigns that were judged on it. */
  private readonly judged = new Map<string, { readonly day: number; readonly ids: Set<string> }>();

  constructor(
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly rails: CampaignRails,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const snapshot = await this.snapshots.current(networkId);
    const now = this.clock.now().getTime();
    // Most networks have no rails; for them the job reads nothing.
    if (!snapshot.campaigns.at(now).some(({ document }) => document.rails !== undefined)) return 'idle';
    const { timeZone, settings } = snapshot.profile;
    const judged = this.judgedOn(networkId, calendarOf(timeZone, settings.dayStart).localDay(now));
    const running = await this.database.inNetwork(networkId, (tx) => this.campaigns.listStarted(tx, snapshot));
    const due = running.filter(({ id, document }) => document.rails !== undefined && !judged.has(id));
    const [campaign] = due;
    if (campaign === undefined) return 'idle';
    await this.rails.judge(networkId, campaign);
    judged.add(campaign.id);
    return due.length > 1 ? 'more' : 'done';
  }

  private judgedOn(networkId: string, day: number): Set<string> {
    const known = this.judged.get(networkId);
    if (known?.day === day) return known.ids;
    const ids = new Set<string>();
    this.judged.set(networkId, { day, ids });
    return ids;
  }
}
