import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useRewards } from '../../../entities/reward/use-rewards';
import { useChance } from '../../../entities/wheel/use-chance';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { PRIZE_KINDS, type PrizeKind, type PrizeValues } from './wheel-values.rules';
import classes from './wheel.module.css';

const LONGEST_NAME = 60;

interface PrizeFieldsProps {
  /** From 1, in the order on the wheel. */
  readonly place: number;
  readonly prize: PrizeValues;
  readonly total: number;
  readonly isFallback: boolean;
  readonly faultAt: (field: 'name' | 'kind' | 'points' | 'reward' | 'weight' | 'stock') => string | undefined;
  readonly onChange: (changed: Partial<PrizeValues>) => void;
  /** Left out: a wheel has no fewer prizes. */
  readonly onRemove?: () => void;
}

/** One prize: its name, what it gives, its weight with the chance that follows, and how often it can be given. */
export function PrizeFields({ place, prize, total, isFallback, faultAt, onChange, onRemove }: PrizeFieldsProps) {
  const { t } = useTranslation('admin');
  const chanceOf = useChance();
  const { ru, en, kind, points, weight, stock } = prize;
  return (
    <fieldset className={classes.prize}>
      <legend>{t(isFallback ? 'wheel.fallbackAt' : 'wheel.prizeAt', { place })}</legend>
      <TextInput
        label={t('names.ru')}
        maxLength={LONGEST_NAME}
        {...bound(ru, (text) => onChange({ ru: text }))}
        error={faultAt('name')}
      />
      <TextInput label={t('names.en')} maxLength={LONGEST_NAME} {...bound(en, (text) => onChange({ en: text }))} />
      <NativeSelect
        label={t('wheel.kind')}
        value={kind}
        error={faultAt('kind')}
        onChange={({ currentTarget }) => onChange({ kind: currentTarget.value as PrizeKind })}
        data={PRIZE_KINDS.map((value) => ({ value, label: t(`wheel.kinds.${value}`) }))}
      />
      {kind === 'POINTS' && (
        <WholeNumberInput
          label={t('wheel.points')}
          value={points}
          error={faultAt('points')}
          onChange={(changed) => onChange({ points: changed })}
        />
      )}
      {kind === 'REWARD' && <RewardField prize={prize} fault={faultAt('reward')} onChange={onChange} />}
      <WholeNumberInput
        label={t('wheel.weight')}
        description={
          total > 0 && Number(weight) > 0
            ? t('wheel.chanceSaid', { chance: chanceOf(Number(weight), total) })
            : undefined
        }
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        value={weight}
        error={faultAt('weight')}
        onChange={(changed) => onChange({ weight: changed })}
      />
      {!isFallback && (
        <WholeNumberInput
          label={t('wheel.stock')}
          placeholder={t('wheel.noLimit')}
          value={stock}
          error={faultAt('stock')}
          onChange={(changed) => onChange({ stock: changed })}
        />
      )}
      {onRemove !== undefined && (
        <Button variant="default" aria-label={t('wheel.removeAt', { place })} onClick={onRemove}>
          {t('wheel.remove')}
        </Button>
      )}
    </fieldset>
  );
}

interface RewardFieldProps {
  readonly prize: PrizeValues;
  readonly fault: string | undefined;
  readonly onChange: (changed: Partial<PrizeValues>) => void;
}

function RewardField({ prize: { reward }, fault, onChange }: RewardFieldProps) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const rewards = useRewards(false);
  return (
    <div>
      <NativeSelect
        label={t('wheel.reward')}
        value={reward}
        error={fault}
        onChange={({ currentTarget }) => onChange({ reward: currentTarget.value })}
        data={[
          { value: '', label: t('wheel.chooseReward') },
          ...(rewards.data ?? []).map(({ code, name }) => ({ value: code, label: spoken(name) })),
        ]}
      />
      <FailureNotice error={rewards.error} retry={rewards} />
    </div>
  );
}
