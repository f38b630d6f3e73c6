import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type ChangeRequest,
  changeRequestsQuery,
  decideChange,
  type ShownOnce,
} from '../../entities/staff/change-requests.api';
import { staffQuery, useColleagueNames } from '../../entities/staff/use-colleague-names';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import classes from './approvals-panel.module.css';

/** Changes that one manager alone may not make; nothing where nothing waits. */
export function ChangesPanel() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const format = useFormat();
  const queries = useQueryClient();
  const nameOf = useColleagueNames();
  const [told, setTold] = useState<{ readonly shown: ShownOnce | null } | null>(null);
  const waiting = useQuery(changeRequestsQuery);
  const items = waiting.data?.items ?? [];
  const decide = useChange(decideChange, (shown) => {
    setTold({ shown });
    void queries.invalidateQueries({ queryKey: changeRequestsQuery.queryKey });
    void queries.invalidateQueries({ queryKey: staffQuery.queryKey });
  });

  if (waiting.isError) return <ProblemNotice words={words(waiting.error)} />;
  if (items.length === 0 && told === null) return null;
  return (
    <Panel title={t('changes.title')}>
      {told !== null && (
        <p className={classes.told} role="status">
          {told.shown === null ? t('changes.done') : `${t(`changes.${told.shown.kind}`)} ${told.shown.text}`}
        </p>
      )}
      {decide.error !== null && <ProblemNotice words={words(decide.error)} />}
      <RowList>
        {items.map((request) => {
          const { id, kind, requestedBy, requestedAt } = request;
          const title = t(`changes.${kind}`, namedBy(request, nameOf));
          return (
            <Row
              key={id}
              title={title}
              about={[t('program.list.byAt', { who: nameOf(requestedBy), at: format.dateTime(requestedAt) })]}
            >
              <Button
                variant="default"
                disabled={decide.isPending}
                aria-label={`${t('changes.approve')}: ${title}`}
                onClick={() => decide.mutate({ id, isApproved: true })}
              >
                {t('changes.approve')}
              </Button>
              <Button
                variant="subtle"
                color="gray"
                disabled={decide.isPending}
                aria-label={`${t('changes.reject')}: ${title}`}
                onClick={() => decide.mutate({ id, isApproved: false })}
              >
                {t('changes.reject')}
              </Button>
            </Row>
          );
        })}
      </RowList>
    </Panel>
  );
}

/** A key is called by its own name, and tells what it opens; the rest is about a colleague. */
function namedBy({ kind, subjectId, change }: ChangeRequest, nameOf: (id: string) => string) {
  if (kind !== 'API_KEY' && kind !== 'API_KEY_ROTATION') return { name: nameOf(subjectId), scopes: '' };
  const { name, scopes } = change;
  return { name: typeof name === 'string' ? name : '', scopes: Array.isArray(scopes) ? scopes.join(', ') : '' };
}
