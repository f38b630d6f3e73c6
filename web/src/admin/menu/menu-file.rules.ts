import { MENU_ITEM_TYPES, type NewMenuItem } from '../../entities/menu/menu.api';
import { parseAmount } from '../../shared/format/money';
import { costOfPart, isPerCent, partsOfPrice } from './cost-share.rules';

/** Columns of the file; the order is free, and columns of other names are left out. */
export const MENU_FILE_COLUMNS = ['code', 'name_ru', 'name_en', 'category', 'type', 'price', 'cost'] as const;

export interface MenuFile {
  readonly items: readonly NewMenuItem[];
  /** Lines that are no items, counted from 1 with the heading. */
  readonly wrong: readonly number[];
}

/** Reads a file of the menu: comma or semicolon between cells, prices in major units. Null: it has no heading with a code and a price. */
export function parseMenuFile(text: string, currency: string): MenuFile | null {
  const rows = rowsOf(text.replace(/^\uFEFF/, ''));
  const heading = rows[0]?.map((cell) => cell.trim().toLowerCase()) ?? [];
  if (!heading.includes('code') || !heading.includes('price')) return null;
  const items = new Map<string, NewMenuItem>();
  const wrong: number[] = [];
  rows.slice(1).forEach((row, n) => {
    if (row.every((cell) => cell.trim() === '')) return;
    const cell = (name: (typeof MENU_FILE_COLUMNS)[number]) => row[heading.indexOf(name)]?.trim() ?? '';
    const item = itemOf(cell, currency);
    if (item === null || items.has(item.code)) wrong.push(n + 2);
    else items.set(item.code, item);
  });
  return { items: [...items.values()], wrong };
}

function itemOf(cell: (name: (typeof MENU_FILE_COLUMNS)[number]) => string, currency: string): NewMenuItem | null {
  const price = parseAmount(cell('price'), currency);
  // A file without the column, or an empty cell, leaves the known cost as it is.
  const cost = cell('cost') === '' ? undefined : costOf(cell('cost'), price, currency);
  const typed = cell('type').toUpperCase();
  const type = MENU_ITEM_TYPES.find((one) => one === typed) ?? null;
  const [ru, en] = [cell('name_ru'), cell('name_en')];
  const isWrong =
    price === null ||
    cost === null ||
    cell('code') === '' ||
    (ru === '' && en === '') ||
    (typed !== '' && type === null);
  if (isWrong) return null;
  const name = { ...(ru === '' ? {} : { ru }), ...(en === '' ? {} : { en }) };
  const category = cell('category') === '' ? null : cell('category');
  return { code: cell('code'), name, category, type, price, ...(cost === undefined ? {} : { cost }) };
}

/** A cost as an amount or in per cent of the price; null: neither. */
function costOf(typed: string, price: number | null, currency: string): number | null {
  if (!isPerCent(typed)) return parseAmount(typed, currency);
  const parts = partsOfPrice(typed);
  return price === null || parts === null ? null : costOfPart(price, parts);
}

/** Cells of a CSV file; quoted cells may hold separators, quotes and line breaks. */
function rowsOf(text: string): string[][] {
  const [first = ''] = text.split('\n');
  const separator = first.split(';').length > first.split(',').length ? ';' : ',';
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (char === '"') isQuoted = true;
    else if (char === separator || char === '\n') {
      rows.at(-1)?.push(cell);
      cell = '';
      if (char === '\n') rows.push([]);
    } else if (char !== '\r') cell += char;
  }
  rows.at(-1)?.push(cell);
  return rows;
}
