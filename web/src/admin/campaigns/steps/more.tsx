import { type ReactNode, useState } from 'react';
import classes from '../campaigns.module.css';

interface MoreProps {
  readonly label: string;
  /** Whether a field within has a value of its own or a mistake: it is open then. */
  readonly isUsed: boolean;
  readonly children: ReactNode;
}

/** The settings of a step that few campaigns need, behind one line. */
export function More({ label, isUsed, children }: MoreProps) {
  const [wasOpened, setOpened] = useState(isUsed);
  const isOpen = wasOpened || isUsed;
  return (
    <details
      className={classes.more}
      open={isOpen}
      onToggle={(event) => {
        if (event.target === event.currentTarget) setOpened(event.currentTarget.open);
      }}
    >
      <summary>{label}</summary>
      <div className={classes.within}>{children}</div>
    </details>
  );
}
