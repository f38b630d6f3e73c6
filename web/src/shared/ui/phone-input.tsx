import { TextInput, type TextInputProps } from '@mantine/core';
import { type SyntheticEvent, useEffect, useState } from 'react';
import { laterCode } from '../api/lazy-part';
import type * as phoneRules from '../format/phone.rules';
import { useTranslation } from '../i18n/use-translation';

type PhoneRules = typeof phoneRules;
type InputEvent = SyntheticEvent<HTMLInputElement>;

/** The numbers of all countries weigh as much as a page. */
const fetchRules = laterCode(() => import('../format/phone.rules'));

/** Null until somebody wants them and they are here: a field takes the text as it is then, and the server alone judges it. */
export function usePhoneRules(isWanted: boolean): PhoneRules | null {
  const [rules, setRules] = useState<PhoneRules | null>(null);
  useEffect(() => {
    if (!isWanted) return undefined;
    let isOver = false;
    fetchRules().then(
      (code) => {
        if (!isOver) setRules(code);
      },
      () => undefined,
    );
    return () => void (isOver = true);
  }, [isWanted]);
  return rules;
}

/** Puts what was just typed or pasted into groups; the caret stays at its digit. */
export function regroup(rules: PhoneRules, event: InputEvent, before: string, country: string): void {
  const field = event.currentTarget;
  const kind = 'inputType' in event.nativeEvent ? String(event.nativeEvent.inputType) : '';
  const edit = { value: field.value, caret: field.selectionStart ?? field.value.length, before, kind };
  const { text, caret } = rules.afterEdit(edit, country);
  field.value = text;
  // Elsewhere Safari would take the focus to it: a browser may fill in a field that has none.
  if (document.activeElement === field) field.setSelectionRange(caret, caret);
}

/** The state of a `PhoneInput`. */
export interface Phone {
  readonly text: string;
  readonly isEmpty: boolean;
  /** The mistake, once the field was left or the form sent; `NONE`: sent without a phone. */
  readonly mistake: phoneRules.PhoneFault | 'NONE' | null;
  readonly edit: (event: InputEvent) => void;
  readonly leave: () => void;
  readonly clear: () => void;
  /** The number, E.164; null where there is none, which the field says from now on. */
  readonly take: () => string | null;
}

/** A phone that is typed; without `+` it is read as a number of the country. */
export function usePhone(country: string, first = ''): Phone {
  const rules = usePhoneRules(true);
  const [typed, setTyped] = useState(first);
  const [isJudged, setIsJudged] = useState(false);
  const isEmpty = typed.trim() === '';
  const { text, number, fault } = rules?.readPhone(typed, country) ?? {
    text: typed,
    number: isEmpty ? null : typed.trim(),
    fault: null,
  };
  return {
    text,
    isEmpty,
    mistake: isJudged ? (isEmpty ? 'NONE' : fault) : null,
    edit: (event) => {
      if (rules !== null) regroup(rules, event, text, country);
      // The first digit of a number is no mistake yet.
      if (isEmpty) setIsJudged(false);
      setTyped(event.currentTarget.value);
    },
    leave: () => setIsJudged(isJudged || !isEmpty),
    clear: () => {
      setTyped('');
      setIsJudged(false);
    },
    take: () => {
      setIsJudged(true);
      return number;
    },
  };
}

interface PhoneInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'onBlur'> {
  readonly phone: Phone;
  /** Words for a form that is sent without a phone; left out: it may be. */
  readonly needed?: string;
  readonly onEdit?: () => void;
}

/** Groups the digits while they are typed, and says in words what is wrong with them. */
export function PhoneInput({ phone, needed, onEdit, error, ...others }: PhoneInputProps) {
  const { t } = useTranslation();
  const { mistake } = phone;
  const words = mistake === null ? undefined : mistake === 'NONE' ? needed : t(`phone.${mistake}`);
  return (
    <TextInput
      type="tel"
      inputMode="tel"
      autoComplete="off"
      maxLength={40}
      {...others}
      value={phone.text}
      error={words ?? error}
      onChange={(event) => {
        phone.edit(event);
        onEdit?.();
      }}
      onBlur={phone.leave}
    />
  );
}
