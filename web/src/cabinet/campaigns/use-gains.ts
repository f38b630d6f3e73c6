import { campaignName } from '../../entities/campaign/campaign.api';
import { gainArguments } from '../../entities/campaign/gains';
import { type GoodsPart, moneyOffArguments, partsOf } from '../../entities/campaign/money-off';
import type { CampaignOfGuest } from '../../entities/guest-account/guest-account.api';
import { useFormat } from '../../shared/format/use-format';
import type { AllOf } from '../../shared/i18n/all-of';
import { useTranslation } from '../../shared/i18n/use-translation';

/** All that a campaign gives, a phrase for each thing. */
export function useGains({ offer, moneyOff, payouts }: CampaignOfGuest): string[] {
  const { t, language } = useTranslation('cabinet');
  const format = useFormat();
  return [
    ...(offer === null ? [] : [t(`campaigns.offer.${offer.kind}`, gainArguments(offer, format))]),
    ...(moneyOff === null ? [] : [moneyOffOf(moneyOff)]),
    ...payouts.map(payoutOf),
  ];

  function payoutOf(payout: CampaignOfGuest['payouts'][number]): string {
    const named = 'badge' in payout ? payout.badge : 'name' in payout ? payout : null;
    return t(`campaigns.payout.${payout.kind}`, {
      ...(payout as AllOf<typeof payout>),
      count: 'points' in payout ? payout.points : 0,
      name: (named === null ? '' : campaignName(named, language)) || t('rewards.noName'),
      tier: ('tier' in payout ? payout.tier : null) ?? 'NEXT',
    });
  }

  function moneyOffOf(given: NonNullable<CampaignOfGuest['moneyOff']>): string {
    // Articles are codes, which say nothing to a guest.
    const hasCodes = partsOf(given).some(({ skus }) => skus.length > 0);
    const nameOf = ({ categories }: GoodsPart) => categories.join(', ');
    const { goods, ...values } = moneyOffArguments(given, format, nameOf);
    const kind = hasCodes && given.kind === 'BUY_X_GET_Y' ? 'GIFT' : given.kind;
    return t('campaigns.gives', { ...values, kind, goods: hasCodes ? t('campaigns.set') : goods });
  }
}
