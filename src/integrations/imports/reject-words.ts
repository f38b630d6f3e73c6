import type { Reject, RejectCode } from './reject';

type Words = Record<RejectCode, (detail: string) => string>;

const EN: Words = {
  line_too_long: () => 'The line is longer than 65,536 characters.',
  quote_broken: () => 'A quotation mark is missing or stands in the wrong place.',
  encoding_invalid: () => 'There are bytes that do not fit the encoding of the file.',
  columns_missing: (detail) => `The line has only ${detail} cells.`,
  columns_too_many: (detail) => `The line has ${detail} cells, more than the header.`,
  number_missing: () => 'There is no receipt number.',
  number_too_long: () => 'The receipt number is longer than 100 characters.',
  time_missing: () => 'There is no time.',
  time_invalid: (detail) => `This is no time of the form that the mapping names: ${detail}.`,
  amount_invalid: (detail) => `This is no amount, or has more decimals than the currency: ${detail}.`,
  amount_out_of_range: () => 'The amount is above what one receipt can have.',
  quantity_invalid: (detail) => `This is no quantity above 0 with at most three decimals${colon(detail)}.`,
  text_too_long: (detail) => `The cell is too long: ${detail}.`,
  quantity_negative: () => 'The quantity is negative, so this is no sale.',
  amount_negative: () => 'The amount is negative, and the line is no credit note.',
  adjustment: () => 'This is an adjustment of the books, not a sale.',
  credit_note_not_negative: () => 'This is a credit note by its number, but its total is not negative.',
  time_ahead: () => 'The time has not come yet.',
  point_of_sale_unknown: (detail) => `The network has no open point of sale with this code: ${detail}.`,
  too_many_lines: () => 'The receipt has more than 500 lines.',
  receipt_incomplete: () => 'Another line of this receipt was rejected, so its amount would be wrong.',
  receipt_duplicate: () => 'The file has a receipt of this number already.',
  credit_note_of_nobody: (detail) =>
    `The credit note names no guest; ${detail} minor units were not taken from anybody.`,
  credit_note_remainder: (detail) =>
    `The guest's sales before it have nothing left; ${detail} minor units of the credit note remain.`,
  already_recorded: () => 'The network has recorded this receipt before, by the till or another import.',
  refused: (detail) => `The till refused it: ${detail}.`,
};

const RU: Words = {
  line_too_long: () => 'Строка длиннее 65 536 знаков.',
  quote_broken: () => 'Кавычка пропущена или стоит не на месте.',
  encoding_invalid: () => 'Есть байты, которых нет в кодировке файла.',
  columns_missing: (detail) => `Ячеек в строке меньше, чем в заголовке: ${detail}.`,
  columns_too_many: (detail) => `Ячеек в строке больше, чем в заголовке: ${detail}.`,
  number_missing: () => 'Нет номера чека.',
  number_too_long: () => 'Номер чека длиннее 100 знаков.',
  time_missing: () => 'Нет времени.',
  time_invalid: (detail) => `Это не время в том виде, который назван в описании колонок: ${detail}.`,
  amount_invalid: (detail) => `Это не сумма, или знаков после запятой больше, чем у валюты: ${detail}.`,
  amount_out_of_range: () => 'Сумма больше, чем может быть у одного чека.',
  quantity_invalid: (detail) => `Это не количество больше 0 с тремя знаками после запятой, не более${colon(detail)}.`,
  text_too_long: (detail) => `Слишком длинная ячейка: ${detail}.`,
  quantity_negative: () => 'Количество отрицательное, значит, это не продажа.',
  amount_negative: () => 'Сумма отрицательная, а строка — не возврат.',
  adjustment: () => 'Это корректировка учёта, а не продажа.',
  credit_note_not_negative: () => 'По номеру это возврат, но его сумма не отрицательная.',
  time_ahead: () => 'Это время ещё не наступило.',
  point_of_sale_unknown: (detail) => `В сети нет открытой кассы с таким кодом: ${detail}.`,
  too_many_lines: () => 'В чеке больше 500 строк.',
  receipt_incomplete: () => 'Другая строка этого чека отклонена, и сумма была бы неверной.',
  receipt_duplicate: () => 'Чек с таким номером в файле уже был.',
  credit_note_of_nobody: (detail) =>
    `В возврате не назван гость; ни у кого не списано (минимальных единиц): ${detail}.`,
  credit_note_remainder: (detail) =>
    `На прежних продажах гостя ничего не осталось; остаток возврата (минимальных единиц): ${detail}.`,
  already_recorded: () => 'Этот чек уже записан в сети — кассой или другой загрузкой.',
  refused: (detail) => `Касса отказала: ${detail}.`,
};

/** The reason of a reject as one sentence in the network's language. */
export function rejectWords(locale: 'ru' | 'en', reject: Pick<Reject, 'code' | 'detail'>): string {
  return (locale === 'ru' ? RU : EN)[reject.code](reject.detail ?? '');
}

function colon(detail: string): string {
  return detail === '' ? '' : `: ${detail}`;
}
