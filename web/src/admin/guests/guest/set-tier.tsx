import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tiersQuery } from '../../../entities/tier/tier.api';
import { actOf } from '../../../shared/api/calls';
import { mistakeAt } from '../../../shared/api/problem';
import { useChange } from '../../../shared/api/use-change';
import { MANUAL_REASONS } from '../../../entities/transaction/manual-reasons';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Dialog } from '../../../shared/ui/dialog';
import { Submit } from '../../../shared/ui/submit';
import { bound } from '../../../shared/ui/bound';
import classes from './guest-page.module.css';

const FIELDS = ['tier', 'until', 'comment'] as const;

interface SetTierProps {
  readonly guestId: string;
  readonly current: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** A tier that is set by hand: to the end of a day or until it is ended, with a reason. */
export function SetTier({ guestId, current, onDone, onClose }: SetTierProps) {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const [tier, chooseTier] = useState(current);
  const [until, setUntil] = useState('');
  const [reasonCode, setReasonCode] = useState<(typeof MANUAL_REASONS)[number]>('GOODWILL');
  const [comment, setComment] = useState('');
  const tiers = useQuery(tiersQuery);
  const set = useChange(actOf('PUT', '/api/guests/{id}/tier', { id: guestId }), onDone);

  function submit(): void {
    const said = comment.trim();
    set.mutate({ tier, until: until === '' ? null : until, reasonCode, comment: said === '' ? null : said });
  }

  return (
    <Dialog title={t('guestTier.set')} onClose={onClose}>
      <Form className={classes.fields} onSubmit={submit}>
        <NativeSelect
          label={t('guests.tier')}
          data-autofocus
          {...bound(tier, chooseTier)}
          data={tiers.data?.items.map(({ code }) => code) ?? [current]}
          error={mistakeAt(set.error, 'tier')}
        />
        <TextInput
          type="date"
          label={t('guestTier.until')}
          description={t('guestTier.untilHelp')}
          {...bound(until, setUntil)}
          error={mistakeAt(set.error, 'until')}
        />
        <NativeSelect
          label={t('guestTier.reason')}
          value={reasonCode}
          onChange={(event) =>
            setReasonCode(MANUAL_REASONS.find((known) => known === event.currentTarget.value) ?? 'OTHER')
          }
          data={MANUAL_REASONS.map((value) => ({ value, label: shared(`manual.reasons.${value}`) }))}
        />
        <TextInput
          label={t('guestTier.comment')}
          maxLength={500}
          {...bound(comment, setComment)}
          error={mistakeAt(set.error, 'comment')}
        />
        <Submit of={set} marked={FIELDS} text={t('guestTier.submit', { tier })} />
      </Form>
    </Dialog>
  );
}
