import { Box, Button, Group, MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type AlertFigure,
  type AlertLists,
  alertPreviewQuery,
  alertsQuery,
  type FigureAlert,
} from '../../../entities/analytics/alerts.api';
import { ALERT_KINDS } from '../../../entities/analytics/alert-kinds';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { actOf, keyOf } from '../../../shared/api/calls';
import { currencyDigits } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useChange } from '../../../shared/api/use-change';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { CrossingLine, RecentCrossings, useAlertWords } from '../../../entities/analytics/crossings';
import { useFields } from '../../../shared/ui/use-fields';
import classes from './alerts.module.css';
import { StatusBadge } from '../../../shared/ui/status-badge';

const FIGURES = Object.keys(ALERT_KINDS) as AlertFigure[];
const FIRST_FIGURE = 'GUEST_SHARE';
const PERCENT = 10_000;
const MILLION = 1_000_000;
const MOST_RECIPIENTS = 20;
const DAY_MS = 86_400_000;
/** The highest threshold in the unit of the form. */
const MOST = { percent: 100, times: 100, money: 10_000_000_000 } as const;
const EACH = 'EACH';
const TOGETHER = 'TOGETHER';
const GROUP = 'GROUP';
const RHYTHMS = ['DAY', 'HOUR'] as const;
const HOUR = RHYTHMS[1];

