import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { IconBackspace } from '../../shared/icons/icon-backspace';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import classes from './pin.module.css';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const LEAST = 4;
const MOST = 6;

interface PinPadProps {
  readonly isBusy: boolean;
  readonly failure: ReactNode;
  /** Changes with each try; the digits of the last one are cleared when it failed. */
  readonly attempt: number;
  readonly onEnter: (pin: string) => void;
  readonly onBack: () => void;
}

/** Digits for touch, and the same field for a keyboard. Six digits are sent at once, fewer with the key at the end or Enter. */
export function PinPad({ isBusy, failure, attempt, onEnter, onBack }: PinPadProps) {
  const { t } = useTranslation('cashier');
  const [pin, setPin] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isBusy || attempt === 0) return;
    setPin('');
    field.current?.focus();
  }, [isBusy, attempt]);

  function take(next: string): void {
    const digits = next.replaceAll(/\D/g, '').slice(0, MOST);
    if (isBusy) return;
    setPin(digits);
    if (digits.length === MOST) onEnter(digits);
  }

  return (
    <Form onSubmit={() => !isBusy && pin.length >= LEAST && onEnter(pin)}>
      <TextInput
        ref={field}
        type="password"
        // The keys below are for touch; a keyboard of the screen would cover them.
        inputMode="none"
        autoComplete="off"
        autoFocus
        label={t('pin.field')}
        value={pin}
        onChange={({ currentTarget }) => take(currentTarget.value)}
      />
      {failure}
      <div className={classes.pad} role="group" aria-label={t('pin.pad')}>
        {DIGITS.map((digit) => (
          <PadKey key={digit} disabled={isBusy} onPress={() => take(pin + digit)}>
            {digit}
          </PadKey>
        ))}
        <PadKey disabled={isBusy} label={t('check.erase')} onPress={() => setPin(pin.slice(0, -1))}>
          <IconBackspace size={26} stroke={1.5} />
        </PadKey>
        <PadKey disabled={isBusy} onPress={() => take(`${pin}0`)}>
          0
        </PadKey>
        <Button type="submit" h="100%" mih={56} loading={isBusy} disabled={pin.length < LEAST}>
          {t('pin.enter')}
        </Button>
      </div>
      <Button variant="default" h={48} onClick={onBack}>
        {t('pin.others')}
      </Button>
    </Form>
  );
}

interface PadKeyProps {
  readonly disabled: boolean;
  readonly label?: string;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function PadKey({ disabled, label, onPress, children }: PadKeyProps) {
  return (
    <button
      type="button"
      // A keyboard has digits itself, so Tab skips these buttons.
      tabIndex={-1}
      className={classes.key}
      disabled={disabled}
      aria-label={label}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
