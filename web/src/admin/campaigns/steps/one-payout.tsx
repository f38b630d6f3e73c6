import { NativeSelect, TextInput } from '@mantine/core';
import { BadgePicture } from '../../../entities/campaign/badge-picture';
import { useInForce } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { type PayoutField, payoutFields, type PayoutValues } from '../document/payouts.rules';

interface OnePayoutProps {
  readonly payout: PayoutValues;
  readonly error: string | undefined;
  readonly onChange: (payout: PayoutValues) => void;
}

/** The fields of a payout, as its kind names them. */
export function OnePayout({ payout, error, onChange }: OnePayoutProps) {
  const { t } = useTranslation('admin');
  const tierCodes = useInForce().data?.document.tiers.map(({ code }) => code) ?? [];
  const [fields, faulty] = payoutFields(payout, { t, tierCodes: tierCodes.slice(1) });
  const typed: Readonly<Record<string, string | number>> = payout[payout.kind];
  const draw = (field: PayoutField) => {
    if (field.input === 'DRAWING')
      return <BadgePicture key={field.input} icon={payout.badge.icon} colour={payout.badge.colour} />;
    const { member, label } = field;
    const value = typed[member] ?? '';
    const change = (to: string | number) => onChange({ ...payout, [payout.kind]: { ...typed, [member]: to } });
    const shared = { label, error: member === faulty ? error : undefined };
    if (field.input === 'COUNT')
      return (
        <WholeNumberInput
          key={member}
          {...shared}
          min={1}
          max={field.max}
          value={typeof value === 'number' ? value : ''}
          onChange={change}
        />
      );
    const text = bound(String(value), change);
    if (field.input === 'CHOICE') return <NativeSelect key={member} {...shared} {...text} data={[...field.choices]} />;
    if (field.input === 'DATE') return <TextInput key={member} {...shared} {...text} type="date" />;
    return <TextInput key={member} {...shared} {...text} maxLength={field.maxLength} />;
  };
  return <>{fields.map(draw)}</>;
}
