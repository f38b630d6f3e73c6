import classes from './used-bar.module.css';

interface UsedBarProps {
  readonly label: string;
  readonly used: number;
  readonly limit: number;
}

/** How much of a limit is used, as a bar; what is above it fills the bar. */
export function UsedBar({ label, used, limit }: UsedBarProps) {
  return (
    <div
      className={classes.used}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={limit}
      aria-valuenow={used}
    >
      <div style={{ width: `${String(Math.min(100, (used / limit) * 100))}%` }} />
    </div>
  );
}
