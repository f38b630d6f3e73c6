import { Button, Group, Skeleton } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { useColleagueNames } from '../../../entities/staff/use-colleague-names';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { programsQuery, type ProgramVersion, useInForce } from '../../../entities/program/program.api';
import { stageOf } from '../../../entities/program/stage';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable, ListPager } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { PageHead } from '../../../shared/ui/page';
import { useProblemWords } from '../../../shared/ui/problem-notice';
import { InForcePanel } from '../in-force/in-force-panel';
import { NoRegretPanel } from '../version/no-regret';
import { NewDraftDialog } from './new-draft-dialog';
import classes from './programs-page.module.css';
import { StageChip } from '../version/stage-chip';
import { useNewDialog } from '../../../shared/described/use-new-dialog';

/** About as high as the panel of the programme in force, so that the list below it does not jump. */
const LADDER_HEIGHT = 420;

/** The programme in force as a ladder of tiers, and below it all versions, newest first. */
export function ProgramsPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  const nameOf = useColleagueNames();
  const mayManage = useMayManage('program.manage');
  const [address, setAddress] = useSearchParams();
  const [isNew, setIsNew] = useNewDialog();
  const cursor = address.get('cursor') ?? undefined;
  const inForce = useInForce();
  const versions = useQuery(programsQuery(cursor));
  const failure = versions.error ?? inForce.error;
  if (failure !== null) {
    const retry = () => void Promise.all([versions.refetch(), inForce.refetch()]);
    return <Notice isPage tone="bad" {...words(failure)} actions={[{ label: t('retry'), onClick: retry }]} />;
  }

  const stage = (program: ProgramVersion) => stageOf(program, inForce.data?.version ?? null, Date.now());
  const ahead = (versions.data?.items ?? [])
    .map((version) => ({ version, stage: stage(version) }))
    .filter(({ stage: at }) => at === 'AWAITING' || at === 'SCHEDULED');
  const begin = { label: t('program.list.new'), onClick: () => setIsNew(true) };
  return (
    <>
      <PageHead title={t('nav.programs')} sub={t('program.list.sub')}>
        <Group gap={12}>
          <Button component={Link} to="/programs/search" variant="default">
            {t('program.search.open')}
          </Button>
          {mayManage && (
            <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={begin.onClick}>
              {begin.label}
            </Button>
          )}
        </Group>
      </PageHead>
      {inForce.isPending && <Skeleton height={LADDER_HEIGHT} radius="lg" aria-hidden />}
      {inForce.data != null && (
        <InForcePanel
          program={inForce.data}
          ahead={ahead}
          hasStart={Date.parse(inForce.data.effectiveFrom ?? '') > 0}
        />
      )}
      {inForce.data != null && <NoRegretPanel program={inForce.data} />}
      {inForce.data != null && <h2 className={classes.versions}>{t('program.list.versions')}</h2>}
      <DataTable
        caption={t('nav.programs')}
        rows={inForce.isPending ? undefined : versions.data?.items}
        rowKey={({ version }) => String(version)}
        empty={
          <Notice
            title={t('program.list.emptyTitle')}
            help={t('program.list.emptyHelp')}
            actions={mayManage ? [begin] : []}
          />
        }
        columns={[
          {
            title: t('program.list.version'),
            cell: ({ version }) => (
              <Link className={classes.version ?? ''} to={`/programs/${String(version)}`}>
                {t('program.list.versionOf', { version })}
              </Link>
            ),
          },
          { title: t('program.list.stage'), cell: (program) => <StageChip stage={stage(program)} /> },
          { title: t('program.list.from'), cell: ({ effectiveFrom }) => fromText(effectiveFrom) },
          {
            title: t('program.list.created'),
            isAside: true,
            cell: ({ createdAt, createdBy }) =>
              t('program.list.byAt', { who: nameOf(createdBy), at: format.dateTime(createdAt) }),
          },
          {
            title: t('program.list.published'),
            isAside: true,
            cell: ({ publishedAt, publishedBy }) =>
              publishedAt === null
                ? '—'
                : t('program.list.byAt', { who: nameOf(publishedBy), at: format.dateTime(publishedAt) }),
          },
        ]}
      />
      <ListPager
        list={versions.data}
        cursor={cursor}
        onTurn={(at) => setAddress(at === undefined ? {} : { cursor: at })}
      />
      {mayManage && isNew && <NewDraftDialog inForce={inForce.data?.version ?? null} onClose={() => setIsNew(false)} />}
    </>
  );

  /** A first program decides from the beginning of time, which is no date for people. */
  function fromText(effectiveFrom: string | null): string {
    if (effectiveFrom === null) return '—';
    return Date.parse(effectiveFrom) <= 0 ? t('program.list.fromStart') : format.dateTime(effectiveFrom);
  }
}
