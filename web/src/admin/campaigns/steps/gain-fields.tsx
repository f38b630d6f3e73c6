import { TextInput } from '@mantine/core';
import { gainFields, type GainKind, type TypedGain } from '../../../entities/campaign/gains';
import { currencySymbol } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { mistakeIn, type StepProps } from './step-props';

/** Members of the document, by the input that they are typed in. */
const MEMBERS = { factor: 'multiplierPpm', points: 'points', step: 'step', quantity: 'quantityMilli' } as const;

interface GainFieldsProps {
  readonly kind: GainKind;
  readonly values: TypedGain;
  /** Place of the offer in the document. */
  readonly place: string;
  readonly errors: StepProps['errors'];
  readonly onChange: (changed: Partial<TypedGain>) => void;
}

/** The inputs of an offer's gain. */
export function GainFields({ kind, values, place, errors, onChange }: GainFieldsProps) {
  const { t } = useTranslation('admin');
  const { currency, locale } = useFormat();
  return gainFields(kind).map((field) => {
    const error = mistakeIn(errors, `${place}.${MEMBERS[field]}`);
    if (field === 'points')
      return (
        <WholeNumberInput
          key={field}
          label={t('campaigns.field.points')}
          min={1}
          max={1_000_000_000}
          value={values.points}
          error={error}
          onChange={(points) => onChange({ points })}
        />
      );
    return (
      <TextInput
        key={field}
        label={t(`campaigns.field.${field}`)}
        description={field === 'factor' && t('campaigns.help.factor')}
        inputMode="decimal"
        rightSection={field === 'step' && currencySymbol(currency, locale)}
        value={values[field]}
        error={error}
        onChange={(event) => onChange({ [field]: event.currentTarget.value })}
      />
    );
  });
}
