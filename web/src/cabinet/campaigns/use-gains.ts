import { campaignName } from '../../entities/campaign/campaign.api';
import { gainArguments } from '../../entities/campaign/gains';
import type { CampaignOfGuest } from '../../entities/guest-account/guest-account.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

const PPM_OF_PERCENT = 10_000;

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
    const { kind } = given;
    // Articles are codes, which say nothing to a guest.
    const parts = kind === 'COMBO' && given.parts.every(({ skus }) => skus.length === 0) ? given.parts : [];
    const goods = parts.map(({ pieces, categories }) => `${format.number(pieces)} × ${categories.join(', ')}`);
    return t('campaigns.gives', {
      kind,
      percent: 'ratePpm' in given ? format.number(given.ratePpm / PPM_OF_PERCENT) : '',
      amount: kind === 'AMOUNT' ? format.money(given.amount) : kind === 'COMBO' ? format.money(given.price) : '',
      count: kind === 'CHEAPEST' ? given.of : kind === 'EVERY_NTH' ? given.every : 0,
      goods: goods.length === 0 ? t('campaigns.set') : goods.join(' + '),
    });
  }
}
