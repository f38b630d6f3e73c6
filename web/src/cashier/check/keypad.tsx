import { IconBackspace } from '@tabler/icons-react';
import { decimalSeparator } from '../../shared/format/money';
import { formatLocale } from '../../shared/i18n/language';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './keypad.module.css';

interface KeypadProps {
  /** Without decimals there is no separator; the key says 00 instead. */
  readonly hasDecimals: boolean;
  readonly disabled: boolean;
  readonly onKey: (key: string) => void;
}

const DIGITS = ['7', '8', '9', '4', '5', '6', '1', '2', '3'];

/** Figures for fingers. It does not take the focus, so the keyboard goes on writing where it wrote. */
export function Keypad({ hasDecimals, disabled, onKey }: KeypadProps) {
  const { t, language } = useTranslation('cashier');
  const separator = decimalSeparator(formatLocale(language));
  const keys = [...DIGITS, '0', hasDecimals ? separator : '00'];
  return (
    <div className={classes.keypad} role="group" aria-label={t('check.keypad')}>
      {keys.map((key) => (
        <button
          key={key}
          type="button"
          // The keyboard has keys of its own; these would only stand in the way of Tab.
          tabIndex={-1}
          className={classes.key}
          disabled={disabled}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onKey(key === separator ? '.' : key)}
        >
          {key}
        </button>
      ))}
      <button
        type="button"
        tabIndex={-1}
        className={classes.key}
        disabled={disabled}
        aria-label={t('check.erase')}
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => onKey('Backspace')}
      >
        <IconBackspace size={26} stroke={1.5} />
      </button>
    </div>
  );
}
