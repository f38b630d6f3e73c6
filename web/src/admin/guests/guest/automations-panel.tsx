import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useMay } from '../../../entities/session/use-may-manage';
import { ask } from '../../../shared/api/calls';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './guest-page.module.css';

/** Automations that a guest entered, each with a link to the steps of the guest's run; empty where the guest entered none. */
export function AutomationsPanel({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const may = useMay();
  const runs = useQuery({ ...ask('/api/guests/{id}/automations', { id: guestId }), enabled: may('campaigns.read') });
  if (runs.isError) return <FailureNotice error={runs.error} retry={runs} />;
  const items = runs.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Panel title={t('automations.ofGuest.title')}>
      <ul className={classes.cards}>
        {items.map(({ id, automationId, name, state, enteredAt }) => (
          <li key={id}>
            <p className={classes.cardName}>
              <Link to={`/automations/${automationId}?run=${id}`} aria-label={t('automations.ofGuest.open', { name })}>
                {name}
              </Link>
            </p>
            <p className={classes.remark}>
              {format.dateTime(enteredAt)} · {t(`automations.runs.states.${state}`)}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
