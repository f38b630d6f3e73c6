import type { ReactNode } from 'react';
import classes from './status-badge.module.css';

/**
 * The meaning of a status. `good`: it works or succeeded. `ahead`: it begins by itself or is under way. `waits`: somebody has to act or it is
 * held. `bad`: it failed or is forbidden. `quiet`: it has not begun or is over.
 */
export type StatusMeaning = 'good' | 'ahead' | 'waits' | 'bad' | 'quiet';

interface StatusBadgeProps {
  readonly meaning: StatusMeaning;
  readonly children: ReactNode;
}

/** A status in words with the colour and the mark of its meaning. */
export function StatusBadge({ meaning, children }: StatusBadgeProps) {
  return (
    <span className={classes.badge} data-meaning={meaning}>
      {children}
    </span>
  );
}
