import { Checkbox, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';
import { switched } from '../../shared/ui/bound';
import { hasMost, type MarkedField, type RewardField, type RewardValues } from './reward-values.rules';

interface GiftFieldsProps {
  readonly values: RewardValues;
  readonly symbol: string;
  readonly faultAt: (field: MarkedField) => string | undefined;
  readonly onSet: <Field extends RewardField>(field: Field, value: RewardValues[Field]) => void;
}

/** Fields of the reward's kind: discount, goods, delivery. */
export function GiftFields({ values, symbol, faultAt, onSet }: GiftFieldsProps) {
  const { t } = useTranslation('admin');
  const { kind, discountBy } = values;
  const amount = (field: 'amount' | 'perCent' | 'most', sign: string) => ({
    label: t(`rewards.field.${field}`),
    value: values[field],
    error: faultAt(field),
    inputMode: 'decimal' as const,
    rightSection: sign,
    onChange: (event: { readonly currentTarget: HTMLInputElement }) => onSet(field, event.currentTarget.value),
  });
  const goods = (field: 'skus' | 'categories') => ({
    label: t(`rewards.field.${field}`),
    description: t('rewards.help.lines'),
    value: values[field],
    error: faultAt(field),
    autosize: true,
    minRows: 2,
    onChange: (event: { readonly currentTarget: HTMLTextAreaElement }) => onSet(field, event.currentTarget.value),
  });
  const hasGoods = kind === 'FREE_ITEM' || kind === 'SHIPPING';

  return (
    <>
      {kind === 'DISCOUNT' && (
        <SegmentedControl
          size="md"
          style={{ alignSelf: 'end' }}
          aria-label={t('rewards.field.discountBy')}
          value={discountBy}
          onChange={(value) => onSet('discountBy', value === 'SHARE_OFF' ? 'SHARE_OFF' : 'AMOUNT_OFF')}
          data={[
            { value: 'AMOUNT_OFF', label: t('rewards.byAmount') },
            { value: 'SHARE_OFF', label: t('rewards.byShare') },
          ]}
        />
      )}
      {kind === 'DISCOUNT' && discountBy === 'AMOUNT_OFF' && <TextInput {...amount('amount', symbol)} />}
      {kind === 'DISCOUNT' && discountBy === 'SHARE_OFF' && <TextInput {...amount('perCent', '%')} />}
      {hasGoods && <Textarea {...goods('skus')} />}
      {hasGoods && <Textarea {...goods('categories')} />}
      {hasMost(values) && <TextInput {...amount('most', symbol)} description={t('rewards.help.most')} />}
      {kind === 'PRODUCT' && (
        <Checkbox
          size="md"
          label={t('rewards.field.shippingRequired')}
          {...switched(values.shippingRequired, (isOn) => onSet('shippingRequired', isOn))}
        />
      )}
      {kind === 'EXPERIENCE' && (
        <Checkbox
          size="md"
          label={t('rewards.field.byAppointment')}
          description={t('rewards.help.byAppointment')}
          {...switched(values.byAppointment, (isOn) => onSet('byAppointment', isOn))}
        />
      )}
    </>
  );
}
