import { useEffect, useRef } from 'react';
import { hearKey, NO_KEYS } from './scan.rules';

interface ScannerListener {
  /** Called at the first key of a possible scan, so that the texts of the fields can be remembered. */
  onStart?(): void;
  /** Called with a complete scan; its characters may also have gone into a field. */
  onScan(text: string): void;
}

/** The components that listen to the scanner. Only the last one gets scans, because it is on top. */
const hearers: symbol[] = [];

/** Listens to a scanner that types, wherever the focus is. */
export function useScanner(listener: ScannerListener): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });

  useEffect(() => {
    let burst = NO_KEYS;
    const own = Symbol();
    hearers.push(own);

    function listen(event: KeyboardEvent): void {
      if (hearers.at(-1) !== own || event.ctrlKey || event.altKey || event.metaKey) return;
      const heard = hearKey(burst, event);
      burst = heard.burst;
      if (heard.begins) latest.current.onStart?.();
      if (heard.scanned === null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      latest.current.onScan(heard.scanned);
    }

    window.addEventListener('keydown', listen, { capture: true });
    return () => {
      hearers.splice(hearers.indexOf(own), 1);
      window.removeEventListener('keydown', listen, { capture: true });
    };
  }, []);
}
