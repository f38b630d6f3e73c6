import { Suspense } from 'react';
import type { Stamps as StampCard } from '../../entities/guest/guest.api';
import { lazyPart } from '../../shared/api/lazy-part';
import { StampRow } from '../../entities/stamp-card/stamp-row';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Till } from '../till/till';
import classes from './stamps.module.css';

/** Loads with the first full card, so that the till's first load stays small. */
const FullCards = lazyPart(() => import('./full-cards').then((module) => module.FullCards));

/** The most stamp cards that are shown before the cashier opens the rest. */
const MOST_AT_ONCE = 2;

interface StampsProps {
  readonly guestId: string;
  readonly till: Till;
  readonly cards: readonly StampCard[];
}

/** The guest's stamp cards: first those with a waiting reward, then those nearest to one. */
export function Stamps({ guestId, till, cards }: StampsProps) {
  const { t } = useTranslation('cashier');
  const sorted = [...cards].sort((a, b) => nearness(b) - nearness(a));
  const rest = sorted.slice(MOST_AT_ONCE);
  return (
    <div className={classes.stamps} role="group" aria-label={t('stamps.label')}>
      <Rows cards={sorted.slice(0, MOST_AT_ONCE)} />
      {cards.some(({ completed }) => completed > 0) && (
        <Suspense>
          <FullCards guestId={guestId} till={till} cards={cards} />
        </Suspense>
      )}
      {rest.length > 0 && (
        <details className={classes.rest}>
          <summary>{t('stamps.more', { count: rest.length })}</summary>
          <Rows cards={rest} />
        </details>
      )}
    </div>
  );
}

function Rows({ cards }: { readonly cards: readonly StampCard[] }) {
  return (
    <ul className={classes.rows}>
      {cards.map(({ cardId, name, collected, size, completed, endsAt }) => (
        <li key={cardId}>
          <StampRow name={name} collected={collected} size={size} completed={completed} endsAt={endsAt} />
        </li>
      ))}
    </ul>
  );
}

function nearness({ rewards, collected, size }: StampCard): number {
  return (rewards.length > 0 ? 1 : 0) + collected / size;
}
