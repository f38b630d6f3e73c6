import { campaignName } from '../../entities/campaign/campaign.api';
import { gainArguments } from '../../entities/campaign/gains';
import { type GoodsPart, moneyOffArguments, partsOf } from '../../entities/campaign/money-off';
import type { CampaignOfGuest } from '../../entities/guest-account/guest-account.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

/** All that a campaign gives, a phrase for each thing. Empty: it gives nothing by itself, as a message does. */
export function useGains({ offer, moneyOff, payouts }: CampaignOfGuest): string[] {
  const { t, language } = useTranslation('cabinet');
  const format = useFormat();
  return [
    ...(offer === null ? [] : [t(`campaigns.offer.${offer.kind}`, gainArguments(offer, format))]),
    ...(moneyOff === null ? [] : [moneyOffOf(moneyOff)]),
    ...payouts.map(payoutOf),
  ];

  function payoutOf(payout: CampaignOfGuest['payouts'][number]): string {
    switch (payout.kind) {
      case 'POINTS':
        return t('campaigns.payout.POINTS', { count: payout.points });
      case 'REWARD':
        return campaignName(payout, language) || t('rewards.noName');
      case 'BADGE':
        return t('campaigns.payout.badge', { name: campaignName(payout.badge, language) });
      case 'TIER':
        return payout.tier === null
          ? t('campaigns.payout.nextTier')
          : t('campaigns.payout.tier', { tier: payout.tier });
    }
  }

  function moneyOffOf(given: NonNullable<CampaignOfGuest['moneyOff']>): string {
    // Articles are codes, which say nothing to a guest.
    const hasCodes = partsOf(given).some(({ skus }) => skus.length > 0);
    const nameOf = ({ categories }: GoodsPart) => categories.join(', ');
    const { goods, ...values } = moneyOffArguments(given, format, nameOf);
    const kind = hasCodes && given.kind === 'BUY_X_GET_Y' ? 'GIFT' : given.kind;
    return t('campaigns.gives', { kind, ...values, goods: hasCodes ? t('campaigns.set') : goods });
  }
}
