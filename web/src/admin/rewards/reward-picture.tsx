import { useQuery } from '@tanstack/react-query';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconDiscount } from '../../shared/icons/icon-discount';
import { IconTruckDelivery } from '../../shared/icons/icon-truck-delivery';
import { IconCalendarEvent } from '../../shared/icons/icon-calendar-event';
import { IconToolsKitchen2 } from '../../shared/icons/icon-tools-kitchen-2';
import { useEffect, useState } from 'react';
import { type Reward, rewardPictureQuery } from '../../entities/reward/reward.api';
import type { RewardKind } from './reward-values.rules';
import classes from './reward-picture.module.css';

const ICONS = {
  DISCOUNT: IconDiscount,
  FREE_ITEM: IconToolsKitchen2,
  SHIPPING: IconTruckDelivery,
  PRODUCT: IconGift,
  EXPERIENCE: IconCalendarEvent,
} satisfies Record<RewardKind, unknown>;

/** The picture of a reward, or the sign of its kind. The name stands beside it, so it says nothing by itself. */
export function RewardPicture({ reward }: { readonly reward: Pick<Reward, 'id' | 'kind' | 'picture'> }) {
  const picture = useQuery(rewardPictureQuery(reward.id, reward.picture?.hash));
  const address = useAddressOf(picture.data);
  const Icon = ICONS[reward.kind];
  return (
    <div className={classes.picture}>
      {address === null ? <Icon size={44} stroke={1.25} aria-hidden /> : <img src={address} alt="" />}
    </div>
  );
}

/** An address under which the page may show these bytes, for as long as it does. */
function useAddressOf(content: Blob | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (content === undefined) return undefined;
    const made = URL.createObjectURL(content);
    setAddress(made);
    return () => {
      setAddress(null);
      URL.revokeObjectURL(made);
    };
  }, [content]);
  return address;
}
