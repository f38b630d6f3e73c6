import type { CouponBatch } from '../../entities/coupon/coupon.api';
import { useRewardNames } from '../../entities/reward/use-reward-names';
import { useFormat } from '../../shared/format/use-format';

/** The name of a batch of coupons; one without a name goes by its reward and its day. */
export function useBatchTitle(): (batch: CouponBatch) => string {
  const format = useFormat();
  const nameOf = useRewardNames();
  return (batch) => batch.name ?? `${nameOf(batch)}, ${format.date(batch.createdAt)}`;
}
