import { useEffect, useRef } from 'react';

/** The actions of the screen's keys. An open dialog handles Escape itself, so `back` is not called then. */
export interface KeyActions {
  find(): void;
  back(): void;
  redeem(): void;
  manual(): void;
  lastActs(): void;
  gifts(): void;
  help(): void;
}

const FUNCTION_KEYS: Readonly<Record<string, keyof KeyActions>> = {
  F2: 'redeem',
  F4: 'manual',
  F8: 'lastActs',
  F9: 'gifts',
};

export function useKeys(actions: KeyActions, enabled: boolean): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });

  useEffect(() => {
    if (!enabled) return;
    const enabledAt = performance.now();
    let isBehindDialog = false;
    // Runs before the dialog handles the key, because the dialog may lose the focus with the button that was pressed last.
    function look(): void {
      isBehindDialog = document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
    }
    function listen(event: KeyboardEvent): void {
      // The Escape that closed a dialog also arrives here; it must not go back another step.
      if (event.timeStamp < enabledAt) return;
      if (isBehindDialog || isOfDialog(event)) return;
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      const action = actionOf(event);
      if (action === null) return;
      event.preventDefault();
      latest.current[action]();
    }
    window.addEventListener('keydown', look, true);
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', look, true);
      window.removeEventListener('keydown', listen);
    };
  }, [enabled]);
}

/** Whether a key was pressed in a dialog, also one that the key has just closed. */
function isOfDialog(event: KeyboardEvent): boolean {
  return event.composedPath().some((place) => place instanceof Element && place.getAttribute('role') === 'dialog');
}

function actionOf(event: KeyboardEvent): keyof KeyActions | null {
  const byFunctionKey = FUNCTION_KEYS[event.key];
  if (byFunctionKey !== undefined) return byFunctionKey;
  if (event.key === 'Escape') return 'back';
  if (writesText(event.target)) return null;
  if (event.key === '/') return 'find';
  return event.key === '?' ? 'help' : null;
}

/** Whether `/` and `?` are letters in the focused field. They are only in free text: number fields don't use them, and no search begins with them. */
function writesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (!(target instanceof HTMLInputElement) || target.type === 'range') return false;
  if (target.role === 'combobox' && target.value === '') return false;
  return target.inputMode !== 'numeric' && !['amount', 'whole'].includes(target.dataset.keypad ?? '');
}
