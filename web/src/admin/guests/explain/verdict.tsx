import { Text } from '@mantine/core';
import { IconAlertTriangle } from '../../../shared/icons/icon-alert-triangle';
import { IconChecks } from '../../../shared/icons/icon-checks';
import { Link } from 'react-router';
import type { Explanation } from '../../../entities/transaction/transaction.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import classes from './explain-sheet.module.css';

/** Whether the decision made now is the one that was recorded, and which figures differ where it is not. */
export function Verdict({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { agrees, differences, programVersion, decidedAt } = explanation;
  const at = format.dateTime(decidedAt);
  return (
    <section className={classes.verdict} data-agrees={agrees} role="status">
      <p className={classes.said}>
        {agrees ? (
          <IconChecks size={22} stroke={2} aria-hidden />
        ) : (
          <IconAlertTriangle size={22} stroke={2} aria-hidden />
        )}
        <span>{agrees ? t('explain.agrees') : t('explain.differs')}</span>
      </p>
      <Text c="dimmed">
        {programVersion === null ? (
          t('explain.decidedWithout', { at })
        ) : (
          <>
            {t('explain.decided', { at })}{' '}
            <Link to={`/programs/${String(programVersion)}`}>{t('explain.version', { version: programVersion })}</Link>
          </>
        )}
      </Text>
      {differences.length > 0 && (
        <DataTable
          caption={t('explain.differences')}
          rows={differences}
          rowKey={({ where }) => where}
          empty={null}
          columns={[
            { of: 'where', title: t('explain.figure') },
            { of: 'stored', title: t('explain.stored'), isFigure: true },
            { of: 'decided', title: t('explain.decidedNow'), isFigure: true },
          ]}
        />
      )}
    </section>
  );
}
