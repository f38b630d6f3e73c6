import { CampaignEditor, ConfigurationChanges, Snapshots } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { FORMATTERS } from '../../platform/language/formatters';
import { NO_ORIGIN } from '../../security';
import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { PlanInForce } from '../limits/plan-in-force';
import { DunningLetters } from './dunning-letters';
import { SubscriptionDesk } from './subscription-desk';
import { findSubscription, lockLiveSubscription } from './subscription.sql';

/**
 * Moves plans on with time: trials end, periods are billed, unpaid plans end. A piece is one step of one network in one
 * transaction, so a process that dies leaves no half of one, and its unique keys let no other process repeat it.
 */
@Job('billing', { everyMs: 60_000, signs: ['rules'], isHourly: true, failure: 'moving a plan on failed' })
export class BillingJob extends NetworkJob {
  constructor(
    private readonly desk: SubscriptionDesk,
    private readonly letters: DunningLetters,
    private readonly plans: PlanInForce,
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const known = await this.database.inNetwork(networkId, (tx) => findSubscription(tx, networkId));
    if (known === undefined) return 'idle';
    const today = await this.desk.todayOf(networkId);
    const moved = await this.database.inNetwork(networkId, async (tx) => {
      const row = await lockLiveSubscription(tx, networkId);
      if (row === undefined) return false;
      return (await this.desk.stepOn(tx, row)) || (await this.letters.send(tx, row, today)) > 0;
    });
    if (moved) return 'more';
    return (await this.pauseCampaigns(networkId)) > 0 ? 'done' : 'idle';
  }

  /** Campaigns of a network whose plan has no marketing stand still until a person starts them again. */
  private async pauseCampaigns(networkId: string): Promise<number> {
    const snapshot = await this.snapshots.current(networkId);
    const running = await this.database.inNetwork(networkId, async (tx) => {
      const terms = await this.plans.find(tx, networkId);
      if (terms === null || terms.features.includes('MARKETING')) return [];
      return (await this.campaigns.listRunning(tx, snapshot)).filter(({ state }) => state !== 'PAUSED');
    });
    if (running.length === 0) return 0;
    const reason = messages[snapshot.profile.locale]['campaignsPaused'](FORMATTERS, {});
    return this.changes.apply(networkId, (tx) =>
      this.campaigns.pauseAll(tx, networkId, reason, { actor: 'system', origin: NO_ORIGIN }),
    );
  }
}
