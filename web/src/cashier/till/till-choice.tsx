import { Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconBuildingStore } from '../../shared/icons/icon-building-store';
import { useEffect } from 'react';
import { nameOfTill, openTillsQuery, restaurantOfTill } from '../../entities/restaurant/open-tills.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { useTillWords } from '../words/use-till-words';
import classes from './till-choice.module.css';
import type { Till } from './till';

interface TillChoiceProps {
  readonly onChoose: (till: Till) => void;
}

/** Asks at which till the cashier works; with one till it is chosen automatically. */
export function TillChoice({ onChoose }: TillChoiceProps) {
  const { t, language } = useTranslation('cashier');
  const words = useTillWords();
  const tills = useQuery(openTillsQuery);
  const [only, ...others] = tills.data ?? [];

  useEffect(() => {
    if (only !== undefined && others.length === 0) onChoose(only);
  }, [only, others.length, onChoose]);

  if (tills.isPending) return <Loading />;
  if (tills.isError) {
    return (
      <Notice
        tone="bad"
        {...words(tills.error)}
        actions={[{ label: t('retry'), onClick: () => void tills.refetch() }]}
      />
    );
  }
  if (only === undefined) return <Notice title={t('till.emptyTitle')} help={t('till.emptyHelp')} />;

  const restaurants = new Map(tills.data.map((till) => [till.restaurantId, restaurantOfTill(till, language)]));
  return (
    <div className={classes.choice}>
      <Box component="h1" m={0} fz={28} fw={680} lts="-0.02em">
        {t('till.title')}
      </Box>
      {[...restaurants].map(([id, name]) => (
        <Box component="section" key={id} p={20} bd="1px solid var(--line)" bdrs={18} bg="var(--surface)">
          <h2 className={classes.name}>
            <IconBuildingStore size={22} stroke={1.75} aria-hidden />
            {name}
          </h2>
          <div className={classes.tills}>
            {tills.data
              .filter((till) => till.restaurantId === id)
              .map((till) => (
                <button key={till.pointOfSaleId} type="button" className={classes.till} onClick={() => onChoose(till)}>
                  {nameOfTill(till, language)}
                </button>
              ))}
          </div>
        </Box>
      ))}
    </div>
  );
}
