import { Button, NativeSelect } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useMayManage } from '../session/use-may-manage';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { SavedViews } from '../saved-view/saved-views';
import classes from './states.module.css';

const ARCHIVED = 'ARCHIVED';

/** The state that a list is narrowed to, which stands in the address, and the cursors from its second page to the open one. */
export function useStateFilter<State extends string>(states: readonly State[]) {
  const [address, setAddress] = useSearchParams();
  const chosen = address.get('state');
  // A cursor is valid for one list only.
  const [held, setHeld] = useState<{ readonly of: string | null; readonly cursors: readonly string[] }>();
  const cursors = held?.of === chosen ? held.cursors : [];
  return {
    states,
    chosen,
    choose: (value: string) => {
      setHeld(undefined);
      setAddress(value === '' ? {} : { state: value });
    },
    state: states.find((one) => one === chosen) ?? null,
    archived: chosen === ARCHIVED,
    cursors,
    setCursors: (next: readonly string[]) => setHeld({ of: chosen, cursors: next }),
  };
}

interface StateListProps<Row, State extends string> {
  readonly kind: 'automations' | 'campaigns';
  readonly filter: ReturnType<typeof useStateFilter<State>>;
  readonly page: UseQueryResult<{ readonly items: readonly Row[]; readonly nextCursor: string | null }>;
  readonly columns: readonly ColumnOf<Row>[];
  readonly stateName: (state: State) => string;
  /** Button that begins a new campaign or automation. */
  readonly create: ReactNode;
  /** Examples, which take the place of the table while the network has no campaign or automation. */
  readonly examples: ReactNode;
  /** Acts on chosen rows, above the table. */
  readonly acts?: ReactNode;
  readonly children?: ReactNode;
}

/** The page of all campaigns or automations: a table narrowed by state, page by page. */
export function StateList<Row extends { readonly id: string }, State extends string>(
  props: StateListProps<Row, State>,
) {
  const { kind, filter, page, columns, stateName, create, examples, acts, children } = props;
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('campaigns.manage');
  const { cursors, setCursors } = filter;
  const older = page.data?.nextCursor ?? null;
  const isEmpty = filter.chosen === null && cursors.length === 0 && page.data?.items.length === 0;
  return (
    <>
      <PageHead title={t(`nav.${kind}`)} sub={t(`${kind}.sub`)}>
        {mayManage && !isEmpty && create}
      </PageHead>
      {page.isError ? (
        <FailureNotice error={page.error} retry={page} />
      ) : isEmpty ? (
        <>
          <Notice title={t(`${kind}.emptyTitle`)} help={t(`${kind}.emptyHelp`)} />
          {mayManage && examples}
        </>
      ) : (
        <>
          <DataTable
            tools={
              <>
                <NativeSelect
                  aria-label={t('campaigns.which')}
                  {...bound(filter.chosen ?? '', (text) => filter.choose(text))}
                  data={[
                    { value: '', label: t(`${kind}.all`) },
                    ...filter.states.map((value) => ({ value, label: stateName(value) })),
                    { value: ARCHIVED, label: t('campaigns.archived') },
                  ]}
                />
                <SavedViews page={kind === 'campaigns' ? 'CAMPAIGNS' : 'AUTOMATIONS'} />
                {acts}
              </>
            }
            caption={t(`nav.${kind}`)}
            columns={columns}
            rows={page.data?.items}
            rowKey={({ id }) => id}
            empty={<Notice title={t(`${kind}.noneTitle`)} help={t(`${kind}.noneHelp`)} />}
          />
          <div className={classes.row} data-kind={kind}>
            {cursors.length > 0 && (
              <Button variant="default" onClick={() => setCursors(cursors.slice(0, -1))}>
                {t('campaigns.newer')}
              </Button>
            )}
            {older !== null && (
              <Button variant="default" onClick={() => setCursors([...cursors, older])}>
                {t('campaigns.older')}
              </Button>
            )}
          </div>
          {children}
        </>
      )}
    </>
  );
}

interface ExamplesProps {
  readonly label?: string;
  /** Titles with explanations. An example with an address is a link, one with `onClick` a button. */
  readonly examples: readonly {
    readonly title: string;
    readonly help: string;
    readonly picture?: ReactNode;
    readonly to?: string;
    readonly onClick?: () => void;
  }[];
  readonly isBusy?: boolean;
}

/** Ready campaigns or automations from which a manager begins a new one. */
export function Examples({ label, examples, isBusy }: ExamplesProps) {
  return (
    <ul className={classes.examples} aria-label={label}>
      {examples.map(({ title, help, picture, to, onClick }) => {
        const words = (
          <>
            {picture}
            <span className={classes.words}>
              <strong>{title}</strong>
              {help}
            </span>
          </>
        );
        return (
          <li key={title}>
            {to === undefined ? (
              <button type="button" className={classes.example} disabled={isBusy} onClick={onClick}>
                {words}
              </button>
            ) : (
              <Link className={classes.example} to={to}>
                {words}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
