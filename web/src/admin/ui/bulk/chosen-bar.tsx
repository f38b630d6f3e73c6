import { Button, Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { Column } from '../../../shared/ui/data-table';
import classes from './bulk.module.css';
import type { Chosen } from './use-chosen';

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
    <div className={classes.bar} role="group" aria-label={t('bulk.label')}>
      <Checkbox
        size="md"
        className={classes.box ?? ''}
        label={t('bulk.all')}
        checked={chosen.areAll}
        indeterminate={count > 0 && !chosen.areAll}
        onChange={chosen.areAll ? chosen.clear : chosen.chooseAll}
      />
      <span className={classes.count} role="status">
        {count > 0 && t('bulk.count', { count })}
      </span>
      {count > 0 && (
        <>
          {children}
          <Button variant="subtle" onClick={chosen.clear}>
            {t('bulk.clear')}
          </Button>
        </>
      )}
    </div>
  );
}
