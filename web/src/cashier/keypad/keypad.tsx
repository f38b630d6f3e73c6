import { IconBackspace } from '../../shared/icons/icon-backspace';
import type { ReactNode, RefObject } from 'react';
import { decimalSeparator } from '../../shared/format/money';
import { formatLocale } from '../../shared/i18n/language';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './keypad.module.css';
import { focusedField, typeInto, useFocusedKind, type KeypadKind } from './typing';

interface KeypadProps {
  /** The field that gets the digits while no other field has the focus. */
  readonly field: RefObject<HTMLInputElement | null>;
  readonly kind: KeypadKind;
  /** False for a currency without decimals: the separator's key then types 00. */
  readonly hasDecimals: boolean;
  readonly disabled: boolean;
}

const DIGITS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '0'];

/** A keypad for touch. It types into the focused field, which keeps the focus. */
export function Keypad({ field, kind, hasDecimals, disabled }: KeypadProps) {
  const { t, language } = useTranslation('cashier');
  const focused = useFocusedKind() ?? kind;
  const beside = {
    amount: hasDecimals ? decimalSeparator(formatLocale(language)) : '00',
    whole: '00',
    phone: '+',
    code: '-',
  };

  function type(key: string): void {
    const target = focusedField() ?? field.current;
    // Lines may determine the amount, which is then read-only.
    if (target === null || target.readOnly) return;
    if (document.activeElement !== target) {
      target.focus();
      target.setSelectionRange(target.value.length, target.value.length);
    }
    typeInto(target, key);
  }

  return (
    <div className={classes.keypad} role="group" aria-label={t('check.keypad')}>
      {[...DIGITS, beside[focused]].map((key) => (
        <Key key={key} disabled={disabled} onPress={() => type(key)}>
          {key}
        </Key>
      ))}
      <Key disabled={disabled} label={t('check.erase')} onPress={() => type('Backspace')}>
        <IconBackspace size={26} stroke={1.5} />
      </Key>
    </div>
  );
}

interface KeyProps {
  readonly disabled: boolean;
  readonly label?: string;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Key({ disabled, label, onPress, children }: KeyProps) {
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
