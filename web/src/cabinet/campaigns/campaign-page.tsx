import { Box, Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { campaignName, campaignOfGuestQuery, setMembership } from '../../entities/campaign/campaign.api';
import type { CampaignOfGuest } from '../../entities/guest-account/guest-account.api';
import { guestKeys } from '../../entities/guest/guest.api';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { CardPicture } from '../../shared/pictures/card-picture';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useGuestId } from '../frame/use-guest-id';
import { shake } from '../telegram/telegram';
import classes from './campaign-page.module.css';
import { Tasks } from './tasks';
import { useGains } from './use-gains';

/** One campaign: what it gives, what to do, how far the guest is, until when and at which restaurants. */
export function CampaignPage() {
  const { t } = useTranslation('cabinet');
  const guestId = useGuestId();
  const { id = '' } = useParams();
  const campaign = useQuery(campaignOfGuestQuery(guestId, id));
  return (
    <>
      <FailureNotice error={campaign.error} retry={campaign} />
      {campaign.isPending && <Loading />}
      {(campaign.data === null || campaign.data?.type === 'MESSAGE') && (
        <Notice isPage title={t('campaigns.goneTitle')} help={t('campaigns.goneHelp')} />
      )}
      {campaign.data != null && campaign.data.type !== 'MESSAGE' && (
        <Shown guestId={guestId} campaign={campaign.data} />
      )}
    </>
  );
}

function Shown({ guestId, campaign }: { readonly guestId: string; readonly campaign: CampaignOfGuest }) {
  const { t, language } = useTranslation('cabinet');
  const format = useFormat();
  const name = campaignName(campaign, language);
  const gains = useGains(campaign);
  const { tasks, steps, isPaid, startsAt, endsAt, restaurants, whyNot, state } = campaign;
  const when = [
    ...(whyNot === 'SCHEDULED' ? [t('campaigns.from', { date: format.date(startsAt) })] : []),
    endsAt === null ? t('campaigns.noEnd') : t('campaigns.until', { date: format.untilEnd(endsAt) }),
  ];
  return (
    <Box maw={640}>
      <PageHead title={name} sub={standing()} />
      <CardPicture picture={campaign.picture} />
      {gains.length > 0 && (
        <Panel title={t('campaigns.gain')}>
          <ul className={classes.lines}>
            {gains.map((gain) => (
              <Box component="li" key={gain} fz={18} fw={650}>
                {gain}
              </Box>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={t('campaigns.todo')}>
        {tasks.length === 0 && <Text lh={1.5}>{t('campaigns.justBuy')}</Text>}
        <Tasks name={name} tasks={tasks} steps={steps} />
        <Membership guestId={guestId} campaign={campaign} name={name} />
      </Panel>
      <Panel title={t('campaigns.whenAndWhere')}>
        <ul className={classes.lines}>
          {when.map((line) => (
            <li key={line}>{line}</li>
          ))}
          {restaurants.length === 0 ? (
            <li>{t('campaigns.everywhere')}</li>
          ) : (
            restaurants.map((restaurant, index) => <li key={index}>{restaurant}</li>)
          )}
        </ul>
      </Panel>
    </Box>
  );

  /** How it stands with the guest, where there is more to say than that it runs. */
  function standing(): string | undefined {
    if (isPaid) return t('campaigns.done');
    if (state === 'ENDED') return t('campaigns.ended');
    switch (whyNot) {
      case 'SCHEDULED':
      case 'PAUSED':
        return t(`campaigns.standing.${whyNot}`);
      case 'TIER':
      case 'SEGMENT':
        return t(`rewards.whyNot.${whyNot}`);
      case 'BLOCKED':
        return t('blocked.title');
      default:
        return undefined;
    }
  }
}

interface MembershipProps {
  readonly guestId: string;
  readonly campaign: CampaignOfGuest;
  readonly name: string;
}

/** Joining and leaving a campaign that asks for it. */
function Membership({ guestId, campaign, name }: MembershipProps) {
  const { t } = useTranslation('cabinet');
  const queries = useQueryClient();
  const { join, joined, isPaid, state, campaignId } = campaign;
  const joining = useChange(setMembership(guestId, campaignId), () => {
    shake('success');
    return queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
  });
  if (join !== 'JOINED' || isPaid || state === 'ENDED') return null;
  return (
    <div className={classes.membership}>
      <FailureNotice error={joining.error} />
      {joined ? (
        <>
          <Text lh={1.5}>{t('campaigns.joined')}</Text>
          <Button
            className={classes.act ?? ''}
            variant="subtle"
            color="gray"
            loading={joining.isPending}
            aria-label={t('campaigns.leave', { name })}
            onClick={() => joining.mutate('leave')}
          >
            {t('campaigns.leaveIt')}
          </Button>
        </>
      ) : (
        <Button
          className={classes.act ?? ''}
          size="lg"
          loading={joining.isPending}
          aria-label={t('campaigns.join', { name })}
          onClick={() => joining.mutate('join')}
        >
          {t('campaigns.joinIt')}
        </Button>
      )}
    </div>
  );
}
