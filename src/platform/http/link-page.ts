import { z } from 'zod';
import type { Language } from '../language/language';

/** The token of a link in an e-mail. */
export const linkToken = z.string().min(1).max(100);

/** The fields that the page sends, and those of mail programs (RFC 8058), which may add others. */
export const linkForm = z.looseObject({ 'List-Unsubscribe': z.literal('One-Click') });

/** The HTML page of a link in an e-mail. Mail scanners open links by GET, so only the button of the page has an effect. */
export function linkPage(
  language: Language,
  { title, text, button }: { readonly title: string; readonly text: string; readonly button: string | null },
): string {
  const form =
    button === null
      ? ''
      : `<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${escape(button)}</button></form>`;
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem}</style>
<p>${escape(text)}</p>${form}</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
}
