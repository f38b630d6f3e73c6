import { IconGift } from '../../shared/icons/icon-gift';
import { IconDiscount } from '../../shared/icons/icon-discount';
import { IconTruckDelivery } from '../../shared/icons/icon-truck-delivery';
import { IconCalendarEvent } from '../../shared/icons/icon-calendar-event';
import { IconToolsKitchen2 } from '../../shared/icons/icon-tools-kitchen-2';
import type { Reward } from '../../entities/reward/reward.api';
import { Picture } from '../../shared/pictures/picture';
import type { RewardKind } from './reward-document.rules';
import classes from './reward-picture.module.css';

const ICONS = {
  DISCOUNT: IconDiscount,
  FREE_ITEM: IconToolsKitchen2,
  SHIPPING: IconTruckDelivery,
  PRODUCT: IconGift,
  EXPERIENCE: IconCalendarEvent,
} satisfies Record<RewardKind, unknown>;

/** The picture of a reward, or the icon of its kind; decorative, because the name stands beside it. */
export function RewardPicture({ reward }: { readonly reward: Pick<Reward, 'kind' | 'picture'> }) {
  const { picture } = reward;
  return (
    <div className={classes.picture}>
      {picture === null ? <RewardSign kind={reward.kind} /> : <Picture picture={picture} sizes="320px" />}
    </div>
  );
}

/** The sign of a kind of rewards. */
export function RewardSign({ kind }: { readonly kind: RewardKind }) {
  const Icon = ICONS[kind];
  return <Icon size={44} stroke={1.25} aria-hidden />;
}
