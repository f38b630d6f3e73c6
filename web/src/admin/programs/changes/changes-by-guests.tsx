import { useQuery } from '@tanstack/react-query';
import type { ProgramImpact } from '../../../entities/program/impact.api';
import { diffQuery } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { Panel } from '../../../shared/ui/page';
import { useProgram } from '../version/program-context';

/** Each difference from the version in force, with the number of guests whom it affects. */
export function ChangesByGuests({ changes }: { readonly changes: ProgramImpact['changes'] }) {
  const { t, language } = useTranslation('admin');
  const { program } = useProgram();
  const diff = useQuery(diffQuery(program, language));
  const title = t('program.impact.changesTitle');
  const rows = changes.map(({ key, guests }) => ({
    key,
    guests,
    text: diff.data?.items.find((item) => item.key === key)?.text ?? key,
  }));
  return (
    <Panel title={title}>
      <DataTable
        caption={t('program.report.table', { title })}
        rows={diff.data === undefined ? undefined : rows}
        rowKey={({ key }) => key}
        empty={null}
        columns={[
          { of: 'text', title: t('program.impact.change') },
          { of: 'guests', title: t('program.impact.affected'), as: 'number' },
        ]}
      />
    </Panel>
  );
}
