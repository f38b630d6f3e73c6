import { useEffect, useRef, useState } from 'react';
import { wantsNoMotion } from '../../shared/ui/wants-no-motion';
import { rotationTo } from '../../entities/wheel/slices.rules';

const TURN_MS = 4_500;

interface WheelTurn {
  /** In degrees. */
  readonly rotation: number;
  /** Milliseconds in which the wheel turns to the rotation; 0: it stands. */
  readonly turnsFor: number;
  /** Turns to a ticket that the server has drawn, then calls back; at once for people who want no motion. */
  readonly turnTo: (ticket: number, total: number) => void;
  /** Ends the turn: the wheel stands where it was going. */
  readonly stop: () => void;
}

/** The rotation of the wheel. Escape ends a turn, as `stop` does. */
export function useTurning(onStop: () => void): WheelTurn {
  const [rotation, setRotation] = useState(0);
  const [isTurning, setTurning] = useState(false);
  const stopped = useRef(onStop);
  useEffect(() => {
    stopped.current = onStop;
  });

  function stop(): void {
    setTurning(false);
    stopped.current();
  }

  useEffect(() => {
    if (!isTurning) return undefined;
    const timer = setTimeout(stop, TURN_MS);
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') stop();
    };
    addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      removeEventListener('keydown', onKey);
    };
  }, [isTurning]);

  return {
    rotation,
    turnsFor: isTurning ? TURN_MS : 0,
    turnTo(ticket, total) {
      setRotation((last) => rotationTo(ticket, total, last));
      if (wantsNoMotion()) stop();
      else setTurning(true);
    },
    stop,
  };
}
