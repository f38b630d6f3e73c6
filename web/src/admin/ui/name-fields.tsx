import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';

const MOST = 200;

interface NameFieldsProps {
  readonly ru: string;
  readonly en: string;
  readonly onChange: (typed: { readonly ru?: string; readonly en?: string }) => void;
  readonly errors?: { readonly ru?: ReactNode; readonly en?: ReactNode };
  /** Left out: 200. */
  readonly maxLength?: number;
  /** The dialog opens with the first one in focus. */
  readonly isFirst?: boolean;
  readonly isReadOnly?: boolean;
}

/** The inputs of a name in the two languages, of which one is enough. */
export function NameFields({
  ru,
  en,
  onChange,
  errors,
  maxLength = MOST,
  isFirst = false,
  isReadOnly = false,
}: NameFieldsProps) {
  const { t } = useTranslation('admin');
  return (
    <>
      <TextInput
        {...(isFirst ? { 'data-autofocus': true } : {})}
        label={t('names.ru')}
        maxLength={maxLength}
        readOnly={isReadOnly}
        {...bound(ru, (text) => onChange({ ru: text }))}
        error={errors?.ru}
      />
      <TextInput
        label={t('names.en')}
        maxLength={maxLength}
        readOnly={isReadOnly}
        {...bound(en, (text) => onChange({ en: text }))}
        error={errors?.en}
      />
    </>
  );
}
