import { useSyncExternalStore } from 'react';

/** The kind of numbers in a field, from its `data-keypad`; it decides which key is beside the zero. */
export type KeypadKind = 'amount' | 'whole' | 'phone' | 'code';

const KINDS: readonly KeypadKind[] = ['amount', 'whole', 'phone', 'code'];

/** The focused field, if text can be typed into it. */
export function focusedField(): HTMLInputElement | null {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement) || field.readOnly || field.disabled) return null;
  return ['text', 'tel', 'search'].includes(field.type) ? field : null;
}

/** The kind of numbers that the focused field accepts; null without a field. */
export function useFocusedKind(): KeypadKind | null {
  return useSyncExternalStore(subscribe, () => {
    const field = focusedField();
    return field === null ? null : (KINDS.find((kind) => kind === field.dataset.keypad) ?? 'code');
  });
}

/** Types like a keyboard: replaces the selection, or inserts at the caret. */
export function typeInto(field: HTMLInputElement, key: string): void {
  const end = field.selectionEnd ?? field.value.length;
  const start = field.selectionStart ?? end;
  const erases = key === 'Backspace';
  const from = erases && start === end ? Math.max(0, start - 1) : start;
  field.setRangeText(erases ? '' : key, from, end, 'end');
  const inputType = erases ? 'deleteContentBackward' : 'insertText';
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType, data: erases ? null : key }));
}

function subscribe(listener: () => void): () => void {
  document.addEventListener('focusin', listener);
  document.addEventListener('focusout', listener);
  return () => {
    document.removeEventListener('focusin', listener);
    document.removeEventListener('focusout', listener);
  };
}
