import { useQuery } from '@tanstack/react-query';
import { type GuestWarning, warningsQuery } from '../../../entities/guest/guest.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './guest-page.module.css';

/** Warnings before points ended, and points that lived on because none arrived; nothing where there were none. */
export function WarningsPanel({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const warnings = useQuery(warningsQuery(guestId));
  if (warnings.isError) return <FailureNotice error={warnings.error} retry={warnings} />;
  const rows = warnings.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title={t('warnings.title')}>
      <DataTable
        caption={t('warnings.table')}
        rows={rows}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          {
            title: t('warnings.what'),
            cell: (warning) => (
              <>
                {whatWords(warning)}
                <span className={classes.remark}>{format.dateTime(warning.occurredAt)}</span>
              </>
            ),
          },
          { of: 'points', title: t('guests.available'), as: 'number' },
          { of: 'lastDay', title: t('warnings.until'), as: 'day', isFigure: true },
        ]}
      />
    </Panel>
  );

  function whatWords({ outcome, extension }: GuestWarning): string {
    if (outcome === 'EXTENDED') return t('warnings.extended', { number: extension ?? 1 });
    return t(outcome === 'WARNED' ? 'warnings.warned' : 'warnings.expired');
  }
}
