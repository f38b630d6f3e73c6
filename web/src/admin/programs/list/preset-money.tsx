import { Text } from '@mantine/core';
import { currencyDigits } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { TierChip } from '../../../entities/tier/tier-chip';
import { useTranslation } from '../../../shared/i18n/use-translation';
import classes from './preset-money.module.css';
import { decimalText } from '../../../shared/format/decimal';
import type { ScaledPreset } from './scale.rules';

/** Decimals of a point's value, which is stored in millionths of a minor unit. */
const WORTH_DECIMALS = 6;

interface PresetMoneyProps {
  /** Null: the factor leaves a part of the smallest unit. */
  readonly scaled: ScaledPreset | null;
}

/** A preset in the network's currency before it is chosen: thresholds of tiers, step of earning. */
export function PresetMoney({ scaled }: PresetMoneyProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (scaled === null)
    return (
      <Text py={12} px={16} bdrs={12} bg="var(--warn-wash)" c="var(--warn)" lh={1.45} role="alert">
        {t('program.new.scaleFraction')}
      </Text>
    );
  // A point may be worth less than a coin, so it is written with all its decimals.
  const worthOf = (pointValue: number) => {
    const { locale, currency } = format;
    const decimals = WORTH_DECIMALS + currencyDigits(currency);
    const written = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: decimals,
    });
    return written.format(decimalText(pointValue, decimals, '.') as Intl.StringNumericLiteral);
  };
  return (
    <dl className={classes.money} aria-label={t('program.new.means')}>
      {scaled.tiers.map(({ code, spend }) => (
        <div key={code}>
          <dt>
            <TierChip code={code} />
          </dt>
          <dd>
            {spend === 0 ? t('program.new.fromStart') : t('program.new.fromSpend', { spend: format.money(spend) })}
          </dd>
        </div>
      ))}
      {scaled.step !== null && (
        <div>
          <dt>{t('program.new.step')}</dt>
          <dd>{format.money(scaled.step)}</dd>
        </div>
      )}
      <div>
        <dt>{t('program.new.worth')}</dt>
        <dd>{worthOf(scaled.pointValue)}</dd>
      </div>
    </dl>
  );
}
