import type { CSSProperties } from 'react';
import { outlineOf, type Slice, slicesOf } from './slices.rules';
import classes from './wheel.module.css';

const RADIUS = 160;
const HUB_RADIUS = 22;
const RIM_WIDTH = 4;
const BOX = RADIUS + RIM_WIDTH;
/** A name ends here, below the rim. */
const NAME_AT = RADIUS - 12;
const LONGEST_NAME = 13;
/** The least width in degrees at which a prize shows its name. */
const NARROWEST_NAMED = 9;

interface WheelProps {
  readonly prizes: readonly { readonly name: string; readonly weight: number }[];
  /** In degrees. */
  readonly rotation: number;
  /** Milliseconds in which the wheel turns to the rotation; 0: it stands there at once. */
  readonly turnsFor: number;
}

/** The wheel with a slice for each prize. The table of odds beside it says the same in words, so screen readers leave the picture out. */
export function Wheel({ prizes, rotation, turnsFor }: WheelProps) {
  const slices = slicesOf(prizes.map(({ weight }) => weight));
  const turned = { '--turned': `${String(rotation)}deg`, '--turning-ms': `${String(turnsFor)}ms` } as CSSProperties;
  return (
    <div className={classes.wheel} aria-hidden>
      <svg className={classes.pointer} viewBox="0 0 28 34">
        <path d="M3 2h22L14 32z" />
      </svg>
      <svg
        className={classes.picture}
        viewBox={`${String(-BOX)} ${String(-BOX)} ${String(2 * BOX)} ${String(2 * BOX)}`}
        data-turning={turnsFor > 0}
        style={turned}
      >
        {prizes.map(({ name }, index) => {
          const slice = slices[index];
          return slice && <PrizeSlice key={index} name={name} slice={slice} tone={toneOf(index, prizes.length)} />;
        })}
        <circle className={classes.rim} r={RADIUS + RIM_WIDTH / 2} />
        <circle className={classes.hub} r={HUB_RADIUS} />
      </svg>
    </div>
  );
}

type Tone = 'strong' | 'soft' | 'plain';

interface PrizeSliceProps {
  readonly name: string;
  readonly slice: Slice;
  readonly tone: Tone;
}

function PrizeSlice({ name, slice, tone }: PrizeSliceProps) {
  const middle = (slice.startsAt + slice.endsAt) / 2;
  // A name on the left reads towards the hub, since outwards it would stand on its head before the wheel is turned.
  const isOnLeft = middle > 180;
  return (
    <>
      <path className={classes.slice} data-tone={tone} d={outlineOf(slice, RADIUS)} />
      {slice.endsAt - slice.startsAt >= NARROWEST_NAMED && (
        <text
          className={classes.name}
          data-tone={tone}
          transform={
            isOnLeft
              ? `rotate(${String(middle + 90)}) translate(${String(-NAME_AT)} 0)`
              : `rotate(${String(middle - 90)}) translate(${String(NAME_AT)} 0)`
          }
          textAnchor={isOnLeft ? 'start' : 'end'}
          dominantBaseline="central"
        >
          {name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name}
        </text>
      )}
    </>
  );
}

/** No slice has the tone of a neighbour, also where the last one meets the first. */
function toneOf(index: number, count: number): Tone {
  const TONES = ['strong', 'soft', 'plain'] as const;
  if (index === count - 1 && index % TONES.length === 0 && count > 1) return 'soft';
  return TONES[index % TONES.length] ?? 'plain';
}
