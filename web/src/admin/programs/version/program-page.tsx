import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from 'react-router';
import { useColleagueNames } from '../../../entities/staff/use-colleague-names';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { programQuery, useInForce } from '../../../entities/program/program.api';
import { stageOf } from '../../../entities/program/stage';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { BackLink, PageHead } from '../../../shared/ui/page';
import { useProblemWords } from '../../../shared/ui/problem-notice';
import { NoRegretPanel } from './no-regret';
import type { ProgramOnScreen } from './program-context';
import { PageTabs } from '../../../shared/ui/page-tabs';
import { PublicationNotice } from './publication-notice';
import { StageChip } from './stage-chip';

/** One version of the programme: its sentences, its changes, and its cost in the past. */
export function ProgramPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  const nameOf = useColleagueNames();
  const mayManage = useMayManage('program.manage');
  const version = Number(useParams()['version']);
  const inForce = useInForce();
  const program = useQuery(programQuery(version));
  const failure = program.error ?? inForce.error;
  if (failure !== null) {
    const retry = () => void Promise.all([program.refetch(), inForce.refetch()]);
    return <Notice isPage tone="bad" {...words(failure)} actions={[{ label: t('retry'), onClick: retry }]} />;
  }
  if (program.data === undefined || inForce.data === undefined) return <Loading />;

  const { createdAt, createdBy, document } = program.data;
  const tabs = [
    { to: '.', label: t('program.tabs.document'), end: true },
    { to: 'changes', label: t('program.tabs.changes') },
    { to: 'backtests', label: t('program.tabs.backtests') },
  ];
  const context: ProgramOnScreen = { program: program.data, inForce: inForce.data, mayManage };
  return (
    <>
      <BackLink to="/programs">{t('program.back')}</BackLink>
      <PageHead
        title={t('program.title', { version, name: document.name })}
        sub={t('program.list.byAt', { who: nameOf(createdBy), at: format.dateTime(createdAt) })}
      >
        <StageChip stage={stageOf(program.data, inForce.data?.version ?? null, Date.now())} />
      </PageHead>
      <PublicationNotice program={program.data} />
      <NoRegretPanel program={program.data} />
      <PageTabs label={t('program.tabs.label')} tabs={tabs} />
      <Outlet key={version} context={context} />
    </>
  );
}
