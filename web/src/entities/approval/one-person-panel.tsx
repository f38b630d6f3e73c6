import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { onePersonCasesQuery } from '../fraud/fraud.api';
import { useMay } from '../session/use-may-manage';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { useFraudWords } from '../fraud/use-fraud-words';
import classes from './approvals.module.css';

interface OnePersonPanelProps {
  /** The most cases to show. */
  readonly most?: number;
}

/** Open cases about one person's gifts above the bound, with links; hidden when there are none. */
export function OnePersonPanel({ most = Infinity }: OnePersonPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useFraudWords();
  const mayRead = useMay()('fraud.read');
  const cases = useQuery({ ...onePersonCasesQuery, enabled: mayRead });
  if (cases.isError) return <FailureNotice error={cases.error} retry={cases} />;
  const items = cases.data?.items ?? [];
  const title = t('approvals.onePerson.title');
  if (items.length === 0) return null;
  return (
    <Panel
      title={title}
      aside={
        <Link className={classes.all} to="/fraud?state=OPEN">
          {t('approvals.onePerson.all')}
        </Link>
      }
    >
      <Help>{t('approvals.onePerson.help')}</Help>
      <RowList label={title}>
        {items.slice(0, most).map(({ id, subject, restaurantName, openedAt, stake }) => (
          <Row
            key={id}
            title={words.subject(subject)}
            about={[
              t('approvals.onePerson.stake', { count: stake }),
              t('approvals.onePerson.opened', {
                restaurant: restaurantName ?? t('fraud.wholeNetwork'),
                at: format.dateTime(openedAt),
              }),
            ]}
          >
            <Button
              component={Link}
              variant="default"
              to={`/fraud/cases/${id}`}
              aria-label={t('approvals.onePerson.openOf', { name: words.subject(subject) })}
            >
              {t('approvals.onePerson.open')}
            </Button>
          </Row>
        ))}
      </RowList>
    </Panel>
  );
}
