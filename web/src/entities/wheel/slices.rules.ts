/** A slice of the wheel, in degrees clockwise from the top. */
export interface Slice {
  readonly startsAt: number;
  readonly endsAt: number;
}

const CIRCLE = 360;
const WHOLE_TURNS = 5;

/** One slice for each weight, in their order: a prize that is twice as likely has a slice twice as wide. */
export function slicesOf(weights: readonly number[]): Slice[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return weights.map((weight) => {
    const startsAt = (before / total) * CIRCLE;
    before += weight;
    return { startsAt, endsAt: (before / total) * CIRCLE };
  });
}

/** The outline of a slice of a wheel around (0, 0), as an SVG path. A slice of the whole circle is a circle. */
export function outlineOf({ startsAt, endsAt }: Slice, radius: number): string {
  const size = String(radius);
  if (endsAt - startsAt >= CIRCLE)
    return `M0 -${size}A${size} ${size} 0 1 1 0 ${size}A${size} ${size} 0 1 1 0 -${size}Z`;
  const isLarge = endsAt - startsAt > CIRCLE / 2 ? '1' : '0';
  return `M0 0L${pointAt(startsAt, radius)}A${size} ${size} 0 ${isLarge} 1 ${pointAt(endsAt, radius)}Z`;
}

/**
 * The rotation, in degrees, that stops the wheel with the drawn number at the top. The wheel turns on from its last rotation,
 * always in the same direction.
 */
export function rotationTo(number: number, total: number, last: number): number {
  const target = CIRCLE - ((number + 1 / 2) / total) * CIRCLE;
  const turned = Math.ceil(last / CIRCLE) * CIRCLE;
  return turned + WHOLE_TURNS * CIRCLE + target;
}

function pointAt(degrees: number, radius: number): string {
  const radians = (degrees / CIRCLE) * 2 * Math.PI;
  return `${written(Math.sin(radians) * radius)} ${written(-Math.cos(radians) * radius)}`;
}

function written(coordinate: number): string {
  // Plus zero: a minus before a zero says nothing.
  return String(Math.round(coordinate * 1_000) / 1_000 + 0);
}
