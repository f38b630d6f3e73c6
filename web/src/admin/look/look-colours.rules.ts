import type { Look } from '../../entities/look/look.api';

export type ColourPath = 'accent' | 'accentInk' | 'card.from' | 'card.to' | 'card.ink';

export function colourAt(look: Look, path: ColourPath): string {
  switch (path) {
    case 'accent':
    case 'accentInk':
      return look[path];
    case 'card.from':
      return look.card.from;
    case 'card.to':
      return look.card.to;
    case 'card.ink':
      return look.card.ink;
  }
}

export function withColour(look: Look, path: ColourPath, colour: string): Look {
  switch (path) {
    case 'accent':
    case 'accentInk':
      return { ...look, [path]: colour };
    case 'card.from':
      return { ...look, card: { ...look.card, from: colour } };
    case 'card.to':
      return { ...look, card: { ...look.card, to: colour } };
    case 'card.ink':
      return { ...look, card: { ...look.card, ink: colour } };
  }
}
