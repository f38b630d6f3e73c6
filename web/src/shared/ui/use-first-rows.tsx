import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '../i18n/use-translation';

const FIRST = 10;

interface FirstRows<Row> {
  readonly shown: readonly Row[];
  /** The button that shows the rest; null: all rows are shown. */
  readonly more: ReactNode;
}

/** The first rows of a list, and all of them when asked. */
export function useFirstRows<Row>(rows: readonly Row[]): FirstRows<Row> {
  const { t } = useTranslation();
  const [isAll, setAll] = useState(false);
  const shown = isAll ? rows : rows.slice(0, FIRST);
  const more =
    shown.length === rows.length ? null : (
      <Button variant="subtle" onClick={() => setAll(true)}>
        {t('table.all', { count: rows.length })}
      </Button>
    );
  return { shown, more };
}
