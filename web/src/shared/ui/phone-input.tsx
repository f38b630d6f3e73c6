import { TextInput, type TextInputProps } from '@mantine/core';
import { type SyntheticEvent, useEffect, useState } from 'react';
import { laterCode } from '../api/lazy-part';
import type * as phoneRules from '../format/phone.rules';
import { useTranslation } from '../i18n/use-translation';

type PhoneRules = typeof phoneRules;
type InputEvent = SyntheticEvent<HTMLInputElement>;

/** Loads later, because the rules of all countries' phones are as large as a page. */
const fetchRules = laterCode(() => import('../format/phone.rules'));

/** Null until the rules are needed and loaded; until then a field takes any text, and only the server checks it. */
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

/** Groups the digits just typed or pasted; the caret stays at its digit. */
export function regroup(rules: PhoneRules, event: InputEvent, before: string, country: string): void {
  const field = event.currentTarget;
  const kind = 'inputType' in event.nativeEvent ? String(event.nativeEvent.inputType) : '';
  const edit = { value: field.value, caret: field.selectionStart ?? field.value.length, before, kind };
  const { text, caret } = rules.afterEdit(edit, country);
  field.value = text;
  // Only while the field has the focus: otherwise Safari would move the focus to a field that the browser fills in.
  if (document.activeElement === field) field.setSelectionRange(caret, caret);
}

/** The state of a `PhoneInput`. */
export interface Phone {
  readonly text: string;
  readonly isEmpty: boolean;
  /** The fault, once the field was left or the form sent; `NONE`: the form was sent without a phone. */
  readonly mistake: phoneRules.PhoneFault | 'NONE' | null;
  readonly edit: (event: InputEvent) => void;
  readonly leave: () => void;
  readonly clear: () => void;
  /** Returns the number in E.164; null where it is missing or faulty, which the field then shows. */
  readonly take: () => string | null;
}

/** The state of a phone field; without `+` the phone is read as a number of the country. */
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
      // After the first digit, no fault is shown yet.
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
  /** The error for a form sent without a phone; left out: the phone is optional. */
  readonly needed?: string;
  readonly onEdit?: (text: string) => void;
}

/** Groups the digits while they are typed, and explains faults in words. */
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
        onEdit?.(event.currentTarget.value);
      }}
      onBlur={phone.leave}
    />
  );
}
