import { useEffect, useState } from 'react';

/** Whole seconds until an instant by this device's clock; counts down to 0. */
export function useSecondsLeft(endsAt: number): number {
  const [left, setLeft] = useState(() => secondsUntil(endsAt));
  useEffect(() => {
    setLeft(secondsUntil(endsAt));
    const timer = window.setInterval(() => setLeft(secondsUntil(endsAt)), 1_000);
    return () => window.clearInterval(timer);
  }, [endsAt]);
  return left;
}

function secondsUntil(endsAt: number): number {
  return Math.max(0, Math.ceil((endsAt - Date.now()) / 1_000));
}
