import { useTranslation } from '../../shared/i18n/use-translation';

/** Why somebody gives or takes by hand, as the network's reports know it. */
export const MANUAL_REASONS = ['SERVICE_RECOVERY', 'CORRECTION', 'GOODWILL', 'OTHER'] as const;

/** The choices of a reason; the first one is empty, because no reason is chosen in advance. */
export function useReasonChoices(): { readonly value: string; readonly label: string }[] {
  const { t } = useTranslation();
  return [
    { value: '', label: t('manual.choose') },
    ...MANUAL_REASONS.map((value) => ({ value, label: t(`manual.reasons.${value}`) })),
  ];
}
