import { messages, type MessagesArguments } from '../../generated/words/messages';
import { FORMATTERS } from '../../platform/language/formatters';

type PresetText = Extract<keyof MessagesArguments, `preset${string}`>;

/** A preset's name or description, in both languages of a network. */
export const inBoth = (text: PresetText) => ({
  en: messages.en[text](FORMATTERS, {}),
  ru: messages.ru[text](FORMATTERS, {}),
});