/** The reader's alerts, each with the days on which its figure left the bounds, and a form for one more. */
export function AlertsTab() {
  const { t } = useTranslation('admin');
  const alerts = useQuery(alertsQuery);
  if (alerts.isError) return <FailureNotice error={alerts.error} retry={alerts} />;
  if (alerts.isPending) return <Loading />;
  const { items } = alerts.data;
  return (
    <>
      <RecentCrossings />
      <NewAlert lists={alerts.data} />
      {items.length === 0 ? (
        <Notice title={t('alerts.emptyTitle')} help={t('alerts.emptyHelp')} />
      ) : (
        <Panel title={t('alerts.own')}>
          <ul className={classes.list}>
            {items.map((alert) => (
              <Kept key={alert.id} alert={alert} lists={alerts.data} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function NewAlert({ lists: { people, groups } }: { readonly lists: AlertLists }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const restaurants = useRestaurants();
  const { field, values, setValues } = useFields({
    initial: {
      figure: FIRST_FIGURE as AlertFigure,
      bound: ALERT_KINDS[FIRST_FIGURE].first as number | '',
      place: EACH,
      hourly: 'DAY' as FigureAlert['rhythm'],
      recipientIds: [] as string[],
    },
  });
  const { figure, bound, place, hourly, recipientIds } = values;
  const units = { percent: PERCENT, times: MILLION, money: 10 ** currencyDigits(format.currency) };
  const kind = ALERT_KINDS[figure];
  const placed = placedAs(kind.isPlaced ? place : TOGETHER, groups);
  const rhythm = kind.isHourly === true ? hourly : 'DAY';
  const typed = { figure, threshold: bound === '' ? 0 : bound * units[kind.bound], rhythm, ...placed };
  const isMeant = typed.threshold > 0;
  const { restaurantId, groupId, ...rest } = typed;
  const asked = { ...rest, ...(restaurantId !== null && { restaurantId }), ...(groupId !== null && { groupId }) };
  const preview = useQuery({ ...alertPreviewQuery(asked), enabled: isMeant });
  const save = useChange(actOf('POST', '/api/analytics/alerts'), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/analytics/alerts') }),
  );
  return (
    <Panel title={t('alerts.new')}>
      <Form onSubmit={() => isMeant && save.mutate({ ...typed, ...(recipientIds.length > 0 && { recipientIds }) })}>
        <div className={classes.fields}>
          <NativeSelect
            label={t('alerts.figure')}
            value={figure}
            onChange={({ currentTarget }) => {
              const named = currentTarget.value as AlertFigure;
              setValues({ figure: named, bound: ALERT_KINDS[named].first });
            }}
            data={FIGURES.map((value) => ({ value, label: t(`alerts.figures.${value}`) }))}
          />
          <WholeNumberInput
            label={t(`alerts.bound.${figure}`)}
            max={MOST[kind.bound]}
            {...field('bound')}
            error={isMeant ? undefined : t('alerts.boundNeeded')}
          />
          {kind.isPlaced && (
            <NativeSelect
              label={t('alerts.where')}
              {...field('place')}
              data={[
                { value: EACH, label: t('alerts.each') },
                { value: TOGETHER, label: t('alerts.together') },
                ...groups.map(({ id, name }) => ({ value: id, label: t('alerts.group', { name }) })),
                ...(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          {kind.isHourly === true && (
            <NativeSelect
              label={t('alerts.rhythm')}
              {...field('hourly')}
              data={RHYTHMS.map((value) => ({ value, label: t(`alerts.rhythms.${value}`) }))}
            />
          )}
          {people.length > 1 && (
            <MultiSelect
              label={t('alerts.recipients')}
              placeholder={recipientIds.length === 0 ? t('alerts.self') : ''}
              {...field('recipientIds')}
              data={people.map(({ id, name }) => ({ value: id, label: name }))}
              searchable
              clearable
              maxValues={MOST_RECIPIENTS}
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
            ? t('alerts.preview', { count: preview.data.crossings.length, days: daysOf(preview.data) })
            : t('alerts.previewOwed', { money: format.money(preview.data.now) })
          : t('alerts.help')}
        {rhythm === HOUR && ` ${t('alerts.helpHour')}`}
      </p>
      <FailureNotice error={save.error ?? preview.error} />
    </Panel>
  );
}

const daysOf = ({ from, to }: { readonly from: string; readonly to: string }): number =>
  (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/** The scope for a choice in the list of places. */
function placedAs(
  place: string,
  groups: AlertLists['groups'],
): Pick<FigureAlert, 'scope' | 'restaurantId' | 'groupId'> {
  if (place === EACH || place === TOGETHER) return { scope: place, restaurantId: null, groupId: null };
  const isGroup = groups.some(({ id }) => id === place);
  return isGroup
    ? { scope: GROUP, restaurantId: null, groupId: place }
    : { scope: 'ONE', restaurantId: place, groupId: null };
}

function Kept({ alert, lists }: { readonly alert: FigureAlert; readonly lists: AlertLists }) {
  const { t } = useTranslation('admin');
  const words = useAlertWords();
  const queries = useQueryClient();
  const restaurants = useRestaurants(alert.scope === 'ONE');
  const remove = useChange(actOf('DELETE', '/api/analytics/alerts/{id}', { id: alert.id }), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/analytics/alerts') }),
  );
  const { figure, scope, rhythm, restaurantId, groupId, isBeyond, crossings, recipients } = alert;
  const group = lists.groups.find(({ id }) => id === groupId);
  const place =
    scope === 'ONE'
      ? (restaurants.data?.find(({ id }) => id === restaurantId)?.name ?? '')
      : scope === GROUP
        ? t('alerts.group', { name: group?.name ?? '' })
        : t(scope === EACH ? 'alerts.each' : 'alerts.together');
  const said = words.said(alert);
  const placed = ALERT_KINDS[figure].isPlaced ? t('alerts.at', { said, place }) : said;
  const name = rhythm === HOUR ? t('alerts.at', { said: placed, place: t('alerts.hourly') }) : placed;
  const names = recipients.map((one) => one.name || t('alerts.unnamed')).join(', ');
  return (
    <li className={classes.alert}>
      <Group gap={12}>
        <Box component="span" flex="1 1 260px" fw={600}>
          {name}
        </Box>
        <StatusBadge meaning={isBeyond ? 'bad' : 'good'}>{t(isBeyond ? 'alerts.beyond' : 'alerts.calm')}</StatusBadge>
        <Button
          size="sm"
          variant="default"
          aria-label={t('alerts.removeOf', { name })}
          loading={remove.isPending}
          onClick={() => remove.mutate(null)}
        >
          {t('alerts.remove')}
        </Button>
      </Group>
      <p className={classes.told}>{names === '' ? t('alerts.toldNobody') : t('alerts.told', { names })}</p>
      <FailureNotice error={remove.error} />
      {crossings.length > 0 && (
        <ul className={classes.crossings}>
          {crossings.map((crossing) => (
            <li key={`${crossing.businessDate} ${crossing.restaurantId ?? ''}`}>
              <CrossingLine figure={figure} crossing={crossing} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
