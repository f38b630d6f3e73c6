import { NativeSelect } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';
import { VariantFields } from './variant-fields';

const SHARES = [0, 5, 10, 20, 30, 50] as const;

interface TestStepProps extends StepProps {
  /** The campaign was started, so its guests keep their variants. */
  readonly isDivided: boolean;
}

/** Guests who get nothing, so that the effect can be measured, and variants that are compared. */
export function TestStep({ values, set, errors, isDivided }: TestStepProps) {
  const { t } = useTranslation('admin');
  const shares = [...new Set([...SHARES, values.controlPercent])].sort((a, b) => a - b);
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('campaigns.field.control')}
        value={String(values.controlPercent)}
        error={mistakeIn(errors, 'control')}
        onChange={(event) => set({ controlPercent: Number(event.currentTarget.value) })}
        data={shares.map((share) => ({
          value: String(share),
          label: share === 0 ? t('campaigns.noControl') : t('campaigns.percent', { percent: share }),
        }))}
      />
      <VariantFields values={values} set={set} errors={errors} isDivided={isDivided} />
    </div>
  );
}
