import { isUtf8 } from 'node:buffer';
import { SaxesParser } from 'saxes';

const MAX_DEPTH = 32;
const MAX_ELEMENTS = 20_000;
const CYRILLIC = /^<\?xml[^>]*encoding\s*=\s*["']windows-1251["']/i;

/** An element; names are in lower case, because FarCards and compatible programs use both cases. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

/** A body that is not acceptable XML: malformed, too deep, too large, with a document type, or in an unsupported encoding. */
export class XmlFault extends Error {}

/**
 * Reads a document in UTF-8, or in windows-1251 if declared, without a document type and entities of its own. Text between elements is ignored:
 * FarCards puts everything into attributes.
 *
 * @throws XmlFault
 */
export function parseXml(body: Buffer): XmlElement {
  const text = textOf(body);
  const root: OpenElement = { name: '', attributes: {}, children: [] };
  const open: OpenElement[] = [root];
  let elements = 0;
  const parser = new SaxesParser({ fragment: false, position: false });
  parser.on('error', (error) => {
    throw new XmlFault(error.message);
  });
  parser.on('doctype', () => {
    throw new XmlFault('document types are not read');
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (open.length > MAX_DEPTH || elements > MAX_ELEMENTS) throw new XmlFault('too deep or too many elements');
    const element: OpenElement = { name: name.toLowerCase(), attributes: lowered(attributes), children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  const [document] = root.children;
  if (document === undefined) throw new XmlFault('no element');
  return document;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
}

/** Elements of this name at any depth, in document order. */
export function elementsNamed(element: XmlElement, name: string): XmlElement[] {
  const own = element.name === name ? [element] : [];
  return [...own, ...element.children.flatMap((child) => elementsNamed(child, name))];
}

export const findElement = (element: XmlElement, name: string): XmlElement | undefined =>
  elementsNamed(element, name)[0];

type XmlValue = string | number | bigint;

/** An element as text. Values are escaped; characters that XML 1.0 can't contain are left out. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, XmlValue>>,
  ...children: string[]
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const opening = `<${name}${written.join('')}`;
  return children.length === 0 ? `${opening}/>` : `${opening}>${children.join('')}</${name}>`;
}

export const xmlDocument = (...children: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${xmlElement('ROOT', {}, ...children)}`;

function escaped(value: string): string {
  // Line breaks would be read as spaces, and a till shows one line.
  return value
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function textOf(body: Buffer): string {
  if (CYRILLIC.test(body.toString('latin1', 0, 200))) return new TextDecoder('windows-1251').decode(body);
  if (!isUtf8(body)) throw new XmlFault('neither UTF-8 nor declared as windows-1251');
  return body.toString('utf8').replace(/^\uFEFF/, '');
}

function lowered(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(attributes).map(([key, value]) => [key.toLowerCase(), String(value)] as const);
  return Object.fromEntries(entries);
}
