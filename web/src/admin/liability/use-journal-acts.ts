import { fileOf } from '../../shared/api/calls';
import type { RowAct } from '../../shared/described/row-acts';
import { useTranslation } from '../../shared/i18n/use-translation';

/** The buttons that save the journal of a month as a file for an accounting program. Each save of a month gives the same bytes. */
export function useJournalActs(): RowAct<{ readonly month: string }>[] {
  const { t } = useTranslation('admin');
  return (['csv', 'json'] as const).map((format) => ({
    text: format.toUpperCase(),
    name: ({ month }) => t('books.download', { format: format.toUpperCase(), month }),
    file: ({ month }) => [
      `points-${month}.${format}`,
      fileOf('/api/ledger/periods/{month}/journal', { month, format }),
    ],
  }));
}
