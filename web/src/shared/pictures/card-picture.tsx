import classes from './card-picture.module.css';
import { Picture, type ShownPicture } from './picture';

/** The picture at the top of a card; nothing where the card has none. The name stands below it. */
export function CardPicture({ picture }: { readonly picture: ShownPicture | null }) {
  return picture === null ? null : (
    <Picture className={classes.picture ?? ''} picture={picture} sizes="(max-width: 640px) 92vw, 560px" />
  );
}
