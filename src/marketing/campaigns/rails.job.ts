import { CampaignEditor, ConfigurationChanges, type RunningCampaign, Snapshots } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { formattersFor } from '../../platform/language/formatters';
import { FALLBACK } from '../../platform/language/language';
import { NO_ORIGIN } from '../../security';
import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { CampaignResultsQuery } from '../results/campaign-results.query';
import { type RailStep, railStep } from '../results/rails.rules';

const SYSTEM = { actor: 'system', origin: NO_ORIGIN } as const;

/**
 * Judges running campaigns by their rails, each once a local day, one campaign a piece. A process that begins anew looks once more, which the interval
 * allows; a step that was taken is not taken twice, because the campaign is another one by then.
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
    private readonly changes: ConfigurationChanges,
    private readonly results: CampaignResultsQuery,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const snapshot = await this.snapshots.current(networkId);
    const now = this.clock.now().getTime();
    // Most networks have none, and nothing is read for them.
    if (!snapshot.campaigns.at(now).some(({ document }) => document.rails !== undefined)) return 'idle';
    const { timeZone, settings } = snapshot.profile;
    const judged = this.judgedOn(networkId, calendarOf(timeZone, settings.dayStart).localDay(now));
    const running = await this.database.inNetwork(networkId, (tx) => this.campaigns.listStarted(tx, snapshot));
    const due = running.filter(({ id, document }) => document.rails !== undefined && !judged.has(id));
    const [campaign] = due;
    if (campaign === undefined) return 'idle';
    await this.judge(networkId, campaign);
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

  private async judge(networkId: string, { id, document }: RunningCampaign): Promise<void> {
    const step = railStep(document, await this.results.find(networkId, id));
    if (step === null) return;
    const reason = await this.reasonOf(networkId, step);
    await this.changes.apply(networkId, async (tx) => {
      // The campaign may have been changed or stopped since it was read.
      const now = await this.campaigns.getWithin(tx, networkId, id);
      if (now.state !== 'ACTIVE') return;
      if (step.kind === 'SHRINK') {
        await this.campaigns.shrinkControl(tx, networkId, id, { sharePpm: step.sharePpm, reason }, SYSTEM);
        return;
      }
      const state = step.kind === 'STOP' ? 'ENDED' : 'PAUSED';
      await this.campaigns.setState(tx, networkId, id, { state, reason }, SYSTEM);
    });
  }

  /** In the language of the network, since the history of a campaign keeps it as it was said. */
  private async reasonOf(networkId: string, step: RailStep): Promise<string> {
    const { locale, currency, currencyDigits } = (await this.snapshots.current(networkId)).profile;
    const words = messages[FALLBACK[locale]];
    const figures = formattersFor(currency, currencyDigits);
    switch (step.kind) {
      case 'STOP':
        return words['rails.stop'](figures, { guests: step.guests, money: Math.round(-step.atMost) });
      case 'PAUSE':
        return words['rails.pause'](figures, { visits: step.visits, cost: step.cost, bound: step.atMost });
      case 'SHRINK':
        return words['rails.shrink'](figures, {
          guests: step.guests,
          money: Math.round(step.atLeast),
          sharePpm: step.sharePpm,
        });
    }
  }
}
