import { within } from '@testing-library/dom';

/** Texts of a value that has no words, or that is still a promise. */
export const NO_WORDS = /undefined|NaN|Invalid Date|\[object|\{\$?\w+\}|Loading…|Загрузка…/;

/** The text between the parts of the frame. */
export function mainText(): string {
  return mainElement().textContent;
}

export function inMain() {
  return within(mainElement());
}

export function mainElement(): HTMLElement {
  const main = document.querySelector('main');
  if (main === null) throw new Error('the page has no main part');
  return main;
}

/** The words that a screen reader says after the name of the field. */
export function descriptionOf(element: HTMLElement): string {
  const ids = element.getAttribute('aria-describedby')?.split(' ') ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
}
