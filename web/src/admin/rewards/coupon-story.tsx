import type { Coupon } from '../../entities/coupon/coupon.api';
import { useFormat } from '../../shared/format/use-format';
import { useSegmentNames } from '../../entities/segment/use-segments';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Fact, Facts } from '../../shared/ui/facts';
import classes from './coupon-search.module.css';
import { useRewardNames } from '../../entities/reward/use-reward-names';
import { useBatchTitle } from './use-batch-title';

/** Whether a coupon can be used, why not, and what it gives, for a guest on the phone. */
export function CouponStory({ coupon }: { readonly coupon: Coupon }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useRewardNames();
  const titleOf = useBatchTitle();
  const { state, batch, goodUntil, usesLeft, number } = coupon;
  const segments = batch.segments ?? [];
  const segmentOf = useSegmentNames(segments.length > 0);
  const dates = {
    from: batch.validFrom === null ? '' : format.dateTime(batch.validFrom),
    until: goodUntil === null ? '' : format.dateTime(goodUntil),
  };
  const facts: readonly Fact[] = [
    [t('coupons.batch'), titleOf(batch)],
    [t('coupon.reward'), nameOf(batch)],
    [t('coupon.left'), t('coupon.leftOf', { left: format.number(usesLeft), uses: format.number(batch.uses) })],
    [t('coupons.validUntil'), goodUntil === null ? t('coupons.always') : format.dateTime(goodUntil)],
    [t('coupons.madeAt'), format.dateTime(batch.createdAt)],
    ...(batch.kind === 'SINGLE'
      ? [
          [
            t('coupon.number'),
            t('coupon.numberOf', { number: format.number(number), codes: format.number(batch.codes) }),
          ] as const,
        ]
      : []),
    ...(segments.length === 0 ? [] : [[t('coupons.segments'), segments.map(segmentOf).join(', ')] as const]),
    ...(batch.perGuest === null ? [] : [[t('coupons.perGuest'), format.number(batch.perGuest)] as const]),
  ];
  return (
    <>
      <p className={classes.state} data-good={state === 'GOOD'} role="status">
        {t(`coupon.state.${state}`, dates)}
      </p>
      <Facts facts={facts} />
    </>
  );
}
