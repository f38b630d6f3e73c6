import { useQuery } from '@tanstack/react-query';
import { tiersQuery } from '../../../entities/tier/tier.api';
import { useReasonChoices } from '../../../entities/transaction/manual-reasons';
import { replaceGuestTier } from '../../../shared/api/operations';
import { ActDialog } from '../../../shared/described/act-form';
import { useTranslation } from '../../../shared/i18n/use-translation';

interface SetTierProps {
  readonly guestId: string;
  readonly current: string;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** A tier that is set by hand: to the end of a day or until it is ended, with a reason. */
export function SetTier({ guestId, current, onDone, onClose }: SetTierProps) {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const reasons = useReasonChoices();
  const tiers = useQuery(tiersQuery);
  const codes = tiers.data?.items.map(({ code }) => code) ?? [current];
  return (
    <ActDialog
      of={replaceGuestTier}
      params={{ id: guestId }}
      title={t('guestTier.set')}
      layout={{ gap: 12 }}
      fields={{
        tier: {
          label: t('guests.tier'),
          initial: current,
          choices: codes.map((code) => ({ value: code, label: code })),
        },
        until: { label: t('guestTier.until'), help: t('guestTier.untilHelp') },
        reasonCode: {
          label: t('guestTier.reason'),
          choices: reasons,
          needed: shared('manual.reasonNeeded'),
        },
        comment: { label: t('guestTier.comment') },
      }}
      submit={({ tier }) => t('guestTier.submit', { tier })}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
