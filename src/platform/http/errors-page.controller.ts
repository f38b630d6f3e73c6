import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { messages } from '../../generated/words/messages';
import { problemWords } from './catalogue/catalogue';
import { FORMATTERS } from '../language/formatters';
import type { Language } from '../language/language';
import { CurrentLanguage } from './languages';
import { PROBLEM_STATUS, type ProblemCode } from '../problems/problem-codes';
import { Public } from './public.decorator';

/** The page to which the `type` of every problem points: all codes with their words. */
@ApiExcludeController()
@Public()
@Controller('docs/errors')
export class ErrorsPageController {
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  show(@CurrentLanguage() language: Language): string {
    const codes = Object.keys(PROBLEM_STATUS) as ProblemCode[];
    const title = messages[language].errorCodes(FORMATTERS, {});
    return `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}dt{font-family:ui-monospace,monospace;font-weight:600;margin-top:1rem}dd{margin:0}:target{background:#fff3bf}</style>
<h1>${title}</h1><dl>${codes.map((code) => entry(code, language)).join('')}</dl></html>`;
  }
}

/** Nothing is escaped, because the texts are from our catalogue and have no markup. */
function entry(code: ProblemCode, language: Language): string {
  const { title, detail } = problemWords(code, {}, language);
  return `<dt id="${code}">${code} · ${String(PROBLEM_STATUS[code])}</dt><dd>${title}. ${detail}</dd>`;
}
