import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type Entry, open as openZip, type ZipFile } from 'yauzl';
import { csvLine } from '../../../platform/http/csv';
import { ImportFileError } from './import-file.error';

const MOST_ENTRIES = 5_000;
/** The most unpacked bytes of one part; a sheet of a million rows has about a third of it. */
const MOST_BYTES = 512 * 1024 * 1024;
/** A part this large that was packed better than this has nothing but repetitions in it. Sheets of real networks are packed 5 to 40 times. */
const MOST_RATIO = 200;
const RATIO_FROM_BYTES = 4 * 1024 * 1024;
const MOST_TEXT = 128 * 1024 * 1024;
/** The most shared texts, empty ones too. */
const MOST_TEXTS = 5_000_000;
/** The most cells of the text, with those that widen a row to the width of the first. */
const MOST_CELLS = 20_000_000;
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 500;
const DAY_MS = 86_400_000;
/** Day 0 of a workbook, which wrongly counts 29 February 1900; and day 0 of a workbook with the 1904 date system. */
const [EPOCH, EPOCH_1904] = [Date.UTC(1899, 11, 30), Date.UTC(1904, 0, 1)];
/** Built-in number formats that show dates (ECMA-376, 18.8.30). */
const BUILT_IN_DAYS = (id: number) =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58);

/**
 * Writes the first sheet of an XLSX file as CSV: a formula by its stored value, dates in ISO form, one line for each row. All parts that are read
 * unpack to at most so many bytes. Throws ImportFileError `spreadsheet_damaged`, also for a file beyond the bounds above, and `formula_without_value`.
 */
export async function writeSheet(path: string, target: string, mostInAll: number): Promise<void> {
  try {
    const zip = await Archive.open(path, mostInAll);
    try {
      await new Workbook(zip).writeFirstSheet(target);
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof ImportFileError || (error instanceof Error && 'code' in error && error.code === 'ENOSPC'))
      throw error;
    // The libraries for ZIP and XML describe faults in their own words.
    throw new ImportFileError('spreadsheet_damaged', error instanceof Error ? error.message.slice(0, 100) : undefined);
  }
}

/** The parts of a ZIP by their names. */
class Archive {
  private readBytes = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly mostInAll: number,
  ) {}

  static async open(path: string, mostInAll: number): Promise<Archive> {
    const zip = await promisify<string, object, ZipFile>(openZip)(path, { lazyEntries: true, autoClose: false });
    const entries = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (entries.size <= MOST_ENTRIES) zip.readEntry();
      else zip.emit('error', new Error('too many parts'));
    });
    const end = once(zip, 'end');
    zip.readEntry();
    await end;
    return new Archive(zip, entries, mostInAll);
  }

  close(): void {
    this.zip.close();
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** Reads a part as XML. `onPiece` runs after each piece, and reading waits for it. */
  async read(
    name: string,
    on: {
      readonly tag: (tag: SaxesTagPlain) => void;
      readonly end?: (name: string) => void;
      readonly text?: (text: string) => void;
    },
    onPiece?: () => Promise<void>,
  ): Promise<void> {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`no ${name}`);
    const { uncompressedSize: bytes, compressedSize: packed } = entry;
    this.readBytes += bytes;
    if (bytes > MOST_BYTES || this.readBytes > this.mostInAll) throw new Error(`${name} is too large`);
    if (bytes > RATIO_FROM_BYTES && bytes > packed * MOST_RATIO) throw new Error(`${name} is packed too well`);
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', (tag) => on.tag(tag));
    parser.on('closetag', (tag) => on.end?.(plain(tag.name)));
    parser.on('text', (text) => on.text?.(text));
    const stream = await promisify<Entry, Readable>((one, done) => {
      this.zip.openReadStream(one, done);
    })(entry);
    stream.setEncoding('utf8');
    for await (const piece of stream as AsyncIterable<string>) {
      parser.write(piece);
      await onPiece?.();
    }
    parser.close();
    await onPiece?.();
  }
}

/** The first sheet of a workbook (ECMA-376, part 1, chapter 18). */
class Workbook {
  private readonly texts: string[] = [];
  private readonly isDay: boolean[] = [];
  private epoch = EPOCH;

  constructor(private readonly zip: Archive) {}

  async writeFirstSheet(target: string): Promise<void> {
    const sheet = await this.findSheet();
    if (this.zip.has('xl/sharedStrings.xml')) await this.readTexts();
    if (this.zip.has('xl/styles.xml')) await this.readStyles();
    const file = await open(target, 'wx', 0o600);
    try {
      const rows = new Rows((cell) => this.textOf(cell));
      await this.zip.read(sheet, rows, async () => {
        const lines = rows.take();
        if (lines !== '') await file.appendFile(lines);
      });
    } finally {
      await file.close();
    }
  }

  private async findSheet(): Promise<string> {
    let id: string | undefined;
    await this.zip.read('xl/workbook.xml', {
      tag: ({ name, attributes }) => {
        if (plain(name) === 'sheet') id ??= attributes['r:id'];
        if (plain(name) === 'workbookPr' && /^(1|true)$/.test(attributes['date1904'] ?? '')) this.epoch = EPOCH_1904;
      },
    });
    let target: string | undefined;
    await this.zip.read('xl/_rels/workbook.xml.rels', {
      tag: ({ attributes }) => {
        if (attributes['Id'] === id) target = attributes['Target'];
      },
    });
    if (id === undefined || target === undefined) throw new Error('no sheet');
    return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  }

