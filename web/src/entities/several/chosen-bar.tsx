import { Box, Button, Checkbox, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Column } from '../../shared/ui/columns';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './bulk.module.css';
import { type ChosenRows, MOST_CHOSEN } from './use-chosen';

/** The column with the box that chooses a row. */
export function useChosenColumn<Row extends { readonly id: string }>(chosen: ChosenRows): Column<Row> {
  const { t } = useTranslation('admin');
  return {
    key: 'chosen',
    title: t('bulk.column'),
    head: <AllBox chosen={chosen} />,
    cell: ({ id }) => <ChosenBox chosen={chosen} id={id} />,
  };
}

/** The box that chooses a row or a card. */
export function ChosenBox({ chosen, id }: { readonly chosen: ChosenRows; readonly id: string }) {
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

/** The box that chooses all rows of the page, in the head of a table or, with its words, above cards. */
function AllBox({ chosen, isLabelled = false }: { readonly chosen: ChosenRows; readonly isLabelled?: boolean }) {
  const { t } = useTranslation('admin');
  const words = t('bulk.all');
  return (
    <Checkbox
      size="md"
      className={classes.box ?? ''}
      {...(isLabelled ? { label: words } : { 'aria-label': words })}
      checked={chosen.areAll}
      indeterminate={chosen.ids.length > 0 && !chosen.areAll}
      onChange={chosen.areAll ? chosen.clear : chosen.chooseAll}
    />
  );
}

interface ChosenBarProps {
  readonly chosen: ChosenRows;
  /** Whether the list has no head with a box for all rows. */
  readonly hasAllBox: boolean;
  readonly children: ReactNode;
}

/** The bar of a list for the chosen rows: their number and the acts for them. It comes with the first choice. */
export function ChosenBar({ chosen, hasAllBox, children }: ChosenBarProps) {
  const { t } = useTranslation('admin');
  const count = chosen.ids.length;
  if (!chosen.isOpen || (count === 0 && !hasAllBox)) return null;
  return (
    <Group gap="4px 16px" mih={44} role="group" aria-label={t('bulk.label')}>
      {hasAllBox && <AllBox chosen={chosen} isLabelled />}
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
function AllThatMatch({ chosen: { beyond, areAll, ids } }: { readonly chosen: ChosenRows }) {
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
