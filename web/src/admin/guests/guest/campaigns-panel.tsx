import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type CampaignOfGuest,
  campaignName,
  campaignsOfGuestQuery,
  setMembership,
} from '../../../entities/campaign/campaign.api';
import { amountOfTask } from '../../../entities/campaign/task-units';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { guestKeys } from '../../../entities/guest/guest.api';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { ForgiveDialog } from './forgive-dialog';
import classes from './guest-page.module.css';

/** The guest's part in each campaign that is scheduled, active or paused, and the guest's badges; nothing where there are none. */
export function CampaignsPanel({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const campaigns = useQuery(campaignsOfGuestQuery(guestId));
  if (campaigns.isError) return <FailureNotice error={campaigns.error} retry={campaigns} />;
  const { items = [], badges = [] } = campaigns.data ?? {};
  if (items.length + badges.length === 0) return null;
  const names = badges.map(({ badge, times }) => t('guestCampaigns.badge', { name: spoken(badge.name), count: times }));
  return (
    <Panel title={t('guestCampaigns.title')}>
      <ul className={classes.cards}>
        {items.map((campaign) => (
          <CampaignRow key={campaign.campaignId} guestId={guestId} campaign={campaign} />
        ))}
      </ul>
      {names.length > 0 && <p className={classes.remark}>{t('guestCampaigns.badges', { names: names.join(', ') })}</p>}
    </Panel>
  );
}

interface CampaignRowProps {
  readonly guestId: string;
  readonly campaign: CampaignOfGuest;
}

function CampaignRow({ guestId, campaign }: CampaignRowProps) {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const mayManage = useMayManage('campaigns.manage');
  const { campaignId, join, joined, whyNot, isOn, tasks, endsAt } = campaign;
  const change = useChange(setMembership(guestId, campaignId), () =>
    queries.invalidateQueries({ queryKey: guestKeys.one(guestId) }),
  );
  const name = campaignName(campaign, language);
  const says =
    whyNot === null ? t(isOn ? 'guestCampaigns.on' : 'guestCampaigns.between') : t(`guestCampaigns.whyNot.${whyNot}`);
  return (
    <li>
      <p className={classes.cardName}>{mayManage ? <Link to={`/campaigns/${campaignId}`}>{name}</Link> : name}</p>
      <p className={classes.remark}>
        {says}
        {endsAt !== null && ` ${t('guestCampaigns.until', { date: format.date(endsAt) })}`}
      </p>
      {tasks.map(({ task, collected, target, unit }) => (
        <Text key={task} mt={6} c="var(--accent-text)" fw={600}>
          {t(`guestCampaigns.task.${unit}`, {
            collected: amountOfTask(collected, unit, format),
            target: amountOfTask(target, unit, format),
          })}
        </Text>
      ))}
      {tasks.map((task) => (
        <Streak key={task.task} guestId={guestId} campaign={campaign} task={task} />
      ))}
      <FailureNotice error={change.error} />
      {join === 'JOINED' && (joined || whyNot === 'NOT_JOINED') && (
        <Button
          variant="default"
          size="compact-md"
          loading={change.isPending}
          aria-label={t(joined ? 'guestCampaigns.leaveOf' : 'guestCampaigns.joinOf', { name })}
          onClick={() => change.mutate(joined ? 'leave' : 'join')}
        >
          {t(joined ? 'guestCampaigns.leave' : 'guestCampaigns.join')}
        </Button>
      )}
      {joined && <p className={classes.remark}>{t('guestCampaigns.leaveHelp')}</p>}
    </li>
  );
}

interface StreakProps extends CampaignRowProps {
  readonly task: CampaignOfGuest['tasks'][number];
}

/** The missed weeks that a streak forgives, and a manager's way to one more; nothing for other tasks. */
function Streak({ guestId, campaign, task: { task, freezes } }: StreakProps) {
  const { t, language } = useTranslation('admin');
  const mayManage = useMayManage('campaigns.manage');
  const [asks, setAsks] = useState(false);
  const [isDone, setDone] = useState(false);
  if (freezes === null) return null;
  const { ofCampaign, ofGuest } = freezes;
  const name = campaignName(campaign, language);
  return (
    <>
      <p className={classes.remark}>{t('guestCampaigns.misses', { count: ofCampaign + ofGuest, own: ofGuest })}</p>
      {isDone && (
        <p role="status" className={classes.remark}>
          {t('guestCampaigns.forgiven')}
        </p>
      )}
      {mayManage && campaign.isOn && (
        <Button
          variant="default"
          size="compact-md"
          aria-label={t('guestCampaigns.forgiveOf', { name })}
          onClick={() => setAsks(true)}
        >
          {t('guestCampaigns.forgive')}
        </Button>
      )}
      {asks && (
        <ForgiveDialog
          guestId={guestId}
          campaign={campaign}
          task={task}
          onClose={() => setAsks(false)}
          onDone={() => {
            setAsks(false);
            setDone(true);
          }}
        />
      )}
    </>
  );
}
