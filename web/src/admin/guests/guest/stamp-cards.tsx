import { Text } from '@mantine/core';
import type { Stamps } from '../../../entities/guest/guest.api';
import { StampRow } from '../../../entities/stamp-card/stamp-row';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import classes from './guest-page.module.css';

/** The guest's stamp cards, with the rewards of full ones that were not taken yet; nothing where there are none. */
export function StampCards({ cards }: { readonly cards: readonly Stamps[] }) {
  const { t } = useTranslation('admin');
  if (cards.length === 0) return null;
  return (
    <Panel title={t('stampCards.title')}>
      <ul className={classes.cards}>
        {cards.map(({ cardId, name, collected, size, completed, endsAt, rewards }) => (
          <li key={cardId}>
            <StampRow name={name} collected={collected} size={size} completed={completed} endsAt={endsAt} />
            {rewards.map(({ code, count }) => (
              <Text key={code} mt={6} c="var(--accent-text)" fw={600}>
                {t('stampCards.waits', { code, count })}
              </Text>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
