import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeRequestsQuery, decideChange } from '../../entities/staff/change-requests.api';
import { staffQuery, useColleagueNames } from '../../entities/staff/use-colleague-names';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
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
  const [told, setTold] = useState<{ readonly link: string | null } | null>(null);
  const waiting = useQuery(changeRequestsQuery);
  const items = waiting.data?.items ?? [];
  const decide = useChange(decideChange, (link) => {
    setTold({ link });
    void queries.invalidateQueries({ queryKey: changeRequestsQuery.queryKey });
    void queries.invalidateQueries({ queryKey: staffQuery.queryKey });
  });

  if (waiting.isError) return <ProblemNotice words={words(waiting.error)} />;
  if (items.length === 0 && told === null) return null;
  return (
    <Panel title={t('changes.title')}>
      {told !== null && (
        <p className={classes.told} role="status">
          {told.link === null ? t('changes.done') : `${t('changes.link')} ${told.link}`}
        </p>
      )}
      {decide.error !== null && <ProblemNotice words={words(decide.error)} />}
      <RowList>
        {items.map(({ id, kind, subjectId, requestedBy, requestedAt }) => {
          const title = t(`changes.${kind}`, { name: nameOf(subjectId) });
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
