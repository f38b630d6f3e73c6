import { Box, Button, Flex } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type Campaign,
  CAMPAIGN_STATES,
  campaignName,
  campaignsQuery,
  changeSeveralCampaigns,
} from '../../entities/campaign/campaign.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { ask, askAnew, keyOf } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { localTime } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useNetwork } from '../../shared/network/network';
import { asideColumn, type Column, column, figureAsideColumn, figureColumn } from '../../shared/ui/data-table';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useChosenColumn } from '../ui/bulk/chosen-bar';
import { SeveralActs } from '../ui/bulk/several-acts';
import { type Chosen, useChosen } from '../ui/bulk/use-chosen';
import { Examples, StateList, useStateFilter } from '../ui/states/state-list';
import { TEMPLATES } from './document/campaign-templates.rules';
import classes from './campaigns.module.css';
import { StateChip } from './state-chip';

const DAY_MS = 86_400_000;
const CALENDAR_DAYS = 28;
const ISO_DATE = 'yyyy-mm-dd'.length;

/** All campaigns with their states, and the days on which they run. */
export function CampaignsPage() {
  const { t, language } = useTranslation('admin');
  const filter = useStateFilter(CAMPAIGN_STATES);
  const page = useQuery(campaignsQuery(filter.state, filter.archived, filter.cursors.at(-1)));
  const chosen = useChosen(page.data?.items, ({ document }) => campaignName(document, language));
  const choice = useChosenColumn<Campaign>(chosen);
  const columns = useColumns();
  // Archived campaigns stay as they are.
  const mayChange = useMayManage('campaigns.manage') && !filter.archived;
  return (
    <StateList
      kind="campaigns"
      filter={filter}
      page={page}
      columns={mayChange ? [choice, ...columns] : columns}
      acts={mayChange && <CampaignActs chosen={chosen} />}
      stateName={(state) => t(`campaigns.state.${state}`)}
      create={
        <Button component={Link} to="/campaigns/new" leftSection={<IconPlus size={18} aria-hidden />}>
          {t('campaigns.new')}
        </Button>
      }
      examples={<Templates />}
    >
      <Calendar />
    </StateList>
  );
}

/** The buttons that pause or archive the chosen campaigns. */
function CampaignActs({ chosen }: { readonly chosen: Chosen }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  return (
    <SeveralActs
      chosen={chosen}
      acts={[
        { act: 'PAUSE', label: t('campaigns.several.pause'), help: t('campaigns.several.pauseHelp'), undo: 'RESUME' },
        { act: 'ARCHIVE', label: t('campaigns.several.archive'), help: t('campaigns.several.archiveHelp') },
      ]}
      send={changeSeveralCampaigns}
      onChanged={() => askAnew(queries, keyOf('/api/campaigns'))}
    />
  );
}

/** Working examples from which a manager begins a campaign. */
export function Templates() {
  const { t } = useTranslation('admin');
  const examples = TEMPLATES.map((template) => ({
    title: t(`campaigns.template.${template}.title`),
    help: t(`campaigns.template.${template}.help`),
    to: `/campaigns/new?template=${template}`,
  }));
  return <Examples examples={examples} />;
}

/** Four weeks, day by day as campaigns begin. */
function Calendar() {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
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
        <Flex component="span" gap={8} wrap="wrap" mt={16}>
          <Button variant="default" size="sm" onClick={() => setFrom(shift(-CALENDAR_DAYS))}>
            {t('campaigns.earlier')}
          </Button>
          <Button variant="default" size="sm" onClick={() => setFrom(shift(CALENDAR_DAYS))}>
            {t('campaigns.later')}
          </Button>
        </Flex>
      }
    >
      <FailureNotice error={calendar.error} retry={calendar} />
      {calendar.data?.items.length === 0 && <Help>{t('campaigns.calendarEmpty')}</Help>}
      <ul className={classes.calendar}>
        {calendar.data?.items.map((one) => (
          <li key={`${one.campaignId} ${one.startsAt}`}>
            <Box component="span" miw={200}>
              {one.endsAt === null
                ? t('campaigns.from', { from: format.dateTime(one.startsAt) })
                : t('campaigns.fromTo', { from: format.dateTime(one.startsAt), to: format.dateTime(one.endsAt) })}
            </Box>
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
    column('name', t('campaigns.name'), ({ id, document }) => (
      <Link to={`/campaigns/${id}`}>{campaignName(document, language)}</Link>
    )),
    column('state', t('campaigns.stateTitle'), ({ state }) => <StateChip state={state} />),
    asideColumn('type', t('campaigns.kind'), ({ document: { type } }) => t(`campaigns.type.${type}`)),
    figureColumn('starts', t('campaigns.starts'), ({ document: { schedule } }) =>
      format.day(schedule.startsAt.slice(0, ISO_DATE)),
    ),
    figureAsideColumn('ends', t('campaigns.ends'), ({ document: { schedule } }) =>
      schedule.endsAt === null ? t('campaigns.noEnd') : format.day(schedule.endsAt.slice(0, ISO_DATE)),
    ),
  ];
}
