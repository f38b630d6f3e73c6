import { Button } from '@mantine/core';
import { IconCheck } from '../../shared/icons/icon-check';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useGuest } from '../guest/use-guest';
import classes from './division.module.css';
import { type CheckPart, type Division, isBegun, leftOf } from './division.rules';

interface PartsBarProps {
  readonly division: Division;
  /** The guest found for the current part. */
  readonly guestId: string | null;
  readonly disabled: boolean;
  readonly onTurn: (at: number) => void;
  readonly onJoin: () => void;
}

/** The parts of a divided check: the current one, the charged ones, and the remaining sum. */
export function PartsBar({ division, guestId, disabled, onTurn, onJoin }: PartsBarProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const { parts, at } = division;
  return (
    <section className={classes.bar} aria-label={t('divide.parts')}>
      <p>
        <strong>{t('divide.now', { number: at + 1, count: parts.length })}</strong>{' '}
        <span className={classes.figure}>{t('divide.left', { amount: format.money(leftOf(division)) })}</span>
      </p>
      <div className={classes.turns}>
        {parts.map((part, n) => (
          <PartButton
            key={n}
            part={n === at ? { ...part, guestId } : part}
            number={n + 1}
            isInFront={n === at}
            disabled={disabled}
            onTurn={() => onTurn(n)}
          />
        ))}
        {!isBegun(division) && (
          <Button variant="subtle" color="gray" disabled={disabled} onClick={onJoin}>
            {t('divide.join')}
          </Button>
        )}
      </div>
    </section>
  );
}

interface PartButtonProps {
  readonly part: CheckPart;
  readonly number: number;
  readonly isInFront: boolean;
  readonly disabled: boolean;
  readonly onTurn: () => void;
}

function PartButton({ part, number, isInFront, disabled, onTurn }: PartButtonProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const guest = useGuest(part.guestId);
  const isCharged = part.saleId !== null;
  const name = guest.data?.name ?? t('divide.guest', { number });
  const amount = format.money(part.amount);
  return (
    <Button
      variant={isInFront ? 'filled' : 'default'}
      px={12}
      aria-current={isInFront ? 'step' : undefined}
      aria-label={isCharged ? t('divide.charged', { name, amount }) : undefined}
      disabled={disabled || isCharged}
      leftSection={isCharged ? <IconCheck size={18} aria-hidden /> : undefined}
      onClick={onTurn}
    >
      {t('divide.part', { name, amount })}
    </Button>
  );
}
