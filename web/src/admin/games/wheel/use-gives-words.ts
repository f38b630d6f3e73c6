import { useRewards } from '../../../entities/reward/use-rewards';
import type { WheelPrize } from '../../../entities/wheel/wheel.api';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';

/** Names a prize: "50 points", "Reward: Coffee", "Nothing". */
export function useGivesWords(): (prize: Pick<WheelPrize, 'kind' | 'points' | 'reward'>) => string {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const rewards = useRewards(false).data ?? [];
  return ({ kind, points, reward }) => {
    if (kind === 'NOTHING') return t('wheel.gives.NOTHING');
    if (kind === 'POINTS') return t('wheel.gives.POINTS', { points: points ?? 0 });
    const found = rewards.find(({ code }) => code === reward);
    return t('wheel.gives.REWARD', { reward: found === undefined ? (reward ?? '') : spoken(found.name) });
  };
}
