import { screen, within } from '@testing-library/dom';

/** The texts of the cells of a table, row by row, without its head. */
export function cellsOf(name: RegExp): (string | null)[][] {
  return within(screen.getByRole('table', { name }))
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    );
}
