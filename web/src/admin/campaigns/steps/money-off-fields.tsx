import { NativeSelect } from '@mantine/core';
import type { MoneyOffKind } from '../../../entities/campaign/money-off';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { choicesOf } from '../document/kind-fields.rules';
import { moneyOffFields, moneyOffKinds } from '../document/money-off.rules';
import { KindFields } from './kind-fields';
import type { StepProps } from './step-props';

/** The kind of money off and its figures. */
export function MoneyOffFields({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  return (
    <>
      <NativeSelect
        label={t('campaigns.field.moneyOff')}
        value={values.moneyOff}
        onChange={(event) => set({ moneyOff: event.currentTarget.value as MoneyOffKind })}
        data={choicesOf(moneyOffKinds(), (kind) => t(`campaigns.moneyOff.${kind}`))}
      />
      <KindFields fields={moneyOffFields(values, t)} values={values} place="moneyOff" errors={errors} onChange={set} />
    </>
  );
}
