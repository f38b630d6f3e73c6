import { Button, NativeSelect } from '@mantine/core';
import { ask } from '../../shared/api/calls';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import {
  type Campaign,
  CAMPAIGN_STATES,
  campaignName,
  campaignsQuery,
  type CampaignState,
} from '../../entities/campaign/campaign.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useFormat } from '../../shared/format/use-format';
import { localTime } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { type Column, DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { TEMPLATES } from './campaign-templates.rules';
import classes from './campaigns.module.css';
import { StateChip } from './state-chip';

const DAY_MS = 86_400_000;
const CALENDAR_DAYS = 28;
const ISO_DATE = 'yyyy-mm-dd'.length;

/** All campaigns with their states, and the days on which they run. */
export function CampaignsPage() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const mayManage = useMayManage('campaigns.manage');
  const [address, setAddress] = useSearchParams();
  const asked = address.get('state');
  const archived = asked === 'ARCHIVED';
  const state = CAMPAIGN_STATES.find((one) => one === asked) ?? null;
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const campaigns = useQuery(campaignsQuery(state, archived, cursors.at(-1)));
  const columns = useColumns();
  const older = campaigns.data?.nextCursor ?? null;
  const isEmpty = asked === null && cursors.length === 0 && campaigns.data?.items.length === 0;
  return (
    <>
      <PageHead title={t('nav.campaigns')} sub={t('campaigns.sub')}>
        {mayManage && !isEmpty && (
          <Button component={Link} to="/campaigns/new" leftSection={<IconPlus size={18} aria-hidden />}>
            {t('campaigns.new')}
          </Button>
        )}
      </PageHead>
      {campaigns.isError ? (
        <ProblemNotice words={words(campaigns.error)} retry={campaigns} />
      ) : isEmpty ? (
        <>
          <Notice title={t('campaigns.emptyTitle')} help={t('campaigns.emptyHelp')} />
          {mayManage && <Templates />}
        </>
      ) : (
        <>
          <div className={classes.tools}>
            <NativeSelect
              label={t('campaigns.which')}
              value={asked ?? ''}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setCursors([]);
                setAddress(value === '' ? {} : { state: value });
              }}
              data={[
                { value: '', label: t('campaigns.all') },
                ...CAMPAIGN_STATES.map((value: CampaignState) => ({ value, label: t(`campaigns.state.${value}`) })),
                { value: 'ARCHIVED', label: t('campaigns.archived') },
              ]}
            />
          </div>
          <DataTable
            caption={t('nav.campaigns')}
            columns={columns}
            rows={campaigns.data?.items}
            rowKey={({ id }) => id}
            empty={<Notice title={t('campaigns.noneTitle')} help={t('campaigns.noneHelp')} />}
          />
          <div className={classes.row}>
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
          <Calendar />
        </>
      )}
    </>
  );
}

/** Working examples to begin with. */
export function Templates() {
  const { t } = useTranslation('admin');
  return (
    <ul className={classes.templates}>
      {TEMPLATES.map((template) => (
        <li key={template}>
          <Link className={classes.template} to={`/campaigns/new?template=${template}`}>
            <strong>{t(`campaigns.template.${template}.title`)}</strong>
            {t(`campaigns.template.${template}.help`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Four weeks, day by day as campaigns begin. */
function Calendar() {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  const { timeZone } = useNetwork();
  const today = localTime(new Date().toISOString(), timeZone).slice(0, ISO_DATE);
  const [from, setFrom] = useState(today);
  const shift = (days: number) => new Date(Date.parse(from) + days * DAY_MS).toISOString().slice(0, ISO_DATE);
  const to = shift(CALENDAR_DAYS - 1);
  const calendar = useQuery(ask('/api/campaigns/calendar', { from, to }));
  return (
    <Panel
      title={t('campaigns.calendar', { from: format.day(from), to: format.day(to) })}
      aside={
        <span className={classes.row}>
          <Button variant="default" size="sm" onClick={() => setFrom(shift(-CALENDAR_DAYS))}>
            {t('campaigns.earlier')}
          </Button>
          <Button variant="default" size="sm" onClick={() => setFrom(shift(CALENDAR_DAYS))}>
            {t('campaigns.later')}
          </Button>
        </span>
      }
    >
      {calendar.isError && <ProblemNotice words={words(calendar.error)} retry={calendar} />}
      {calendar.data?.items.length === 0 && <p className={classes.help}>{t('campaigns.calendarEmpty')}</p>}
      <ul className={classes.calendar}>
        {calendar.data?.items.map((one) => (
          <li key={`${one.campaignId} ${one.startsAt}`}>
            <span className={classes.when}>
              {one.endsAt === null
                ? t('campaigns.from', { from: format.dateTime(one.startsAt) })
                : t('campaigns.fromTo', { from: format.dateTime(one.startsAt), to: format.dateTime(one.endsAt) })}
            </span>
            <Link to={`/campaigns/${one.campaignId}`}>{campaignName(one, language)}</Link>
            <StateChip state={one.state} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function useColumns(): Column<Campaign>[] {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  return [
    {
      key: 'name',
      title: t('campaigns.name'),
      cell: ({ id, document }) => <Link to={`/campaigns/${id}`}>{campaignName(document, language)}</Link>,
    },
    { key: 'state', title: t('campaigns.stateTitle'), cell: ({ state }) => <StateChip state={state} /> },
    {
      key: 'type',
      title: t('campaigns.kind'),
      isAside: true,
      cell: ({ document: { type } }) => t(`campaigns.type.${type}`),
    },
    {
      key: 'starts',
      title: t('campaigns.starts'),
      isFigure: true,
      cell: ({ document: { schedule } }) => format.day(schedule.startsAt.slice(0, ISO_DATE)),
    },
    {
      key: 'ends',
      title: t('campaigns.ends'),
      isFigure: true,
      isAside: true,
      cell: ({ document: { schedule } }) =>
        schedule.endsAt === null ? t('campaigns.noEnd') : format.day(schedule.endsAt.slice(0, ISO_DATE)),
    },
  ];
}
