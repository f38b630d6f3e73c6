import { Button, Flex } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { caseQuery, type CaseWithNotes } from '../../entities/case/case.api';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { useSession } from '../../entities/session/session';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { TierChip } from '../../entities/tier/tier-chip';
import { editOf, keyOf, readOf } from '../../shared/api/calls';
import { addCaseNote } from '../../shared/api/operations';
import type { TaggedResource } from '../../shared/api/tagged';
import { useChange } from '../../shared/api/use-change';
import { ActForm } from '../../shared/described/act-form';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, Help, PageHead, Panel } from '../../shared/ui/page';
import { useProblemWords } from '../../shared/ui/problem-notice';
import classes from './cases.module.css';
import { VisitPanel } from './visit-panel';

/** One case: what the guest asks for, who works on it, and the notes of staff. */
export function CasePage() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const { caseId = '' } = useParams();
  const found = useQuery(caseQuery(caseId));
  if (found.isError)
    return (
      <Notice isPage tone="bad" {...words(found.error)} actions={[{ label: t('cases.all'), href: '/admin/cases' }]} />
    );
  if (found.isPending) return <Loading />;
  const { value } = found.data;
  return (
    <>
      <BackLink to="/cases">{t('cases.all')}</BackLink>
      <PageHead title={t(`cases.kinds.${value.kind}`)} sub={t(`cases.statuses.${value.status}`)}>
        <TierChip code={value.tier} />
      </PageHead>
      <Request held={found.data} />
      {value.saleId !== null && <VisitPanel saleId={value.saleId} />}
      <Notes found={value} />
    </>
  );
}

function Request({ held }: { readonly held: TaggedResource<CaseWithNotes> }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const client = useQueryClient();
  const session = useSession();
  const colleague = useColleagueNames();
  const restaurantOf = useRestaurantNames();
  const own = 'user' in session ? session.user.id : null;
  const { value: found, tag } = held;
  const { id, status, assigneeId, createdBy, doneAt, restaurantId } = found;
  const refresh = () => client.invalidateQueries({ queryKey: keyOf('/api/cases') });
  const change = useChange(editOf('PATCH', '/api/cases/{id}', { id })(tag), refresh);
  const nameOf = (person: string | null) => (person === null ? t('cases.nobody') : colleague(person));
  const at = format.dateTime(found.createdAt);
  const opened =
    createdBy.kind === 'guest'
      ? t('cases.byGuest', { at })
      : createdBy.kind === 'user'
        ? t('cases.byStaff', { at, name: colleague(createdBy.id) })
        : t('cases.bySystem', { at });
  return (
    <Panel title={t(found.saleId === null ? 'cases.text' : 'cases.visit')}>
      {found.saleId === null && <p className={classes.request}>{found.text}</p>}
      <Help>
        <Link to={`/guests/${found.guestId}`}>{found.guestName ?? t('guests.noName')}</Link>
        {restaurantId !== null && ` · ${restaurantOf(restaurantId)}`}
      </Help>
      <Help>{opened}</Help>
      <Help>
        {t('cases.assignee')}: {nameOf(assigneeId)}
      </Help>
      {doneAt !== null && <Help>{t('cases.doneAt', { at: format.dateTime(doneAt) })}</Help>}
      <EditProblem
        edit={{
          base: found,
          save: change,
          read: readOf('/api/cases/{id}', { id }),
          goOnFrom: (now) => {
            client.setQueryData(caseQuery(id).queryKey, now);
            change.reset();
          },
        }}
        subjectId={id}
        show={(now) => ({
          [t('cases.status')]: t(`cases.statuses.${now.status}`),
          [t('cases.assignee')]: nameOf(now.assigneeId),
        })}
      />
      <Flex gap={8} wrap="wrap" mt={16}>
        {status !== 'DONE' && assigneeId !== own && (
          <Button loading={change.isPending} onClick={() => change.mutate({ status: 'IN_WORK', assigneeId: own })}>
            {t('cases.take')}
          </Button>
        )}
        {status !== 'DONE' && assigneeId !== null && assigneeId === own && (
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => change.mutate({ status: 'OPEN', assigneeId: null })}
          >
            {t('cases.release')}
          </Button>
        )}
        {status === 'DONE' ? (
          <Button variant="default" loading={change.isPending} onClick={() => change.mutate({ status: 'OPEN' })}>
            {t('cases.reopen')}
          </Button>
        ) : (
          <Button variant="default" loading={change.isPending} onClick={() => change.mutate({ status: 'DONE' })}>
            {t('cases.done')}
          </Button>
        )}
      </Flex>
    </Panel>
  );
}

function Notes({ found }: { readonly found: CaseWithNotes }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const colleague = useColleagueNames();
  return (
    <Panel title={t('cases.notes')}>
      {found.notes.length === 0 ? (
        <Help>{t('cases.noNotes')}</Help>
      ) : (
        <ul className={classes.notes}>
          {found.notes.map((note) => (
            <li key={note.id}>
              <p>{note.text}</p>
              <Help>
                {colleague(note.authorId)}, {format.dateTime(note.createdAt)}
                {note.toGuest && ` · ${t('cases.toGuest')}`}
              </Help>
            </li>
          ))}
        </ul>
      )}
      <ActForm
        of={addCaseNote}
        params={{ id: found.id }}
        layout={{ 'aria-label': t('cases.note') }}
        fields={{ text: { label: t('cases.note'), as: 'area' } }}
        isDisabled={({ text }) => text.trim() === ''}
        submit={t('cases.addNote')}
        submitLook="plain"
        done=""
      />
    </Panel>
  );
}
