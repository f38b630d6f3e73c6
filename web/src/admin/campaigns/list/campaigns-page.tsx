import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import {
  CAMPAIGN_STATES,
  campaignName,
  campaignsQuery,
  changeSeveralCampaigns,
  type ListedCampaign,
} from '../../../entities/campaign/campaign.api';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { askAnew, keyOf } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useChosenColumn } from '../../../entities/several/chosen-bar';
import { SeveralActs } from '../../../entities/several/several-acts';
import { type ChosenRows, useChosen } from '../../../entities/several/use-chosen';
import { StateList, useStateFilter } from '../../../entities/status/state-list';
import { CampaignCalendar } from './campaign-calendar';
import { useCampaignColumns } from './campaign-columns';
import { Templates } from '../templates';

/** All campaigns with their states, and the days on which they run. */
export function CampaignsPage() {
  const { t, language } = useTranslation('admin');
  const filter = useStateFilter(CAMPAIGN_STATES);
  const page = useQuery(campaignsQuery(filter.state, filter.archived, filter.cursors.at(-1)));
  const chosen = useChosen(page.data?.items, ({ document }) => campaignName(document, language));
  const choice = useChosenColumn<ListedCampaign>(chosen);
  const { columns, failure } = useCampaignColumns(page.data?.items ?? []);
  // Archived campaigns stay as they are.
  const mayChange = useMayManage('campaigns.manage') && !filter.archived;
  return (
    <StateList
      kind="campaigns"
      filter={filter}
      page={page}
      columns={mayChange ? [choice, ...columns] : columns}
      acts={
        <>
          <FailureNotice error={failure} />
          {mayChange && <CampaignActs chosen={chosen} />}
        </>
      }
      stateName={(state) => t(`campaigns.state.${state}`)}
      create={
        <Button component={Link} to="/campaigns/new" leftSection={<IconPlus size={18} aria-hidden />}>
          {t('campaigns.new')}
        </Button>
      }
      examples={<Templates />}
    >
      <CampaignCalendar />
    </StateList>
  );
}

/** The buttons that pause or archive the chosen campaigns. */
function CampaignActs({ chosen }: { readonly chosen: ChosenRows }) {
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
