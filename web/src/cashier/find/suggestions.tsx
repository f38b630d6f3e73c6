import type { Guest } from '../../entities/guest/guest.api';
import { phoneText } from '../../shared/format/contact';
import { TierChip } from '../../entities/tier/tier-chip';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './find-guest.module.css';

interface SuggestionsProps {
  readonly id: string;
  readonly guests: readonly Guest[];
  readonly chosen: number;
  readonly onChoose: (guest: Guest) => void;
}

/** Guests whose name begins, or whose phone ends, with the entry. */
export function Suggestions({ id, guests, chosen, onChoose }: SuggestionsProps) {
  const { t } = useTranslation('cashier');
  return (
    <ul
      id={id}
      className={classes.suggestions}
      role="listbox"
      aria-label={t('find.suggestions')}
      hidden={guests.length === 0}
    >
      {guests.map((guest, index) => (
        <li
          key={guest.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          className={classes.suggestion}
          // Keeps the focus in the field; scrolling the list by touch must not choose a guest.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(guest)}
        >
          <span className={classes.suggestionName}>{guest.name ?? t('guest.noName')}</span>
          <span className={classes.suggestionPhone}>{phoneText(guest.phone)}</span>
          <TierChip code={guest.tier.code} />
        </li>
      ))}
    </ul>
  );
}
