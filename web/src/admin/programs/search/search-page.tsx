import { NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { inForceQuery } from '../../../entities/program/program.api';
import { isOpen } from '../../../entities/program/run';
import {
  beginSearch,
  cancelSearch,
  figuresQuery,
  type ProgramSearch,
  type ProgramSearchReport,
  searchesQuery,
  searchQuery,
} from '../../../entities/program/search.api';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { fetchCode } from '../../../shared/api/fetch-code';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { BackLink, PageHead, Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { RunEnded, RunProgress } from '../../../entities/program/run-progress';
import { SearchForm } from './search-form';

const Report = lazy(() =>
  fetchCode(() => import('./search-report')).then((module) => ({ default: module.SearchReport })),
);

/** Searches for programmes that meet goals, over the network's past sales. */
export function SearchPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const mayManage = useMayManage('program.manage');
  const [address, setAddress] = useSearchParams();
  const inForce = useQuery(inForceQuery);
  const figures = useQuery(figuresQuery);
  const list = useQuery(searchesQuery);
  const id = address.get('search') ?? list.data?.items[0]?.id;
  const search = useQuery(searchQuery(id));
  const begin = useChange(beginSearch, async (made) => {
    await queries.invalidateQueries({ queryKey: searchesQuery.queryKey });
    setAddress({ search: made.id });
  });
  if (list.isError) return <FailureNotice error={list.error} retry={list} />;
  if (inForce.isError) return <FailureNotice error={inForce.error} retry={inForce} />;
  if (figures.isError) return <FailureNotice error={figures.error} retry={figures} />;
  if (list.isPending || inForce.isPending || figures.isPending) return <Loading />;
  const shown = search.data;
  return (
    <>
      <BackLink to="/programs">{t('nav.programs')}</BackLink>
      <PageHead title={t('program.search.title')} sub={t('program.search.sub')} />
      {inForce.data === null && (
        <Notice title={t('program.search.noProgram')} help={t('program.search.noProgramHelp')} />
      )}
      {inForce.data !== null && figures.data !== null && mayManage && (
        <SearchForm
          document={inForce.data.document}
          figures={figures.data.items}
          isBusy={begin.isPending}
          error={begin.error}
          onBegin={(body) => begin.mutate(body)}
        />
      )}
      {list.data.items.length > 1 && (
        <NativeSelect
          maw={420}
          my={16}
          label={t('program.search.which')}
          value={id}
          data={list.data.items.map((one) => ({
            value: one.id,
            label: t('program.search.of', {
              at: format.dateTime(one.createdAt),
              status: t(`program.run.status.${one.status}`),
            }),
          }))}
          onChange={(event) => setAddress({ search: event.currentTarget.value })}
        />
      )}
      <FailureNotice error={search.error} retry={search} />
      {id === undefined && inForce.data !== null && (
        <Notice title={t('program.search.emptyTitle')} help={t('program.search.emptyHelp')} />
      )}
      {shown !== undefined && isOpen(shown) && (
        <Panel title={t(`program.run.status.${shown.status}`)}>
          <RunProgress
            run={shown}
            cancel={mayManage ? cancelSearch : undefined}
            onCancelled={() => void search.refetch()}
          />
        </Panel>
      )}
      {shown !== undefined && <RunEnded run={shown} />}
      {shown !== undefined && isDone(shown) && (
        <Suspense fallback={<Loading />}>
          <Report key={shown.id} search={shown} mayManage={mayManage} />
        </Suspense>
      )}
    </>
  );
}

function isDone(search: ProgramSearch): search is ProgramSearch & { readonly report: ProgramSearchReport } {
  return search.report !== null;
}
