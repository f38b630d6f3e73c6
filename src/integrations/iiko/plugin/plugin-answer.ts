import { messages } from '../../../generated/words/messages';
import { judge } from '../../../platform/http/failure';
import { renderProblem } from '../../../platform/http/problem.renderer';
import { FORMATTERS } from '../../../platform/language/formatters';
import { type Language, languageOfHeader } from '../../../platform/language/language';
import type { PluginAnswer } from './plugin.dto';

/** The most characters that a plugin shows without scrolling. */
const MAX_MESSAGE = 100;

const NOTHING: PluginAnswer = {
  status: 'ok',
  cashierMessage: null,
  receiptLines: [],
  code: null,
  deferred: false,
  guestId: null,
  balance: null,
  maxRedeem: null,
  pointsEarned: null,
  pointsRedeemed: null,
  discount: null,
  discountByLine: [],
  payable: null,
  giftBalance: null,
};

export function okAnswer(members: Partial<PluginAnswer>): PluginAnswer {
  return { ...NOTHING, ...members };
}

/** The answer for a check that was kept on the disk. */
export function keptAnswer(language: Language, guestId: string | null): PluginAnswer {
  return okAnswer({
    guestId,
    deferred: true,
    cashierMessage: cut(messages[language]['plugin.kept'](FORMATTERS, {})),
  });
}

export function placeUnknownAnswer(language: Language): PluginAnswer {
  const cashierMessage = cut(messages[language]['plugin.placeUnknown'](FORMATTERS, {}));
  return okAnswer({ status: 'declined', code: 'place_not_mapped', cashierMessage });
}

/** Figures in the answers to both a sale and its quote. */
interface SaleFigures {
  readonly guestId: string | null;
  readonly balance: { readonly available: number; readonly elsewhere?: number | undefined } | null;
  readonly pointsEarned: number;
  readonly pointsRedeemed: number;
  readonly discount: number;
  readonly discountByLine: readonly number[];
  readonly payable: number;
}

/** A recorded or expected sale, with lines for the guest's receipt. */
export function saleAnswer(sale: SaleFigures, language: Language): PluginAnswer {
  const words = messages[language];
  const { guestId, pointsEarned, pointsRedeemed, discount, discountByLine, payable } = sale;
  const balance = sale.balance === null ? null : sale.balance.available - (sale.balance.elsewhere ?? 0);
  const receiptLines = [
    ...(pointsRedeemed === 0 ? [] : [words['plugin.redeemed'](FORMATTERS, { points: pointsRedeemed })]),
    ...(guestId === null ? [] : [words['plugin.earned'](FORMATTERS, { points: pointsEarned })]),
    ...(balance === null ? [] : [words['plugin.balance'](FORMATTERS, { points: balance })]),
  ];
  return okAnswer({
    guestId,
    balance,
    pointsEarned,
    pointsRedeemed,
    discount,
    discountByLine,
    payable,
    receiptLines,
  });
}

/**
 * The plugin's answer to a refusal. An outage or unexpected error becomes `retry`, because it may soon be over.
 * @param outage words for an outage
 */
export function refusedAnswer(
  error: unknown,
  language: Language,
  outage: 'away' | 'spendAway' | 'giftAway',
): PluginAnswer {
  const { problem } = judge(error);
  const mayRetry = problem.status >= 500 || problem.status === 429 || problem.code === 'request_in_progress';
  const message = mayRetry
    ? messages[language][`plugin.${outage}`](FORMATTERS, {})
    : renderProblem(problem, '', language).detail;
  return okAnswer({ status: mayRetry ? 'retry' : 'declined', code: problem.code, cashierMessage: cut(message) });
}

/** Without a language in the request, cashiers read Russian, as iiko's own do. */
export function languageOf(header: string | undefined): Language {
  return languageOfHeader(header) ?? 'ru';
}

function cut(text: string): string {
  return text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE - 1)}…`;
}
