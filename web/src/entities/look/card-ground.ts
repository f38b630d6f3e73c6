import type { Look } from './look.api';

/** The drawing of a card as a value of `background`. */
export function cardGround({ design, from, to }: Look['card']): string {
  switch (design) {
    case 'PLAIN':
      return from;
    case 'GRADIENT':
      return `linear-gradient(135deg, ${from}, ${to})`;
    case 'DIAGONAL':
      return `linear-gradient(120deg, ${from} 0 55%, ${to} 55% 100%)`;
    case 'WAVES':
      return [
        `radial-gradient(120% 90% at 0% 110%, ${to} 0 38%, transparent 38.5%)`,
        `radial-gradient(120% 90% at 110% -10%, ${to} 0 30%, transparent 30.5%)`,
        from,
      ].join(', ');
  }
}
