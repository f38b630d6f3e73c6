import { Box, Button, Checkbox, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { Column } from '../../../shared/ui/data-table';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './bulk.module.css';
import { type Chosen, MOST_CHOSEN } from './use-chosen';

/** The column with the box that chooses a row. */
export function useChosenColumn<Row extends { readonly id: string }>(chosen: Chosen): Column<Row> {
  const { t } = useTranslation('admin');
  return {
    key: 'chosen',
    title: t('bulk.column'),
    cell: ({ id }) => <ChosenBox chosen={chosen} id={id} />,
  };
}

/** The box that chooses a row or a card. */
export function ChosenBox({ chosen, id }: { readonly chosen: Chosen; readonly id: string }) {
  const { t } = useTranslation('admin');
  return (
    <Checkbox
      size="md"
      className={classes.box ?? ''}
      aria-label={t('bulk.row', { name: chosen.nameOf(id) })}
      checked={chosen.has(id)}
      onChange={() => chosen.toggle(id)}
    />
  );
}

/** The bar above a list: a box for all rows of the page, the number of chosen rows, and the acts for them. */
export function ChosenBar({ chosen, children }: { readonly chosen: Chosen; readonly children: ReactNode }) {
  const { t } = useTranslation('admin');
  const count = chosen.ids.length;
  if (!chosen.isOpen) return null;
  return (
    <Group gap="4px 16px" mih={44} mb={8} role="group" aria-label={t('bulk.label')}>
      <Checkbox
        size="md"
        className={classes.box ?? ''}
        label={t('bulk.all')}
        checked={chosen.areAll}
        indeterminate={count > 0 && !chosen.areAll}
        onChange={chosen.areAll ? chosen.clear : chosen.chooseAll}
      />
      <Box component="span" fw={600} role="status">
        {count > 0 && t('bulk.count', { count })}
      </Box>
      {count > 0 && (
        <>
          <AllThatMatch chosen={chosen} />
          {children}
          <Button variant="subtle" onClick={chosen.clear}>
            {t('bulk.clear')}
          </Button>
        </>
      )}
    </Group>
  );
}

/** The button that chooses the rows of all pages, once all of this page are chosen. */
function AllThatMatch({ chosen: { beyond, areAll, ids } }: { readonly chosen: Chosen }) {
  const { t } = useTranslation('admin');
  if (beyond?.count === undefined || !areAll || ids.length >= Math.min(beyond.count, MOST_CHOSEN)) return null;
  return (
    <>
      <Button variant="subtle" loading={beyond.isReading} onClick={beyond.choose}>
        {beyond.count > MOST_CHOSEN
          ? t('bulk.firstThatMatch', { count: MOST_CHOSEN })
          : t('bulk.allThatMatch', { count: beyond.count })}
      </Button>
      <FailureNotice error={beyond.error} />
    </>
  );
}
