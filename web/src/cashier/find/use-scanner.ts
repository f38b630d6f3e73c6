import { useEffect, useRef } from 'react';
import { hearKey, NO_KEYS } from './scan.rules';

interface ScannerListener {
  /** The first key of what may become a scan: the moment to remember what stands in the fields. */
  onStart?(): void;
  /** A scan is complete; the fields may have caught its characters on the way. */
  onScan(text: string): void;
}

/** The places of the page that hear a scanner. The last hears it alone: it lies over the others. */
const hearers: symbol[] = [];

/** Hears a scanner that types, wherever the focus is, and hands over what it read. */
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
