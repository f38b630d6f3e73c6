import { useCallback } from 'react';
import type { Mistake } from '../../../shared/document/document-store';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { wordOfMistake } from './mistake-words.rules';

/** A mistake in the words of this page: figures are typed here in other units than the document keeps them in. */
export function useMistakeWords(): (mistake: Mistake) => string {
  const { t } = useTranslation('admin');
  return useCallback(
    (mistake) => {
      const word = wordOfMistake(mistake);
      if (word !== undefined) return t(`program.${word}`);
      return mistake.message === undefined || mistake.message === '' ? t('program.wrong.not_valid') : mistake.message;
    },
    [t],
  );
}
