import type { Schemas } from '../../shared/api/schemas';

export type Badge = Schemas['Badge'];

export const BADGE_ICONS = [
  'SUN',
  'MOON',
  'CAKE',
  'CONFETTI',
  'GIFT',
  'FORK',
  'PLACE',
  'CALENDAR',
] as const satisfies Badge['icon'][];
export const BADGE_COLOURS = ['GOLD', 'RED', 'GREEN', 'BLUE', 'VIOLET', 'GREY'] as const satisfies Badge['colour'][];
