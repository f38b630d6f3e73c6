import { NativeSelect } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { mistakeIn, type StepProps } from './step-props';

const SHARES = [0, 5, 10, 20, 30, 50] as const;

/** The share of guests who get nothing, so that the effect can be measured. */
export function ControlField({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const shares = [...new Set([...SHARES, values.controlPercent])].sort((a, b) => a - b);
  return (
    <NativeSelect
      label={t('campaigns.field.control')}
      description={t('campaigns.help.control')}
      value={String(values.controlPercent)}
      error={mistakeIn(errors, 'control')}
      onChange={(event) => set({ controlPercent: Number(event.currentTarget.value) })}
      data={shares.map((share) => ({
        value: String(share),
        label: share === 0 ? t('campaigns.noControl') : t('campaigns.percent', { percent: share }),
      }))}
    />
  );
}
