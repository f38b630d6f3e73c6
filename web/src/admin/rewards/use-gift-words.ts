import type { Reward } from '../../entities/reward/reward.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

type RewardGift = Pick<Reward, 'kind' | 'gift' | 'byAppointment' | 'shippingRequired'>;

/** The reward's gift in one sentence. */
export function useGiftWords(): (reward: RewardGift) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return ({ kind, gift, byAppointment, shippingRequired }) => {
    if (gift === null) {
      if (kind === 'EXPERIENCE') return byAppointment ? t('rewards.gift.appointment') : t('rewards.gift.experience');
      return shippingRequired ? t('rewards.gift.sent') : t('rewards.gift.handed');
    }
    switch (gift.kind) {
      case 'AMOUNT_OFF':
        return t('rewards.gift.amount', { amount: format.money(gift.amount) });
      case 'SHARE_OFF':
        return gift.most === null
          ? t('rewards.gift.share', { share: format.share(gift.ratePpm) })
          : t('rewards.gift.shareUpTo', { share: format.share(gift.ratePpm), most: format.money(gift.most) });
      case 'FREE_ITEM':
        return t('rewards.gift.freeItem', { goods: [...gift.skus, ...gift.categories].join(', ') });
      case 'SHIPPING':
        return t('rewards.gift.shipping');
    }
  };
}
