import classes from './sparkline.module.css';

const WIDTH = 100;
const HEIGHT = 28;
/** Room above and below, so that the line is not cut. */
const EDGE = 2;

/** A line of values without axes, for figures whose numbers stand beside it. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  if (values.length < 2) return null;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const place = (value: number) =>
    most === least ? HEIGHT / 2 : HEIGHT - EDGE - ((value - least) / (most - least)) * (HEIGHT - 2 * EDGE);
  const points = values.map(
    (value, index) => `${String((index / (values.length - 1)) * WIDTH)},${String(place(value))}`,
  );
  return (
    <svg
      className={classes.line}
      viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      <polyline points={points.join(' ')} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