  private async readTexts(): Promise<void> {
    let [text, inText, isSound, length] = ['', false, false, 0];
    await this.zip.read('xl/sharedStrings.xml', {
      tag: ({ name }) => {
        if (plain(name) === 'si') text = '';
        if (plain(name) === 'rPh') isSound = true;
        inText = plain(name) === 't' && !isSound;
      },
      text: (part) => {
        if (!inText) return;
        text += part;
        length += part.length;
        if (length > MOST_TEXT) throw new Error('too much text');
      },
      end: (name) => {
        if (name === 'rPh') isSound = false;
        if (name === 't') inText = false;
        if (name === 'si' && this.texts.push(text) > MOST_TEXTS) throw new Error('too many texts');
      },
    });
  }

  private async readStyles(): Promise<void> {
    const own = new Map<number, boolean>();
    let inFormats = false;
    await this.zip.read('xl/styles.xml', {
      tag: ({ name, attributes }) => {
        const tag = plain(name);
        if (tag === 'numFmt') own.set(Number(attributes['numFmtId']), isDayFormat(attributes['formatCode'] ?? ''));
        if (tag === 'cellXfs') inFormats = true;
        if (tag !== 'xf' || !inFormats) return;
        const id = Number(attributes['numFmtId'] ?? 0);
        this.isDay.push(own.get(id) ?? BUILT_IN_DAYS(id));
      },
      end: (name) => {
        if (name === 'cellXfs') inFormats = false;
      },
    });
  }

  private textOf({ type, style, value, at }: SheetCell): string {
    if (type === 's') {
      const text = this.texts[Number(value)];
      if (text === undefined) throw new Error(`no text of ${at}`);
      return text;
    }
    if (type !== 'n') return value;
    if (value === '') return '';
    const number = Number(value);
    if (!Number.isFinite(number)) throw new Error(`no number in ${at}`);
    if (this.isDay[style] === true)
      return new Date(this.epoch + Math.floor(number) * DAY_MS).toISOString().slice(0, 10);
    // A workbook stores 15 significant digits; further digits are noise.
    return Number.isSafeInteger(number) ? String(number) : String(Number(number.toPrecision(15)));
  }
}

interface SheetCell {
  /** `n`: number, `s`: shared text; other types hold their own text. */
  readonly type: string;
  readonly style: number;
  readonly value: string;
  /** The cell's name, such as `B7`. */
  readonly at: string;
}

/** Turns the rows of a sheet into CSV lines, each on the line of its row number and at least as wide as the first. */
class Rows {
  private lines = '';
  private line = 0;
  private width = 0;
  private written = 0;
  private cells: string[] = [];
  private cell = { type: 'n', style: 0, at: '' };
  private value = '';
  private hasValue = false;
  private isFormula = false;
  private inValue = false;

  constructor(private readonly textOf: (cell: SheetCell) => string) {}

  /** Returns the CSV lines made since the last call. */
  take(): string {
    const { lines } = this;
    this.lines = '';
    return lines;
  }

  readonly tag = ({ name, attributes }: SaxesTagPlain): void => {
    const tag = plain(name);
    if (tag === 'row') this.beginRow(Number(attributes['r'] ?? this.line + 1));
    if (tag === 'c') {
      const [type = 'n', style = '0', at = ''] = [attributes['t'], attributes['s'], attributes['r']];
      this.cell = { type, style: Number(style), at };
      [this.value, this.hasValue, this.isFormula] = ['', false, false];
    }
    if (tag === 'f') this.isFormula = true;
    this.inValue = tag === 'v' || tag === 't';
    if (this.inValue) this.hasValue = true;
  };

  readonly text = (text: string): void => {
    if (this.inValue) this.value += text;
  };

  readonly end = (name: string): void => {
    this.inValue = false;
    if (name === 'c') this.endCell();
    if (name === 'row') this.endRow();
  };

  private beginRow(row: number): void {
    if (!Number.isInteger(row) || row <= this.line || row > MOST_ROWS) throw new Error(`row ${String(row)}`);
    // A sheet does not store empty rows.
    this.lines += '\r\n'.repeat(row - this.line - 1);
    this.line = row;
    this.cells = [];
  }

  private endCell(): void {
    const { type, at } = this.cell;
    if (this.isFormula && !this.hasValue) throw new ImportFileError('formula_without_value', at);
    const column = at === '' ? this.cells.length : columnOf(at);
    if (column >= MOST_COLUMNS) throw new Error('too many columns');
    while (this.cells.length < column) this.cells.push('');
    this.cells[column] = this.textOf({ ...this.cell, value: this.value, type }).replace(/(?<!\s)\s*\n\s*/g, '; ');
  }

  private endRow(): void {
    while (this.cells.at(-1) === '') this.cells.pop();
    if (this.cells.length > 0 && this.width === 0) this.width = this.cells.length;
    while (this.cells.length > 0 && this.cells.length < this.width) this.cells.push('');
    this.written += this.cells.length;
    if (this.written > MOST_CELLS) throw new Error('too many cells');
    this.lines += this.cells.length === 0 ? '\r\n' : csvLine(this.cells);
  }
}

/** The column index of a cell such as `AB7`, from 0. */
function columnOf(at: string): number {
  let column = 0;
  for (const letter of at.replace(/(?<!\d)\d+$/, '')) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** Whether a number format shows dates; ignores quoted texts, escapes and colours in it. */
function isDayFormat(code: string): boolean {
  return /[dy]/i.test(code.replace(/"[^"]*"?|\\.|\[[^\]]*\]?/g, ''));
}

function plain(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
