import { IconCake } from '../../shared/icons/icon-cake';
import { IconCalendarEvent } from '../../shared/icons/icon-calendar-event';
import { IconConfetti } from '../../shared/icons/icon-confetti';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconMapPin } from '../../shared/icons/icon-map-pin';
import { IconMoon } from '../../shared/icons/icon-moon';
import { IconSun } from '../../shared/icons/icon-sun';
import { IconToolsKitchen2 } from '../../shared/icons/icon-tools-kitchen-2';
import { Picture, type ShownPicture } from '../../shared/pictures/picture';
import classes from './badge-picture.module.css';
import type { Badge } from './badges';

const ICONS = {
  SUN: IconSun,
  MOON: IconMoon,
  CAKE: IconCake,
  CONFETTI: IconConfetti,
  GIFT: IconGift,
  FORK: IconToolsKitchen2,
  PLACE: IconMapPin,
  CALENDAR: IconCalendarEvent,
} as const satisfies Record<Badge['icon'], unknown>;

interface BadgePictureProps extends Pick<Badge, 'icon' | 'colour'> {
  /** Takes the place of the icon; left out or null: none. */
  readonly picture?: ShownPicture | null;
  /** `eager`: loaded although nothing on the screen shows it, so that it can be printed. */
  readonly loading?: 'lazy' | 'eager';
}

/** The picture or the drawing of a badge; its name stands beside it. */
export function BadgePicture({ icon, colour, picture = null, loading = 'lazy' }: BadgePictureProps) {
  if (picture !== null)
    return <Picture picture={picture} sizes="56px" className={classes.picture ?? ''} loading={loading} />;
  const Icon = ICONS[icon];
  return (
    <span className={classes.badge} data-colour={colour} aria-hidden>
      <Icon size={28} stroke={1.75} />
    </span>
  );
}
