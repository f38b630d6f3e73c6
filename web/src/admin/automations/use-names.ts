import { useQuery } from '@tanstack/react-query';
import { campaignName, campaignsQuery } from '../../entities/campaign/campaign.api';
import { couponBatchesQuery } from '../../entities/coupon/coupon.api';
import { useRewards } from '../../entities/reward/use-rewards';
import { useSegmentNames } from '../../entities/segment/use-segments';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';

/** Names of segments, rewards, campaigns and coupon batches, to which the document of an automation refers by code or id. */
export function useNames(): (kind: 'segment' | 'reward' | 'campaign' | 'batch', code: string) => string {
  const { t, language } = useTranslation('admin');
  const spoken = useSpoken();
  const segmentName = useSegmentNames(true);
  const rewards = useRewards(false);
  const campaigns = useQuery(campaignsQuery(null, false, undefined));
  const batches = useQuery(couponBatchesQuery(undefined));
  const orNone = (text: string) => (text === '' ? t('automations.say.notChosen') : text);
  return (kind, code) => {
    switch (kind) {
      case 'segment':
        return orNone(segmentName(code));
      case 'reward': {
        const found = rewards.data?.find((one) => one.code === code);
        return orNone(found === undefined ? code : spoken(found.name));
      }
      case 'campaign': {
        const found = campaigns.data?.items.find((one) => one.code === code);
        return orNone(found === undefined ? code : campaignName(found.document, language));
      }
      case 'batch':
        return orNone(batches.data?.items.find((one) => one.id === code)?.name ?? code.slice(0, 'xxxxxxxx'.length));
    }
  };
}
