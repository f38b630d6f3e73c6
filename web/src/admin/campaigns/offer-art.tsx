import { useFormat } from '../../shared/format/use-format';
import { IconCake } from '../../shared/icons/icon-cake';
import { IconConfetti } from '../../shared/icons/icon-confetti';
import { IconDiscount } from '../../shared/icons/icon-discount';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconRoute } from '../../shared/icons/icon-route';
import { IconSend } from '../../shared/icons/icon-send';
import { IconToolsKitchen2 } from '../../shared/icons/icon-tools-kitchen-2';
import { IconTruckDelivery } from '../../shared/icons/icon-truck-delivery';
import { Picture, type ShownPicture } from '../../shared/pictures/picture';
import { type ArtKind, artOf, type ArtSource } from './offer-art.rules';
import classes from './offer-art.module.css';

const ICONS = {
  points: IconConfetti,
  birthday: IconCake,
  discount: IconDiscount,
  gift: IconGift,
  set: IconToolsKitchen2,
  delivery: IconTruckDelivery,
  tasks: IconRoute,
  message: IconSend,
} as const satisfies Record<ArtKind, unknown>;

/** The drawing at the top of a card: an icon for the kind of the offer, and the offer in a few signs. */
export function OfferBanner({ document }: { readonly document: ArtSource }) {
  const { kind, signs } = artOf(document, useFormat());
  const Icon = ICONS[kind];
  return (
    <span className={classes.banner} data-kind={kind} aria-hidden>
      <Icon size={36} stroke={1.5} />
      {signs !== '' && <span className={classes.signs}>{signs}</span>}
    </span>
  );
}

interface OfferThumbProps {
  readonly document: ArtSource;
  /** Takes the place of the drawing; null: none. */
  readonly picture: ShownPicture | null;
}

/** The picture of a campaign in a row of a list, or the icon of its kind. */
export function OfferThumb({ document, picture }: OfferThumbProps) {
  const format = useFormat();
  if (picture !== null) return <Picture className={classes.thumb ?? ''} picture={picture} sizes="32px" />;
  const { kind } = artOf(document, format);
  const Icon = ICONS[kind];
  return (
    <span className={classes.thumb} data-kind={kind} aria-hidden>
      <Icon size={18} stroke={1.75} />
    </span>
  );
}
