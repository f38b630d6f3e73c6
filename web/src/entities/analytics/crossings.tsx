import { Link } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { type AlertFigure, alertsQuery, type Crossing, type FigureAlert } from './alerts.api';
import { ALERT_KINDS } from './alert-kinds';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { pathInConsole } from './path-in-console';
import classes from './crossings.module.css';

const MILLION = 1_000_000;
const THOUSAND = 1_000;

/** How alerts and their values are written. */
export function useAlertWords() {
  const { t } = useTranslation('admin');
  const format = useFormat();

  function value(figure: AlertFigure, of: number): string {
    const { unit } = ALERT_KINDS[figure];
    return format[unit](of);
  }

  const usual = (figure: AlertFigure, of: number): string =>
    value(figure, ALERT_KINDS[figure].isMean === true ? Math.round(of / THOUSAND) : of);

  function said({ figure, threshold }: Pick<FigureAlert, 'figure' | 'threshold'>): string {
    const bounds = {
      percent: () => format.share(threshold),
      times: () => format.number(threshold / MILLION),
      money: () => format.money(threshold),
    };
    return t(`alerts.say.${figure}`, { bound: bounds[ALERT_KINDS[figure].bound]() });
  }

  return { value, usual, said };
}

/** When and where a figure was beyond its threshold; the date leads to the page that explains. */
export function CrossingLine({ figure, crossing }: { readonly figure: AlertFigure; readonly crossing: Crossing }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useAlertWords();
  const { businessDate, until, restaurant, value, usual, path } = crossing;
  const day = format.day(businessDate);
  return (
    <>
      <Link to={pathInConsole(path)}>{until === null ? day : t('alerts.until', { day, time: until })}</Link>
      {restaurant === null ? ': ' : `, ${restaurant}: `}
      {words.value(figure, value)}
      {usual === null ? '' : ` (${t('alerts.usual', { value: words.usual(figure, usual) })})`}
    </>
  );
}

/** Alerts of the last days that the reader was notified of; hidden when there are none. */
export function RecentCrossings() {
  const { t } = useTranslation('admin');
  const words = useAlertWords();
  const recent = useQuery(alertsQuery).data?.recent ?? [];
  if (recent.length === 0) return null;
  return (
    <Panel title={t('alerts.recent')}>
      <ul className={classes.list}>
        {recent.map((one) => (
          <li key={`${one.alertId} ${one.businessDate} ${one.restaurantId ?? ''}`}>
            <span className={classes.said}>{words.said(one)}</span>
            {one.setBy !== null && ` (${t('alerts.setBy', { name: one.setBy || t('alerts.unnamed') })})`}
            {' · '}
            <CrossingLine figure={one.figure} crossing={one} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
