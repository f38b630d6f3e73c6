import { useQuery } from '@tanstack/react-query';
import { noRegretQuery, type Program } from '../../../entities/program/program.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { UsedBar } from '../../../shared/ui/used-bar';

/** The cost of a version's no-regret change so far, and its last day. Nothing for a version without one. */
export function NoRegretPanel({ program }: { readonly program: Program }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { version, document, publishedAt } = program;
  const change = useQuery({
    ...noRegretQuery(version),
    enabled: document.noRegret !== undefined && publishedAt !== null,
  });
  if (change.isError) return <FailureNotice error={change.error} retry={change} />;
  if (change.data == null) return null;
  const { state, budget, spent, left, receipts, lastDay } = change.data;
  const label = t('program.noRegret.spent', {
    spent: format.money(spent),
    budget: format.money(budget),
    left: format.money(left),
  });
  return (
    <Panel title={t('program.noRegret.title')}>
      <p>{t(`program.noRegret.state.${state}`, { day: format.day(lastDay) })}</p>
      {state !== 'AHEAD' && (
        <>
          <Help>{label}</Help>
          <UsedBar label={label} used={spent} limit={budget} />
          <Help>{t('program.noRegret.receipts', { receipts })}</Help>
        </>
      )}
    </Panel>
  );
}
