import { Flex, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { campaignName, campaignsOfGuestQuery } from '../../entities/campaign/campaign.api';
import type { CampaignOfGuest } from '../../entities/guest-account/guest-account.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { IconChevronRight } from '../../shared/icons/icon-chevron-right';
import { CardPicture } from '../../shared/pictures/card-picture';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useGuestId } from '../frame/use-guest-id';
import classes from './campaigns-page.module.css';
import { Badges } from './badges';
import { Tasks } from './tasks';
import { useGains } from './use-gains';

/** Campaigns that the guest gets, can join or has done, each with the way to its page. */
export function CampaignsPage() {
  const { t } = useTranslation('cabinet');
  const guestId = useGuestId();
  const campaigns = useQuery(campaignsOfGuestQuery(guestId));
  const open = campaigns.data?.items.filter(isShown);
  return (
    <>
      <PageHead title={t('campaigns.title')} />
      <FailureNotice error={campaigns.error} retry={campaigns} />
      {campaigns.isPending && <Loading />}
      {open?.length === 0 && <Notice title={t('campaigns.emptyTitle')} help={t('campaigns.emptyHelp')} />}
      {campaigns.data !== undefined && campaigns.data.badges.length > 0 && <Badges badges={campaigns.data.badges} />}
      <ul className={classes.list}>
        {open?.map((campaign) => (
          <One key={campaign.campaignId} campaign={campaign} />
        ))}
      </ul>
    </>
  );
}

/** A campaign that is only a message gives nothing: its guests read it among their messages. */
function isShown({ type, eligible, join, joined, whyNot }: CampaignOfGuest): boolean {
  if (type === 'MESSAGE') return false;
  return eligible || whyNot === 'DONE' || (join === 'JOINED' && !joined);
}

function One({ campaign }: { readonly campaign: CampaignOfGuest }) {
  const { t, language } = useTranslation('cabinet');
  const format = useFormat();
  const name = campaignName(campaign, language);
  const gains = useGains(campaign);
  return (
    <li className={classes.card}>
      <CardPicture picture={campaign.picture} />
      <Flex gap={8} justify="space-between">
        <h2 className={classes.name}>
          <Link to={`/campaigns/${campaign.campaignId}`} className={classes.link}>
            {name}
          </Link>
        </h2>
        <IconChevronRight size={20} stroke={1.75} className={classes.way} aria-hidden />
      </Flex>
      {gains.map((gain) => (
        <Text key={gain} fw={600}>
          {gain}
        </Text>
      ))}
      {campaign.isPaid ? (
        <Text mt="auto" c="dimmed" fz={14} lh={1.4}>
          {t('campaigns.done')}
        </Text>
      ) : (
        <Tasks name={name} tasks={campaign.tasks} steps={campaign.steps} />
      )}
      <Text mt="auto" c="dimmed" fz={14} lh={1.4}>
        {campaign.endsAt === null
          ? t('campaigns.noEnd')
          : t('campaigns.until', { date: format.untilEnd(campaign.endsAt) })}
      </Text>
    </li>
  );
}
