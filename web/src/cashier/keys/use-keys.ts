import { useEffect, useRef } from 'react';

/** The actions of the screen's keys. A dialog that is open takes its own Escape, so `back` is not called then. */
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
    // Before the dialog hears the key that closes it: its focus may be lost with the button that was pressed last.
    function look(): void {
      isBehindDialog = document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
    }
    function listen(event: KeyboardEvent): void {
      // The Escape that has just closed a dialog is still on its way; it must not go back a second step.
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

/** A key that was pressed in a dialog is the dialog's, also when it has closed it and it is gone by now. */
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

/** In a field of free text `/` and `?` are letters; figures have no use for them, and nothing to find begins so. */
function writesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (!(target instanceof HTMLInputElement) || target.type === 'range') return false;
  if (target.role === 'combobox' && target.value === '') return false;
  return target.inputMode !== 'numeric' && !['amount', 'whole'].includes(target.dataset.keypad ?? '');
}
