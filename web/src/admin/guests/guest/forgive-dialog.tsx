import { Text } from '@mantine/core';
import { type CampaignOfGuest, campaignName } from '../../../entities/campaign/campaign.api';
import { guestKeys } from '../../../entities/guest/guest.api';
import { forgiveWeek } from '../../../shared/api/operations';
import { ActDialog } from '../../../shared/described/act-form';
import { useTranslation } from '../../../shared/i18n/use-translation';

interface ForgiveDialogProps {
  readonly guestId: string;
  readonly campaign: CampaignOfGuest;
  readonly task: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Forgives the guest one more missed week of a streak, with a reason that stays in the audit. */
export function ForgiveDialog({ guestId, campaign, task, onDone, onClose }: ForgiveDialogProps) {
  const { t, language } = useTranslation('admin');
  return (
    <ActDialog
      of={forgiveWeek}
      params={{ id: guestId, campaignId: campaign.campaignId }}
      title={t('guestCampaigns.forgiveTitle', { name: campaignName(campaign, language) })}
      above={<Text c="dimmed">{t('guestCampaigns.forgiveHelp')}</Text>}
      fields={{
        reason: {
          label: t('guestCampaigns.forgiveReason'),
          help: t('guestCampaigns.forgiveReasonHelp'),
          needed: t('guestCampaigns.forgiveReasonNeeded'),
        },
      }}
      body={() => ({ task })}
      submit={t('guestCampaigns.forgiveYes')}
      anew={[guestKeys.one(guestId)]}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
