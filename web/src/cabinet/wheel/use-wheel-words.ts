import type { WheelDraw, WheelSpin } from '../../entities/wheel/wheel.api';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';

interface WheelWords {
  /** "Sale of 1 200 ₽, Harbour, 20 November". */
  readonly source: (spin: WheelSpin) => string;
  /** The result of a draw in sentences, with the reason of a fallback. */
  readonly result: (draw: WheelDraw) => string;
}

/** Sentences about spins and draws. */
export function useWheelWords(): WheelWords {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const spoken = useSpoken();
  return {
    source({ sourceKind, earnedAt, amount, restaurant, badge }) {
      const day = format.date(earnedAt);
      if (sourceKind === 'BADGE') return t('wheel.fromBadge', { badge: badge ?? '', day });
      const sum = format.money(amount ?? 0);
      if (restaurant === null) return t('wheel.fromSale', { sum, day });
      return t('wheel.fromSaleAt', { sum, day, restaurant });
    },
    result({ drawn, given, fallbackReason, points }) {
      const name = spoken(given.name);
      const gives =
        given.kind === 'POINTS'
          ? t('wheel.won.POINTS', { name, points })
          : t(given.kind === 'REWARD' ? 'wheel.won.REWARD' : 'wheel.won.NOTHING', { name });
      if (fallbackReason === null) return gives;
      return `${t(`wheel.instead.${fallbackReason}`, { name: spoken(drawn.name) })} ${gives}`;
    },
  };
}
