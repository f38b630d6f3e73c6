import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type CampaignOfGuest, campaignName, forgiveWeek } from '../../../entities/campaign/campaign.api';
import { guestKeys } from '../../../entities/guest/guest.api';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { Form } from '../../../shared/ui/form';
import { Submit } from '../../../shared/ui/submit';
import { useFields } from '../../../shared/ui/use-fields';
import classes from './guest-page.module.css';

const LONGEST_REASON = 200;

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
  const queries = useQueryClient();
  const forgiving = useChange(forgiveWeek(guestId, campaign.campaignId), async () => {
    await queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
    onDone();
  });
  const { field, onSubmit } = useFields({
    initial: { reason: '' },
    error: forgiving.error,
    check: ({ reason }) => ({ reason: reason.trim() === '' && t('guestCampaigns.forgiveReasonNeeded') }),
  });
  const submit = onSubmit(({ reason }) => forgiving.mutate({ task, reason: reason.trim() }));
  return (
    <Dialog title={t('guestCampaigns.forgiveTitle', { name: campaignName(campaign, language) })} onClose={onClose}>
      <Form className={classes.fields} onSubmit={submit}>
        <Text c="dimmed">{t('guestCampaigns.forgiveHelp')}</Text>
        <TextInput
          data-autofocus
          label={t('guestCampaigns.forgiveReason')}
          description={t('guestCampaigns.forgiveReasonHelp')}
          maxLength={LONGEST_REASON}
          {...field('reason')}
        />
        <Submit of={forgiving} text={t('guestCampaigns.forgiveYes')} />
      </Form>
    </Dialog>
  );
}
