import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type AlertFigure,
  alertPreviewQuery,
  alertsQuery,
  type FigureAlert,
} from '../../../entities/analytics/alerts.api';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { actOf, keyOf } from '../../../shared/api/calls';
import { currencyDigits } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useChange } from '../../../shared/api/use-change';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import analytics from '../analytics.module.css';
import { pathInConsole } from '../path-in-console';
import { type Kind, useValueWords } from '../use-value-words';
import classes from './alerts.module.css';

const FIGURES = ['GUEST_SHARE', 'REFUNDS', 'LIABILITY'] as const;
const PERCENT = 10_000;
const MILLION = 1_000_000;
const THOUSAND = 1_000;
const FIRST: Readonly<Record<AlertFigure, number>> = { GUEST_SHARE: 40, REFUNDS: 2, LIABILITY: 1_000_000 };
const MOST: Readonly<Record<AlertFigure, number>> = { GUEST_SHARE: 100, REFUNDS: 100, LIABILITY: 10_000_000_000 };
const KIND: Readonly<Record<AlertFigure, Kind>> = { GUEST_SHARE: 'share', REFUNDS: 'count', LIABILITY: 'money' };
const EACH = 'EACH';
const TOGETHER = 'TOGETHER';

/** The reader's alerts, each with the days on which its figure left the bounds, and a form for one more. */
export function AlertsTab() {
  const { t } = useTranslation('admin');
  const alerts = useQuery(alertsQuery);
  if (alerts.isError) return <FailureNotice error={alerts.error} retry={alerts} />;
  if (alerts.isPending) return <p className={analytics.loading}>{t('loading')}</p>;
  const { items } = alerts.data;
  return (
    <>
      <NewAlert />
      {items.length === 0 ? (
        <Notice title={t('alerts.emptyTitle')} help={t('alerts.emptyHelp')} />
      ) : (
        <Panel title={t('alerts.own')}>
          <ul className={classes.list}>
            {items.map((alert) => (
              <Kept key={alert.id} alert={alert} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function NewAlert() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const restaurants = useRestaurants();
  const [figure, setFigure] = useState<AlertFigure>('GUEST_SHARE');
  const [bound, setBound] = useState<number | ''>(FIRST.GUEST_SHARE);
  const [place, setPlace] = useState<string>(EACH);
  const units = { GUEST_SHARE: PERCENT, REFUNDS: MILLION, LIABILITY: 10 ** currencyDigits(format.currency) };
  const isOne = place !== EACH && place !== TOGETHER;
  const chosen: FigureAlert['scope'] = place === EACH ? EACH : isOne ? 'ONE' : TOGETHER;
  const typed = {
    figure,
    threshold: bound === '' ? 0 : bound * units[figure],
    scope: figure === 'LIABILITY' ? TOGETHER : chosen,
    restaurantId: isOne && figure !== 'LIABILITY' ? place : null,
  };
  const isMeant = typed.threshold > 0;
  const { restaurantId, ...rest } = typed;
  const asked = { ...rest, ...(restaurantId !== null && { restaurantId }) };
  const preview = useQuery({ ...alertPreviewQuery(asked), enabled: isMeant });
  const save = useChange(actOf('POST', '/api/analytics/alerts'), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/analytics/alerts') }),
  );
  return (
    <Panel title={t('alerts.new')}>
      <Form onSubmit={() => isMeant && save.mutate(typed)}>
        <div className={classes.fields}>
          <NativeSelect
            label={t('alerts.figure')}
            value={figure}
            onChange={({ currentTarget }) => {
              const named = currentTarget.value as AlertFigure;
              setFigure(named);
              setBound(FIRST[named]);
            }}
            data={FIGURES.map((value) => ({ value, label: t(`alerts.figures.${value}`) }))}
          />
          <WholeNumberInput
            label={t(`alerts.bound.${figure}`)}
            max={MOST[figure]}
            value={bound}
            error={isMeant ? undefined : t('alerts.boundNeeded')}
            onChange={setBound}
          />
          {figure !== 'LIABILITY' && (
            <NativeSelect
              label={t('alerts.where')}
              value={place}
              onChange={({ currentTarget }) => setPlace(currentTarget.value)}
              data={[
                { value: EACH, label: t('alerts.each') },
                { value: TOGETHER, label: t('alerts.together') },
                ...(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          <Button type="submit" loading={save.isPending}>
            {t('alerts.set')}
          </Button>
        </div>
      </Form>
      <p className={classes.help} role="status">
        {isMeant && preview.data !== undefined
          ? preview.data.now === null
            ? t('alerts.preview', { count: preview.data.crossings.length })
            : t('alerts.previewOwed', { money: format.money(preview.data.now) })
          : t('alerts.help')}
      </p>
      <FailureNotice error={save.error ?? preview.error} />
    </Panel>
  );
}

function Kept({ alert }: { readonly alert: FigureAlert }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const value = useValueWords();
  const queries = useQueryClient();
  const restaurants = useRestaurants(alert.scope === 'ONE');
  const remove = useChange(actOf('DELETE', '/api/analytics/alerts/{id}', { id: alert.id }), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/analytics/alerts') }),
  );
  const { figure, threshold, scope, restaurantId, isBeyond, crossings } = alert;
  const write = (of: number): string => value.written(KIND[figure], of);
  const place =
    scope === 'ONE'
      ? (restaurants.data?.find(({ id }) => id === restaurantId)?.name ?? '')
      : t(scope === EACH ? 'alerts.each' : 'alerts.together');
  const bound = figure === 'REFUNDS' ? format.number(threshold / MILLION) : write(threshold);
  const said = t(`alerts.say.${figure}`, { bound });
  const name = figure === 'LIABILITY' ? said : t('alerts.at', { said, place });
  return (
    <li className={classes.alert}>
      <div className={classes.head}>
        <span className={classes.said}>{name}</span>
        <span className={classes.state} data-beyond={isBeyond}>
          {t(isBeyond ? 'alerts.beyond' : 'alerts.calm')}
        </span>
        <Button
          size="sm"
          variant="default"
          aria-label={t('alerts.removeOf', { name })}
          loading={remove.isPending}
          onClick={() => remove.mutate(null)}
        >
          {t('alerts.remove')}
        </Button>
      </div>
      <FailureNotice error={remove.error} />
      {crossings.length > 0 && (
        <ul className={classes.crossings}>
          {crossings.map(({ businessDate, restaurant, value: reached, usual, path }) => (
            <li key={`${businessDate} ${restaurant ?? ''}`}>
              <Link to={pathInConsole(path)}>{format.day(businessDate)}</Link>
              {restaurant === null ? ': ' : `, ${restaurant}: `}
              {write(reached)}
              {usual === null ? '' : ` (${t('alerts.usual', { count: format.number(Math.round(usual / THOUSAND)) })})`}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
