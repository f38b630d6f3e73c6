/** The parts of a network's look that an e-mail shows. */
export interface LetterLook {
  readonly name: string;
  readonly accent: string;
  readonly fontFamily: string;
  /** A logo address that mail programs can load; null: the e-mail shows the name instead. */
  readonly logo: { readonly url: string; readonly width: number; readonly height: number } | null;
  /** The last line of the e-mail; null: none. */
  readonly closing: string | null;
}

/** A link at the end of an e-mail. */
export interface LetterLink {
  readonly url: string;
  readonly label: string;
}

const LOGO_HEIGHT_PX = 48;
const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const BAR_LINE = /^(?<bar>█+) (?<words>.*)$/;
const BLOCK_PX = 12;
/** The colour of the second and further bars of a group; the first bar has the network's accent colour. */
const LATER_BAR = '#9aa6a1';
const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g;

/** The text of an e-mail with the network's last line and the unsubscribe link. */
export function letterText(text: string, { closing }: LetterLook, ending: LetterLink | null = null): string {
  const last = [...(closing === null ? [] : [closing]), ...(ending === null ? [] : [`${ending.label}: ${ending.url}`])];
  return last.length === 0 ? text : `${text.trimEnd()}\n\n${last.join('\n\n')}\n`;
}

/** Like `letterText`, as HTML with inline styles, the only styles that mail programs support. */
export function letterHtml(
  text: string,
  { name, accent, fontFamily, logo, closing }: LetterLook,
  ending: LetterLink | null = null,
): string {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((part) => `<div style="margin:0 0 16px">${linesOf(part, accent)}</div>`);
  const head = logo === null ? `<strong style="font-size:20px">${escape(name)}</strong>` : imageOf(logo, name);
  const foot =
    closing === null
      ? ''
      : `<p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #dde2df;color:#55605b">${escape(closing)}</p>`;
  const last =
    ending === null
      ? ''
      : `<p style="margin:16px 0 0;font-size:13px"><a href="${escape(ending.url)}" style="color:#55605b">${escape(ending.label)}</a></p>`;
  return (
    '<!doctype html><html><body style="margin:0;padding:24px;background:#f1f3f2">' +
    `<div style="max-width:600px;margin:0 auto;padding:24px;background:#ffffff;color:#171b19;font:16px/1.5 ${escape(fontFamily)}">` +
    `<div style="margin:0 0 24px;padding:0 0 16px;border-bottom:3px solid ${accent}">${head}</div>` +
    `${paragraphs.join('')}${foot}${last}</div></body></html>`
  );
}

function imageOf({ url, width, height }: NonNullable<LetterLook['logo']>, name: string): string {
  const shown = Math.min(LOGO_HEIGHT_PX, height);
  const size = `width="${String(Math.round((width * shown) / height))}" height="${String(shown)}"`;
  return `<img src="${escape(url)}" alt="${escape(name)}" ${size} style="display:block">`;
}

/** The lines of a part. A line that begins with blocks is drawn as a bar, which every mail program shows, also without pictures. */
function linesOf(part: string, accent: string): string {
  const runs: string[] = [];
  let text: string[] = [];
  const flush = () => {
    if (text.length > 0) runs.push(linked(text.join('\n'), accent));
    text = [];
  };
  let bars = 0;
  for (const line of part.split('\n')) {
    const { bar = '', words = '' } = BAR_LINE.exec(line)?.groups ?? {};
    if (bar === '') {
      text.push(line);
      bars = 0;
      continue;
    }
    flush();
    runs.push(barOf(bar.length, words, bars === 0 ? accent : LATER_BAR));
    bars += 1;
  }
  flush();
  return runs.join('');
}

/** A bar as a row of a table, because mail programs respect widths only of cells. */
function barOf(blocks: number, words: string, color: string): string {
  const width = String(blocks * BLOCK_PX);
  return (
    '<table role="presentation" cellpadding="0" cellspacing="0" style="margin:4px 0"><tr>' +
    `<td width="${width}" height="14" bgcolor="${color}" style="width:${width}px;height:14px;background:${color};font-size:0;line-height:0">&nbsp;</td>` +
    `<td style="padding:0 0 0 8px;font-size:14px">${escape(words)}</td></tr></table>`
  );
}

function linked(part: string, accent: string): string {
  let html = '';
  let at = 0;
  for (const { 0: link, index } of part.matchAll(LINK)) {
    html += `${escape(part.slice(at, index))}<a href="${escape(link)}" style="color:${accent}">${escape(link)}</a>`;
    at = index + link.length;
  }
  return `${html}${escape(part.slice(at))}`.replaceAll('\n', '<br>');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);
}
