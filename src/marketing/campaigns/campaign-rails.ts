import { Injectable } from '@nestjs/common';
import { CampaignEditor, ConfigurationChanges, type RunningCampaign, Snapshots } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { formattersFor } from '../../platform/language/formatters';
import { FALLBACK } from '../../platform/language/language';
import { NO_ORIGIN } from '../../security';
import { CampaignResultsQuery } from '../results/campaign-results.query';
import { type RailStep, railStep } from '../results/rails.rules';

const SYSTEM = { actor: 'system', origin: NO_ORIGIN } as const;

/** Judges a campaign by its rails, and takes the step that they ask for. */
@Injectable()
export class CampaignRails {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
    private readonly results: CampaignResultsQuery,
  ) {}

  /** A step that was taken is not taken twice, because the campaign is another one by then. */
  async judge(networkId: string, { id, document }: Pick<RunningCampaign, 'id' | 'document'>): Promise<void> {
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
