import { NativeSelect, TextInput } from '@mantine/core';
import type { MoneyOffKind } from '../../../entities/campaign/money-off';
import { currencySymbol } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';
import { Help } from '../../../shared/ui/page';
import { choicesOf } from '../document/kind-fields.rules';
import { moneyOffFields, moneyOffKinds } from '../document/money-off.rules';
import classes from '../campaigns.module.css';
import { KindFields } from './kind-fields';
import { mistakeIn, type StepProps } from './step-props';

/** Money off the price, and what comes before and after it. */
export function MoneyOffFields({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const { currency, locale } = useFormat();
  return (
    <>
      <NativeSelect
        className={classes.wide ?? ''}
        label={t('campaigns.field.moneyOff')}
        value={values.moneyOff}
        onChange={(event) => set({ moneyOff: event.currentTarget.value as MoneyOffKind })}
        data={choicesOf(moneyOffKinds(), (kind) => t(`campaigns.moneyOff.${kind}`))}
      />
      <KindFields fields={moneyOffFields(values, t)} values={values} place="moneyOff" errors={errors} onChange={set} />
      <TextInput
        label={t('campaigns.field.leastToPay')}
        description={t('campaigns.help.leastToPay')}
        inputMode="decimal"
        rightSection={currencySymbol(currency, locale)}
        {...bound(values.leastToPay, (leastToPay) => set({ leastToPay }))}
        error={mistakeIn(errors, 'leastToPay')}
      />
      <div className={classes.wide}>
        <Help>{t('campaigns.moneyOffOrder')}</Help>
        <Help>{t('campaigns.moneyOffExample')}</Help>
      </div>
    </>
  );
}
